/**
 * How fast each format is read, in a process of its own: `rules rounds output`. Bundled before it is run, as the program
 * itself is: tsx keeps the names of functions, which costs up to a third.
 */
import { writeFileSync } from 'node:fs';
import type { Evidence } from '../src/model/evidence.ts';
import { readFiles } from '../src/parse/read.ts';
import { random } from '../test/estate/random.ts';
import { CONTEXT, fromText } from '../test/evidence.ts';
import { randomPolicy } from '../test/firewall/random-policy.ts';
import { type FormatWriter, WRITERS } from '../test/firewall/writers/index.ts';
import { median } from './measure.ts';

export interface Speed {
  readonly format: string;
  readonly mb: number;
  /** Seconds of CPU, all threads. */
  readonly seconds: number;
  readonly rules: number;
}

const SEED = 11;

function written(writer: FormatWriter, rules: number): readonly Evidence[] {
  const policy = randomPolicy(random(SEED), { capabilities: writer.can, rules });
  const files = writer.write(policy, random(SEED));
  const texts = typeof files === 'string' ? [[`${writer.format}.txt`, files] as const] : files;
  return texts.map(([file, text]) => fromText(`FW/${file}`, text));
}

async function once(evidence: readonly Evidence[]): Promise<{ seconds: number; rules: number }> {
  const start = process.cpuUsage();
  const read = await readFiles(evidence, { pacEngine: null, asOf: CONTEXT.asOf });
  const { user, system } = process.cpuUsage(start);
  const devices = read.flatMap((f) => f.sections.devices?.devices ?? []);
  const rules = devices.reduce((n, d) => n + d.lists.reduce((sum, l) => sum + l.rules.length, 0), 0);
  return { seconds: (user + system) / 1e6, rules };
}

async function speedOf(writer: FormatWriter, rules: number, rounds: number): Promise<Speed> {
  const evidence = written(writer, rules);
  const mb = evidence.reduce((sum, e) => sum + e.bytes.length, 0) / 1e6;
  const seconds: number[] = [];
  let found = 0;
  for (let i = 0; i < rounds; i++) {
    const round = await once(evidence);
    seconds.push(round.seconds);
    found = round.rules;
  }
  return { format: writer.format, mb, seconds: median(seconds), rules: found };
}

const [rules = '', rounds = '', output = ''] = process.argv.slice(2);
const speeds: Speed[] = [];
for (const writer of WRITERS) speeds.push(await speedOf(writer, Number(rules), Number(rounds)));
writeFileSync(output, JSON.stringify(speeds));
