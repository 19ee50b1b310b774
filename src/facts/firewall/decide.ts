/** What a device does with one packet: exact, and `unknown` wherever the evidence leaves more than one answer. */
import type { Bilingual } from '../../model/text.ts';
import { fromRanges, toRanges } from '../address-set.ts';
import type { IpAddress } from '../ip-address.ts';
import * as text from './decide-text.ts';
import { type Outcome, outcomes } from './evaluate.ts';
import type { Possible } from './match-packet.ts';
import { NUMBERS_8, NUMBERS_16, oneNumber, soleNumber } from './match-packet-numbers.ts';
import type { FirewallDevice, NumberSet } from './model.ts';
import type { Packet, PacketDecision } from './packet.ts';
import { portsNamed } from './ports.ts';
import type { At } from './query.ts';
import { possiblePorts } from './routing.ts';
import { conditionAt } from './schedule.ts';

/** TCP, UDP, DCCP, SCTP, UDP-Lite; ICMP, ICMPv6; TCP. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);
const WITH_TYPES: ReadonlySet<number> = new Set([1, 58]);
const TCP = 6;

const point = ({ version, value }: IpAddress) => fromRanges([{ version, from: value, to: value }]);

/** A part that the protocol has and the packet does not name may be anything. */
function part(value: number | null, has: boolean, all: NumberSet): NumberSet {
  if (!has) return [];
  return value === null ? all : oneNumber(value);
}

function possible(device: FirewallDevice, packet: Packet, outGiven: readonly string[] | null): Possible {
  const { protocol } = packet;
  const src = point(packet.src);
  const dst = point(packet.dst);
  const ports = WITH_PORTS.has(protocol);
  const types = WITH_TYPES.has(protocol);
  return {
    in: packet.in === null ? possiblePorts(device, src) : portsNamed(device, packet.in),
    out: outGiven ?? possiblePorts(device, dst),
    src,
    dst,
    protocol,
    sport: part(packet.sport, ports, NUMBERS_16),
    dport: part(packet.dport, ports, NUMBERS_16),
    icmpType: part(packet.icmpType, types, NUMBERS_8),
    icmpCode: part(packet.icmpCode, types, NUMBERS_8),
    flags: part(packet.flags, protocol === TCP, NUMBERS_8),
    state: packet.state,
    natted: { src: false, dst: false },
  };
}

function soleAddress(set: Possible['src']): IpAddress | null {
  const [range] = set.length === 1 ? toRanges(set) : [];
  return range && range.from === range.to ? { version: range.version, value: range.from } : null;
}

/** Null where NAT leaves an address or the destination port open; a source port that is free is null. */
function leaving({ packet }: Outcome): PacketDecision['translated'] {
  const src = soleAddress(packet.src);
  const dst = soleAddress(packet.dst);
  const dport = soleNumber(packet.dport);
  if (!src || !dst || (dport === null && packet.dport.length > 0)) return null;
  return { src, dst, sport: soleNumber(packet.sport), dport };
}

const same = (a: PacketDecision['translated'], b: PacketDecision['translated']): boolean =>
  a !== null &&
  b !== null &&
  a.src.value === b.src.value &&
  a.dst.value === b.dst.value &&
  a.src.version === b.src.version &&
  a.dst.version === b.dst.version &&
  a.sport === b.sport &&
  a.dport === b.dport;

/** Of every way it may take, if they agree. */
function translatedOf(all: readonly Outcome[]): PacketDecision['translated'] {
  const [first, ...others] = all.map(leaving);
  return first && others.every((o) => same(first, o)) ? first : null;
}

const undecided = (rule: Outcome | null, because: Bilingual): PacketDecision => ({
  verdict: 'unknown',
  rule: rule?.rule ?? null,
  list: rule?.list?.id ?? null,
  because,
  reject: null,
  translated: null,
});

/** Denied whatever is open, and what is sent back hangs on it. */
export const REJECT_NOT_KNOWN = 'not-known';

function together(all: readonly Outcome[]): PacketDecision {
  const [first] = all;
  const last = all.at(-1);
  if (!first || !last) return undecided(null, text.SEVERAL);
  if (last.fate === 'unknown') return undecided(last, text.unknownOutcome(last));
  if (last.fate !== first.fate) return undecided(last, text.openOutcomes(first, last));
  const other = all.find((o) => o.rule !== first.rule || o.list !== first.list);
  return {
    verdict: first.fate,
    rule: first.rule,
    list: first.list?.id ?? null,
    because: other ? text.alike(first, other) : text.outcomeText(first),
    reject: all.every((o) => o.reject === first.reject) ? first.reject : REJECT_NOT_KNOWN,
    translated: first.fate === 'permit' ? translatedOf(all) : null,
  };
}

/** The fate of a packet at one device. While the device has gaps, nothing is certain. */
export function decidePacket(device: FirewallDevice, packet: Packet, at: At): PacketDecision {
  const { version } = packet.dst;
  if (packet.src.version !== version || !device.families.includes(version)) {
    return undecided(null, text.otherFamily(version));
  }
  const outGiven = packet.out === null ? null : portsNamed(device, packet.out);
  const all = outcomes({
    device,
    packet: possible(device, packet, outGiven),
    outGiven,
    known: (condition) => conditionAt(condition, at),
  });
  const decision = together(all);
  if (device.gaps.length === 0) return decision;
  return {
    ...decision,
    verdict: 'unknown',
    because: text.gapText(device.gaps, decision.because),
    reject: null,
    translated: null,
  };
}

const hasNat = (device: FirewallDevice): boolean => device.forward.some((s) => s.kind === 'nat');

/** One after the other, in an order that is not known: a packet passes where it passes all. */
function inSeries(devices: readonly FirewallDevice[], decisions: readonly PacketDecision[]): PacketDecision {
  const denied = decisions.find((d) => d.verdict === 'deny');
  const unknown = decisions.find((d) => d.verdict === 'unknown');
  const chosen = denied ?? unknown ?? decisions.findLast((d) => d.rule !== null) ?? decisions[0];
  return chosen && !devices.some(hasNat) ? chosen : undecided(null, text.SEVERAL);
}

/** The same of a target with several rule bases: one for each family, or several of one family that must all permit. */
export function decidePackets(devices: readonly FirewallDevice[], packet: Packet, at: At): PacketDecision {
  const mine = devices.filter((d) => d.families.includes(packet.dst.version));
  const [first] = mine;
  if (!first) return undecided(null, text.otherFamily(packet.dst.version));
  const decisions = mine.map((d) => decidePacket(d, packet, at));
  if (mine.length === 1) return decisions[0] ?? undecided(null, text.SEVERAL);
  if (mine.every((d) => d.context === first.context)) return inSeries(mine, decisions);
  const agree = decisions.every((d) => d.verdict === decisions[0]?.verdict);
  return agree && decisions[0] && !mine.some(hasNat) ? decisions[0] : undecided(null, text.SEVERAL);
}
