import { describe, expect, it } from 'vitest';
import { type AddressSet, ALL_IPV4 } from '../../../src/facts/address-set.ts';
import { decidePackets } from '../../../src/facts/firewall/decide.ts';
import type { Service } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import type { Hop, PacketBox, ReachAnswer, ReachPiece } from '../../../src/facts/firewall/query.ts';
import { reachable } from '../../../src/facts/firewall/reach.ts';
import * as d from './devices.ts';
import { ends, inSet, randomHops, SENDER_BITS, served, UNIVERSE, worldsOf } from './line-toy.ts';

const ALL = { pieces: 10_000, boxes: 10_000 };
const FROM = d.net('10.0.0.0/30,10.0.0.9');
const TOS = ['10.0.0.0/31', '10.0.0.2/31', '10.0.0.0/30', '10.0.0.9', '10.0.0.3'].map(d.net);

const within = (set: PacketBox['dport'], n: number | null): boolean =>
  set === null || (n !== null && set.some((s) => s.from <= n && n <= s.to));

const inBox = (box: PacketBox, p: Packet): boolean =>
  inSet(box.src, p.src) &&
  inSet(box.dst, p.dst) &&
  within(box.protocols, p.protocol) &&
  within(box.sport, p.sport) &&
  within(box.dport, p.dport);

const inPiece = (piece: ReachPiece, p: Packet): boolean => piece.packets.boxes.some((b) => inBox(b, p));

const piecesOf = (answer: ReachAnswer): readonly ReachPiece[] =>
  answer.answer === 'none' ? [] : answer.pieces;

/** `any`: no, or undetermined. */
type Truth = 'yes' | 'undetermined' | 'no' | 'any';

/** What is asked: where packets end up, and the service that they have there or where they start. */
interface Asked {
  readonly to: AddressSet;
  readonly service: readonly Service[] | null;
}

const hasService = ({ service }: Asked, p: Packet): boolean =>
  service === null || service.some((s) => served(s, p));

const isOwn = (hops: readonly Hop[], { dst }: Packet): boolean =>
  hops.some((h) => h.devices.some((v) => v.ports.some((port) => inSet(port.addresses, dst))));

/** Whether a packet passes: under some choice of the sender's, whatever else is chosen or true. */
function truth(hops: readonly Hop[], p: Packet, asked: Asked): Truth {
  const starts = hasService(asked, p);
  const counts = (e: Packet): boolean => inSet(asked.to, e.dst) && (starts || hasService(asked, e));
  const byWorld = worldsOf(hops).map((world) => {
    const found = ends(hops, p, world);
    const passes = found.filter((e) => e.end === 'passes' && counts(e.packet)).length;
    const stray = found.flatMap((e) => (e.end === 'astray' ? [e.packet] : []));
    const some = passes > 0 || stray.some((e) => counts(e) && !isOwn(hops, e));
    return { world, all: passes > 0 && passes === found.length, some, stray: stray.length > 0 };
  });
  const choices = [...new Set(byWorld.map((w) => w.world & SENDER_BITS))];
  if (choices.some((c) => byWorld.every((w) => w.all || (w.world & SENDER_BITS) !== c))) return 'yes';
  if (byWorld.some((w) => w.some)) return 'undetermined';
  return byWorld.some((w) => w.stray) ? 'any' : 'no';
}

/** What goes astray and does not come to the end of the question may be left open. */
const agree = (is: Truth, says: Truth): boolean =>
  is === says || (is === 'any' && (says === 'no' || says === 'undetermined'));

function said(answer: ReachAnswer, p: Packet): Truth {
  const mine = piecesOf(answer).filter((piece) => inPiece(piece, p));
  if (mine.some((piece) => piece.permitted === 'yes')) return 'yes';
  return mine.length > 0 ? 'undetermined' : 'no';
}

const label = (p: Packet): string =>
  `${p.src.value & 15n}>${p.dst.value & 15n} ${p.protocol} ${p.sport} ${p.dport}`;

const ASKED: readonly (readonly Service[])[] = [
  [d.tcpService(443)],
  [d.tcpService(80)],
  [d.tcpService(8080)],
  [d.tcpService(80), { ...d.tcpService(80), protocols: [{ from: 47, to: 47 }], dport: null }],
  [{ ...d.tcpService(443), sport: [{ from: 1000, to: 1000 }] }],
  [{ ...d.tcpService(80), dport: [{ from: 80, to: 443 }] }],
];

function differences(seed: number, service: Asked['service']): readonly string[] {
  const hops = randomHops(seed);
  const asked: Asked = { to: TOS[seed % TOS.length] ?? ALL_IPV4, service };
  const answer = reachable(hops, { from: FROM, ...asked, asOf: 0 }, ALL);
  return UNIVERSE.flatMap((p) => {
    const [is, says] = [truth(hops, p, asked), said(answer, p)];
    return agree(is, says) ? [] : [`seed ${seed} ${label(p)}: is ${is}, said ${says}`];
  });
}

/** What the devices of a line do with one packet, one after the other; null: some NAT is not certain. */
function decidedAlong(hops: readonly Hop[], packet: Packet): readonly string[] | null {
  const verdicts: string[] = [];
  let now: Packet = packet;
  for (const [i, hop] of hops.entries()) {
    const [inside, outside] = [hop.in?.[0] ?? null, hop.out?.[0] ?? null];
    const asked = i === 0 ? now : { ...now, in: inside, out: outside };
    const { verdict, translated } = decidePackets(hop.devices, asked, { asOf: 0 });
    verdicts.push(verdict);
    if (verdict !== 'permit') return verdicts;
    if (translated === null || (translated.sport === null && now.sport !== null)) return null;
    now = { ...now, ...translated };
  }
  return verdicts;
}

const asksSender = (hops: readonly Hop[]): boolean => worldsOf(hops).some((w) => (w & SENDER_BITS) !== 0);

/** Certain pieces whose witness `decidePacket` does not confirm. */
function unconfirmed(hops: readonly Hop[], answer: ReachAnswer): readonly string[] {
  const sure = piecesOf(answer).filter((p) => p.permitted === 'yes' && p.conditions.length === 0);
  return sure.flatMap(({ witness }) => {
    const verdicts = decidedAlong(hops, witness);
    return verdicts?.every((v) => v === 'permit') === false ? [`${label(witness)}: ${verdicts}`] : [];
  });
}

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

describe('random lines of devices, packet by packet', () => {
  it('1,000 seeds', () => {
    const found: string[] = [];
    for (const seed of seeds(1000)) if (found.length < 10) found.push(...differences(seed, null));
    expect(found).toEqual([]);
  }, 120_000);

  it('1,000 seeds, asked of a service as packets start or end up', () => {
    const found: string[] = [];
    for (const seed of seeds(1000)) {
      if (found.length < 10) found.push(...differences(seed, ASKED[seed % ASKED.length] ?? null));
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('witnesses are confirmed by the evaluator of packets', () => {
    const query = { from: FROM, to: d.net('10.0.0.0/29'), service: null, asOf: 0 };
    const found = seeds(300).flatMap((seed) => {
      const hops = randomHops(seed);
      if (asksSender(hops)) return [];
      return unconfirmed(hops, reachable(hops, query, ALL)).map((text) => `seed ${seed} ${text}`);
    });
    expect(found).toEqual([]);
  }, 60_000);
});

describe('the evaluator of packets', () => {
  /** `unknown` where the ends differ or one is open; packets to the device itself are another question. */
  function truthAt(hop: Hop, p: Packet): string | null {
    const [device] = hop.devices;
    const found = worldsOf([hop]).flatMap((w) => ends([hop], p, w));
    const passes = found.filter((e) => e.end === 'passes').length;
    if (device?.ports.some((port) => inSet(port.addresses, p.dst))) return null;
    if (found.some((e) => e.end === 'astray')) return null;
    if (found.some((e) => e.end === 'open')) return 'unknown';
    return passes === 0 ? 'deny' : passes === found.length ? 'permit' : 'unknown';
  }

  function differencesAt(seed: number): readonly string[] {
    const [hop] = randomHops(seed);
    if (!hop || hasRedirect(hop)) return [];
    const ports = { in: hop.in?.[0] ?? null, out: hop.out?.[0] ?? null };
    return UNIVERSE.flatMap((p) => {
      const is = truthAt(hop, p);
      const { verdict } = decidePackets(hop.devices, { ...p, ...ports }, { asOf: 0 });
      return is === null || is === verdict ? [] : [`seed ${seed} ${label(p)}: is ${is}, said ${verdict}`];
    });
  }

  it('says what every choice leads to', () => {
    const found = seeds(600).flatMap(differencesAt);
    expect(found.slice(0, 20)).toEqual([]);
  }, 60_000);
});

/** Whether NAT of it may send packets to the device itself, of which the toy devices tell nothing. */
function hasRedirect({ devices }: Hop): boolean {
  return devices.some(({ lists, routesComplete }) =>
    lists
      .flatMap((l) => l.rules)
      .some(({ action }) => {
        const dst = action.do === 'translate' ? action.to.dst : undefined;
        return dst !== undefined && (routesComplete || dst.to === 'interface');
      }),
  );
}
