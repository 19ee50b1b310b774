/** What stands in a directive and is not in force, though Squid takes the file: seen in Squid 5.7. */
import type { SquidDirective } from '../../facts/squid/section.ts';
import type { Bilingual } from '../../model/text.ts';
import type { LogicalLine } from './lines.ts';
import { isRegexAcl, shapeOf } from './shape.ts';
import { wordsOf } from './tokens.ts';
import { type OpenFile, whyOpen } from './values.ts';
import { note, type Place, type Walk } from './walk.ts';

const obsolete = (name: string): Bilingual => ({
  ja: `「${name}」は廃止された指令で、Squid は警告だけを出して無視する (古い版では効くことがある)`,
  en: `"${name}" is obsolete: Squid warns and ignores it (an older release may still obey it)`,
});

const missing = (path: string): Bilingual => ({
  ja: `値のファイル ${path} が証拠にない。プロキシにもなければ、Squid は値のないまま起動する`,
  en: `the value file ${path} is not among the evidence; where the proxy lacks it too, Squid starts without its values`,
});

const AFTER_FILE: Bilingual = {
  ja: '値のファイルの後に書いた語を Squid は読まない。acl の行を分ける',
  en: 'Squid does not read what follows a value file on its line; write it on a line of its own',
};

const PARAMETERS: Bilingual = {
  ja: 'configuration_includes_quoted_values が on でないため、parameters("…") はファイルではなく文字どおりの値になる',
  en: 'parameters("…") is a literal value and no file, as configuration_includes_quoted_values is not on',
};

const BLANK: Bilingual = {
  ja: '値のファイルでは 1 行が 1 つの値で、空白を含む行は全体が 1 つの値になる。値ごとに行を分ける',
  en: 'a line of a value file is one value, blanks and all; write each value on a line of its own',
};

/** ACL types whose values may hold blanks: names of users and groups, headers, times. */
const SPACED =
  /^(time|external|proxy_auth|ext_user|note|user_cert|ca_cert|ident|annotate_client|annotate_transaction)$/;

function noteBlanks(walk: Walk, directive: SquidDirective): void {
  const type = directive.args[1] ?? '';
  if (directive.name !== 'acl' || isRegexAcl(type) || SPACED.test(type)) return;
  for (const { file, from, lines } of directive.lists ?? []) {
    const at = directive.args.slice(from, from + lines.length).findIndex((value) => /[ \t]/.test(value));
    if (at < 0) continue;
    const text = directive.args[from + at] ?? '';
    walk.notes.push({
      kind: 'blank-in-listed-value',
      because: BLANK,
      at: { file, line: lines[at] ?? 0, text },
    });
  }
}

/** Whether words stand after the first value file of a line. */
function hasWordsAfterFile(name: string, rest: string): boolean {
  const { words } = wordsOf(rest);
  const { plain, tail } = shapeOf(name, words);
  if (tail !== 'List' && tail !== 'Regex') return false;
  const file = words.findIndex((w, i) => i >= plain && /^["']/.test(w));
  return file >= 0 && file + 1 < words.length;
}

/** Value files of which not all values are known. */
export function noteFiles(
  walk: Walk,
  place: Place,
  line: LogicalLine,
  directive: SquidDirective,
  open: readonly OpenFile[],
): void {
  for (const file of open) {
    const because = file.why === 'missing' ? missing(file.path) : whyOpen(file);
    note(walk, place, line.line, directive.at.text, `${file.why}-value-file`, because);
  }
}

/** `rest`: the line after its name. */
export function noteDirective(
  walk: Walk,
  place: Place,
  line: LogicalLine,
  directive: SquidDirective,
  rest: string,
): void {
  const add = (kind: string, because: Bilingual): void =>
    note(walk, place, line.line, directive.at.text, kind, because);
  if (directive.state === 'obsolete') add('obsolete-directive', obsolete(directive.name));
  if (directive.lists) noteBlanks(walk, directive);
  if (walk.strict || !/["']/.test(rest)) return;
  if (hasWordsAfterFile(directive.name, rest)) add('words-after-value-file', AFTER_FILE);
  if (directive.name === 'acl' && /[ \t]parameters\(["']/.test(rest)) add('literal-parameters', PARAMETERS);
}
