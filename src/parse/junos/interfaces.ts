/** Logical interfaces (`ge-0/0/0.0`): their addresses, the networks on them, and the filters applied to them. */
import { type AddressSet, unionOf } from '../../facts/address-set.ts';
import { type Build, gap } from './build.ts';
import { wildcard } from './groups.ts';
import { parsePrefix } from './prefix.ts';
import { at, consume, ignore, type JunosNode, kid, kids, lose, makeNode, newest, refuse } from './tree.ts';

/** A filter, or several that are asked one after another, on one side of an interface. */
export interface AppliedFilter {
  readonly direction: 'in' | 'out';
  /** `inet`, `inet6`; others are of packets that are not routed, or of all. */
  readonly family: string;
  readonly names: readonly string[];
  readonly at: JunosNode;
}

export interface JunosUnit {
  readonly name: string;
  readonly enabled: boolean;
  readonly addresses: AddressSet;
  readonly connected: AddressSet;
  /** Gets its address from elsewhere. */
  readonly dynamic: boolean;
  readonly filters: readonly AppliedFilter[];
  readonly node: JunosNode;
}

interface Interfaces {
  readonly units: readonly JunosUnit[];
  readonly present: boolean;
}

/** Members of a range: `ge-0/0/[1-4]` by pattern, `member-range a to b` by the last number. */
interface RangePattern {
  readonly node: JunosNode;
  readonly test: (port: string) => boolean;
}

const LAST_NUMBER = /^(.*?)(\d+)$/;

function between(first: string, last: string): (port: string) => boolean {
  const [, head, low] = LAST_NUMBER.exec(first) ?? [];
  const [, tail, high] = LAST_NUMBER.exec(last) ?? [];
  if (head === undefined || head !== tail) return () => false;
  return (port) => {
    const [, own, n] = LAST_NUMBER.exec(port) ?? [];
    return own === head && Number(n) >= Number(low) && Number(n) <= Number(high);
  };
}

function rangePatterns(build: Build, range: JunosNode): readonly RangePattern[] {
  const members = kids(kid(range, 'member')).map((m) => {
    const test = wildcard(`<${m.word}>`);
    if (!test) {
      gap(build, m, 'not-understood', {
        ja: `interface-range のメンバー ${m.word} は読めない`,
        en: `the member ${m.word} of an interface-range is not understood`,
      });
    }
    return { node: range, test: (port: string) => test?.test(port) ?? false };
  });
  const spans = kids(kid(range, 'member-range')).map((first) => ({
    node: range,
    test: between(first.word, kids(kid(first, 'to'))[0]?.word ?? first.word),
  }));
  return [...members, ...spans];
}

/** Names of plain members: they need not be configured otherwise. */
const plainMembers = (range: JunosNode): readonly string[] =>
  kids(kid(range, 'member')).flatMap((m) => (/[*?[]/.test(m.word) ? [] : [m.word]));

const NO_FILTER: ReadonlySet<string> = new Set(['group', 'dialer', 'adf', 'tcp-encap']);

function applied(family: string, node: JunosNode | null): readonly AppliedFilter[] {
  const filter = kid(node, 'filter');
  if (!filter) return [];
  return kids(filter).flatMap((n): readonly AppliedFilter[] => {
    const [way, list] = [n.word.replace(/-list$/, ''), n.word.endsWith('-list')];
    if (way !== 'input' && way !== 'output') {
      if (!NO_FILTER.has(n.word)) lose(n);
      else ignore(n);
      return [];
    }
    const values = kids(n);
    for (const v of values) consume(v);
    const last = newest(values);
    const names = list ? values.map((v) => v.word) : last ? [last.word] : [];
    return [{ direction: way === 'input' ? 'in' : 'out', family, names, at: n }];
  });
}

interface UnitParts {
  readonly own: AddressSet[];
  readonly nets: AddressSet[];
  readonly filters: AppliedFilter[];
  dynamic: boolean;
}

function address(build: Build, parts: UnitParts, node: JunosNode): void {
  const net = parsePrefix(node.word);
  const host = parsePrefix(node.word.replace(/\/.*$/, ''));
  if (!net || !host) {
    gap(build, node, 'not-understood', {
      ja: `インターフェイスのアドレス ${node.word} は読めない`,
      en: `the interface address ${node.word} is not understood`,
    });
    refuse(node);
    return;
  }
  parts.nets.push(net);
  parts.own.push(host);
  for (const n of kids(node)) {
    if (!/^(?:vrrp-group|vrrp-inet6-group|virtual-gateway-address)$/.test(n.word)) {
      ignore(n);
      continue;
    }
    const virtual = n.word === 'virtual-gateway-address' ? kids(n) : kids(n).flatMap((g) => shared(g));
    for (const v of virtual) {
      const set = parsePrefix(v.word);
      if (set) parts.own.push(set);
    }
    consume(n);
  }
}

const shared = (group: JunosNode): readonly JunosNode[] =>
  ['virtual-address', 'virtual-inet6-address'].flatMap((word) => kids(kid(group, word)));

const DYNAMIC: ReadonlySet<string> = new Set([
  'dhcp',
  'dhcp-client',
  'dhcpv6-client',
  'negotiate-address',
  'unnumbered-address',
]);

function family(build: Build, parts: UnitParts, node: JunosNode): void {
  parts.filters.push(...applied(node.word, node));
  for (const n of kids(node)) {
    if (n.word === 'address') for (const a of kids(n)) address(build, parts, a);
    else if (DYNAMIC.has(n.word)) {
      parts.dynamic = true;
      consume(n);
    } else if (n.word !== 'filter') ignore(n);
  }
}

function unitLayer(build: Build, parts: UnitParts, layer: JunosNode): void {
  parts.filters.push(...applied('any', layer));
  for (const n of kids(layer)) {
    if (n.word === 'family') for (const f of kids(n)) family(build, parts, f);
    else if (n.word === 'disable') consume(n);
    else if (n.word !== 'filter') ignore(n);
  }
}

function unit(
  build: Build,
  port: JunosNode,
  node: JunosNode,
  name: string,
  ranges: readonly JunosNode[],
): JunosUnit {
  const parts: UnitParts = { own: [], nets: [], filters: [], dynamic: false };
  const ofRanges = ranges.flatMap((r) => kids(kid(r, 'unit')).filter((u) => u.word === node.word));
  const layers = [...new Set([node, ...ofRanges])];
  for (const layer of layers) unitLayer(build, parts, layer);
  const off = [port, ...ranges, ...layers].some((n) => kid(n, 'disable') !== null);
  return {
    name,
    enabled: !off,
    addresses: unionOf(parts.own),
    connected: unionOf(parts.nets),
    dynamic: parts.dynamic,
    filters: parts.filters,
    node,
  };
}

function portUnits(build: Build, port: JunosNode, ranges: readonly RangePattern[]): readonly JunosUnit[] {
  const own = [...new Set(ranges.filter((r) => r.test(port.word)).map((r) => r.node))];
  const layers = [port, ...own];
  for (const n of kids(port)) if (n.word !== 'unit' && n.word !== 'disable') ignore(n);
  const found = new Map(
    layers.flatMap((l) => kids(kid(l, 'unit')).map((u) => [u.word, u] as const)).reverse(),
  );
  return [...found].reverse().map(([n, u]) => unit(build, port, u, `${port.word}.${n}`, own));
}

export function readInterfaces(build: Build): Interfaces {
  const node = at(build.root, 'interfaces');
  const ranges = kids(kid(node, 'interface-range'));
  const patterns = ranges.flatMap((r) => rangePatterns(build, r));
  for (const r of ranges) for (const n of kids(r)) if (n.word !== 'unit' && n.word !== 'disable') consume(n);
  const named = kids(node).filter((n) => n.word !== 'interface-range');
  for (const n of named) if (/^(?:apply-groups|traceoptions|interface-set)/.test(n.word)) ignore(n);
  const ports = named.filter((n) => !/^(?:apply-groups|traceoptions|interface-set)/.test(n.word));
  const known = new Set(ports.map((p) => p.word));
  const others = ranges.flatMap((r) =>
    plainMembers(r)
      .filter((m) => !known.has(m))
      .map((m) => makeNode(m, r.line)),
  );
  const units = [...ports, ...others].flatMap((p) => portUnits(build, p, patterns));
  return { units, present: node !== null };
}

/** `ge-0/0/0` in a zone or a rule set means its unit 0. */
export const unitName = (text: string): string =>
  /\.\d+$/.test(text) || text === 'all' ? text : `${text}.0`;
