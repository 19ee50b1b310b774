/** A policy written in a format and read again. */
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { ParseContext, Parsed } from '../../src/parse/parser.ts';
import { random } from '../estate/random.ts';
import { CONTEXT, fromText } from '../evidence.ts';
import type { AbstractPolicy } from './policy.ts';
import type { FormatWriter, WrittenFiles } from './writers/index.ts';

export interface Read {
  readonly devices: readonly FirewallDevice[];
  readonly parsed: readonly Parsed[];
  readonly text: string;
}

const contextOf = (files: readonly Evidence[]): ParseContext => ({
  ...CONTEXT,
  sibling: (path) => files.find((f) => f.file === path || f.file.endsWith(`/${path}`)) ?? null,
});

/** Every file that its parser knows as its own is read; others stand beside it. */
export async function readWritten(writer: FormatWriter, policy: AbstractPolicy, seed: number): Promise<Read> {
  const written = writer.write(policy, random(seed));
  const files: WrittenFiles = typeof written === 'string' ? [[`${writer.format}.txt`, written]] : written;
  const evidence = files.map(([file, text]) => fromText(file, text));
  const own = evidence.filter((e) => writer.parser.recognise(e));
  const parsed: Parsed[] = [];
  for (const file of own) parsed.push(await writer.parser.parse(file, contextOf(evidence)));
  const devices = parsed.flatMap((p) => p.sections.devices?.devices ?? []);
  return { devices, parsed, text: files.map(([, text]) => text).join('\n') };
}
