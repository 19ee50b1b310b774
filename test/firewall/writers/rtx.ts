/** A policy as `show config` of a YAMAHA router: filters by number, applied where packets come in. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  type Capability,
  destinationsOf,
  deviceAddress,
  type PortSpan,
  prefixesOf,
  servicesOf,
} from '../policy.ts';

export const CAN: readonly Capability[] = ['icmp', 'icmp-type', 'icmp-code', 'protocol'];

type Family = 4 | 6;

const isV6 = (text: string): boolean => text.includes(':');

const ofFamily = (texts: readonly string[], family: Family): readonly string[] =>
  texts.filter((t) => isV6(t) === (family === 6));

/** Ranges are of IPv4 only. */
const addressTexts = (r: Random, a: AbstractAddress): readonly string[] => {
  if (a.version === 6 || a.kind !== 'range') return a.kind === 'host' ? [a.text] : prefixesOf(a);
  return r.below(2) === 0 ? [a.text] : prefixesOf(a);
};

/** Several addresses of IPv4 may stand in one filter, between commas. */
function joined(r: Random, texts: readonly string[], family: Family): readonly string[] {
  return family === 4 && texts.length > 1 && r.below(2) === 0 ? [texts.join(',')] : texts;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['80', 'www'],
  ['53', 'domain'],
  ['137-139', 'netbios_ns-netbios_ssn'],
]);

function span(r: Random, of: PortSpan | null): string {
  if (of === null) return '*';
  const text = of.from === of.to ? `${of.from}` : `${of.from}-${of.to}`;
  if (of.to === 65535 && of.from > 0 && r.below(2) === 0) return `${of.from}-`;
  return r.below(2) === 0 ? (NAMES.get(text) ?? text) : text;
}

/** Protocol and ports; null where the service is not of the family. */
function serviceText(r: Random, service: AbstractService, family: Family): string | null {
  if (service.kind === 'protocol') return `${service.number} * *`;
  if (service.kind !== 'icmp') return `${service.kind} ${span(r, service.sport)} ${span(r, service.dport)}`;
  if (service.version !== family) return null;
  const name = family === 6 ? r.pick(['icmp', 'icmp6']) : 'icmp';
  return `${name} ${service.type ?? '*'} ${service.code ?? '*'}`;
}

interface Filter {
  readonly rule: AbstractRule;
  readonly number: number;
  readonly family: Family;
  readonly text: string;
}

function ends(r: Random, p: AbstractPolicy, rule: AbstractRule, family: Family) {
  const texts = (names: readonly string[]): readonly string[] =>
    joined(
      r,
      ofFamily(
        addressesOf(p, names).flatMap((a) => addressTexts(r, a)),
        family,
      ),
      family,
    );
  const zone = destinationsOf(p, rule);
  const any = zone ? joined(r, ofFamily(zone, family), family) : ['*'];
  return {
    src: rule.sources.length > 0 ? texts(rule.sources) : ['*'],
    dst: rule.destinations.length > 0 ? texts(rule.destinations) : any,
  };
}

const action = (rule: AbstractRule): string =>
  rule.action === 'permit' ? (rule.log ? 'pass-log' : 'pass') : rule.log ? 'reject' : 'reject-nolog';

function filtersOf(r: Random, p: AbstractPolicy, rule: AbstractRule, family: Family): readonly Filter[] {
  const { src, dst } = ends(r, p, rule, family);
  const services =
    rule.services.length === 0
      ? [r.pick(['* * *', '*', ''])]
      : servicesOf(p, rule.services).flatMap((s) => serviceText(r, s, family) ?? []);
  const texts = src.flatMap((s) => dst.flatMap((d) => services.map((v) => `${s} ${d} ${v}`.trim())));
  return texts.map((text, i) => ({
    rule,
    number: rule.id * 1000 + i,
    family,
    text: `${action(rule)} ${text}`,
  }));
}

const ipWord = (family: Family): string => (family === 6 ? 'ipv6' : 'ip');

const lan = (zone: AbstractZone): string => `lan${zone.index + 1}`;

function zoneLines(zone: AbstractZone, filters: readonly Filter[]): readonly string[] {
  const own = zone.connected.map(deviceAddress);
  const applied = ([4, 6] as const).map((family) => {
    const numbers = filters
      .filter((f) => f.family === family && f.rule.enabled && (f.rule.from ?? zone.name) === zone.name)
      .map((f) => f.number);
    const list = numbers.length > 0 ? numbers : [999_999];
    return `${ipWord(family)} ${lan(zone)} secure filter in ${list.join(' ')}`;
  });
  return [
    `description ${lan(zone)} ${zone.name}`,
    ...own.map((a) => `${isV6(a) ? 'ipv6' : 'ip'} ${lan(zone)} address ${a}`),
    ...applied,
  ];
}

const routes = (zone: AbstractZone): readonly string[] =>
  zone.routed.map(
    (to) =>
      `${isV6(to) ? 'ipv6' : 'ip'} route ${to} gateway ${isV6(to) ? zone.gateways.v6 : zone.gateways.v4}`,
  );

/** Broken at 80 columns, as a terminal shows it. */
const wrapped = (line: string): string => {
  const words = line.split(' ');
  const out: string[] = [];
  let now = '';
  for (const word of words) {
    if (now !== '' && now.length + word.length + 1 > 79) {
      out.push(now.padEnd(79));
      now = ` ${word}`;
    } else now = now === '' ? word : `${now} ${word}`;
  }
  return [...out, now].join('\n');
};

export function write(p: AbstractPolicy, r: Random): string {
  const filters = p.rules.flatMap((rule) => [...filtersOf(r, p, rule, 4), ...filtersOf(r, p, rule, 6)]);
  const definitions = [
    ...filters.map((f) => `${ipWord(f.family)} filter ${f.number} ${f.text}`),
    'ip filter 999999 reject * *',
    'ipv6 filter 999999 reject * *',
  ];
  const zones = p.zones.flatMap((zone) => zoneLines(zone, filters));
  const body = r.below(2) === 0 ? [...zones, ...definitions] : [...definitions, ...zones];
  const lines = [
    '# RTX1210 Rev.14.01.38 (Fri Jul 16 10:52:24 2021)',
    '#  MAC Address : 00:00:5e:00:53:01',
    `console prompt ${p.name}`,
    'ipv6 prefix 1 2001:db8:ffff::/64',
    ...body,
    ...p.zones.flatMap(routes),
    'syslog notice on',
  ];
  const folded = r.below(3) === 0 ? lines.map(wrapped) : lines;
  return `${folded.join('\n')}\n`;
}
