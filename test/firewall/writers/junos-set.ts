/** Junos in the set form: `show configuration | display set`. */
import type { Random } from '../../estate/random.ts';
import type { AbstractPolicy } from '../policy.ts';
import { CAN, quoted, type Statement, statements } from './junos-statements.ts';

export { CAN };

const line = (verb: string, words: Statement): string => `${verb} ${words.map(quoted).join(' ')}`;

export function write(policy: AbstractPolicy, r: Random): string {
  const { set, inactive } = statements(policy, r);
  const lines = [...set.map((s) => line('set', s)), ...inactive.map((s) => line('deactivate', s))];
  const end = r.pick(['\n', '\r\n']);
  return lines.join(end) + end;
}
