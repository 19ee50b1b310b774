/** One directive: its state, its arguments with value files read in, and its text without secrets. */
import type { SquidDirective } from '../../facts/squid/section.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { ParseContext } from '../parser.ts';
import { locate } from '../parser.ts';
import { directiveState } from './directives.ts';
import { isConverted, type LogicalLine } from './lines.ts';
import { listValues } from './list.ts';
import { withoutSecrets } from './secrets.ts';
import { type SquidToken, tokens } from './tokens.ts';

export interface ReadDirective {
  readonly directive: SquidDirective;
  /** Why Squid would refuse the whole file for it; null where it would not. */
  readonly refused: Bilingual | null;
}

const unknownName = (name: string): Bilingual => ({
  ja: `「${name}」は Squid 3.5～7 の指令ではなく、Squid はファイル全体を拒む。使用中の設定ではありえない`,
  en: `"${name}" is no directive of Squid 3.5 to 7, and Squid refuses the file: it cannot be what is in use`,
});

const BAD_QUOTING: Bilingual = {
  ja: '引用符付きの値の書き方に合わず、Squid はファイル全体を拒む',
  en: 'breaks the rules of quoted values, and Squid refuses the file',
};

const MACRO: Bilingual = {
  ja: 'プロセスごとに変わるマクロを含み、実際の値が決まらない',
  en: 'holds a macro that differs from process to process, so its value is not known',
};

const NO_PORT: Bilingual = {
  ja: 'ポート番号がなく、Squid はファイル全体を拒む (雛形の置き換え忘れなど)',
  en: 'names no port number, and Squid refuses the file (a template that was not filled in, for one)',
};

/** parsePortSpecification (cache_cf.cc): a number, alone or after an address or host name and a colon. */
const PORT = /^(?:.*:)?\d+$/;

/** Directives in which a macro may decide what is allowed or logged. */
const POLICY =
  /^(acl|http_access\d?|adapted_http_access|http_port|https_port|auth_param|access_log|logformat)$/;

const MACROS = /\$\{(process_name|process_number|service_name)\}/;

interface Values {
  readonly args: readonly string[];
  readonly missing: readonly string[];
}

/** How many values of lists may still be read: a list can be named over and over. */
export interface Budget {
  values: number;
}

/** A list that is not the bytes Squid reads, or is damaged, counts as one that is not there. */
function expand(list: readonly SquidToken[], strict: boolean, context: ParseContext, budget: Budget): Values {
  const args: string[] = [];
  const missing: string[] = [];
  for (const token of list) {
    if (token.file === null) {
      args.push(token.text);
      continue;
    }
    const file = context.sibling(token.file);
    const readable = file && !isConverted(file) && !file.text.includes('\0');
    const values = readable && budget.values > 0 ? fileValues(file, strict) : null;
    if (!values) missing.push(token.file);
    for (const value of values ?? []) args.push(value);
    budget.values -= values?.length ?? 0;
  }
  return { args, missing };
}

/** In quoted-values mode a file holds tokens, not lines; nested parameters() are left out, as Squid's own use is unknown. */
function fileValues(file: Evidence, strict: boolean): readonly string[] {
  const lines = listValues(file);
  if (!strict) return lines;
  return lines.flatMap((line) => (tokens('', line, true) ?? [{ text: line }]).map((t) => t.text));
}

function refusal(
  name: string,
  state: SquidDirective['state'],
  rest: string,
  list: readonly SquidToken[] | null,
): Bilingual | null {
  if (state === 'unknown') return unknownName(name.slice(0, 60));
  if (list === null) return BAD_QUOTING;
  if (POLICY.test(name) && MACROS.test(rest)) return MACRO;
  return /^https?_port$/.test(name) && !PORT.test(list[0]?.text ?? '') ? NO_PORT : null;
}

const shown = (name: string, args: readonly string[], missing: readonly string[]): string => {
  const some = [...args.slice(0, 40), ...missing.map((m) => `"${m}"`)];
  return [name, ...some].join(' ');
};

export function readDirective(
  evidence: Evidence,
  line: LogicalLine,
  strict: boolean,
  context: ParseContext,
  budget: Budget,
): ReadDirective {
  const [, name = '', rest = ''] = /^([^ \t]+)[ \t]*(.*)$/s.exec(line.text) ?? [];
  const state = directiveState(name);
  const list = state === 'unknown' ? [] : tokens(name, rest, strict);
  const { args, missing } = expand(list ?? [], strict, context, budget);
  const safe = withoutSecrets(name, args, state !== 'unknown');
  const at = locate(evidence, line.line, shown(name, safe, missing));
  return {
    directive: { name, args: safe, state, missing, at },
    refused: refusal(name, state, rest, list),
  };
}
