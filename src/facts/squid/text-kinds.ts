/** What regular expressions say to all texts of a kind: proved by walking their automaton beside that of the kind. */
import { bytesWhere } from '../ere/bytes.ts';
import { canMatch } from '../ere/can-match.ts';
import { advance, endsMatched, initial, type Machine, machineOf, type State } from '../ere/machine.ts';
import { compileEre } from '../ere/matcher.ts';
import { toNfa } from '../ere/nfa.ts';
import type { Ere, Pattern } from '../ere/syntax.ts';
import { oncePer } from '../once.ts';

const setOf = (holds: (byte: number) => boolean): Ere => ({ op: 'set', bytes: bytesWhere(holds) });
const sequence = (...parts: readonly Ere[]): Ere => ({ op: 'concat', parts });
const repeat = (of: Ere, min: number, max: number | null): Ere => ({ op: 'repeat', of, min, max });
const character = (text: string): Ere => setOf((b) => b === text.charCodeAt(0));

const isDigit = (b: number): boolean => b >= 0x30 && b <= 0x39;
const codeOf = (text: string): number => text.charCodeAt(0);
const isLower = (b: number): boolean => b >= 0x61 && b <= 0x7a;

const DIGIT = setOf(isDigit);
/** Escapes are resolved before patterns see a URL, so that it may hold any byte but zero. */
const ANY = setOf((b) => b > 0);
const ANYTHING = repeat(ANY, 0, null);
/** Squid asks little of the host of a request; that of URN may be in upper case. */
const NAME = repeat(
  setOf((b) => b > 0x20),
  0,
  null,
);
const PORT = sequence(
  character(':'),
  setOf((b) => b >= 0x31 && b <= 0x39),
  repeat(DIGIT, 0, 4),
);
const OCTET = repeat(DIGIT, 1, 3);
const DOTTED = sequence(OCTET, repeat(sequence(character('.'), OCTET), 3, 3));
const HEXTETS = repeat(
  setOf((b) => isDigit(b) || (b >= 0x61 && b <= 0x66) || b === 0x3a || b === 0x2e),
  2,
  45,
);
const BRACKETED = sequence(character('['), HEXTETS, character(']'));
/** One that Squid does not know keeps its case, or is called `(unknown)`. */
const SCHEME = repeat(
  setOf((b) => isLower(b | 0x20) || isDigit(b) || Array.from('+-._()', codeOf).includes(b)),
  1,
  null,
);

/** Each holds every text of its kind, and perhaps others: what is proved of it is true of the kind. */
const KINDS = {
  name: NAME,
  ipv4: DOTTED,
  ipv6: BRACKETED,
  // An escaped zero byte may cut the port off.
  'name:port': ANYTHING,
  'ipv4:port': sequence(DOTTED, PORT),
  'ipv6:port': sequence(BRACKETED, PORT),
  url: sequence(SCHEME, character(':'), ANYTHING),
  path: sequence(ANY, ANYTHING),
} as const satisfies Record<string, Ere>;
export type TextKind = keyof typeof KINDS;

/** Pairs of states that are looked at before the question is given up. */
const MAX_PAIRS = 5_000;
/** Lists longer than that are words, which never match all of a kind. */
const MAX_PATTERNS = 200;

const kindMachine = oncePer((tree: Ere): Machine | null => {
  const nfa = toNfa([tree]);
  return nfa && machineOf(nfa, false);
});

/** One byte for each pair of classes that occurs. */
function bytesToTry(a: Machine, b: Machine): readonly number[] {
  const firsts = new Map<number, number>();
  for (let byte = 1; byte < 256; byte += 1) {
    const key = (a.nfa.classOf[byte] ?? 0) * 256 + (b.nfa.classOf[byte] ?? 0);
    if (!firsts.has(key)) firsts.set(key, byte);
  }
  return [...firsts.values()];
}

interface Walk {
  readonly kind: Machine;
  readonly pattern: Machine;
  readonly seen: Set<string>;
  readonly open: [State, State][];
}

function visit(walk: Walk, kind: State, pattern: State): void {
  const key = `${kind.id} ${pattern.id}`;
  if (kind.items.length === 0 || walk.seen.has(key)) return;
  walk.seen.add(key);
  walk.open.push([kind, pattern]);
}

/** true: every text of the kind is matched; false: none is; null: some are, or there is too much to look at. */
function explore(kind: Machine, pattern: Machine): boolean | null {
  const walk: Walk = { kind, pattern, seen: new Set(), open: [] };
  const bytes = bytesToTry(kind, pattern);
  visit(walk, initial(kind), initial(pattern));
  let some: boolean | null = null;
  for (let pair = walk.open.pop(); pair; pair = walk.open.pop()) {
    const [k, p] = pair;
    if (walk.seen.size > MAX_PAIRS) return null;
    if (endsMatched(kind, k)) {
      const met = endsMatched(pattern, p);
      if (some !== null && some !== met) return null;
      some = met;
    }
    for (const byte of bytes) {
      const next = advance(kind, k, kind.nfa.classOf[byte] ?? 0);
      visit(walk, next, advance(pattern, p, pattern.nfa.classOf[byte] ?? 0));
    }
  }
  return some;
}

/** Of one list of patterns, made once. null: nothing can be said of them. */
export const matcherOf = oncePer(compileEre);

const remembered = oncePer((_patterns: readonly Pattern[]) => new Map<TextKind, boolean | null>());

function told(patterns: readonly Pattern[], kind: TextKind): boolean | null {
  const shape = kindMachine(KINDS[kind]);
  const matcher = matcherOf(patterns);
  if (!shape || !matcher) return null;
  const explored = patterns.length > MAX_PATTERNS ? null : explore(shape, matcher.machine);
  return explored ?? (canMatch(matcher.nfa, shape) ? null : false);
}

/** true: some of the patterns match every text of the kind; false: none matches any; null: it is not proved. */
export function verdictOver(patterns: readonly Pattern[], kind: TextKind): boolean | null {
  const known = remembered(patterns);
  const before = known.get(kind);
  if (before !== undefined) return before;
  const made = told(patterns, kind);
  known.set(kind, made);
  return made;
}
