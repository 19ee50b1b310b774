/** ACLs of regular expressions (acl/RegexData.cc). Those of a line are tried as one; if that fails, each by itself. */
import type { Pattern } from '../ere/syntax.ts';
import type { PatternSubject } from './acl.ts';
import {
  type AclLine,
  type AclSource,
  argAt,
  type CompiledAcl,
  compiled,
  NEVER,
  type Refusal,
  say,
  shown,
} from './acl-line.ts';
import type { SquidNote } from './section.ts';
import { isFrom } from './version.ts';

interface Brackets {
  /** A `)` that closes nothing; regcomp takes it for itself, but not within the expression of the whole line. */
  readonly stray: boolean;
  /** Ends within `[`. */
  readonly inside: boolean;
}

/** End of the bracket expression that starts at `at`, or the end of the text. */
function bracketEnd(text: string, at: number): number {
  let i = at + 1;
  if (text[i] === '^') i += 1;
  if (text[i] === ']') i += 1;
  for (; i < text.length && text[i] !== ']'; i++) {
    const kind = text[i] === '[' ? text[i + 1] : undefined;
    if (kind !== ':' && kind !== '.' && kind !== '=') continue;
    const end = text.indexOf(`${kind}]`, i + 2);
    if (end < 0) return text.length;
    i = end + 1;
  }
  return i;
}

function brackets(text: string): Brackets {
  let depth = 0;
  let stray = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '(') depth += 1;
    else if (text[i] === ')') {
      depth -= 1;
      if (depth < 0) stray = true;
    } else if (text[i] === '[') {
      i = bracketEnd(text, i);
      if (i >= text.length) return { stray, inside: true };
    }
  }
  return { stray, inside: false };
}

/** Whether the line as one expression may mean something else than its parts. */
function joinsOddly(patterns: readonly Pattern[]): boolean {
  const found = patterns.map((p) => brackets(p.source));
  const inside = found.findIndex((f) => f.inside);
  return (
    found.some((f) => f.stray) || (inside >= 0 && patterns.slice(inside).some((p) => p.source.includes(']')))
  );
}

const unread = (p: Pattern): Pattern => ({ ...p, tree: null, refused: 'too-large' });

interface LinePatterns {
  readonly patterns: readonly Pattern[];
  readonly notes: readonly SquidNote[];
}

function linePatterns(line: AclLine): LinePatterns {
  const all = line.directive.patterns ?? [];
  if (joinsOddly(all.map((p) => p.pattern)))
    return { patterns: all.map((p) => unread(p.pattern)), notes: [] };
  const refused = all.filter((p) => p.pattern.refused === 'by-regcomp');
  return {
    patterns: all.map((p) => p.pattern).filter((p) => p.refused !== 'by-regcomp'),
    notes: refused.map(({ arg, pattern }) => ({
      kind: 'bad-regex',
      at: argAt(line.directive, arg),
      because: say(
        `正規表現 ${shown(pattern.source)} は誤りなので飛ばされ、何にも一致しない。書き直す`,
        `the regular expression ${shown(pattern.source)} is in error and skipped: it matches nothing; correct it`,
      ),
    })),
  };
}

/** `open`: values stand there that nobody has read as expressions. */
export function patternsOf(source: AclSource): LinePatterns & { readonly open: boolean } {
  const lines = source.lines.map(linePatterns);
  const unreadLine = source.lines.some(
    ({ directive, first }) =>
      directive.patterns === undefined && directive.args.slice(first).some((a) => a !== '-i' && a !== '+i'),
  );
  return {
    patterns: lines.flatMap((l) => l.patterns),
    notes: lines.flatMap((l) => l.notes),
    open: unreadLine,
  };
}

export function patternAcl(source: AclSource, of: PatternSubject): CompiledAcl {
  const { patterns, notes, open } = patternsOf(source);
  const literalOnly = source.lines.some((l) => l.options.has('-n'));
  const empty = patterns.length === 0 && !open;
  return compiled(
    empty ? NEVER : { test: 'pattern', of, header: null, patterns, literalOnly },
    notes,
    [],
    open,
  );
}

/** req_header: a name, then expressions. Every line must name the same header. */
export function headerAcl(source: AclSource): CompiledAcl {
  const notes: SquidNote[] = [];
  const refusals: Refusal[] = [];
  const kept: AclLine[] = [];
  let header: string | null = null;
  for (const line of source.lines) {
    const name = line.directive.args[line.first]?.toLowerCase();
    if (name === undefined || (header !== null && name !== header)) {
      const because = say(
        name === undefined
          ? 'ヘッダー名がなく、この行は無視される'
          : `1 つの ACL は 1 つのヘッダーしか見られず、${shown(name)} の行は無視される。ACL を分けて any-of でまとめる`,
        name === undefined
          ? 'names no header and is ignored'
          : `an ACL looks at one header only, and this line for ${shown(name)} is ignored; use ACLs of their own and any-of`,
      );
      if (isFrom(source.version, '7')) refusals.push({ at: line.directive.at, because });
      else notes.push({ kind: 'ignored-header', because, at: line.directive.at });
      continue;
    }
    header = name;
    kept.push(line);
  }
  const read = patternsOf({ ...source, lines: kept.map((l) => ({ ...l, first: l.first + 1 })) });
  const empty = header === null || (read.patterns.length === 0 && !read.open);
  const test = empty
    ? NEVER
    : ({ test: 'pattern', of: 'req-header', header, patterns: read.patterns, literalOnly: false } as const);
  return compiled(test, [...notes, ...read.notes], refusals, read.open);
}
