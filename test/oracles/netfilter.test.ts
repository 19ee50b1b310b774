/** Decisions held against the kernel: random rule sets of nftables and iptables, random packets, no difference allowed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decidePackets } from '../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import { iptablesSave } from '../../src/parse/iptables/save.ts';
import { nftJson } from '../../src/parse/nftables/json.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { random } from '../estate/random.ts';
import { CONTEXT, fromText } from '../evidence.ts';
import {
  type Compared,
  compareFlows,
  comparePackets,
  type Decide,
  nothing,
  somePackets,
} from './netfilter/compare.ts';
import { iptablesRules } from './netfilter/iptables-rules.ts';
import { nftRules } from './netfilter/nft-rules.ts';
import { PORTS, placed } from './netfilter/world.ts';
import { type NetfilterOracle, noNetfilterOracle, openNetfilterOracle } from './netfilter.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const NO_ORACLE = noNetfilterOracle();

if (NO_ORACLE !== null) {
  test('the kernel can be asked', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

const SETS = 120;
const PACKETS = 850;
/** One rule set in three translates addresses, where what follows a packet is of no interest. */
const TRANSLATED = 3;
/** Beside the packets at random. */
const FIRSTS = 100;

const decideBy = (devices: readonly FirewallDevice[]): Decide => {
  const here = devices.map(placed);
  return (packet) => decidePackets(here, packet, { asOf: null });
};

function devicesOf(parsed: Parsed): readonly FirewallDevice[] {
  expect(parsed.problems).toEqual([]);
  expect(parsed.notUnderstood).toEqual([]);
  return parsed.sections.devices?.devices ?? [];
}

describe.skipIf(NO_ORACLE !== null)(`the kernel decides as the model does (seed ${SEED})`, () => {
  let oracle: NetfilterOracle;
  beforeAll(async () => {
    oracle = await openNetfilterOracle();
    await oracle.ports(PORTS);
  }, 60_000);
  afterAll(() => oracle.stop(), 60_000);

  /** `load` gives the devices that the rule set of a seed is, once the kernel has it. */
  async function tryAll(
    load: (seed: number, nat: boolean) => Promise<{ devices: readonly FirewallDevice[]; tracks: boolean }>,
  ): Promise<{ packets: Compared; flows: Compared }> {
    const [packets, flows] = [nothing(), nothing()];
    for (let i = 0; i < SETS; i += 1) {
      const seed = SEED + i;
      const nat = i % TRANSLATED === 0;
      const { devices, tracks } = await load(seed, nat);
      const r = random(seed + 1);
      const decide = decideBy(devices);
      const name = `seed ${seed}${nat ? ' with NAT' : ''}`;
      await comparePackets(oracle, name, somePackets(r, PACKETS), decide, packets);
      if (!nat && tracks) {
        const firsts = somePackets(r, FIRSTS).map((p) =>
          p.sport === null ? p : { ...p, sport: p.sport - 10_000 },
        );
        await compareFlows(oracle, name, firsts, decide, flows);
      }
    }
    return { packets, flows };
  }

  function judge({ packets, flows }: { packets: Compared; flows: Compared }): void {
    expect(packets.differences).toEqual([]);
    expect(flows.differences).toEqual([]);
    expect(packets.packets).toBe(SETS * PACKETS);
    expect(flows.packets).toBeGreaterThan(1000);
    expect(packets.unknown).toBe(0);
    // What a few rule sets leave open, such as marks: most is decided.
    expect(flows.unknown / flows.packets).toBeLessThan(0.1);
  }

  test('under rules of nftables, as nft itself prints them', { timeout: 600_000 }, async () => {
    judge(
      await tryAll(async (seed, nat) => {
        const text = nftRules(random(seed), nat);
        const listed = await oracle.nft(text);
        if ('fault' in listed) throw new Error(`seed ${seed}: ${listed.fault}\n${text}`);
        const parsed = await nftJson.parse(fromText('fw/nft.json', listed.json), CONTEXT);
        return { devices: devicesOf(parsed), tracks: !text.includes('notrack') };
      }),
    );
  });

  test('under rules of iptables and ip6tables, as they themselves save them', {
    timeout: 600_000,
  }, async () => {
    judge(
      await tryAll(async (seed, nat) => {
        const rules = iptablesRules(random(seed), nat);
        const saved = await oracle.iptables(rules);
        if ('fault' in saved) throw new Error(`seed ${seed}: ${saved.fault}\n${rules.v4}\n${rules.v6}`);
        const sets = fromText('fw/ipset.txt', saved.sets);
        const context = { ...CONTEXT, siblings: () => [sets] };
        const parsed = await iptablesSave.parse(fromText('fw/rules.txt', saved.saved), context);
        return { devices: devicesOf(parsed), tracks: !/notrack/i.test(rules.v4 + rules.v6) };
      }),
    );
  });
});
