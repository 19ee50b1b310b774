/**
 * What the engine says of a device of any vendor, held against the kernel: policies written in every format, read, compiled
 * to nft. Every witness of a way through passes, and packets at random fare as `decidePacket` says.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toPrefixes } from '../../src/facts/address-set.ts';
import { decidePackets } from '../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import type { Packet } from '../../src/facts/firewall/packet.ts';
import { portsNamed } from '../../src/facts/firewall/ports.ts';
import { reachable } from '../../src/facts/firewall/reach.ts';
import { random } from '../estate/random.ts';
import { compileToNft } from '../firewall/nft-compiler.ts';
import { type AbstractPolicy, type AbstractZone, networksOf } from '../firewall/policy.ts';
import { randomPolicy } from '../firewall/random-policy.ts';
import { settledDevice } from '../firewall/settled.ts';
import { packetOf, randomProbe } from '../firewall/truth.ts';
import { type FormatWriter, WRITERS } from '../firewall/writers/index.ts';
import { readWritten } from '../firewall/written.ts';
import { comparePackets, nothing } from './netfilter/compare.ts';
import { build, firstState } from './netfilter/packets.ts';
import { fateOf, showFate, showPacket } from './netfilter/verdict.ts';
import { type NetfilterOracle, noNetfilterOracle, openNetfilterOracle } from './netfilter.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) % 1_000_000 : 1;
const NO_ORACLE = noNetfilterOracle();

if (NO_ORACLE !== null) {
  test('the kernel can be asked', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

const POLICIES = 5;
const PACKETS = 400;
const LIMITS = { pieces: 20, boxes: 1 };

/** A zone, the names its port has in the model, and the network device that it is. */
interface Placed {
  readonly zone: AbstractZone;
  readonly names: readonly string[];
  readonly device: string;
}

function placesOf(
  writer: FormatWriter,
  policy: AbstractPolicy,
  devices: readonly FirewallDevice[],
): readonly Placed[] {
  const portOf = writer.portOf ?? ((zone: AbstractZone) => zone.name);
  return policy.zones.map((zone) => ({
    zone,
    names: [...new Set(devices.flatMap((d) => portsNamed(d, portOf(zone))))],
    device: `p${zone.index}`,
  }));
}

/** Ports and routes as the policy has them; a condition holds or not by its name and the seed. */
const placedDevice = (device: FirewallDevice, places: readonly Placed[], seed: number): FirewallDevice =>
  settledDevice(
    {
      ...device,
      ports: places.map(({ zone, names }) => ({
        name: names[0] ?? zone.name,
        aliases: names.slice(1),
        addresses: [],
        connected: networksOf(zone),
        enabled: true,
      })),
      routes: [],
      routesComplete: true,
    },
    (id) => (id.length + seed) % 2 === 0,
  );

interface Loaded {
  readonly places: readonly Placed[];
  readonly devices: readonly FirewallDevice[];
  readonly ports: ReadonlyMap<string, string>;
}

const ofPlace = (place: Placed | undefined): string => place?.names[0] ?? '';

describe.skipIf(NO_ORACLE !== null)(`compiled to nft (seed ${SEED})`, () => {
  let oracle: NetfilterOracle;
  beforeAll(async () => {
    oracle = await openNetfilterOracle();
  }, 60_000);
  afterAll(() => oracle.stop(), 60_000);

  async function load(writer: FormatWriter, policy: AbstractPolicy, seed: number): Promise<Loaded> {
    const read = (await readWritten(writer, policy, seed)).devices;
    const places = placesOf(writer, policy, read);
    const ports = new Map(places.flatMap((p) => p.names.map((name) => [name, p.device] as const)));
    const devices = read.map((d) => placedDevice(d, places, seed));
    const texts = devices.map((d, i) => {
      const compiled = compileToNft(d, `device${i}`, ports);
      if ('cannot' in compiled) throw new Error(`${writer.format} ${seed}: ${compiled.cannot}`);
      return compiled.text;
    });
    await oracle.ports(
      places.map((p) => ({ name: p.device, addresses: [], routes: toPrefixes(networksOf(p.zone)) })),
    );
    const loaded = await oracle.nft(texts.join('\n'));
    if ('fault' in loaded) throw new Error(`${writer.format} ${seed}: ${loaded.fault}`);
    return { places, devices, ports };
  }

  /** Witnesses that the kernel does not let through; the kernel takes no error of ICMP for a new flow. */
  async function refuted({
    places,
    devices,
    ports,
  }: Loaded): Promise<{ asked: number; faults: readonly string[] }> {
    const faults: string[] = [];
    let asked = 0;
    for (const from of places) {
      for (const to of places.filter((p) => p !== from)) {
        const query = { from: networksOf(from.zone), to: networksOf(to.zone), service: null, asOf: null };
        const hop = { name: 'fw', devices, in: [ofPlace(from)], out: null };
        const answer = reachable([hop], query, LIMITS);
        const pieces = answer.answer === 'none' ? [] : answer.pieces;
        const packets = pieces
          .filter((p) => p.permitted === 'yes')
          .map(({ witness }): Packet => ({ ...witness, in: ports.get(witness.in ?? ofPlace(from)) ?? '' }))
          .filter((p) => firstState(p) === 'new');
        const out = await oracle.send(
          packets.map((p) => ({ port: p.in ?? '', packet: build(p), forget: true })),
        );
        packets.forEach((packet, i) => {
          const fate = fateOf(packet, out[i] ?? []);
          const there = fate.fate === 'forwarded' && fate.port === to.device;
          if (!there) faults.push(`${showPacket(packet)}: ${showFate(fate)}`);
        });
        asked += packets.length;
      }
    }
    return { asked, faults };
  }

  describe.each(WRITERS.map((w) => [w.format, w] as const))('%s', (_, writer) => {
    test('the kernel agrees', { timeout: 300_000 }, async () => {
      const compared = nothing();
      let witnesses = 0;
      for (let seed = SEED; seed < SEED + POLICIES; seed += 1) {
        const policy = randomPolicy(random(seed), { capabilities: writer.can });
        const loaded = await load(writer, policy, seed);
        const { places, devices, ports } = loaded;
        const modelOf = new Map(places.map((p) => [p.device, ofPlace(p)]));
        const r = random(seed + 1);
        const packets = Array.from({ length: PACKETS }, () => {
          const packet = packetOf(policy, randomProbe(r, policy), (z) =>
            ofPlace(places.find((p) => p.zone === z)),
          );
          return { ...packet, in: ports.get(packet.in ?? '') ?? '', state: firstState(packet) };
        });
        const decide = (packet: Packet) => ({
          ...decidePackets(devices, { ...packet, in: modelOf.get(packet.in ?? '') ?? null }, { asOf: null }),
          reject: null,
        });
        await comparePackets(oracle, `${writer.format} ${seed}`, packets, decide, compared, true);
        const { asked, faults } = await refuted(loaded);
        expect(faults, `${writer.format} ${seed}`).toEqual([]);
        witnesses += asked;
      }
      expect(compared.differences).toEqual([]);
      expect(compared.unknown).toBe(0);
      expect(witnesses).toBeGreaterThan(10);
    });
  });
});
