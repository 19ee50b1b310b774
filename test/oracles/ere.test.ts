/** Regular expressions held against regcomp and regexec of the GNU C library: random ones, no difference allowed. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileEre, matches } from '../../src/facts/ere/matcher.ts';
import { parsePattern } from '../../src/parse/ere.ts';
import { randomPattern, randomText } from './ere/patterns.ts';
import { random } from './squid/random.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const SCRIPT = path.join(import.meta.dirname, 'ere/regcomp.py');
const TEXTS = 8;

type Question = readonly [pattern: string, caseless: boolean, texts: readonly string[]];
/** null: refused; empty: taken, but not matched here; undefined: too much for here or for the library. */
type Answer = readonly number[] | null | undefined;

function run(questions: readonly Question[]): readonly string[] {
  const input = questions.map((q) => `${JSON.stringify(q)}\n`).join('');
  const { stdout } = spawnSync('python3', [SCRIPT], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return (stdout ?? '').split('\n').slice(0, -1);
}

function ask(questions: readonly Question[]): readonly Answer[] {
  const answers: Answer[] = [];
  while (answers.length < questions.length) {
    const [, ...lines] = run(questions.slice(answers.length));
    answers.push(...lines.map((line) => JSON.parse(line) as Answer));
    if (answers.length < questions.length) answers.push(undefined);
  }
  return answers;
}

const NO_ORACLE = /^2\./.test(run([])[0] ?? '') ? null : 'there is no python3 that can ask the GNU C library';

if (NO_ORACLE !== null) {
  test('the GNU C library is here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

function ours([pattern, caseless, texts]: Question): Answer {
  const parsed = parsePattern(pattern, caseless);
  if (parsed.refused === 'by-regcomp') return null;
  if (parsed.refused === 'too-large') return undefined;
  const matcher = compileEre([parsed]);
  return matcher ? texts.map((text) => Number(matches(matcher, text))) : [];
}

function question(seed: number): Question {
  const r = random(seed);
  const pattern = randomPattern(r);
  return [pattern, r.once(3), r.some(TEXTS, TEXTS, () => randomText(r, pattern))];
}

function difference([pattern, caseless, texts]: Question, mine: Answer, theirs: Answer): readonly string[] {
  if (mine === undefined || theirs === undefined) return [];
  if (JSON.stringify(mine) === JSON.stringify(theirs)) return [];
  const taken = (answer: Answer): string => (answer ? 'taken' : 'refused');
  const shown = texts.filter((_, i) => mine?.[i] !== theirs?.[i]).map((t) => JSON.stringify(t));
  const flag = caseless ? ' -i' : '';
  return [
    `${JSON.stringify(pattern)}${flag}: here ${taken(mine)}, there ${taken(theirs)}, on ${shown.join(' ')}`,
  ];
}

describe.skipIf(NO_ORACLE !== null)(`regcomp and regexec of the GNU C library (seed ${SEED})`, () => {
  test('20,000 random patterns, each on 8 texts', { timeout: 240_000 }, () => {
    const asked = Array.from({ length: 20_000 }, (_, i) => question(SEED + i * 7919));
    const mine = asked.map(ours);
    // What is not matched here may take regexec hours: it is only compiled.
    const theirs = ask(asked.map(([p, c, texts], i) => [p, c, mine[i]?.length ? texts : []]));
    const pairs = mine.flatMap((m, i) => (m && theirs[i]) ?? []).length;
    expect(pairs).toBeGreaterThan(50_000);
    expect(theirs.filter((t) => t === undefined).length).toBeLessThan(20);
    expect(asked.flatMap((q, i) => difference(q, mine[i], theirs[i])).slice(0, 20)).toEqual([]);
  });
});
