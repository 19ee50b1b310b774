/** ACLs of regular expressions (acl/RegexData.cc). Those of a line are tried as one; if that fails, each by itself. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
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

/** Index of the end of the bracket expression that starts at `at`, or of the end of the text. */
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

/**
 * A `)` that closes nothing. regcomp takes it for itself, but within the expression of the whole line it closes one of
 * Squid's own brackets: `a)|b` there is `a`, or `b)`.
 */
function hasStray(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '[') i = bracketEnd(text, i);
    else if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    if (depth < 0) return true;
  }
  return false;
}

const unread = (p: Pattern): Pattern => ({ ...p, tree: null, refused: 'too-large' });

const badRegex = (source: string): Bilingual =>
  say(
    `正規表現 ${shown(source)} は誤りなので飛ばされ、何にも一致しない (Squid 6 からはファイル全体が拒まれる)。書き直す`,
    `the regular expression ${shown(source)} is in error and skipped: it matches nothing (from Squid 6 the whole file is refused); correct it`,
  );

export interface SourcePatterns {
  readonly patterns: readonly Pattern[];
  readonly notes: readonly SquidNote[];
  readonly refusals: readonly Refusal[];
  /** Values stand there that nobody has read as expressions. */
  readonly open: boolean;
}

/** Each kept pattern of the line, and those that regcomp refuses. */
function linePatterns(line: AclLine): {
  readonly kept: readonly Pattern[];
  readonly bad: readonly Refusal[];
} {
  const all = line.directive.patterns ?? [];
  const bad = all
    .filter((p) => p.pattern.refused === 'by-regcomp')
    .map(({ arg, pattern }) => ({ at: argAt(line.directive, arg), because: badRegex(pattern.source) }));
  const kept = all.map((p) => p.pattern).filter((p) => p.refused !== 'by-regcomp');
  return { kept: kept.some((p) => hasStray(p.source)) ? kept.map(unread) : kept, bad };
}

const isUnread = ({ directive, first }: AclLine): boolean =>
  directive.patterns === undefined && directive.args.slice(first).some((a) => a !== '-i' && a !== '+i');

export function patternsOf({ lines, version }: AclSource): SourcePatterns {
  const read = lines.map(linePatterns);
  const bad = read.flatMap((l) => l.bad);
  const fatal = isFrom(version, '6');
  return {
    patterns: read.flatMap((l) => l.kept),
    notes: fatal ? [] : bad.map((b) => ({ kind: 'bad-regex', ...b })),
    refusals: fatal ? bad : [],
    open: lines.some(isUnread),
  };
}

export function patternAcl(source: AclSource, of: PatternSubject): CompiledAcl {
  const { patterns, notes, refusals, open } = patternsOf(source);
  const literalOnly = source.lines.some((l) => l.options.has('-n'));
  const empty = patterns.length === 0 && !open;
  const test = empty ? NEVER : ({ test: 'pattern', of, header: null, patterns, literalOnly } as const);
  return compiled(test, notes, refusals, open);
}

const noHeader = (name: string | undefined): Bilingual =>
  name === undefined
    ? say(
        'ヘッダー名がなく、この行は無視される (Squid 7 ではファイル全体が拒まれる)。ヘッダー名を書く',
        'names no header and is ignored (Squid 7 refuses the whole file); write the name of one',
      )
    : say(
        `1 つの ACL は 1 つのヘッダーしか見られず、${shown(name)} の行は無視される (Squid 7 ではファイル全体が拒まれる)。ACL を分けて any-of でまとめる`,
        `an ACL looks at one header only, and this line for ${shown(name)} is ignored (Squid 7 refuses the whole file); use an ACL for each, and any-of`,
      );

/** Lines for the first header named, and those that Squid leaves out. */
function byHeader({ lines }: AclSource) {
  const nameOf = (l: AclLine): string | undefined => l.directive.args[l.first]?.toLowerCase();
  const header = lines.map(nameOf).find((name) => name !== undefined) ?? null;
  const others = lines.filter((l) => nameOf(l) !== header);
  const left = others.map((l): { at: Location; because: Bilingual } => ({
    at: l.directive.at,
    because: noHeader(l.directive.args[l.first]),
  }));
  return { header, kept: lines.filter((l) => !others.includes(l)), left };
}

/** req_header: a name, then expressions. Every line must name the same header. */
export function headerAcl(source: AclSource): CompiledAcl {
  const { header, kept, left } = byHeader(source);
  // An option in front of the name: nothing here has read what follows it as expressions.
  if (source.lines.some((l) => l.options.size > 0)) {
    return compiled({ test: 'condition', asks: false, fresh: false });
  }
  const read = patternsOf({ ...source, lines: kept.map((l) => ({ ...l, first: l.first + 1 })) });
  const fatal = isFrom(source.version, '7');
  const notes = fatal ? read.notes : [...read.notes, ...left.map((l) => ({ kind: 'ignored-header', ...l }))];
  const refusals = fatal ? [...read.refusals, ...left] : read.refusals;
  const empty = header === null || (read.patterns.length === 0 && !read.open);
  const { patterns, open } = read;
  const test = empty
    ? NEVER
    : ({ test: 'pattern', of: 'req-header', header, patterns, literalOnly: false } as const);
  return compiled(test, notes, refusals, open);
}
