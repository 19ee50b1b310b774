/** The Windows Firewall as a device of the rule model answers as inboundExposure does. */
import { describe, expect, test } from 'vitest';
import { type AddressSet, covers, parseAddressSet, union } from '../../../src/facts/address-set.ts';
import { decidePacket } from '../../../src/facts/firewall/decide.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { parseIpAddress } from '../../../src/facts/ip-address.ts';
import { buildRegistry } from '../../../src/facts/registry.ts';
import { windowsDevice, windowsDevices } from '../../../src/facts/windows-firewall/device.ts';
import type {
  FirewallProfileSettings,
  FirewallRule,
  FirewallSection,
  FirewallStore,
} from '../../../src/facts/windows-firewall/model.ts';
import { FIREWALL_PROFILES } from '../../../src/facts/windows-firewall/model.ts';
import {
  buildFirewall,
  type FirewallFacts,
  inboundExposure,
} from '../../../src/facts/windows-firewall/policy.ts';
import { type FirewallField, ruleFromFields } from '../../../src/parse/firewall-fields.ts';
import { type Random, random } from '../../estate/random.ts';

const AT = { file: 'fw.json', line: 1, text: '' };
const SUBNET = parseAddressSet('10.0.0.0/24') ?? [];
const SOURCES = ['10.0.0.5', '10.0.0.200', '203.0.113.9', '2001:db8::5'];
const PORTS = [22, 80, 135, 137, 443, 445, 593, 3389, 5353, 5985, 20000, 49200, 65535];

const rule = (text: string, store: FirewallStore): FirewallRule =>
  ruleFromFields(
    text.split('|').map((f): FirewallField => {
      const cut = f.indexOf('=');
      return [f.slice(0, cut), f.slice(cut + 1)];
    }),
    { id: text, store, direction: null, at: AT },
  );

function ruleText(r: Random): string {
  const maybe = (percent: number, make: () => string): readonly string[] =>
    r.below(100) < percent ? [make()] : [];
  const action = r.pick(['Allow', 'Allow', 'Allow', 'Block', 'ByPass']);
  return [
    `Action=${action}`,
    `Active=${r.below(8) === 0 ? 'FALSE' : 'TRUE'}`,
    'Dir=In',
    ...maybe(80, () => `Protocol=${r.pick([6, 6, 17])}`),
    ...maybe(40, () => `Profile=${r.pick(['Domain', 'Private', 'Public'])}`),
    ...maybe(60, () =>
      r.pick([
        'LPort=445',
        'LPort=3389',
        'LPort=RPC',
        'LPort=RPC-EPMap',
        'LPort=Teredo',
        'LPort2_10=20-6000',
      ]),
    ),
    ...maybe(20, () => 'LPort=443'),
    ...maybe(50, () =>
      r.pick(['RA4=10.0.0.0/25', 'RA4=LocalSubnet', 'RA4=203.0.113.9', 'RA6=2001:db8::/32']),
    ),
    ...maybe(20, () => r.pick(['RA4=DNS', 'RA6=LocalSubnet'])),
    ...maybe(25, () =>
      r.pick(['App=System', 'App=C:\\App\\web.exe', 'App=C:\\Windows\\system32\\ntoskrnl.exe']),
    ),
    ...maybe(10, () => 'Svc=termservice'),
    ...maybe(10, () => 'IFType=Wireless'),
    ...maybe(5, () => 'Edge2=Odd'),
    ...(action === 'ByPass' ? ['Security=Authenticate'] : []),
  ].join('|');
}

const maybeNull = <T>(r: Random, value: T): T | null => (r.below(8) === 0 ? null : value);

function randomFacts(r: Random): FirewallFacts {
  const settings: Omit<FirewallProfileSettings, 'profile'> = {
    store: 'active',
    enabled: r.below(10) > 0,
    defaultInbound: r.pick(['block', 'block', 'block', 'allow']),
    shieldsUp: maybeNull(r, r.below(10) === 0),
    allowLocalRules: maybeNull(r, r.below(5) > 0),
    logDropped: null,
    logAllowed: true,
    openInterfaces: r.below(10) === 0,
    at: AT,
  };
  const stores = r.pick([['policy', 'local'], ['policy', 'local'], ['policy', 'local'], ['policy']] as const);
  const section: FirewallSection = {
    layer: 'live',
    rules: Array.from({ length: 1 + r.below(8) }, () => rule(ruleText(r), r.pick(['policy', 'local']))),
    filters: [],
    profiles: FIREWALL_PROFILES.map((profile) => ({ profile, ...settings })),
    completeStores: [...stores],
    problems: [],
    at: AT,
  };
  return buildFirewall({ sections: [section], registry: buildRegistry([]), services: [] });
}

const packet = (protocol: 6 | 17, port: number, source: string): Packet => {
  const src = parseIpAddress(source);
  const dst = parseIpAddress(source.includes(':') ? '2001:db8:0:1::20' : '10.0.0.20');
  if (!src || !dst) throw new Error(source);
  const flags = protocol === 6 ? 2 : null;
  const rest = { icmpType: null, icmpCode: null, flags, state: 'new' } as const;
  return { in: null, out: null, src, dst, protocol, sport: 50000, dport: port, ...rest };
};

const VERDICTS = { yes: 'permit', no: 'deny', maybe: 'unknown' } as const;

function expected(facts: FirewallFacts, question: Parameters<typeof inboundExposure>[1]): string {
  const exposure = inboundExposure(facts, question);
  if (!exposure.known) return 'unknown';
  const { allowed, maybe } = exposure.value;
  const word = covers(allowed, question.sources) ? 'yes' : covers(maybe, question.sources) ? 'maybe' : 'no';
  return VERDICTS[word];
}

describe('a device made of the Windows Firewall', () => {
  test('agrees with inboundExposure on random rule sets', () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= 400; seed += 1) {
      const r = random(seed);
      const facts = randomFacts(r);
      const localSubnets: { localSubnets?: AddressSet } = r.below(2) === 0 ? { localSubnets: SUBNET } : {};
      const profile = r.pick(FIREWALL_PROFILES);
      const device = windowsDevice(facts, profile, localSubnets);
      for (let i = 0; i < 8; i += 1) {
        const protocol = r.pick([6, 17] as const);
        const port = r.pick(PORTS);
        const source = r.pick(SOURCES);
        const sources = parseAddressSet(source) ?? union();
        const want = expected(facts, { protocol, port, profile, sources, ...localSubnets });
        const { verdict } = decidePacket(device, packet(protocol, port, source), { asOf: null });
        seen.set(want, (seen.get(want) ?? 0) + 1);
        expect(`${verdict}`, `seed ${seed} ${protocol}/${port} from ${source}`).toBe(want);
      }
    }
    for (const verdict of Object.values(VERDICTS)) expect(seen.get(verdict)).toBeGreaterThan(100);
  });

  test('there is one a profile, and it says which', () => {
    const devices = windowsDevices(randomFacts(random(1)), { hostname: 'PC01' });
    expect(devices.map((d) => d.context)).toEqual(['domain', 'private', 'public']);
    expect(devices.map((d) => d.vendor)).toEqual(['windows', 'windows', 'windows']);
    expect(devices[0]?.hostname).toBe('PC01');
  });

  test('other protocols are unknown', () => {
    const device = windowsDevice(randomFacts(random(2)), 'domain');
    const ping = {
      ...packet(6, 22, '10.0.0.5'),
      protocol: 1,
      sport: null,
      dport: null,
      icmpType: 8,
      icmpCode: 0,
    };
    expect(decidePacket(device, { ...ping, flags: null }, { asOf: null }).verdict).toBe('unknown');
  });
});
