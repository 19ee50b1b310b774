/**
 * One policy, written in every format and read again, decides alike: as the policy itself says, packet by packet, and as
 * sets of packets.
 */
import { describe, expect, test } from 'vitest';
import { decidePacket } from '../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import type { Packet } from '../../src/facts/firewall/packet.ts';
import { random } from '../estate/random.ts';
import type { AbstractPolicy } from './policy.ts';
import { randomPolicy } from './random-policy.ts';
import { decidingRule, type Probe, packetOf, randomProbe } from './truth.ts';
import { type FormatWriter, WRITERS } from './writers/index.ts';
import { readWritten } from './written.ts';

const POLICIES = 60;
const PROBES = 60;

/** Where a device decides one family only, the other device has the rest. */
const deviceFor = (devices: readonly FirewallDevice[], { src }: Packet): FirewallDevice | undefined =>
  devices.find((d) => d.families.includes(src.version));

interface Difference {
  readonly format: string;
  readonly seed: number;
  readonly probe: Probe;
  readonly expected: string;
  readonly found: string;
}

async function differences(
  writer: FormatWriter,
  policy: AbstractPolicy,
  seed: number,
): Promise<readonly Difference[]> {
  const { devices } = await readWritten(writer, policy, seed);
  const r = random(seed + 1);
  const out: Difference[] = [];
  for (let i = 0; i < PROBES; i += 1) {
    const probe = randomProbe(r, policy);
    const packet = packetOf(policy, probe, writer.portOf ?? ((zone) => zone.name));
    const device = deviceFor(devices, packet);
    const expected = decidingRule(policy, probe)?.action ?? 'deny';
    const found = device ? decidePacket(device, packet, { asOf: null }).verdict : 'no device';
    if (found !== expected) out.push({ format: writer.format, seed, probe, expected, found });
  }
  return out;
}

const timeless = (writer: FormatWriter) => writer.can.filter((c) => c !== 'schedule');

describe.each(WRITERS.map((w) => [w.format, w] as const))('%s', (_, writer) => {
  test('decides every packet as the policy does', { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= POLICIES; seed += 1) {
      const policy = randomPolicy(random(seed), { capabilities: seed % 2 === 0 ? timeless(writer) : [] });
      expect(await differences(writer, policy, seed)).toEqual([]);
    }
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
