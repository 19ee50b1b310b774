/**
 * A seeded rule base as a large organisation may have grown it: N/4 distinct objects in ten blocks and outside, groups of
 * them, some sixty services, and 13 % of rules that leave a side open.
 */
import { type AddressSet, parseAddressSet, union } from '../src/facts/address-set.ts';
import type {
  Action,
  FilterList,
  FilterRule,
  FirewallDevice,
  FirewallPort,
  Match,
  Service,
} from '../src/facts/firewall/model.ts';
import { type Random, random } from '../test/estate/random.ts';

/** Segments that are asked about, and others that are not. */
const BLOCKS = 10;
export const SEGMENTS = 6;

const set = (text: string): AddressSet => {
  const parsed = parseAddressSet(text);
  if (!parsed) throw new Error(text);
  return parsed;
};

const AT = { file: 'bench', line: 1 } as unknown as FilterRule['at'];

/** One block is a /12: 10.0.0.0, 10.16.0.0 … */
export const segment = (i: number): AddressSet => set(`10.${i * 16}.0.0/12`);

function inBlock(draw: Random, block: number): AddressSet {
  const net = `10.${block * 16 + draw.below(16)}.${draw.below(256)}`;
  const roll = draw.below(20);
  if (roll < 11) return set(`${net}.${1 + draw.below(254)}`);
  if (roll < 16) return set(`${net}.0/24`);
  if (roll < 18) return set(`${net}.${16 * draw.below(15)}/28`);
  if (roll === 18) return set(`${net}.10-${net}.${11 + draw.below(200)}`);
  return set(`10.${block * 16 + draw.below(16)}.0.0/16`);
}

const outside = (draw: Random): AddressSet =>
  set(`${20 + draw.below(180)}.${draw.below(256)}.${draw.below(256)}.${draw.below(256)}`);

interface Objects {
  /** By block; the last are outside. */
  readonly src: readonly (readonly Match[])[];
  readonly dst: readonly (readonly Match[])[];
}

function sides(sets: readonly (readonly AddressSet[])[], kind: 'src' | 'dst'): readonly (readonly Match[])[] {
  return sets.map((block) => block.map((s) => ({ kind, set: s })));
}

function objects(draw: Random, rules: number): Objects {
  const each = Math.max(4, Math.floor(rules / 4 / (BLOCKS + 1)));
  const sets = Array.from({ length: BLOCKS + 1 }, (_, block) => {
    const plain = Array.from({ length: each }, () => (block < BLOCKS ? inBlock(draw, block) : outside(draw)));
    const groups = Array.from({ length: Math.ceil(each / 8) }, () =>
      union(...Array.from({ length: 2 + draw.below(7) }, () => draw.pick(plain))),
    );
    return [...plain, ...groups];
  });
  return { src: sides(sets, 'src'), dst: sides(sets, 'dst') };
}

const PORTS = [
  20, 21, 22, 23, 25, 53, 80, 88, 110, 123, 135, 139, 143, 389, 443, 445, 465, 514, 587, 636, 993, 995, 1433,
];
const MORE = [
  1521, 2049, 3128, 3268, 3306, 3389, 5432, 5900, 5985, 5986, 8000, 8080, 8443, 8888, 9100, 9200, 9443, 27017,
];

const service = (protocol: number, from: number, to = from): Service => ({
  protocols: [{ from: protocol, to: protocol }],
  sport: null,
  dport: [{ from, to }],
  icmpType: null,
  icmpCode: null,
});

function services(draw: Random): readonly Match[] {
  const all = [...PORTS, ...MORE].map((p) => service(p === 53 || p === 123 || p === 514 ? 17 : 6, p));
  const ranges = Array.from({ length: 10 }, () => {
    const from = 1024 + draw.below(60_000);
    return service(draw.pick([6, 17]), from, Math.min(65_535, from + draw.below(2000)));
  });
  const ping: Service = { ...service(1, 0), dport: null, icmpType: [{ from: 8, to: 8 }] };
  const single = [...all, ...ranges, ping];
  const groups = Array.from({ length: 12 }, () =>
    Array.from({ length: 2 + draw.below(5) }, () => draw.pick(single)),
  );
  return [...single.map((s) => [s]), ...groups].map((of) => ({ kind: 'service', of }));
}

interface Made {
  readonly objects: Objects;
  readonly services: readonly Match[];
  readonly zones: boolean;
}

const ANY: Match = { kind: 'always' };
const zone = (block: number): string => (block < BLOCKS ? `zone${block}` : 'outside');

/** Six rules of a hundred leave the source open, seven the destination. */
function ruleMatch(draw: Random, { objects: { src, dst }, services: all, zones }: Made): Match {
  const roll = draw.below(100);
  const from = draw.below(BLOCKS + 1);
  const to = draw.below(BLOCKS + 1);
  const parts: Match[] = [
    roll < 6 ? ANY : draw.pick(src[from] ?? []),
    roll >= 6 && roll < 13 ? ANY : draw.pick(dst[to] ?? []),
    draw.below(25) === 0 ? ANY : draw.pick(all),
  ];
  if (zones && roll >= 6) parts.push({ kind: 'in', ports: [zone(from)] });
  if (zones && (roll < 6 || roll >= 13)) parts.push({ kind: 'out', ports: [zone(to)] });
  return { kind: 'all', of: parts };
}

function ruleOf(draw: Random, made: Made, index: number): FilterRule {
  const action: Action = draw.below(100) < 15 ? { do: 'deny' } : { do: 'permit' };
  return {
    id: String(index + 1),
    name: null,
    at: AT,
    enabled: draw.below(33) !== 0,
    match: ruleMatch(draw, made),
    action,
    log: draw.below(10) !== 0,
    hits: draw.below(8) === 0 ? 0 : 1 + draw.below(1e6),
    comment: null,
  };
}

const port = (block: number): FirewallPort => ({
  name: zone(block),
  aliases: [],
  addresses: [],
  connected: block < BLOCKS ? segment(block) : [],
  enabled: true,
});

/** `zones`: rules name where packets come in and go out. */
export function makeFirewall(rules: number, zones = false, seed = rules): FirewallDevice {
  const draw = random(seed);
  const made: Made = { objects: objects(draw, rules), services: services(draw), zones };
  const list: FilterList = {
    id: 'policy',
    name: 'policy',
    rules: Array.from({ length: rules }, (_, i) => ruleOf(draw, made, i)),
    end: { do: 'deny' },
    endLog: true,
    at: AT,
  };
  return {
    context: '',
    vendor: 'csv',
    hostname: 'bench',
    version: null,
    families: [4, 6],
    stateful: true,
    ports: Array.from({ length: BLOCKS + 1 }, (_, i) => port(i)),
    routes: [],
    routesComplete: false,
    lists: [list],
    forward: [{ kind: 'filter', list: 'policy', when: ANY }],
    input: null,
    gaps: [],
    notes: [],
    at: AT,
  };
}
