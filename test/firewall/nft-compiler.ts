/**
 * The rule model as rules of nftables, so that the kernel can be asked what a device of any vendor passes. Filters stand
 * in the forward hook, in their order: one that comes before NAT of destinations asks of the packet as it came in
 * (`ct original`), one that comes after NAT of sources stands behind that.
 */
import { toRanges } from '../../src/facts/address-set.ts';
import type {
  Action,
  AddressTarget,
  FilterList,
  FirewallDevice,
  Match,
  PortTarget,
  Stage,
  Translation,
} from '../../src/facts/firewall/model.ts';
import { showIpAddress } from '../../src/facts/ip-address.ts';
import { allOf, ofFamily } from '../../src/parse/netfilter/matches.ts';
import { type Scope, type Term, TooManyTerms, terms } from './nft-terms.ts';

/** Of a device that nft cannot say: why. */
export type Compiled = { readonly text: string } | { readonly cannot: string };

class Cannot extends Error {}

interface Work {
  readonly device: FirewallDevice;
  readonly ports: ReadonlyMap<string, string>;
  /** Chains by what they are asked of, in the order made. */
  readonly chains: Map<string, string>;
  readonly names: Map<string, string>;
  lines: number;
}

const MAX_LINES = 8000;

interface Place {
  readonly scope: Scope;
  /** `d`, `s`: of NAT; of lists, each place has its own chains. */
  readonly key: string;
  readonly nat: 'dst' | 'src' | null;
}

const listOf = ({ lists }: FirewallDevice, id: string): FilterList => {
  const list = lists.find((l) => l.id === id);
  if (!list) throw new Cannot(`no list ${id}`);
  return list;
};

const single = (target: AddressTarget): { readonly version: 4 | 6; readonly text: string } => {
  const [range] = target.to === 'addresses' ? toRanges(target.set) : [];
  if (!range) throw new Cannot(`an address that becomes ${target.to}`);
  const [a, b] = [range.from, range.to].map((value) => showIpAddress({ version: range.version, value }));
  return { version: range.version, text: range.from === range.to ? `${a}` : `${a}-${b}` };
};

const log2 = (n: bigint): number => n.toString(2).length - 1;

/** A block onto another, where both are networks. */
function shift(side: 'src' | 'dst', target: Extract<AddressTarget, { to: 'shift' }>): string {
  const { version, first, last, onto } = target;
  const size = last - first + 1n;
  if (1n << BigInt(log2(size)) !== size || first % size !== 0n || onto % size !== 0n)
    throw new Cannot('a block that is no network');
  const length = (version === 4 ? 32 : 128) - log2(size);
  const [a, b] = [first, onto].map((value) => `${showIpAddress({ version, value })}/${length}`);
  const ip = version === 4 ? 'ip' : 'ip6';
  return `${side === 'dst' ? 'dnat' : 'snat'} ${ip} prefix to ${ip} ${side === 'dst' ? 'daddr' : 'saddr'} map { ${a} : ${b} }`;
}

const portText = (port: PortTarget | undefined): string => {
  if (!port) return '';
  const [span] = port.to === 'ports' ? port.set : [];
  if (!span) throw new Cannot('ports that are moved');
  return span.from === span.to ? `${span.from}` : `${span.from}-${span.to}`;
};

/** What one side becomes, with and without ports; ports are of some protocols only. */
function translation(
  side: 'src' | 'dst',
  to: Translation,
): readonly { text: string; family: 4 | 6 | null }[] {
  const [address, port] = side === 'dst' ? [to.dst, portText(to.dport)] : [to.src, portText(to.sport)];
  if (!address) throw new Cannot('NAT of ports alone');
  const protocols = port === '' ? [''] : ['meta l4proto 6 ', 'meta l4proto 17 ', 'meta l4proto 132 '];
  if (address.to === 'interface') {
    const verb = side === 'dst' ? 'redirect' : 'masquerade';
    return protocols.map((p) => ({ text: `${p}${verb}${port === '' ? '' : ` to :${port}`}`, family: null }));
  }
  if (address.to === 'shift') {
    if (port !== '') throw new Cannot('a block with ports');
    return [{ text: shift(side, address), family: address.version }];
  }
  const { version, text } = single(address);
  const ip = version === 4 ? 'ip' : 'ip6';
  const at = port === '' ? text : version === 4 ? `${text}:${port}` : `[${text}]:${port}`;
  const plain = `meta l4proto != { 6, 17, 132 } ${side === 'dst' ? 'dnat' : 'snat'} ${ip} to ${text}`;
  return [
    ...protocols.map((p) => ({
      text: `${p}${side === 'dst' ? 'dnat' : 'snat'} ${ip} to ${at}`,
      family: version,
    })),
    ...(port === '' ? [] : [{ text: plain, family: version }]),
  ];
}

type Ending = { readonly text: string; readonly family: 4 | 6 | null };

const plain = (text: string): readonly Ending[] => [{ text, family: null }];

function actionEndings(work: Work, place: Place, action: Action): readonly Ending[] {
  switch (action.do) {
    case 'permit':
      return plain('accept');
    case 'deny':
      return plain('drop');
    case 'next':
      return [];
    case 'return':
      return plain('return');
    case 'call':
    case 'goto':
      return plain(`${action.do === 'call' ? 'jump' : 'goto'} ${chainFor(work, place, action.list)}`);
    case 'translate':
      return translated(place, action.to);
    case 'unknown':
      throw new Cannot('an action that is not known');
  }
}

function translated(place: Place, to: Translation): readonly Ending[] {
  if (!place.nat) throw new Cannot('NAT in a filter');
  const other = place.nat === 'dst' ? (to.src ?? to.sport) : (to.dst ?? to.dport);
  if (other) throw new Cannot('NAT of both sides in one');
  return translation(place.nat, to);
}

const fits = ({ family }: Term, ending: Ending): boolean =>
  family === null || ending.family === null || family === ending.family;

function lineTexts(work: Work, of: readonly Term[], endings: readonly Ending[]): readonly string[] {
  const lines = of.flatMap((t) =>
    endings.filter((e) => fits(t, e)).map((e) => [...t.tests, e.text].join(' ')),
  );
  work.lines += lines.length;
  if (work.lines > MAX_LINES) throw new Cannot('too many rules for nft');
  return lines;
}

/** The chain that a list is at one place. */
function chainFor(work: Work, place: Place, id: string): string {
  const key = `${place.key} ${id}`;
  const known = work.names.get(key);
  if (known) return known;
  const name = `l${work.names.size}`;
  work.names.set(key, name);
  const list = listOf(work.device, id);
  const lines = list.rules
    .filter((rule) => rule.enabled)
    .flatMap((rule) =>
      lineTexts(work, terms(rule.match, false, place.scope), actionEndings(work, place, rule.action)),
    );
  const end = actionEndings(work, place, list.end).map((e) => e.text);
  work.chains.set(
    name,
    [...lines, ...(list.end.do === 'return' ? [] : end)].map((l) => `    ${l}`).join('\n'),
  );
  return name;
}

/** The lists that a list leads to, itself among them. */
function reached({ lists }: FirewallDevice, id: string): readonly FilterList[] {
  const seen = new Set([id]);
  const found: FilterList[] = [];
  for (const next of seen) {
    const list = lists.find((l) => l.id === next);
    if (list) found.push(list);
    for (const { action } of list?.rules ?? []) {
      if (action.do === 'call' || action.do === 'goto') seen.add(action.list);
    }
  }
  return found;
}

/** Which side a stage of NAT changes. */
function sideOf(device: FirewallDevice, { list }: Stage): 'dst' | 'src' {
  const to = reached(device, list)
    .flatMap((l) => l.rules.filter((r) => r.enabled).map((r) => r.action))
    .flatMap((a) => (a.do === 'translate' ? [a.to] : []));
  const src = to.some((t) => t.src !== undefined || t.sport !== undefined);
  if (src && to.some((t) => t.dst !== undefined || t.dport !== undefined))
    throw new Cannot('NAT of both sides in one stage');
  return src ? 'src' : 'dst';
}

interface Order {
  /** How many stages of NAT of destinations are still to come, and whether sources are changed already. */
  dstLeft: number;
  srcDone: boolean;
}

function usesOut(work: Work, id: string): boolean {
  const names = (match: Match): boolean =>
    match.kind === 'all' || match.kind === 'any'
      ? match.of.some(names)
      : match.kind === 'not'
        ? names(match.of)
        : match.kind === 'out';
  return reached(work.device, id).some((list) => list.rules.some((rule) => names(rule.match)));
}

/** A stage of NAT has the packet as it is; a filter before it, as it came in. */
function natPlace(work: Work, nat: 'dst' | 'src', order: Order): { place: Place; hook: string } {
  if (nat === 'dst' && order.srcDone) throw new Cannot('NAT of destinations after that of sources');
  const scope: Scope = { original: false, translated: true, ports: work.ports };
  return { place: { scope, key: nat, nat }, hook: `nat hook ${nat === 'dst' ? 'pre' : 'post'}routing` };
}

function filterPlace(work: Work, stage: Stage, order: Order): { place: Place; hook: string } {
  const before = order.dstLeft > 0;
  if (before && usesOut(work, stage.list)) throw new Cannot('a port to leave by before NAT');
  const nat = work.device.forward.some((s) => s.kind === 'nat');
  const original = before || (nat && stage.sees === 'original');
  const scope: Scope = { original, translated: !before, ports: work.ports };
  const late = order.srcDone && !original;
  const key = original ? `o${before}` : late ? 'p' : 'f';
  return { place: { scope, key, nat: null }, hook: `filter hook ${late ? 'postrouting' : 'forward'}` };
}

const families = ({ families: of }: FirewallDevice): Match =>
  of.length === 1 && of[0] ? ofFamily(of[0]) : { kind: 'always' };

function baseChain(work: Work, stage: Stage, index: number, order: Order): string {
  const nat = stage.kind === 'nat' ? sideOf(work.device, stage) : null;
  if (nat === 'dst') order.dstLeft -= 1;
  const { place, hook } = nat ? natPlace(work, nat, order) : filterPlace(work, stage, order);
  if (nat === 'src') order.srcDone = true;
  const priority = (nat === 'dst' ? -100 : 100) + index;
  const list = chainFor(work, place, stage.list);
  const { end } = listOf(work.device, stage.list);
  const final =
    stage.kind === 'nat' && end.do === 'return' ? 'accept' : actionEndings(work, place, end)[0]?.text;
  const when = terms(allOf([stage.when, families(work.device)]), false, place.scope);
  const body = when.map((t) => `    ${[...t.tests, `jump entry${index}`].join(' ')}`).join('\n');
  const entry = `  chain entry${index} {\n    jump ${list}\n    ${final ?? 'accept'}\n  }`;
  return `${entry}\n  chain stage${index} {\n    type ${hook} priority ${priority}; policy accept;\n${body}\n  }`;
}

/** `table`: its name. `ports`: the network device of each port. Conditions must be settled (settled.ts). */
export function compileToNft(
  device: FirewallDevice,
  table: string,
  ports: ReadonlyMap<string, string>,
): Compiled {
  const work: Work = { device, ports, chains: new Map(), names: new Map(), lines: 0 };
  try {
    const dst = device.forward.filter((s) => s.kind === 'nat' && sideOf(device, s) === 'dst').length;
    const order: Order = { dstLeft: dst, srcDone: false };
    const bases = device.forward.map((stage, i) => baseChain(work, stage, i, order));
    const chains = [...work.chains].reverse().map(([name, body]) => `  chain ${name} {\n${body}\n  }`);
    return { text: `table inet ${table} {\n${[...chains, ...bases].join('\n')}\n}\n` };
  } catch (fault) {
    if (fault instanceof Cannot || fault instanceof TooManyTerms)
      return { cannot: fault.message || 'too many alternatives' };
    throw fault;
  }
}
