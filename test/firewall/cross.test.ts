/**
 * One policy, written in every format and read again, decides alike: packet by packet as the policy itself says, and as
 * sets of packets.
 */
import { describe, expect, test } from 'vitest';
import { decidePacket } from '../../src/facts/firewall/decide.ts';
import { diffDevices } from '../../src/facts/firewall/diff.ts';
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import type { Packet } from '../../src/facts/firewall/packet.ts';
import { showPacket } from '../../src/facts/firewall/packet-text.ts';
import { random } from '../estate/random.ts';
import { comparable, policyDevice } from './comparable.ts';
import type { AbstractPolicy, AbstractZone } from './policy.ts';
import { randomPolicy } from './random-policy.ts';
import { decidingRule, holdsAt, type Probe, packetOf, randomProbe } from './truth.ts';
import { type FormatWriter, WRITERS } from './writers/index.ts';
import { readWritten } from './written.ts';

const POLICIES = 60;
const PROBES = 60;
const LIMITS = { pieces: 3, boxes: 1 };

/** Where a device decides one family only, the other device has the rest. */
const deviceFor = (devices: readonly FirewallDevice[], { src }: Packet): FirewallDevice | undefined =>
  devices.find((d) => d.families.includes(src.version));

const portsOf = (writer: FormatWriter) => writer.portOf ?? ((zone: AbstractZone) => zone.name);

interface Difference {
  readonly format: string;
  readonly seed: number;
  readonly probe: Probe;
  readonly expected: string;
  readonly found: string;
}

interface Case {
  readonly writer: FormatWriter;
  readonly policy: AbstractPolicy;
  readonly seed: number;
  /** Epoch milliseconds; null: at any time. */
  readonly asOf: number | null;
}

/** `asked`: the policy that is taken for the truth. */
async function differences(
  { writer, policy, seed, asOf }: Case,
  asked = policy,
): Promise<readonly Difference[]> {
  const { devices } = await readWritten(writer, policy, seed);
  const r = random(seed + 1);
  const out: Difference[] = [];
  for (let i = 0; i < PROBES; i += 1) {
    const probe = randomProbe(r, policy);
    const packet = packetOf(policy, probe, portsOf(writer));
    const device = deviceFor(devices, packet);
    const expected = decidingRule(asked, probe, asOf)?.action ?? 'deny';
    const found = device ? decidePacket(device, packet, { asOf }).verdict : 'no device';
    if (found !== expected) out.push({ format: writer.format, seed, probe, expected, found });
  }
  return out;
}

const timeless = (writer: FormatWriter) => writer.can.filter((c) => c !== 'schedule');

const policyFor = (writer: FormatWriter, seed: number): AbstractPolicy =>
  randomPolicy(random(seed), { capabilities: seed % 2 === 0 ? timeless(writer) : [] });

/** Tuesday 10:00, Saturday 02:30 and Sunday 12:00 of one week, in Japan. */
const INSTANTS = ['2026-11-03T10:00:00+09:00', '2026-11-07T02:30:00+09:00', '2026-11-08T12:00:00+09:00'];

describe.each(WRITERS.map((w) => [w.format, w] as const))('%s', (_, writer) => {
  test('decides every packet as the policy does', { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= POLICIES; seed += 1) {
      const policy = policyFor(writer, seed);
      expect(await differences({ writer, policy, seed, asOf: null })).toEqual([]);
    }
  });

  test('holds the same sets of packets', { timeout: 240_000 }, async () => {
    for (let seed = 101; seed <= 100 + POLICIES; seed += 1) {
      const policy = policyFor(writer, seed);
      const { devices } = await readWritten(writer, policy, seed);
      const truth = policyDevice(policy, writer.bySource);
      for (const device of devices) {
        const read = comparable(device, policy, portsOf(writer), writer.bySource);
        const pieces = diffDevices(truth, read, { asOf: null }, LIMITS);
        const told = pieces.map((p) => `${p.change} ${showPacket(p.witness)} ${p.because?.en ?? ''}`);
        expect(told, `${writer.format} ${seed}`).toEqual([]);
      }
    }
  });

  test.runIf(writer.can.includes('schedule'))('keeps schedules', { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const policy = randomPolicy(random(seed), { capabilities: writer.can });
      for (const text of INSTANTS) {
        expect(await differences({ writer, policy, seed, asOf: Date.parse(text) })).toEqual([]);
      }
    }
  });

  test('is told apart from a policy without its first permitting rule', { timeout: 60_000 }, async () => {
    let told = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const policy = randomPolicy(random(seed), { capabilities: timeless(writer) });
      const first = policy.rules.find((rule) => rule.enabled && rule.action === 'permit');
      const asked = { ...policy, rules: policy.rules.filter((rule) => rule !== first) };
      told += (await differences({ writer, policy, seed, asOf: null }, asked)).length;
    }
    expect(told).toBeGreaterThan(10);
  });

  test('is understood whole', async () => {
    const policy = randomPolicy(random(7), { capabilities: writer.can });
    const { files, devices } = await readWritten(writer, policy, 7);
    expect(files.map((f) => f.kind)).toContain(writer.parser.kind);
    expect(files.flatMap((f) => f.notUnderstood)).toEqual([]);
    expect(files.flatMap((f) => f.problems)).toEqual([]);
    expect(devices.flatMap((d) => d.gaps)).toEqual([]);
  });
});

test('the schedules of the test hold at some of its instants and not at others', () => {
  const { schedules } = randomPolicy(random(1), { capabilities: ['schedule'] });
  expect(schedules.map((s) => INSTANTS.map((text) => holdsAt(s, Date.parse(text))))).toEqual([
    [true, false, false],
    [false, true, false],
  ]);
});
