/** Words that ASA and IOS write alike: masks, ports, ICMP, times. */
import type { Random } from '../../estate/random.ts';
import type { AbstractSchedule, AbstractService, PortSpan } from '../policy.ts';

export const dotted = (bits: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor((2 ** 32 - 2 ** (32 - bits)) / 2 ** shift) % 256).join('.');

export const wildcard = (bits: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor((2 ** (32 - bits) - 1) / 2 ** shift) % 256).join('.');

const NAMES = new Map([
  [22, 'ssh'],
  [53, 'domain'],
  [80, 'www'],
  [443, 'https'],
]);

/** `eq www`, `range 8000 8099`, `gt 1023`. `names`: those that the language knows. */
export function ports(r: Random, { from, to }: PortSpan, names: readonly string[]): string {
  const name = NAMES.get(from);
  if (from === to)
    return `eq ${name !== undefined && names.includes(name) && r.below(2) === 0 ? name : from}`;
  if (to === 65535 && r.below(2) === 0) return `gt ${from - 1}`;
  return `range ${from} ${to}`;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function days(list: readonly number[]): string {
  const key = list.join('');
  if (key === '01234') return 'weekdays';
  return key === '56' ? 'weekend' : list.map((d) => DAYS[d]).join(' ');
}

export const timeRange = (s: AbstractSchedule): readonly string[] => [
  `time-range ${s.name}`,
  ` periodic ${days(s.days)} ${s.from} to ${s.to}`,
];

export const protocolName = (s: AbstractService, six: string): string =>
  s.kind === 'protocol' ? String(s.number) : s.kind === 'icmp' ? (s.version === 6 ? six : 'icmp') : s.kind;

/** `8 0` of an ICMP service, '' of one without a type. */
export const icmpWords = (s: AbstractService): string =>
  s.kind === 'icmp' && s.type !== null ? ` ${s.type}${s.code === null ? '' : ` ${s.code}`}` : '';
