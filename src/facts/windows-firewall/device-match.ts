/**
 * What one rule of the Windows Firewall matches, in the rule model: the same judgements as match.ts makes for one port,
 * for all ports at once. What that leaves in doubt is a condition here.
 */
import type { Bilingual } from '../../model/text.ts';
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  intersect,
  isEmpty,
  parseAddressSet,
  unionOf,
} from '../address-set.ts';
import { intersectNumbers, NUMBERS_16, subtractNumbers } from '../firewall/match-packet-numbers.ts';
import type { Condition, Match, NumberSet, Service } from '../firewall/model.ts';
import type { FirewallRule, PortSpec } from './model.ts';

type Protocol = 6 | 17;

export interface DeviceMatchOptions {
  /** Addresses of the host's own subnets where the site tells. */
  readonly localSubnets?: AddressSet;
}

/** By keyword, what is surely blocked from the addresses it stands for: see `keywordBlocks`. */
export type KeywordBlocks = ReadonlyMap<string, readonly Match[]>;

/** Ports that surely, and ports that may, satisfy the rule. */
interface Ports {
  readonly sure: NumberSet;
  readonly maybe: NumberSet;
}

const NONE: NumberSet = [];
const UNPRIVILEGED: NumberSet = [{ from: 1024, to: 65535 }];
const span = (from: number, to = from): NumberSet => [{ from, to }];

const both = (a: NumberSet, b: NumberSet): NumberSet =>
  subtractNumbers(
    NUMBERS_16,
    intersectNumbers(subtractNumbers(NUMBERS_16, a), subtractNumbers(NUMBERS_16, b)),
  );

const EPHEMERAL: Ports = { sure: NONE, maybe: UNPRIVILEGED };

/** Keywords of [MS-FASP] 2.2.14, as in match.ts. */
const KEYWORDS: Readonly<Record<string, (protocol: Protocol) => Ports>> = {
  RPC: (protocol) => ({ sure: protocol === 6 ? span(49152, 65535) : NONE, maybe: UNPRIVILEGED }),
  'RPC-EPMap': () => ({ sure: span(135), maybe: span(593) }),
  IPHTTPS: () => ({ sure: NONE, maybe: both(both(span(80), span(443)), UNPRIVILEGED) }),
  DHCP: (protocol) => ({ sure: protocol === 17 ? both(span(67, 68), span(546, 547)) : NONE, maybe: NONE }),
  mDNS: (protocol) => ({ sure: protocol === 17 ? span(5353) : NONE, maybe: NONE }),
  Teredo: () => EPHEMERAL,
  Ply2Disc: () => EPHEMERAL,
  CortanaOut: () => EPHEMERAL,
  TcpCDPSvc: () => EPHEMERAL,
};

const ANY_MAYBE: Ports = { sure: NONE, maybe: NUMBERS_16 };

function specPorts(spec: PortSpec, protocol: Protocol, block: boolean): Ports {
  if (spec.kind === 'range') return { sure: span(spec.from, spec.to), maybe: NONE };
  const known = Object.hasOwn(KEYWORDS, spec.keyword) ? KEYWORDS[spec.keyword] : undefined;
  const ports = known ? known(protocol) : ANY_MAYBE;
  // A block that names a port by keyword only stops nothing for sure.
  return block ? { sure: NONE, maybe: both(ports.sure, ports.maybe) } : ports;
}

function localPorts(rule: FirewallRule, protocol: Protocol): Ports {
  if (rule.localPorts.length === 0) return { sure: NUMBERS_16, maybe: NONE };
  let sure = NONE;
  let maybe = NONE;
  for (const spec of rule.localPorts) {
    const ports = specPorts(spec, protocol, rule.action === 'block');
    sure = both(sure, ports.sure);
    maybe = both(maybe, ports.maybe);
  }
  return { sure, maybe: subtractNumbers(maybe, sure) };
}

/** Served by the kernel (SMB, NetBIOS, HTTP.sys). */
const KERNEL: Readonly<Record<Protocol, NumberSet>> = {
  6: [span(139), span(445), span(5985, 5986), span(47001)].flat(),
  17: span(137, 138),
};

type Subject = 'yes' | 'no' | 'maybe';

function kernelSubject({ package: own, program, service }: FirewallRule): Subject {
  if (own !== null) return 'no';
  if (program !== null && program.toLowerCase() !== 'system') {
    return /(^|\\)ntoskrnl\.exe$/i.test(program) ? 'maybe' : 'no';
  }
  return service === null ? 'yes' : 'maybe';
}

const isLimited = ({ program, service, package: own }: FirewallRule): boolean =>
  program !== null || service !== null || own !== null;

/** The rule's ports by whether the process behind them is one the rule speaks of. */
function bySubject(rule: FirewallRule, protocol: Protocol): Ports {
  const { sure, maybe } = localPorts(rule, protocol);
  const kernel = KERNEL[protocol];
  const subject = kernelSubject(rule);
  const limited = isLimited(rule);
  const named = rule.action !== 'block' && rule.localPorts.length > 0;
  const others = subtractNumbers(sure, kernel);
  const kernelSure = subject === 'yes' ? intersectNumbers(sure, kernel) : NONE;
  const kernelMaybe =
    subject === 'no' ? NONE : intersectNumbers(subject === 'yes' ? maybe : both(sure, maybe), kernel);
  const isSure = !limited || named;
  const otherSure = isSure ? others : NONE;
  const otherMaybe = both(subtractNumbers(maybe, kernel), isSure ? NONE : others);
  return { sure: both(kernelSure, otherSure), maybe: both(kernelMaybe, otherMaybe) };
}

function sourcePorts({ remotePorts }: FirewallRule): Ports {
  if (remotePorts.length === 0) return { sure: NUMBERS_16, maybe: NONE };
  const ranges = remotePorts.flatMap((p) => (p.kind === 'range' ? [span(p.from, p.to)] : []));
  const sure = ranges.reduce(both, NONE);
  return { sure, maybe: ranges.length < remotePorts.length ? NUMBERS_16 : NONE };
}

const isAll = (set: NumberSet): boolean => set[0]?.from === 0 && set[0].to === 65535;

function service(protocol: Protocol, dport: NumberSet, sport: NumberSet): Service {
  const of = (set: NumberSet): NumberSet | null => (isAll(set) ? null : set);
  return { protocols: span(protocol), sport: of(sport), dport: of(dport), icmpType: null, icmpCode: null };
}

const conditionMatch = (id: string, what: Bilingual): Match => {
  const condition: Condition = { id, choice: 'unknown', what };
  return { kind: 'condition', condition };
};

const named = (rule: FirewallRule): string => (rule.name === '' ? rule.id : rule.name);

const doubt = (rule: FirewallRule, ja: string, en: string): Match =>
  conditionMatch(`rule ${rule.id} ${en}`, {
    ja: `規則 ${named(rule)} の${ja}`,
    en: `${en} of rule ${named(rule)}`,
  });

interface Services {
  readonly sure: readonly Service[];
  readonly maybe: readonly Service[];
}

function servicesOf(rule: FirewallRule): Services {
  const protocols = ([6, 17] as const).filter((p) => rule.protocol === null || rule.protocol === p);
  const sport = sourcePorts(rule);
  const sure: Service[] = [];
  const maybe: Service[] = [];
  for (const protocol of protocols) {
    const dport = bySubject(rule, protocol);
    if (dport.sure.length > 0 && sport.sure.length > 0) sure.push(service(protocol, dport.sure, sport.sure));
    const open = both(dport.sure, dport.maybe);
    if (dport.maybe.length > 0) maybe.push(service(protocol, dport.maybe, both(sport.sure, sport.maybe)));
    if (sport.maybe.length > 0 && open.length > 0) maybe.push(service(protocol, open, NUMBERS_16));
  }
  return { sure, maybe };
}

function servicePart(rule: FirewallRule): Match {
  const { sure, maybe } = servicesOf(rule);
  const why = doubt(rule, 'ポート、プログラムまたはサービスの条件', 'condition on ports, program or service');
  return anyOf([
    ...(sure.length > 0 ? [{ kind: 'service', of: sure } as const] : []),
    ...(maybe.length > 0 ? [{ kind: 'all', of: [{ kind: 'service', of: maybe }, why] } as const] : []),
  ]);
}

/**
 * Blocks by a keyword: an allow by the same keyword lets nobody in where one of these matches, whichever addresses the
 * keyword stands for.
 */
export function keywordBlocks(rules: readonly FirewallRule[]): KeywordBlocks {
  const blocks = new Map<string, Match[]>();
  for (const rule of rules) {
    const { sure } = servicesOf(rule);
    if (rule.action !== 'block' || sure.length === 0 || doubts(rule).length > 0) continue;
    if (rule.localAddresses.length > 0 || rule.remotePorts.length > 0) continue;
    for (const token of rule.remoteAddresses.filter((t) => parseAddressSet(t) === null)) {
      for (const [name] of keywordFamilies(token)) {
        blocks.set(name, [...(blocks.get(name) ?? []), { kind: 'service', of: sure }]);
      }
    }
  }
  return blocks;
}

const anyOf = (of: readonly Match[]): Match => {
  const [only] = of;
  if (only === undefined) return { kind: 'never' };
  return of.length === 1 ? only : { kind: 'any', of };
};

const FAMILIES = { 4: ALL_IPV4, 6: ALL_IPV6 } as const;

function keywordFamilies(keyword: string): readonly (readonly [name: string, AddressSet])[] {
  const [, base, family] = /^(.*?)([46])$/.exec(keyword) ?? [];
  if (base === undefined)
    return [
      [`${keyword}4`, FAMILIES[4]],
      [`${keyword}6`, FAMILIES[6]],
    ];
  return [[keyword, family === '4' ? FAMILIES[4] : FAMILIES[6]]];
}

interface Context extends DeviceMatchOptions {
  readonly blocks: KeywordBlocks;
}

/** The host's real subnet may be smaller than the declared one, so a block by LocalSubnet is never sure. */
function keywordMatch(rule: FirewallRule, token: string, context: Context): readonly Match[] {
  return keywordFamilies(token).flatMap(([name, family]): readonly Match[] => {
    const local = /^LocalSubnet[46]$/.test(name) && context.localSubnets;
    const set = local ? intersect(local, family) : family;
    if (isEmpty(set)) return [];
    const what = { ja: `キーワード ${name} のアドレス`, en: `the addresses of the keyword ${name}` };
    const open: Match = {
      kind: 'all',
      of: [{ kind: 'src', set }, conditionMatch(`src keyword ${name}`, what)],
    };
    if (!local || rule.action === 'block') return [open];
    const blocks = context.blocks.get(name) ?? [];
    if (blocks.length === 0) return [{ kind: 'src', set }];
    return [
      open,
      {
        kind: 'all',
        of: [
          { kind: 'src', set },
          { kind: 'not', of: anyOf(blocks) },
        ],
      },
    ];
  });
}

function sourcePart(rule: FirewallRule, context: Context): Match | null {
  if (rule.remoteAddresses.length === 0) return null;
  const sets = rule.remoteAddresses.map(parseAddressSet);
  const exact = unionOf(sets.flatMap((set) => (set ? [set] : [])));
  const keywords = rule.remoteAddresses.filter((_, i) => sets[i] === null);
  return anyOf([
    ...(isEmpty(exact) ? [] : [{ kind: 'src', set: exact } as const]),
    ...keywords.flatMap((token) => keywordMatch(rule, token, context)),
  ]);
}

/** Addresses of the host: those that are written out tell; a keyword does not. */
function targetPart(rule: FirewallRule): Match | null {
  if (rule.localAddresses.length === 0) return null;
  const sets = rule.localAddresses.map(parseAddressSet);
  const exact = unionOf(sets.flatMap((set) => (set ? [set] : [])));
  const open = sets.some((set) => set === null);
  return anyOf([
    ...(isEmpty(exact) ? [] : [{ kind: 'dst', set: exact } as const]),
    ...(open ? [doubt(rule, 'ローカル アドレスの条件', 'condition on the local address')] : []),
  ]);
}

function doubts(rule: FirewallRule): readonly Match[] {
  const of: Match[] = [];
  if (rule.authenticated || rule.action === 'bypass') {
    of.push(doubt(rule, 'IPsec 認証の条件', 'condition on IPsec authentication'));
  }
  if (rule.interfaceTypes.length > 0) {
    of.push(doubt(rule, 'インターフェイスの条件', 'condition on the interface'));
  }
  for (const part of rule.notUnderstood)
    of.push(doubt(rule, `解釈できない条件 ${part}`, `condition ${part}`));
  for (const kind of rule.unfiltered) of.push(doubt(rule, `証拠にない条件 (${kind})`, `condition (${kind})`));
  return of;
}

/** Packets of TCP and UDP that an inbound rule speaks of, in a profile that it is for. */
export function ruleMatch(rule: FirewallRule, context: Context): Match {
  const of = [servicePart(rule), sourcePart(rule, context), targetPart(rule), ...doubts(rule)].filter(
    (m) => m !== null,
  );
  const [only] = of;
  return of.length === 1 && only ? only : { kind: 'all', of };
}
