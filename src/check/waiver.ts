import type { Always } from '../facts/target-facts.ts';
import type { Waiver } from '../model/finding.ts';
import type { AcceptedDeviation } from '../model/site.ts';

/** A bare date means the end of that day in Japan. */
const END_OF_DAY_JAPAN = 'T23:59:59+09:00';

/** End of validity as ISO 8601 with zone. */
export const validUntil = (expires: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(expires) ? `${expires}${END_OF_DAY_JAPAN}` : expires;

const applies = (d: AcceptedDeviation, control: string, check: string, facts: Always): boolean =>
  (d.control === control || d.control === check) &&
  (d.target === '*' || d.target.toLowerCase() === facts.target.name.toLowerCase()) &&
  Date.parse(validUntil(d.expires)) >= facts.asOf;

/** The accepted deviation that covers this finding, if one is valid at the instant of the assessment. */
export function waiverFor(control: string, check: string, facts: Always): Waiver | null {
  const { exceptions, compensations } = facts.site;
  const exception = exceptions.find((d) => applies(d, control, check, facts));
  const found = exception ?? compensations.find((d) => applies(d, control, check, facts));
  if (!found) return null;
  return {
    kind: exception ? 'exception' : 'compensation',
    reason: found.reason,
    owner: found.owner,
    until: validUntil(found.expires),
  };
}
