/** A policy written in a format and read again, as every folder of evidence is. */
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import { type ReadEvidence, readFiles } from '../../src/parse/read.ts';
import { random } from '../estate/random.ts';
import { CONTEXT, fromText } from '../evidence.ts';
import type { AbstractPolicy } from './policy.ts';
import type { FormatWriter, WrittenFiles } from './writers/index.ts';

export interface Read {
  readonly devices: readonly FirewallDevice[];
  readonly files: readonly ReadEvidence[];
  readonly text: string;
}

export async function readWritten(writer: FormatWriter, policy: AbstractPolicy, seed: number): Promise<Read> {
  const written = writer.write(policy, random(seed));
  const texts: WrittenFiles = typeof written === 'string' ? [[`${writer.format}.txt`, written]] : written;
  const evidence = texts.map(([file, text]) => fromText(`FW/${file}`, text));
  const files = await readFiles(evidence, { pacEngine: CONTEXT.pacEngine, asOf: CONTEXT.asOf });
  const devices = files.flatMap((f) => f.sections.devices?.devices ?? []);
  return { devices, files, text: texts.map(([, text]) => text).join('\n') };
}
