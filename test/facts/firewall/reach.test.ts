import { describe, expect, it } from 'vitest';
import { type AddressSet, ALL_IPV4 } from '../../../src/facts/address-set.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import type { Hop, PacketBox, ReachAnswer, ReachPiece } from '../../../src/facts/firewall/query.ts';
import { reachable } from '../../../src/facts/firewall/reach.ts';
import * as d from './devices.ts';
import { ends, inSet, randomHops, SENDER_BITS, UNIVERSE, type World, worldsOf } from './line-toy.ts';

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

type Truth = 'yes' | 'undetermined' | 'no';

/** Whether a packet passes: under some choice of the sender's, whatever else is chosen or true. */
function truth(hops: readonly Hop[], p: Packet, to: AddressSet): Truth {
  const byWorld = worldsOf(hops).map((world): { world: World; all: boolean; some: boolean } => {
    const found = ends(hops, p, world).map((e) => e.end === 'passes' && inSet(to, e.packet.dst));
    return { world, all: found.length > 0 && found.every(Boolean), some: found.some(Boolean) };
  });
  const choices = [...new Set(byWorld.map((w) => w.world & SENDER_BITS))];
  if (choices.some((c) => byWorld.every((w) => w.all || (w.world & SENDER_BITS) !== c))) return 'yes';
  return byWorld.some((w) => w.some) ? 'undetermined' : 'no';
}

function said(answer: ReachAnswer, p: Packet): Truth {
  const mine = piecesOf(answer).filter((piece) => inPiece(piece, p));
  if (mine.some((piece) => piece.permitted === 'yes')) return 'yes';
  return mine.length > 0 ? 'undetermined' : 'no';
}

const label = (p: Packet): string =>
  `${p.src.value & 15n}>${p.dst.value & 15n} ${p.protocol} ${p.sport} ${p.dport}`;

function differences(seed: number): readonly string[] {
  const hops = randomHops(seed);
  const to = TOS[seed % TOS.length] ?? ALL_IPV4;
  const answer = reachable(hops, { from: FROM, to, service: null, asOf: 0 }, ALL);
  return UNIVERSE.flatMap((p) => {
    const [is, says] = [truth(hops, p, to), said(answer, p)];
    return is === says ? [] : [`seed ${seed} ${label(p)}: is ${is}, said ${says}`];
  });
}

describe('random lines of devices, packet by packet', () => {
  const START = Number(process.env.SEED ?? 0);
  it('1,000 seeds', () => {
    const found: string[] = [];
    for (let seed = START; seed < START + 1000 && found.length < 10; seed += 1)
      found.push(...differences(seed));
    expect(found).toEqual([]);
  }, 120_000);
});
