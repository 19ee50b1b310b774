/** Rows of http_access that decide nothing: no request matches them at all, or earlier rows take every one of them. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, diff, FALSE, OVERFLOW, or } from '../bdd.ts';
import { oncePer } from '../once.ts';
import { askRow } from './access.ts';
import type { Asking } from './leaf.ts';
import type { SquidProgram, SquidRow } from './program.ts';
import type { SquidNote, SquidSection } from './section.ts';
import { type Space, spaceOf } from './space.ts';
import { trustedClients } from './verdict-sets.ts';
import { type Walker, walkerOf } from './walker.ts';

/** Nodes of the diagram for all rows of one program. */
const LIMIT = 1 << 22;
const MAX_NAMED = 3;

/** What ends at a row of some requests: those it matches, and those it asks for credentials. */
function takenBy(walker: Walker, row: SquidRow, index: number, from: Bdd): Bdd {
  const { match, stop } = askRow(walker, row, index, from);
  return or(walker.space.arena, match, stop);
}

const where = ({ file, line }: Location): string => `${file}:${line}`;

const ALONE: Bilingual = {
  ja: 'どのリクエストもこの行に当てはまらない。ACL に当てはまりうる値がない',
  en: 'no request matches this row: its ACL has no value that any could meet',
};

function neverMatches({ at, terms }: SquidRow): SquidNote {
  return {
    kind: 'row-never-matches',
    at,
    because: terms.length === 1 ? ALONE : TOGETHER,
  };
}

const TOGETHER: Bilingual = {
  ja: `どのリクエストもこの行に当てはまらない。1 行の ACL はすべて (AND) 満たされる必要がある。どれか 1 つでよいなら行を分けるか、1 つの acl に値を並べる`,
  en: 'no request matches this row: all ACLs of a row must hold at once. Where one of them is enough, write a row for each, or one acl with all values',
};

/** The last row decides what happens to requests that match none. */
const asLast = (row: SquidRow, isLast: boolean): Bilingual => {
  if (!isLast) return { ja: '', en: '' };
  const rest = row.allow ? { ja: '拒否', en: 'denied' } : { ja: '許可', en: 'allowed' };
  return {
    ja: `。ただし最後の行なので、どの行にも当てはまらないものが${rest.ja}される`,
    en: `. As the last row it still makes what matches no row ${rest.en}`,
  };
};

function shadowed(row: SquidRow, by: readonly SquidRow[], isLast: boolean): SquidNote {
  const more = by.length > MAX_NAMED ? ', …' : '';
  const names = by
    .slice(0, MAX_NAMED)
    .map((r) => where(r.at))
    .join(', ');
  const last = asLast(row, isLast);
  return {
    kind: 'row-shadowed',
    at: row.at,
    because: {
      ja: `この行に当てはまるリクエストはすべて先の行 (${names}${more}) で決まるため、この行は何も決めない${last.ja}`,
      en: `every request that matches this row is decided by earlier rows (${names}${more}), so that it decides nothing${last.en}`,
    },
  };
}

/** One row that takes all alone, else those that together do, in order. */
function shadowers(walker: Walker, rows: readonly SquidRow[], index: number, own: Bdd): readonly SquidRow[] {
  const { arena } = walker.space;
  const earlier = rows.slice(0, index).map((row, i) => ({ row, set: takenBy(walker, row, i, own) }));
  const alone = earlier.find(({ set }) => set === own);
  if (alone) return [alone.row];
  let rest = own;
  const found: SquidRow[] = [];
  for (const { row, set } of earlier) {
    if (rest === FALSE) break;
    if (and(arena, rest, set) !== FALSE) found.push(row);
    rest = diff(arena, rest, set);
  }
  return found;
}

interface Findings {
  readonly space: Space;
  readonly walker: Walker;
  readonly rows: readonly SquidRow[];
}

/** `rest`: requests that no earlier row has taken. A set that is not known makes no note. */
function noteOf(
  { space, walker, rows }: Findings,
  row: SquidRow,
  index: number,
  taken: Bdd,
): SquidNote | null {
  if (taken !== FALSE) return null;
  const own = takenBy(walker, row, index, space.universe);
  if (own === OVERFLOW) return null;
  if (own === FALSE) return neverMatches(row);
  const by = shadowers(walker, rows, index, own);
  return by.length === 0 ? null : shadowed(row, by, index === rows.length - 1);
}

/** More rows than are looked at one against the other. */
const MAX_ROWS = 10_000;
/** Each costs a look at all rows before it, and nobody reads more. */
const MAX_NOTES = 200;

const notLookedAt = (row: SquidRow): SquidNote => ({
  kind: 'rows-not-analysed',
  at: row.at,
  because: {
    ja: 'http_access の行の組み合わせが多すぎて、この行から先は、何も決めない行がないか調べていない',
    en: 'the rows of http_access combine in too many ways: from this one on they were not searched for rows that decide nothing',
  },
});

/** The standard end of a list decides nothing where rows before it take all; it is there to be seen. */
const isPlainEnd = (row: SquidRow, index: number, rows: readonly SquidRow[]): boolean =>
  index === rows.length - 1 &&
  row.terms.length === 1 &&
  row.terms[0]?.name === 'all' &&
  !row.terms[0].negated;

function notesOf(program: SquidProgram, section: SquidSection): readonly SquidNote[] {
  if (program.gaps.some((g) => g.scope === 'text')) return [];
  const space = spaceOf(program, section, null, LIMIT);
  const asking: Asking = {
    key: '',
    lookups: '',
    undecided: () => false,
    direct: false,
    trusted: trustedClients(space),
  };
  const walker = walkerOf(space, asking);
  const rows = program.rows.http_access;
  const notes: SquidNote[] = [];
  let rest = space.universe;
  for (const [index, row] of rows.entries()) {
    const isWithin = index < MAX_ROWS && notes.length < MAX_NOTES;
    const taken = isWithin ? takenBy(walker, row, index, rest) : OVERFLOW;
    if (taken === OVERFLOW) return [...notes, notLookedAt(row)];
    const note = isPlainEnd(row, index, rows) ? null : noteOf({ space, walker, rows }, row, index, taken);
    if (note) notes.push(note);
    rest = diff(space.arena, rest, taken);
  }
  return notes;
}

const remembered = oncePer((_: SquidSection) => new Map<SquidProgram, readonly SquidNote[]>());

/**
 * Kinds `row-never-matches`, `row-shadowed` and, where they are too many, `rows-not-analysed`, in file order; each is certain whatever only the running proxy knows.
 * None of a program with a gap of scope `text`.
 */
export function rowNotes(program: SquidProgram, section: SquidSection): readonly SquidNote[] {
  const made = remembered(section);
  const before = made.get(program);
  if (before) return before;
  const notes = notesOf(program, section);
  made.set(program, notes);
  return notes;
}
