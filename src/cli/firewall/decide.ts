/** `uchibori firewall decide`: what a firewall does with each of a list of packets. */
import { readFileSync } from 'node:fs';
import { toEvidence } from '../../bundle/evidence.ts';
import { decidePackets } from '../../facts/firewall/decide.ts';
import type { FirewallDevice } from '../../facts/firewall/model.ts';
import type { Packet, PacketDecision } from '../../facts/firewall/packet.ts';
import { packetJson } from '../../facts/firewall/packet-text.ts';
import { isKnownPort, portsNamed } from '../../facts/firewall/ports.ts';
import type { Language } from '../../model/text.ts';
import { readPackets } from '../../parse/packets.ts';
import { safeJson } from '../../report/escape.ts';
import { EXIT } from '../../report/verdict.ts';
import { errorCode, Failure } from '../failure.ts';
import { stdoutOutput } from '../output.ts';
import { loadOne } from './load.ts';

export interface DecideFlags {
  readonly config: string;
  readonly packets: string;
  readonly context?: string;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly language: Language;
}

function textOf(path: string): string {
  try {
    const bytes = readFileSync(path === '-' ? 0 : path);
    return toEvidence({ file: path, target: '', bytes, verified: false }).text;
  } catch (thrown) {
    const why = errorCode(thrown);
    throw new Failure(why === 'ENOENT' ? EXIT.missingInput : EXIT.io, {
      ja: `${path}: 読めない (${why})`,
      en: `${path}: cannot be read (${why})`,
    });
  }
}

function packetsOf(path: string): readonly Packet[] {
  const read = readPackets(textOf(path));
  if (read.ok) return read.packets;
  const where = `${path}:${read.line}`;
  throw new Failure(EXIT.badInput, {
    ja: `${where}: ${read.because.ja}`,
    en: `${where}: ${read.because.en}`,
  });
}

/** One line of output. `line` 0 and `rule` null: no written rule decided, but the end of a list, or nothing filters. */
export function decisionLine(packet: Packet, decision: PacketDecision, language: Language): string {
  const { verdict, rule, list, because, reject, translated } = decision;
  return safeJson({
    verdict,
    rule: rule?.id ?? null,
    line: rule?.at.line ?? 0,
    ...(rule ? { file: rule.at.file } : {}),
    ...(list === null ? {} : { list }),
    because: because[language],
    ...(reject === null ? {} : { reject }),
    ...(translated ? { translated: packetJson({ ...packet, ...translated, in: null, out: null }) } : {}),
  });
}

const UNDECIDED = { verdict: 'unknown', rule: null, list: null, reject: null, translated: null } as const;

/** A port that none of the rule bases has, though they list theirs: whatever is said of it is about nothing. */
function strangePort(devices: readonly FirewallDevice[], { in: from, out }: Packet): PacketDecision | null {
  const known = (name: string): boolean =>
    devices.some((d) => d.ports.length === 0 || portsNamed(d, name).some((port) => isKnownPort(d, port)));
  const strange = [from, out].find((name) => name !== null && !known(name));
  if (strange === undefined || strange === null) return null;
  return {
    ...UNDECIDED,
    because: {
      ja: `${strange} というインターフェイスやゾーンは設定にない`,
      en: `the configuration has no interface or zone named ${strange}`,
    },
  };
}

/** Exit code 0 when every packet was decided, 2 when one is unknown. */
export async function firewallDecide(flags: DecideFlags): Promise<number> {
  const packets = packetsOf(flags.packets);
  const devices = await loadOne(flags.config, flags.context);
  const output = stdoutOutput();
  let exit: number = EXIT.compliant;
  for (const packet of packets) {
    const decision = strangePort(devices, packet) ?? decidePackets(devices, packet, { asOf: flags.asOf });
    if (decision.verdict === 'unknown') exit = EXIT.undecided;
    await output.write(`${decisionLine(packet, decision, flags.language)}\n`);
  }
  await output.commit();
  return exit;
}
