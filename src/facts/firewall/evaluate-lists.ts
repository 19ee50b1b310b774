/** Lists of a device by their id, and which of them change destinations. */
import { oncePer } from '../once.ts';
import type { Action, FilterList, FirewallDevice } from './model.ts';

const byId = oncePer(
  (device: FirewallDevice): ReadonlyMap<string, FilterList> => new Map(device.lists.map((l) => [l.id, l])),
);

export const listNamed = (device: FirewallDevice, id: string): FilterList | null =>
  byId(device).get(id) ?? null;

const actions = ({ rules, end }: FilterList): readonly Action[] => [...rules.map((r) => r.action), end];

const changes = (action: Action): boolean =>
  action.do === 'unknown' ||
  action.do === 'deny' ||
  (action.do === 'translate' && (action.to.dst !== undefined || action.to.dport !== undefined));

/** The lists that a list leads to, itself among them. */
function reached(device: FirewallDevice, id: string): ReadonlySet<string> {
  const seen = new Set<string>([id]);
  for (const next of seen) {
    const list = listNamed(device, next);
    for (const a of list ? actions(list) : []) if (a.do === 'call' || a.do === 'goto') seen.add(a.list);
  }
  return seen;
}

/** Lists that a list leads to by calls, itself among them; those that are not there are left out. */
export const listsReached = (device: FirewallDevice, id: string): readonly FilterList[] =>
  [...reached(device, id)].flatMap((name) => listNamed(device, name) ?? []);

const rewriting = oncePer((_: FirewallDevice) => new Map<string, boolean>());

/** Whether a list of NAT may change where packets go, or stop them. */
export function rewritesDestination(device: FirewallDevice, id: string): boolean {
  const known = rewriting(device);
  const before = known.get(id);
  if (before !== undefined) return before;
  const made = [...reached(device, id)].some((l) => {
    const list = listNamed(device, l);
    return !list || actions(list).some(changes);
  });
  known.set(id, made);
  return made;
}
