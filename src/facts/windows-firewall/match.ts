/**
 * How one rule meets one question: the sources it surely speaks of, those it may speak of, and why the two differ.
 * Conditions this program cannot decide widen `may` and never `must`.
 */
import type { Bilingual } from '../../model/text.ts';
import {
  type AddressSet,
  ALL_ADDRESSES,
  ALL_IPV4,
  ALL_IPV6,
  intersect,
  NO_ADDRESSES,
  parseAddressSet,
  union,
  unionOf,
} from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { FirewallProfile, FirewallRule, PortSpec } from './model.ts';

export interface InboundQuestion {
  readonly protocol: 6 | 17;
  readonly port: number;
  readonly sources: AddressSet;
  readonly profile: FirewallProfile;
  /** Addresses of the host's own subnets where the site tells; without it `LocalSubnet` could be any address. */
  readonly localSubnets?: AddressSet;
}

/** The addresses a keyword stands for, as far as they are known. */
export interface KeywordScope {
  readonly must: AddressSet;
  readonly may: AddressSet;
}

export interface RuleMatch {
  readonly rule: FirewallRule;
  /** Addresses written out. */
  readonly exact: AddressSet;
  /** By keyword and family, e.g. `LocalSubnet4`. */
  readonly keywords: ReadonlyMap<string, KeywordScope>;
  /** Why the rule may not apply to the connection even from those addresses. */
  readonly doubts: readonly Bilingual[];
}

type Tri = 'yes' | 'no' | 'maybe';

const DYNAMIC = 49152;
const UNPRIVILEGED = 1024;

const ephemeral = (port: number): Tri => (port >= UNPRIVILEGED ? 'maybe' : 'no');

/** Which ports a keyword of [MS-FASP] 2.2.14 stands for; services choose their ports above 1023. */
const PORT_KEYWORDS: Readonly<Record<string, (protocol: 6 | 17, port: number) => Tri>> = {
  RPC: (protocol, port) => (protocol === 6 && port >= DYNAMIC ? 'yes' : ephemeral(port)),
  'RPC-EPMap': (_, port) => (port === 135 ? 'yes' : port === 593 ? 'maybe' : 'no'),
  IPHTTPS: (_, port) => (port === 443 || port === 80 ? 'maybe' : ephemeral(port)),
  DHCP: (protocol, port) => (protocol === 17 && [67, 68, 546, 547].includes(port) ? 'yes' : 'no'),
  mDNS: (protocol, port) => (protocol === 17 && port === 5353 ? 'yes' : 'no'),
  Teredo: (_, port) => ephemeral(port),
  Ply2Disc: (_, port) => ephemeral(port),
  CortanaOut: (_, port) => ephemeral(port),
  TcpCDPSvc: (_, port) => ephemeral(port),
};

function keywordPort(keyword: string, protocol: 6 | 17, port: number): Tri {
  const ports = Object.hasOwn(PORT_KEYWORDS, keyword) ? PORT_KEYWORDS[keyword] : undefined;
  return ports ? ports(protocol, port) : 'maybe';
}

const specPort = (spec: PortSpec, q: InboundQuestion): Tri => {
  if (spec.kind === 'keyword') return keywordPort(spec.keyword, q.protocol, q.port);
  return spec.from <= q.port && q.port <= spec.to ? 'yes' : 'no';
};

function localPort(rule: FirewallRule, q: InboundQuestion): Tri {
  if (rule.localPorts.length === 0) return 'yes';
  let best: Tri = 'no';
  for (const spec of rule.localPorts) {
    const answer = specPort(spec, q);
    if (answer === 'yes') return answer;
    if (answer === 'maybe') best = answer;
  }
  return best;
}

/** Whether the client ports that Windows itself uses (49152-65535) all satisfy the rule. */
const anyClientPort = (rule: FirewallRule): boolean =>
  rule.remotePorts.length === 0 ||
  rule.remotePorts.some((p) => p.kind === 'range' && p.from <= DYNAMIC && p.to === 65535);

/** Ports that Windows serves from its kernel (SMB, NetBIOS, HTTP.sys for WinRM): the process is `System`. */
const KERNEL: Readonly<Record<6 | 17, readonly number[]>> = {
  6: [139, 445, 5985, 5986, 47001],
  17: [137, 138],
};

const isKernelPort = (q: InboundQuestion): boolean => KERNEL[q.protocol].includes(q.port);

const isSystem = (program: string): boolean => program.toLowerCase() === 'system';
const isKernelImage = (program: string): boolean => /(^|\\)ntoskrnl\.exe$/i.test(program);

/** A rule for other processes says nothing of a port the kernel serves. */
function kernelSubject(rule: FirewallRule): Tri {
  if (rule.package !== null) return 'no';
  if (rule.program !== null && !isSystem(rule.program)) return isKernelImage(rule.program) ? 'maybe' : 'no';
  return rule.service === null ? 'yes' : 'maybe';
}

/** Elsewhere the program decides, which is not known; a rule that names the port is meant for who listens there. */
function processSubject(rule: FirewallRule, port: Tri): Tri {
  const limited = rule.program !== null || rule.service !== null || rule.package !== null;
  if (!limited) return 'yes';
  return rule.action !== 'block' && rule.localPorts.length > 0 && port === 'yes' ? 'yes' : 'maybe';
}

const subject = (rule: FirewallRule, q: InboundQuestion, port: Tri): Tri =>
  isKernelPort(q) ? kernelSubject(rule) : processSubject(rule, port);

const DOUBTS = {
  port: { ja: 'ポートのキーワード', en: 'a keyword for ports' },
  clientPort: { ja: '送信元ポートの条件', en: 'a condition on the source port' },
  subject: { ja: 'プログラムまたはサービスの条件', en: 'a condition on the program or service' },
  authenticated: { ja: 'IPsec 認証の条件', en: 'a condition on IPsec authentication' },
  interface: { ja: 'インターフェイスの条件', en: 'a condition on the interface' },
  localAddress: { ja: 'ローカル アドレスの条件', en: 'a condition on the local address' },
} satisfies Record<string, Bilingual>;

function otherDoubts(rule: FirewallRule): readonly Bilingual[] {
  const doubts: Bilingual[] = [];
  if (rule.action === 'block' ? rule.remotePorts.length > 0 : !anyClientPort(rule))
    doubts.push(DOUBTS.clientPort);
  if (rule.authenticated || rule.action === 'bypass') doubts.push(DOUBTS.authenticated);
  if (rule.interfaceTypes.length > 0) doubts.push(DOUBTS.interface);
  if (rule.localAddresses.length > 0) doubts.push(DOUBTS.localAddress);
  for (const part of rule.notUnderstood) {
    doubts.push({ ja: `解釈できない条件 ${part}`, en: `a condition that is not understood: ${part}` });
  }
  for (const kind of rule.unfiltered) {
    doubts.push({
      ja: `証拠にない条件 (${kind})`,
      en: `conditions that are not among the evidence (${kind})`,
    });
  }
  return doubts;
}

const byKeyword = (rule: FirewallRule, q: InboundQuestion): boolean =>
  rule.action === 'block' &&
  rule.localPorts.length > 0 &&
  !rule.localPorts.some((spec) => spec.kind === 'range' && specPort(spec, q) === 'yes');

const FAMILIES = { 4: ALL_IPV4, 6: ALL_IPV6 } as const;

function familiesOf(keyword: string): readonly (readonly [string, AddressSet])[] {
  const [, base, family] = /^(.*?)([46])$/.exec(keyword) ?? [];
  if (base === undefined) {
    return [
      [`${keyword}4`, FAMILIES[4]],
      [`${keyword}6`, FAMILIES[6]],
    ];
  }
  return [[keyword, family === '4' ? FAMILIES[4] : FAMILIES[6]]];
}

/** The host's real subnet may be smaller than what the site declares, so a block by LocalSubnet protects nobody for sure. */
function keywordScope(
  keyword: string,
  family: AddressSet,
  rule: FirewallRule,
  q: InboundQuestion,
): KeywordScope {
  if (!/^LocalSubnet[46]$/.test(keyword) || !q.localSubnets) return { must: NO_ADDRESSES, may: family };
  const own = intersect(q.localSubnets, family);
  return { must: rule.action === 'block' ? NO_ADDRESSES : own, may: own };
}

/** What a rule names: addresses written out, and keywords with the family each is meant for. */
interface Named {
  readonly exact: AddressSet;
  readonly keywords: readonly (readonly [string, AddressSet])[];
}

/** Read once a list, not once a question. */
const named = oncePer((tokens: readonly string[]): Named => {
  const sets = tokens.map(parseAddressSet);
  return {
    exact: tokens.length === 0 ? ALL_ADDRESSES : unionOf(sets.flatMap((set) => (set ? [set] : []))),
    keywords: tokens.flatMap((token, i) => (sets[i] ? [] : familiesOf(token))),
  };
});

function addresses(rule: FirewallRule, q: InboundQuestion): Pick<RuleMatch, 'exact' | 'keywords'> {
  const { exact, keywords } = named(rule.remoteAddresses);
  return {
    exact,
    keywords: new Map(keywords.map(([name, family]) => [name, keywordScope(name, family, rule, q)])),
  };
}

/** Active inbound rules by the protocol they may speak of, in file order: sorted once, asked once a port and profile. */
export type InboundRules = Readonly<Record<InboundQuestion['protocol'], readonly FirewallRule[]>>;

export function inboundRules(rules: readonly FirewallRule[]): InboundRules {
  const active = rules.filter((r) => r.enabled && r.direction === 'in');
  const of = (protocol: number) => active.filter((r) => r.protocol === null || r.protocol === protocol);
  return { 6: of(6), 17: of(17) };
}

/** null: the rule does not speak of such a connection. */
function matchRule(rule: FirewallRule, q: InboundQuestion): RuleMatch | null {
  if (rule.profiles.length > 0 && !rule.profiles.includes(q.profile)) return null;
  const port = localPort(rule, q);
  const by = subject(rule, q, port);
  if (port === 'no' || by === 'no') return null;
  const doubts = [
    ...(port === 'maybe' || byKeyword(rule, q) ? [DOUBTS.port] : []),
    ...(by === 'maybe' ? [DOUBTS.subject] : []),
    ...otherDoubts(rule),
  ];
  const { exact, keywords } = addresses(rule, q);
  return { rule, exact, keywords, doubts };
}

/** The profiles ask the same list for the same few ports. */
const portsAsked = oncePer((_: readonly FirewallRule[]) => new Map<number, readonly FirewallRule[]>());

function ofPort(rules: readonly FirewallRule[], q: InboundQuestion): readonly FirewallRule[] {
  const ports = portsAsked(rules);
  const found = ports.get(q.port) ?? rules.filter((rule) => localPort(rule, q) !== 'no');
  ports.set(q.port, found);
  return found;
}

/** The rules that speak, or may speak, of such a connection. */
export function matches(rules: InboundRules, q: InboundQuestion): readonly RuleMatch[] {
  const out: RuleMatch[] = [];
  for (const rule of ofPort(rules[q.protocol], q)) {
    const match = matchRule(rule, q);
    if (match) out.push(match);
  }
  return out;
}

const NONE: ReadonlySet<string> = new Set();

/** Sources the rule surely matches; keywords in `without` are left out. */
export function mustSources(match: RuleMatch, without: ReadonlySet<string> = NONE): AddressSet {
  if (match.doubts.length > 0) return NO_ADDRESSES;
  return union(
    match.exact,
    ...[...match.keywords].flatMap(([name, k]) => (without.has(name) ? [] : [k.must])),
  );
}

/** Sources the rule may match; keywords in `without` are left out. */
export const maySources = (match: RuleMatch, without: ReadonlySet<string> = NONE): AddressSet =>
  union(match.exact, ...[...match.keywords].flatMap(([name, k]) => (without.has(name) ? [] : [k.may])));
