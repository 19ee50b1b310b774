/** The values of an ACL of regular expressions as such: flags applied, and what Squid itself does to them before regcomp. */
import type { Pattern } from '../../facts/ere/syntax.ts';
import { parsePattern } from '../ere.ts';

/** `arg`: the index among the arguments of the directive. */
export interface ArgPattern {
  readonly arg: number;
  readonly pattern: Pattern;
}

/** Squid's buffer for the alternation it makes of all patterns of a line (compileOptimisedREs). */
const JOINED_BYTES = 8191;

/**
 * Squid removes `^.*` and `.*` at the start of a pattern (removeUnnecessaryWildcards). That changes nothing, except
 * where an operator then stands without its object: `.*?x` becomes `?x`, which regcomp refuses (seen in 5.7).
 */
function asCompiled(source: string): string {
  let rest = source.startsWith('^.*') ? source.slice(3) : source;
  while (rest.startsWith('.*')) rest = rest.slice(2);
  return rest !== source && /^[*+?{]/.test(rest) ? rest : source;
}

const patternOf = (source: string, caseless: boolean): Pattern => {
  const pattern = parsePattern(asCompiled(source), caseless);
  return pattern.source === source ? pattern : { ...pattern, source };
};

/** Where the patterns begin, and whether the flags before them switch case off. A header's name comes first. */
function afterFlags(args: readonly string[]): { from: number; caseless: boolean } {
  if (args[1] === 'req_header' || args[1] === 'rep_header') return { from: 3, caseless: false };
  let from = 2;
  let caseless = false;
  for (; /^[-+]./.test(args[from] ?? ''); from++) {
    const flag = args[from] ?? '';
    if (flag === '--') return { from: from + 1, caseless };
    if (/^-[^-]*i/.test(flag)) caseless = true;
    if (flag === '+i') caseless = false;
  }
  return { from, caseless };
}

/** Patterns that Squid puts into one alternation. */
function runsOf(patterns: readonly ArgPattern[]): ArgPattern[][] {
  const runs: ArgPattern[][] = [];
  let length = 0;
  for (const one of patterns) {
    const run = runs.at(-1);
    const more = one.pattern.source.length + 3;
    const fits = run?.[0]?.pattern.caseless === one.pattern.caseless && length + more < JOINED_BYTES;
    length = fits ? length + more : more;
    if (run && fits) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

/**
 * regcomp sees `(a)|(b)|…` first, and each pattern alone only where one of these fails. So `a( b)`, of which neither
 * half is a regular expression, is `(a()|(b))`.
 */
function rescued(patterns: readonly ArgPattern[]): readonly ArgPattern[] {
  if (!patterns.some((p) => p.pattern.refused === 'by-regcomp')) return patterns;
  const joined = runsOf(patterns).map((run) => {
    const text = run.map((p) => `(${asCompiled(p.pattern.source)})`).join('|');
    return { run, whole: parsePattern(text, run[0]?.pattern.caseless ?? false) };
  });
  if (joined.some((j) => j.whole.refused === 'by-regcomp')) return patterns;
  return joined.flatMap(({ run, whole }) => {
    const isBroken = run.some((p) => p.pattern.refused === 'by-regcomp');
    return isBroken ? [{ arg: run[0]?.arg ?? 0, pattern: whole }] : run;
  });
}

/**
 * `args` as read, secrets and all: a pattern that looks like one has to be matched as it stands. `listed`: the first
 * one that a value file gave, which is never a flag.
 */
export function patternsOf(args: readonly string[], listed?: number): readonly ArgPattern[] {
  const start = afterFlags(args.slice(0, listed));
  let { caseless } = start;
  const patterns: ArgPattern[] = [];
  for (let arg = start.from; arg < args.length; arg++) {
    const value = args[arg] ?? '';
    if (value === '-i') caseless = true;
    else if (value === '+i') caseless = false;
    else patterns.push({ arg, pattern: patternOf(value, caseless) });
  }
  return rescued(patterns);
}
