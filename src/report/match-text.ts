/** Rules of firewalls as a person reads them. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, covers, toPrefixes } from '../facts/address-set.ts';
import type {
  Action,
  AddressTarget,
  FilterRule,
  Match,
  PortTarget,
  Translation,
} from '../facts/firewall/model.ts';
import { showFlags } from '../facts/firewall/packet-text.ts';
import { numbersText, serviceText } from '../facts/firewall/service-text.ts';
import { showIpAddress } from '../facts/ip-address.ts';

const MAX_SHOWN = 8;
/** A group of groups of groups is named by what it holds only so far. */
const MAX_DEPTH = 6;

function listed(texts: readonly string[]): string {
  const rest = texts.length - MAX_SHOWN;
  return `${texts.slice(0, MAX_SHOWN).join(',')}${rest > 0 ? `,+${rest}` : ''}`;
}

function setText(set: AddressSet): string {
  const four = covers(set, ALL_IPV4);
  const six = covers(set, ALL_IPV6);
  if (four && six) return 'any';
  if (four || six) return four ? 'any-ipv4' : 'any-ipv6';
  return set.length === 0 ? 'none' : listed(toPrefixes(set));
}

const grouped = (of: readonly Match[], between: string, depth: number): string =>
  of.length === 0
    ? '()'
    : of
        .slice(0, MAX_SHOWN)
        .map((m) =>
          m.kind === 'any' || m.kind === 'all' ? `(${textOf(m, depth + 1)})` : textOf(m, depth + 1),
        )
        .join(between) + (of.length > MAX_SHOWN ? `${between}…` : '');

function bitsText(m: Extract<Match, { readonly kind: 'src-bits' | 'dst-bits' }>): string {
  const show = (value: bigint): string => showIpAddress({ version: m.version, value });
  return `${m.kind === 'src-bits' ? 'src' : 'dst'} & ${show(m.mask)} = ${show(m.value)}`;
}

function textOf(m: Match, depth: number): string {
  if (depth > MAX_DEPTH) return '…';
  switch (m.kind) {
    case 'always':
      return 'any';
    case 'never':
      return 'none';
    case 'all':
      return grouped(m.of, ' ', depth);
    case 'any':
      return grouped(m.of, ' or ', depth);
    case 'not':
      return `not (${textOf(m.of, depth + 1)})`;
    case 'src':
    case 'dst':
      return `${m.kind} ${setText(m.set)}`;
    case 'src-bits':
    case 'dst-bits':
      return bitsText(m);
    case 'service':
      return listed(m.of.map(serviceText));
    case 'in':
    case 'out':
      return `${m.kind} ${listed(m.ports)}`;
    case 'state':
      return `state ${m.of.join(',')}`;
    case 'translated':
      return `translated ${m.side}`;
    case 'flags':
      return `flags ${showFlags(m.value) || 'none'} of ${showFlags(m.mask)}`;
    case 'condition':
      return `[${m.condition.id}]`;
  }
}

export const matchText = (match: Match): string => textOf(match, 0);

function addressText(target: AddressTarget): string {
  if (target.to === 'addresses') return setText(target.set);
  if (target.to !== 'shift') return target.to;
  const show = (value: bigint): string => showIpAddress({ version: target.version, value });
  return `${show(target.first)}-${show(target.last)} onto ${show(target.onto)}`;
}

const portText = (target: PortTarget): string =>
  target.to === 'ports' ? numbersText(target.set) : `${target.first}-${target.last} onto ${target.onto}`;

function translationText({ src, dst, sport, dport }: Translation): string {
  const parts = [
    src && `src ${addressText(src)}`,
    sport && `sport ${portText(sport)}`,
    dst && `dst ${addressText(dst)}`,
    dport && `dport ${portText(dport)}`,
  ];
  return parts.filter((p) => p !== undefined).join(' ');
}

export function actionText(action: Action): string {
  if (action.do === 'translate') return `translate to ${translationText(action.to)}`;
  if (action.do === 'deny' && action.reject) return `deny (${action.reject})`;
  if (action.do === 'call' || action.do === 'goto') return `${action.do} ${action.list}`;
  return action.do;
}

const marks = ({ enabled, implicit, log, hits }: FilterRule): readonly string[] => [
  ...(enabled ? [] : ['disabled']),
  ...(implicit ? ['implicit'] : []),
  ...(log === null ? [] : [log ? 'log' : 'no log']),
  ...(hits === null ? [] : [`hits ${hits}`]),
];

/** `3 Web: permit in lan out wan src 10.1.0.0/16 tcp/443 (log)`. */
export function ruleText(rule: FilterRule): string {
  const name = rule.name === null || rule.name === rule.id ? rule.id : `${rule.id} ${rule.name}`;
  const notes = marks(rule);
  const tail = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  return `${name}: ${actionText(rule.action)} ${matchText(rule.match)}${tail}`;
}
