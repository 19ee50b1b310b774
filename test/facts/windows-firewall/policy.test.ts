import { describe, expect, test } from 'vitest';
import type { AddressSet } from '../../../src/facts/address-set.ts';
import { covers, parseAddressSet, toText, union } from '../../../src/facts/address-set.ts';
import { buildRegistry } from '../../../src/facts/registry.ts';
import type { InboundQuestion } from '../../../src/facts/windows-firewall/match.ts';
import type {
  FirewallProfile,
  FirewallProfileSettings,
  FirewallRule,
  FirewallSection,
  FirewallStore,
} from '../../../src/facts/windows-firewall/model.ts';
import { FIREWALL_PROFILES } from '../../../src/facts/windows-firewall/model.ts';
import type { FirewallFacts, InboundExposure } from '../../../src/facts/windows-firewall/policy.ts';
import { buildFirewall, inboundExposure } from '../../../src/facts/windows-firewall/policy.ts';
import type { FirewallField } from '../../../src/parse/firewall-fields.ts';
import { ruleFromFields } from '../../../src/parse/firewall-fields.ts';
import type { Random } from '../../estate/random.ts';
import { random } from '../../estate/random.ts';

const AT = { file: 'fw.json', line: 1, text: '' };
const REGISTRY = buildRegistry([]);
const USERS = parseAddressSet('10.0.0.0/24') ?? [];

const ON: Omit<FirewallProfileSettings, 'profile'> = {
  store: 'active',
  enabled: true,
  defaultInbound: 'block',
  shieldsUp: false,
  allowLocalRules: true,
  logDropped: null,
  logAllowed: null,
  openInterfaces: false,
  at: AT,
};

const rule = (text: string, store: FirewallStore = 'local'): FirewallRule =>
  ruleFromFields(
    text.split('|').map((f): FirewallField => {
      const cut = f.indexOf('=');
      return [f.slice(0, cut), f.slice(cut + 1)];
    }),
    { id: text, store, direction: null, at: AT },
  );

const inbound = (action: string, rest: string): string =>
  `Action=${action}|Active=TRUE|Dir=In|Protocol=6|${rest}`;

interface Setup {
  readonly rules?: readonly FirewallRule[];
  readonly settings?: Partial<FirewallProfileSettings>;
  readonly stores?: readonly FirewallStore[];
  readonly more?: readonly FirewallSection[];
}

const section = (rules: readonly FirewallRule[], stores: readonly FirewallStore[]): FirewallSection => ({
  layer: 'live',
  rules,
  filters: [],
  profiles: [],
  completeStores: stores,
  problems: [],
  at: AT,
});

function firewall({
  rules = [],
  settings = {},
  stores = ['policy', 'local'],
  more = [],
}: Setup): FirewallFacts {
  const profiles = FIREWALL_PROFILES.map((profile) => ({ profile, ...ON, ...settings }));
  return buildFirewall({
    sections: [{ ...section(rules, stores), profiles }, ...more],
    registry: REGISTRY,
    services: [],
  });
}

const SMB: InboundQuestion = { protocol: 6, port: 445, profile: 'domain', sources: USERS };

function ask(setup: Setup, question: Partial<InboundQuestion> = {}): InboundExposure | string {
  const fact = inboundExposure(firewall(setup), { ...SMB, ...question });
  return fact.known ? fact.value : fact.because.en;
}

function show(setup: Setup, question: Partial<InboundQuestion> = {}): readonly string[] | string {
  const answer = ask(setup, question);
  return typeof answer === 'string' ? answer : [toText(answer.allowed), toText(answer.maybe)];
}

const ALL = ['10.0.0.0/24', ''];
const NONE = ['', ''];
const UNSURE = ['', '10.0.0.0/24'];

describe('one rule', () => {
  test.each([
    ['Allow', 'LPort=445', ALL],
    ['Allow', 'LPort=445|App=System', ALL],
    ['Allow', 'LPort2_10=100-500', ALL],
    ['Allow', 'App=System', ALL],
    ['Allow', 'LPort=446', NONE],
    ['Allow', 'LPort=445|Profile=Private', NONE],
    ['Allow', 'LPort=445|Profile=Private|Profile=Domain', ALL],
    ['Allow', 'LPort=445|RA4=10.0.0.128/25', ['10.0.0.128/25', '']],
    ['Allow', 'LPort=445|RA6=fd00::/8', NONE],
    ['Allow', 'LPort=445|App=C:\\x.exe', NONE],
    ['Allow', 'App=C:\\x.exe', NONE],
    ['Allow', 'LPort=445|AppPkgId=S-1-15-2-1', NONE],
    ['Allow', 'LPort=445|Svc=LanmanServer', UNSURE],
    ['Allow', 'LPort=445|RA4=LocalSubnet', UNSURE],
    ['Allow', 'LPort=445|RA6=LocalSubnet', NONE],
    ['Allow', 'LPort=445|RA4=DNS', UNSURE],
    ['Allow', 'LPort=445|RA42=IntErnet', UNSURE],
    ['Allow', 'LPort=445|RA4=nonsense', UNSURE],
    ['Allow', 'LPort=445|IFType=Lan', UNSURE],
    ['Allow', 'LPort=445|LA4=10.0.0.5', UNSURE],
    ['Allow', 'LPort=445|RPort=445', UNSURE],
    ['Allow', 'LPort=445|RPort2_10=49152-65535', ALL],
    ['Allow', 'LPort=445|Security=Authenticate', UNSURE],
    ['Allow', 'LPort=445|RMAuth=O:LSD:(A;;CC;;;DC)', UNSURE],
    ['Allow', 'LPort=445|Platform=2:6:2|Platform2=GTEQ', UNSURE],
    ['Allow', 'LPort=445|Novelty=1', UNSURE],
    ['Allow', 'LPort=Novelty', UNSURE],
    ['Allow', 'LPort=RPC', NONE],
    ['Allow', 'LPort=Teredo', NONE],
    ['Allow', 'LPort=445|Profile=Novelty', UNSURE],
    ['ByPass', 'LPort=445|Security=Authenticate', UNSURE],
    ['Block', 'LPort=445', NONE],
  ])('%s %s', (action, rest, expected) => {
    expect(show({ rules: [rule(inbound(action, rest))] })).toEqual(expected);
  });

  test('is not there when disabled, outbound, of another protocol, or without Active', () => {
    for (const text of [
      'Action=Allow|Active=FALSE|Dir=In|Protocol=6|LPort=445',
      'Action=Allow|Dir=In|Protocol=6|LPort=445',
      'Action=Allow|Active=TRUE|Dir=Out|Protocol=6|LPort=445',
      'Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=445',
    ]) {
      expect(show({ rules: [rule(text)] }), text).toEqual(NONE);
    }
    expect(show({ rules: [rule('Action=Allow|Active=TRUE|Dir=In')] })).toEqual(ALL);
  });

  test('RPC opens the dynamic ports, and its keyword the endpoint mapper', () => {
    const rules = [rule(inbound('Allow', 'LPort=RPC|App=%SystemRoot%\\system32\\svchost.exe|Svc=schedule'))];
    expect(show({ rules }, { port: 49670 })).toEqual(ALL);
    expect(show({ rules }, { port: 135 })).toEqual(NONE);
    expect(show({ rules: [rule(inbound('Allow', 'LPort=RPC-EPMap'))] }, { port: 135 })).toEqual(ALL);
  });

  test('LocalSubnet is exact where the site tells the subnet, and a block by it protects nobody for sure', () => {
    const localSubnets = parseAddressSet('10.0.0.0/26') ?? [];
    const allow = rule(inbound('Allow', 'LPort=445|RA4=LocalSubnet|RA6=LocalSubnet'));
    expect(show({ rules: [allow] }, { localSubnets })).toEqual(['10.0.0.0/26', '']);
    const block = rule(inbound('Block', 'LPort=445|RA4=LocalSubnet'));
    const any = rule(inbound('Allow', 'LPort=445'));
    expect(show({ rules: [any, block] }, { localSubnets })).toEqual(['10.0.0.64-10.0.0.255', '10.0.0.0/26']);
    expect(show({ rules: [any, block] })).toEqual(UNSURE);
    expect(show({ rules: [allow, block] })).toEqual(NONE);
  });

  test('a doubtful block does not protect', () => {
    const any = rule(inbound('Allow', 'LPort=445'));
    for (const rest of [
      'IFType=Lan',
      'RPort=1000',
      'Security=Authenticate',
      'Svc=x',
      'RA4=DNS',
      'Novelty=1',
    ]) {
      expect(show({ rules: [any, rule(inbound('Block', `LPort=445|${rest}`))] }), rest).toEqual(UNSURE);
    }
    expect(show({ rules: [any, rule(inbound('Block', 'LPort=445|App=C:\\x.exe'))] })).toEqual(ALL);
  });
});

describe('settings', () => {
  const any = rule(inbound('Allow', 'LPort=445'));
  test('off lets everything in, whatever the rules and even without them', () => {
    expect(show({ settings: { enabled: false } })).toEqual(ALL);
    expect(show({ settings: { enabled: false }, stores: [] })).toEqual(ALL);
  });
  test('allowed by default, except for blocks', () => {
    const block = rule(inbound('Block', 'LPort=445|RA4=10.0.0.0/25'));
    expect(show({ settings: { defaultInbound: 'allow' }, rules: [block] })).toEqual(['10.0.0.128/25', '']);
  });
  test('shields up ignores rules that allow', () => {
    expect(show({ settings: { shieldsUp: true }, rules: [any] })).toEqual(NONE);
  });
  test('local rules count only where they are merged', () => {
    expect(show({ settings: { allowLocalRules: false }, rules: [any] })).toEqual(NONE);
    const ofPolicy = rule(inbound('Allow', 'LPort=445'), 'policy');
    expect(show({ settings: { allowLocalRules: false }, rules: [ofPolicy] })).toEqual(ALL);
  });
  test('interfaces without the firewall leave it open', () => {
    expect(show({ settings: { openInterfaces: true } })).toEqual(UNSURE);
  });
});

describe('lists', () => {
  const any = rule(inbound('Allow', 'LPort=445'));
  test('a store that is not listed to its end leaves everything open', () => {
    expect(show({ rules: [], stores: ['local'] })).toMatch(/Group Policy/);
    expect(show({ rules: [], stores: ['policy'] })).toMatch(/local firewall rules/);
    expect(show({ rules: [], stores: ['policy'], settings: { allowLocalRules: false } })).toEqual(NONE);
  });
  test('whole lists that contradict one another decide nothing', () => {
    expect(show({ rules: [any], more: [section([], ['policy', 'local'])] })).toMatch(/contradict/);
  });
  test('whole lists that agree, or of which one knows less, decide together', () => {
    const vague = { ...any, unfiltered: ['security' as const] };
    expect(show({ rules: [any], more: [section([any], ['policy', 'local'])] })).toEqual(ALL);
    expect(show({ rules: [any], more: [section([vague], ['policy', 'local'])] })).toEqual(ALL);
  });
  test('a cut list may show a rule that the whole one lacks', () => {
    expect(show({ rules: [], more: [section([any], [])] })).toEqual(UNSURE);
  });
  test('rules without their filters are no list, until the filters join them', () => {
    const bare = { ...any, id: 'r1', localPorts: [], protocol: null, unfiltered: ['port' as const] };
    const filter = {
      kind: 'port' as const,
      rule: 'R1',
      conditions: { protocol: 6, localPorts: any.localPorts, remotePorts: [] },
      notUnderstood: [],
    };
    expect(show({ rules: [bare] })).toMatch(/is not known/);
    expect(show({ rules: [bare], more: [{ ...section([], []), filters: [filter] }] })).toEqual(ALL);
  });
  test('GPO material says nothing of the host', () => {
    const intended = { ...section([any], ['policy', 'local']), layer: 'intended' as const };
    const facts = buildFirewall({ sections: [intended], registry: REGISTRY, services: [] });
    expect(inboundExposure(facts, SMB).known).toBe(false);
  });
});

/** The service of the firewall. */
describe('mpssvc', () => {
  const listed = (state: 'running' | 'stopped', start: 'automatic' | 'disabled') => ({
    items: [{ name: 'MpsSvc', displayName: '', state, start, at: AT }],
    complete: true,
    at: AT,
  });
  test('is told by a list of services and by live listings; when stopped, everything is open', () => {
    const sections = [{ ...section([], ['active']), layer: 'stored' as const }];
    const service = (s: ReturnType<typeof listed>) =>
      buildFirewall({ sections, registry: REGISTRY, services: [s] }).service;
    expect(service(listed('running', 'automatic'))).toMatchObject({ known: true, value: true });
    expect(service(listed('stopped', 'automatic'))).toMatchObject({ known: true, value: false });
    expect(service(listed('stopped', 'disabled'))).toMatchObject({ known: true, value: false });
    expect(service(listed('running', 'disabled'))).toMatchObject({ known: false });
    expect(buildFirewall({ sections, registry: REGISTRY, services: [] }).service.known).toBe(false);
    expect(firewall({}).service).toMatchObject({ known: true, value: true });
  });
});

/** A toy universe: 64 addresses, 8 ports, three profiles, decided packet by packet from the toy rules themselves. */
interface Toy {
  readonly action: 'Allow' | 'Block' | 'ByPass';
  readonly active: boolean;
  readonly protocol: 6 | 17 | null;
  readonly profiles: readonly FirewallProfile[];
  readonly ports: readonly (readonly [number, number])[];
  readonly addresses: readonly (readonly [number, number])[];
  readonly doubtful: boolean;
}

const TOY_ADDRESSES = 64;
const TOY_PORTS = 8;
const FIRST_PORT = 9000;

function toyRule(draw: Random): Toy {
  const span = (limit: number): readonly [number, number] => {
    const from = draw.below(limit);
    return [from, Math.min(limit - 1, from + draw.below(limit))];
  };
  const list = <T>(make: () => T): readonly T[] => Array.from({ length: draw.below(3) }, make);
  return {
    action: draw.pick(['Allow', 'Allow', 'Allow', 'Block', 'Block', 'ByPass']),
    active: draw.below(5) > 0,
    protocol: draw.pick([6, 17, null]),
    profiles: FIREWALL_PROFILES.filter(() => draw.below(3) === 0),
    ports: list(() => span(TOY_PORTS)),
    addresses: list(() => span(TOY_ADDRESSES)),
    doubtful: draw.below(4) === 0,
  };
}

const toyText = (toy: Toy): string =>
  [
    `Action=${toy.action}`,
    `Active=${toy.active ? 'TRUE' : 'FALSE'}`,
    'Dir=In',
    ...(toy.protocol === null ? [] : [`Protocol=${toy.protocol}`]),
    ...toy.profiles.map((p) => `Profile=${p}`),
    ...toy.ports.map(([a, b]) => `LPort2_10=${FIRST_PORT + a}-${FIRST_PORT + b}`),
    ...toy.addresses.map(([a, b]) => `RA4=10.0.0.${a}-10.0.0.${b}`),
    ...(toy.doubtful ? ['IFType=Wireless'] : []),
    ...(toy.action === 'ByPass' ? ['Security=Authenticate'] : []),
  ].join('|');

const within = (n: number, list: readonly (readonly [number, number])[]): boolean =>
  list.length === 0 || list.some(([a, b]) => a <= n && n <= b);

type Packet = {
  readonly address: number;
  readonly port: number;
  readonly protocol: 6 | 17;
  readonly profile: FirewallProfile;
};

const meets = (toy: Toy, p: Packet): boolean =>
  toy.active &&
  (toy.protocol === null || toy.protocol === p.protocol) &&
  (toy.profiles.length === 0 || toy.profiles.includes(p.profile)) &&
  within(p.port, toy.ports) &&
  within(p.address, toy.addresses);

/** Every doubtful rule either applies or does not; all combinations are tried. */
function bruteForce(toys: readonly Toy[], p: Packet, byDefault: boolean): 'yes' | 'no' | 'maybe' {
  const hits = toys.filter((t) => meets(t, p));
  const isSure = (t: Toy): boolean => !t.doubtful && t.action !== 'ByPass';
  const sure = hits.filter(isSure);
  const open = hits.filter((t) => !isSure(t)).slice(0, 12);
  const outcomes = new Set<boolean>();
  for (let mask = 0; mask < 1 << open.length; mask++) {
    const applied = [...sure, ...open.filter((_, i) => (mask >> i) & 1)];
    const has = (action: Toy['action']): boolean => applied.some((t) => t.action === action);
    outcomes.add(has('ByPass') || (!has('Block') && (has('Allow') || byDefault)));
  }
  return outcomes.size === 2 ? 'maybe' : outcomes.has(true) ? 'yes' : 'no';
}

const single = (n: number): AddressSet => parseAddressSet(`10.0.0.${n}`) ?? [];
const UNIVERSE = union(...Array.from({ length: TOY_ADDRESSES }, (_, n) => single(n)));
const SINGLES = Array.from({ length: TOY_ADDRESSES }, (_, n) => single(n));

interface Universe {
  readonly toys: readonly Toy[];
  readonly byDefault: boolean;
  readonly packet: Omit<Packet, 'address'>;
  readonly answer: InboundExposure;
}

function universe(seed: number): Universe {
  const draw = random(seed);
  const toys = Array.from({ length: 1 + draw.below(9) }, () => toyRule(draw));
  const byDefault = draw.below(5) === 0;
  const facts = firewall({
    rules: toys.map((t) => rule(toyText(t), draw.pick(['policy', 'local']))),
    settings: { defaultInbound: byDefault ? 'allow' : 'block' },
  });
  const packet = {
    profile: draw.pick(FIREWALL_PROFILES),
    protocol: draw.pick([6, 17] as const),
    port: draw.below(TOY_PORTS),
  };
  const fact = inboundExposure(facts, { ...packet, port: FIRST_PORT + packet.port, sources: UNIVERSE });
  if (!fact.known) throw new Error(fact.because.en);
  return { toys, byDefault, packet, answer: fact.value };
}

const verdictOn = ({ allowed, maybe }: InboundExposure, one: AddressSet): 'yes' | 'no' | 'maybe' =>
  covers(allowed, one) ? 'yes' : covers(maybe, one) ? 'maybe' : 'no';

describe('against brute force', () => {
  test('1,000 rule sets give the same answer for every packet of a toy universe', () => {
    const seen = { yes: 0, no: 0, maybe: 0 };
    for (let seed = 1; seed <= 1000; seed++) {
      const { toys, byDefault, packet, answer } = universe(seed);
      const expected = SINGLES.map((_, address) => bruteForce(toys, { ...packet, address }, byDefault));
      for (const word of expected) seen[word] += 1;
      expect(
        SINGLES.map((one) => verdictOn(answer, one)),
        `seed ${seed}`,
      ).toEqual(expected);
    }
    expect(Math.min(seen.yes, seen.no, seen.maybe)).toBeGreaterThan(1000);
  });
});
