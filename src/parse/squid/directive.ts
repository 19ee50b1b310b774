/** One directive: its state, its arguments with value files read in, and its text without secrets. */
import type { SquidDirective } from '../../facts/squid/section.ts';
import { SQUID_VERSIONS } from '../../facts/squid/version.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate } from '../parser.ts';
import { isGapCode } from './blanks.ts';
import { noteDirective, noteFiles } from './directive-notes.ts';
import { directiveState, versionsOf } from './directives.ts';
import { formOf } from './forms/index.ts';
import type { LogicalLine } from './lines.ts';
import { type ArgPattern, patternsOf } from './patterns.ts';
import { withoutSecrets } from './secrets.ts';
import { isRegexAcl } from './shape.ts';
import { tokens } from './tokens.ts';
import { readValues, type Values, whyOpen } from './values.ts';
import { gapIn, type Place, type Walk } from './walk.ts';

export interface ReadDirective {
  readonly directive: SquidDirective;
  /** Why its values are not all known; empty where they are. */
  readonly open: readonly Bilingual[];
  /** Why Squid would refuse the whole file for it; null where it would not. */
  readonly refused: Bilingual | null;
}

const unknownName = (name: string): Bilingual => ({
  ja: `「${name}」は Squid 3.5～7 の指令ではなく、Squid はファイル全体を拒む。使用中の設定ではありえない`,
  en: `"${name}" is no directive of Squid 3.5 to 7, and Squid refuses the file: it cannot be what is in use`,
});

const someReleases = (name: string, versions: readonly string[]): Bilingual => ({
  ja: `「${name}」を知る Squid は ${versions.join(', ')} だけで、ほかの版はファイル全体を拒む`,
  en: `only Squid ${versions.join(', ')} knows "${name}"; other releases refuse the file`,
});

const BAD_QUOTING: Bilingual = {
  ja: '引用符か「\\」の書き方が規則に合わず、Squid はファイル全体を拒む',
  en: 'breaks the rules of quotes or of backslashes, and Squid refuses the file',
};

const MACRO: Bilingual = {
  ja: 'プロセスごとに変わるマクロを含み、実際の値が決まらない',
  en: 'holds a macro that differs from process to process, so its value is not known',
};

/** Directives in which a macro may decide what is allowed or logged. */
const POLICY =
  /^(acl|http_access\d?|adapted_http_access|http_port|https_port|auth_param|access_log|logformat)$/;

const MACROS = /\$\{(process_name|process_number|service_name)\}/;

function refusal(walk: Walk, name: string, rest: string, values: Values | null): Bilingual | null {
  if (values === null || values.broken) return BAD_QUOTING;
  if (rest.includes('${') && MACROS.test(rest)) return POLICY.test(name) ? MACRO : null;
  return formOf(name)?.(values.args, walk.defined, name, rest) ?? null;
}

const shown = (name: string, args: readonly string[], missing: readonly string[]): string =>
  [name, ...args.slice(0, 40), ...missing.map((m) => `"${m}"`)].join(' ');

/** A pattern is kept as it stands for matching; its text is shown as the argument is. */
const asShown = (patterns: readonly ArgPattern[], args: readonly string[], safe: readonly string[]) =>
  patterns.map((p) =>
    args[p.arg] === safe[p.arg] ? p : { ...p, pattern: { ...p.pattern, source: safe[p.arg] ?? '' } },
  );

/** The name and what follows it. */
export function parted(text: string): { name: string; rest: string } {
  let end = 0;
  while (end < text.length && !isGapCode(text.charCodeAt(end))) end += 1;
  let from = end;
  while (from < text.length && isGapCode(text.charCodeAt(from))) from += 1;
  return { name: text.slice(0, end), rest: text.slice(from) };
}

function unknown(place: Place, line: LogicalLine, name: string): ReadDirective {
  const at = locate(place.evidence, line.line, name);
  const directive = { name, args: [], state: 'unknown' as const, missing: [], at };
  return { directive, open: [], refused: unknownName(name.slice(0, 60)) };
}

export function readDirective(walk: Walk, place: Place, line: LogicalLine): ReadDirective {
  const { name, rest } = parted(line.text);
  const state = directiveState(name);
  if (state === 'unknown') return unknown(place, line, name);
  const found = tokens(name, rest, walk.strict);
  const values = found && readValues(walk, found);
  const { args, open, lists } = values ?? { args: [], open: [], lists: [] };
  const missing = open.map((file) => file.path);
  const safe = withoutSecrets(name, args, true);
  const at = locate(place.evidence, line.line, shown(name, safe, missing));
  const versions = versionsOf(name);
  const isRegex = name === 'acl' && isRegexAcl(args[1] ?? '');
  const directive: SquidDirective = {
    name,
    args: safe,
    state,
    missing,
    ...(lists.length > 0 && { lists }),
    ...(isRegex && { patterns: asShown(patternsOf(args, lists[0]?.from), args, safe) }),
    ...(versions && { versions }),
    at,
  };
  if (versions) {
    const others = SQUID_VERSIONS.filter((v) => !versions.includes(v));
    gapIn(walk, place, line.line, at.text, someReleases(name, versions), others);
  }
  noteFiles(walk, place, line, directive, open);
  noteDirective(walk, place, line, directive, rest);
  const refused = refusal(walk, name, rest, values);
  if (name === 'acl' && args[0] !== undefined) walk.defined.acls.add(args[0].toLowerCase());
  return { directive, open: open.map(whyOpen), refused };
}
