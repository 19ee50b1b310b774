/** Devices as evidence has them, the project's own files and those of the corpus: the kernel lets every witness through. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import type { Packet } from '../../src/facts/firewall/packet.ts';
import { reachable } from '../../src/facts/firewall/reach.ts';
import { readFiles } from '../../src/parse/read.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';
import {
  type AnyDevice,
  anyDevice,
  askedOf,
  compiled,
  FORWARDED,
  oraclePorts,
} from './netfilter/any-device.ts';
import { build, firstState } from './netfilter/packets.ts';
import { fateOf, showFate, showPacket } from './netfilter/verdict.ts';
import { type NetfilterOracle, noNetfilterOracle, openNetfilterOracle } from './netfilter.ts';

const NO_ORACLE = noNetfilterOracle();

if (NO_ORACLE !== null) {
  test('the kernel can be asked', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

const LIMITS = { pieces: 12, boxes: 1 };
const PORTS_TRIED = 3;

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const own = fileURLToPath(new URL('../../fixtures/evidence', import.meta.url));

const ownFiles = (): readonly File[] =>
  readdirSync(own, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .map((path) => ({ name: path.slice(own.length + 1), bytes: readFileSync(path) }));

const corpus = (): readonly File[] =>
  corpusFiles()
    .filter((f) => f.group === 'f-firewall')
    .map((f) => ({ name: f.path, bytes: readFileSync(f.absolute) }));

interface Told {
  devices: number;
  witnesses: number;
  readonly faults: string[];
  /** What nft cannot say, or does not take. */
  readonly left: string[];
}

describe.skipIf(NO_ORACLE !== null)('witnesses of real configurations', () => {
  let oracle: NetfilterOracle;
  beforeAll(async () => {
    oracle = await openNetfilterOracle();
  }, 60_000);
  afterAll(() => oracle.stop(), 60_000);

  async function tryWay(any: AnyDevice, name: string, from: string, out: string, told: Told): Promise<void> {
    const hop = { name: 'fw', devices: [askedOf(any, out)], in: [from], out: [out] };
    const answer = reachable([hop], { from: FORWARDED, to: FORWARDED, service: null, asOf: null }, LIMITS);
    const packets = (answer.answer === 'none' ? [] : answer.pieces)
      .filter((p) => p.permitted === 'yes')
      .map(({ witness }): Packet => ({ ...witness, in: any.ports.get(from) ?? '' }))
      .filter((p) => firstState(p) === 'new');
    const emerged = await oracle.send(
      packets.map((p, id) => ({ port: p.in ?? '', packet: build(p, { id }), forget: true })),
    );
    packets.forEach((packet, i) => {
      const fate = fateOf(packet, emerged[i] ?? []);
      const there = fate.fate === 'forwarded' && fate.port === any.ports.get(out);
      if (!there) told.faults.push(`${name} ${from} to ${out}: ${showPacket(packet)}: ${showFate(fate)}`);
    });
    told.witnesses += packets.length;
  }

  /** false: nft cannot say the device. */
  async function load(any: AnyDevice, name: string, out: string, told: Told): Promise<boolean> {
    const made = compiled(any, out);
    if ('cannot' in made) {
      told.left.push(`${name}: ${made.cannot}`);
      return false;
    }
    await oracle.ports(oraclePorts(any, out));
    const loaded = await oracle.nft(made.text);
    if ('fault' in loaded) throw new Error(`${name}: ${loaded.fault}`);
    return true;
  }

  async function tryDevice(device: FirewallDevice, name: string, told: Told): Promise<void> {
    const any = device.families.length > 0 ? anyDevice(device, 1) : null;
    if (!any) return;
    told.devices += 1;
    const some = any.names.slice(0, PORTS_TRIED);
    for (const out of some.slice(0, 2)) {
      if (!(await load(any, name, out, told))) return;
      for (const from of some.filter((port) => port !== out)) await tryWay(any, name, from, out, told);
    }
  }

  async function tryFiles(files: readonly File[]): Promise<Told> {
    const told: Told = { devices: 0, witnesses: 0, faults: [], left: [] };
    for (const { name, bytes } of files) {
      const evidence = fromBytes(`target/${name.split('/').at(-1)}`, bytes);
      const read = await readFiles([evidence], { pacEngine: CONTEXT.pacEngine, asOf: CONTEXT.asOf });
      for (const device of read.flatMap((f) => f.sections.devices?.devices ?? [])) {
        await tryDevice(device, name, told);
      }
    }
    return told;
  }

  test("of the project's own evidence", { timeout: 300_000 }, async () => {
    const told = await tryFiles(ownFiles());
    expect(told.faults).toEqual([]);
    expect(told.witnesses).toBeGreaterThan(50);
    expect(told.left.length).toBeLessThan(told.devices / 3);
  });

  test.skipIf(!corpusPresent)('of the corpus', { timeout: 600_000 }, async () => {
    const told = await tryFiles(corpus());
    expect(told.faults).toEqual([]);
    expect(told.witnesses).toBeGreaterThan(200);
    expect(told.left.length).toBeLessThan(told.devices / 10);
  });
});
