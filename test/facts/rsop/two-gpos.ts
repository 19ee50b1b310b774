/** Two GPOs, one above the other, from their files to an index and the lists of one computer. */
import type { SubjectLists } from '../../../src/facts/rsop/acts.ts';
import { indexPolicies } from '../../../src/facts/rsop/policy-index.ts';
import { containersOf, contents, type Entry, type Files, guid, inSysvol, list } from './policies.ts';

export const [LOW, HIGH] = [guid(1), guid(2)];

export interface Given {
  readonly low?: Readonly<Record<string, Uint8Array | string>>;
  readonly high?: Readonly<Record<string, Uint8Array | string>>;
  readonly lowIs?: Partial<Entry>;
  readonly highIs?: Partial<Entry>;
  readonly controller?: boolean | null;
  readonly user?: boolean;
}

export function made({
  low = {},
  high = {},
  lowIs = {},
  highIs = {},
  controller = false,
  user = false,
}: Given) {
  const of = (id: string, own: Files): Files =>
    Object.fromEntries(Object.entries(own).map(([path, bytes]) => [inSysvol(id, path), bytes]));
  const files = { ...of(LOW, low), ...of(HIGH, high) };
  const gpos = containersOf(files, [LOW, HIGH]);
  const index = indexPolicies(contents(files, [LOW, HIGH]), gpos);
  const entries = [
    { id: HIGH, ...highIs },
    { id: LOW, ...lowIs },
  ];
  const lists: SubjectLists = {
    machine: list('machine', entries, gpos),
    user: user ? list('user', entries, gpos) : null,
    controller,
  };
  return { index, lists };
}
