/** Whether packets are handled by sessions and policies or one by one ([Junos] forwarding-options (Security)). */
import { ALL_IPV6 } from '../../facts/address-set.ts';
import { ANY, type FilterList, type Match, type Stage } from '../../facts/firewall/model.ts';
import { type Build, condition, located, note } from './build.ts';
import { all } from './match.ts';
import { at, consume, ignore, type JunosNode, kid, kids, lose, textOf } from './tree.ts';

export interface Mode {
  /** Policies and NAT are asked at all. */
  readonly flow: boolean;
  /** IPv6 goes past them. */
  readonly packets6: boolean;
  readonly lists: readonly FilterList[];
  readonly stages: readonly Stage[];
}

const V6: Match = { kind: 'src', set: ALL_IPV6 };
const LIST = 'inet6 mode';

function dropped(
  build: Build,
  node: JunosNode,
  match: Match,
  implicit: boolean,
): Pick<Mode, 'lists' | 'stages'> {
  const at = located(build, node);
  const rule = {
    id: LIST,
    name: null,
    at,
    enabled: true,
    ...(implicit && { implicit: true as const }),
    match,
    action: { do: 'deny' as const },
    log: null,
    hits: null,
    comment: null,
  };
  const list: FilterList = { id: LIST, name: LIST, rules: [rule], end: { do: 'permit' }, endLog: null, at };
  return { lists: [list], stages: [{ kind: 'filter', list: LIST, when: ANY }] };
}

const NOTHING: Pick<Mode, 'lists' | 'stages'> = { lists: [], stages: [] };

/** Without a word of it IPv6 is dropped in the releases whose documents say so; that holds of all is not sure. */
function unsaid(build: Build, security: JunosNode): Pick<Mode, 'lists' | 'stages'> {
  const what = {
    ja: 'family inet6 mode の指定がない (既定の drop はリリースにより違う)',
    en: 'family inet6 mode is not stated (its default, drop, differs by release)',
  };
  return dropped(build, security, all(V6, condition(build, 'inet6 mode unstated', 'unknown', what)), true);
}

function six(build: Build, security: JunosNode, mode: string | null): Pick<Mode, 'lists' | 'stages'> {
  if (mode === null) return unsaid(build, security);
  return mode === 'drop' ? dropped(build, security, V6, false) : NOTHING;
}

export function readMode(build: Build, security: JunosNode): Mode {
  const node = kid(security, 'forwarding-options');
  const families = kid(node, 'family');
  const packets = ['mpls', 'inet'].find((f) => textOf(kid(families, f), 'mode') === 'packet-based');
  const mode6 = textOf(kid(families, 'inet6'), 'mode');
  for (const n of kids(node))
    if (n.word === 'mode') lose(n);
    else if (n.word !== 'family') ignore(n);
  consume(families);
  if (packets !== undefined && node) {
    note(build, node, 'packet-mode', {
      ja: 'パケットモードで動くため、セキュリティポリシーと NAT は使われない',
      en: 'runs in packet mode: security policies and NAT are not used',
    });
    return { flow: false, packets6: true, ...NOTHING };
  }
  return { flow: true, packets6: mode6 === 'packet-based', ...six(build, at(security) ?? security, mode6) };
}
