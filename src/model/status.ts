/** XCCDF 1.2 result words. `manual` is XCCDF's `informational` use for a human decision, kept as its own word. */
export const STATUSES = [
  'pass',
  'fail',
  'unknown',
  'error',
  'notapplicable',
  'notchecked',
  'manual',
] as const;
export type Status = (typeof STATUSES)[number];

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The guide's attack stages that its countermeasure sets defend (guide pp. 49-50). */
export type Stage = 'foothold' | 'lateral';
