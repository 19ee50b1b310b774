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
/** null: refused. */
type Answer = readonly number[] | null;

function ask(questions: readonly Question[]): { release: string; answers: readonly Answer[] } {
  const input = questions.map((q) => `${JSON.stringify(q)}\n`).join('');
  const { stdout, status } = spawnSync('python3', [SCRIPT], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const [release = '', ...lines] = (stdout ?? '').split('\n');
  if (status !== 0) throw new Error(`the oracle ended after ${JSON.stringify(questions[lines.length - 1])}`);
  return { release, answers: lines.slice(0, -1).map((line) => JSON.parse(line) as Answer) };
}

function noOracle(): string | null {
  try {
    return /^2\./.test(ask([]).release) ? null : 'the C library is not that of GNU';
  } catch {
    return 'python3 cannot ask the GNU C library here';
  }
}

const NO_ORACLE = noOracle();

if (NO_ORACLE !== null) {
  test('the GNU C library is here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

/** undefined: not read here, so that nothing is claimed of it. */
function ours([pattern, caseless, texts]: Question): Answer | undefined {
  const parsed = parsePattern(pattern, caseless);
  if (parsed.refused === 'by-regcomp') return null;
  const matcher = compileEre([parsed]);
  return matcher ? texts.map((text) => Number(matches(matcher, text))) : undefined;
}

function question(seed: number): Question {
  const r = random(seed);
  const pattern = randomPattern(r);
  return [pattern, r.once(3), r.some(TEXTS, TEXTS, () => randomText(r, pattern))];
}

function difference(asked: Question, mine: Answer | undefined, theirs: Answer): string | null {
  if (mine === undefined || JSON.stringify(mine) === JSON.stringify(theirs)) return null;
  const [pattern, caseless, texts] = asked;
  const shown = texts.filter((_, i) => mine?.[i] !== theirs?.[i]).map((t) => JSON.stringify(t));
  return `${JSON.stringify(pattern)}${caseless ? ' -i' : ''}: ours ${mine && 'taken'}, theirs ${theirs && 'taken'}, differs on ${shown.join(' ')}`;
}

describe.skipIf(NO_ORACLE !== null)(`regcomp and regexec of the GNU C library (seed ${SEED})`, () => {
  test('20,000 pairs of pattern and text, and as many patterns again', () => {
    const asked = Array.from({ length: 20_000 }, (_, i) => question(SEED + i * 7919));
    const mine = asked.map(ours);
    const { answers } = ask(asked.map(([p, c, texts], i) => [p, c, mine[i] ? texts : []]));
    expect(answers.length).toBe(asked.length);
    const known = mine.flatMap((m) => m ?? []).length;
    expect(known).toBeGreaterThan(20_000);
    const found = asked.flatMap((a, i) => {
      const theirs = answers[i] ?? null;
      const claimed = mine[i] === undefined ? undefined : mine[i];
      return difference(a, claimed ?? (claimed === null ? null : undefined), theirs) ?? [];
    });
    expect(found.slice(0, 20)).toEqual([]);
  });
});
