/** squid.conf and what it includes, as Squid 3.5 to 7 reads them (cache_cf.cc, ConfigParser.cc). */
import type { SquidGap } from '../../facts/squid/section.ts';
import type { Evidence, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { ParseContext, Parsed, Parser } from '../parser.ts';
import { locate, problem, tally } from '../parser.ts';
import { type Condition, conditionOf, statementOf } from './condition.ts';
import { type Budget, type ReadDirective, readDirective } from './directive.ts';
import { type LogicalLine, squidLines } from './lines.ts';
import { looksLikeSquidConf } from './recognise.ts';

/** Squid's own limit of nesting. */
const MAX_DEPTH = 16;
/** A file that includes itself twice would be read 2^16 times. */
const MAX_INCLUDES = 512;
const MAX_DIRECTIVES = 200_000;
const MAX_VALUES = 4_000_000;

/** State of one reading, over all files. */
interface Walk {
  readonly context: ParseContext;
  readonly directives: ReadDirective['directive'][];
  readonly gaps: SquidGap[];
  readonly problems: Problem[];
  readonly counts: ReturnType<typeof tally>;
  readonly budget: Budget;
  includes: number;
  full: boolean;
  strict: boolean;
}

interface Place {
  readonly evidence: Evidence;
  readonly depth: number;
}

type Count = 'understood' | 'irrelevant';

function gap(
  walk: Walk,
  at: Place,
  line: number,
  text: string,
  because: Bilingual,
  scope: SquidGap['scope'] = 'text',
): void {
  walk.gaps.push({ scope, because, at: locate(at.evidence, line, text) });
  walk.problems.push(problem(at.evidence, line, because, true));
}

/** Only the file itself is counted here: an included one is evidence of its own. */
function count(walk: Walk, at: Place, line: LogicalLine, as: Count): void {
  if (at.depth === 0) walk.counts[as](line.span);
}

function notUnderstood(walk: Walk, at: Place, line: LogicalLine, text: string): void {
  if (at.depth > 0) return;
  for (let i = 0; i < line.span; i++) walk.counts.notUnderstood(locate(at.evidence, line.line + i, text));
}

const missingFile = (path: string): Bilingual => ({
  ja: `${path} を読み込むが証拠にない。squid.conf と同じフォルダ構成で採取する`,
  en: `reads ${path}, which is not among the evidence; collect it in the same folders as squid.conf`,
});

const PROGRAM: Bilingual = {
  ja: 'プログラムの出力を設定として読み込む。出力は証拠から分からない',
  en: 'includes the output of a program, which the evidence cannot show',
};

const openPattern = (path: string): Bilingual => ({
  ja: `${path} は当てはまるファイルをすべて読む。証拠がその全部だと示せない。SHA256SUMS を付けて採取する`,
  en: `${path} reads every file that fits; nothing shows that the evidence holds them all. Collect with SHA256SUMS`,
});

const TOO_MANY: Bilingual = {
  ja: 'include が多すぎるか深すぎるため読むのをやめた',
  en: 'too many or too deep includes: stopped reading',
};

const isPattern = (path: string): boolean => /[*?[]/.test(path);

/** Files an include names, in the order Squid reads them. */
function filesFor(walk: Walk, path: string): readonly Evidence[] {
  if (isPattern(path)) return walk.context.siblings(path);
  const file = walk.context.sibling(path);
  return file ? [file] : [];
}

function includeOne(walk: Walk, at: Place, line: LogicalLine, path: string): void {
  const note = (because: Bilingual): void => gap(walk, at, line.line, `include ${path}`, because);
  const files = /^[!|]/.test(path) ? [] : filesFor(walk, path);
  const whole = files.every((f) => f.verified && f.folderWhole === true);
  if (files.length === 0) note(/^[!|]/.test(path) ? PROGRAM : missingFile(path));
  else if (isPattern(path) && !whole) note(openPattern(path));
  for (const evidence of files) {
    walk.includes += 1;
    if (at.depth + 1 > MAX_DEPTH || walk.includes > MAX_INCLUDES) {
      note(TOO_MANY);
      break;
    }
    walkFile(walk, { evidence, depth: at.depth + 1 });
  }
}

/** Paths may be quoted; a `#` begins no comment here, and Squid then looks for a file of that name. */
function include(walk: Walk, at: Place, line: LogicalLine, rest: string): void {
  const paths = rest.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  for (const path of paths) includeOne(walk, at, line, path.replace(/^(["'])(.*)\1$/s, '$2'));
}

function directive(walk: Walk, at: Place, line: LogicalLine): void {
  if (walk.directives.length >= MAX_DIRECTIVES) {
    if (!walk.full) gap(walk, at, line.line, '', TOO_MANY);
    walk.full = true;
    notUnderstood(walk, at, line, '');
    return;
  }
  const read = readDirective(at.evidence, line, walk.strict, walk.context, walk.budget);
  walk.directives.push(read.directive);
  for (const path of read.directive.missing) {
    gap(walk, at, line.line, read.directive.at.text, missingFile(path), 'values');
  }
  if (read.refused) {
    notUnderstood(walk, at, line, read.directive.at.text);
    gap(walk, at, line.line, read.directive.at.text, read.refused);
    return;
  }
  if (read.directive.name === 'configuration_includes_quoted_values') {
    walk.strict = read.directive.args[0] === 'on';
  }
  count(walk, at, line, 'understood');
}

const UNCLOSED: Bilingual = {
  ja: 'if に対応する endif がなく、Squid はファイル全体を拒む (またはここで切れている)',
  en: 'an if has no endif, and Squid refuses the file (or the file is cut here)',
};

const UNDECIDED: Bilingual = {
  ja: 'if の条件が証拠から決まらない (プロセス番号など)。その中の指令が効くか分からない',
  en: 'an if that the evidence cannot decide (process number, for one): whether its directives apply is not known',
};

const UNMATCHED: Bilingual = {
  ja: '対応する if がなく、Squid はファイル全体を拒む',
  en: 'there is no if for this, and Squid refuses the file',
};

/** An `if` line and its like. Each file has conditions of its own, and only the innermost counts. */
function statement(walk: Walk, at: Place, line: LogicalLine, stack: Condition[]): boolean {
  const found = statementOf(line.text);
  if (!found) return false;
  count(walk, at, line, 'understood');
  if (found.word === 'if') {
    const condition = conditionOf(found.rest);
    stack.push(condition);
    if (condition === 'unknown') gap(walk, at, line.line, line.text, UNDECIDED);
    return true;
  }
  const top = stack.pop();
  if (top === undefined) gap(walk, at, line.line, line.text, UNMATCHED);
  else if (found.word === 'else') stack.push(top === 'unknown' ? top : top === 'true' ? 'false' : 'true');
  return true;
}

function walkFile(walk: Walk, at: Place): void {
  const source = squidLines(at.evidence);
  if (at.depth === 0) walk.counts.irrelevant(source.irrelevant);
  for (const fault of source.faults) gap(walk, at, fault.line, '', fault.because);
  const stack: Condition[] = [];
  for (const line of source.lines) {
    if (statement(walk, at, line, stack)) continue;
    if ((stack.at(-1) ?? 'true') !== 'true') {
      count(walk, at, line, 'irrelevant');
      continue;
    }
    const paths = /^include[ \t](.*)$/s.exec(line.text)?.[1];
    if (paths === undefined) directive(walk, at, line);
    else {
      count(walk, at, line, 'understood');
      include(walk, at, line, paths);
    }
  }
  if (stack.length > 0) gap(walk, at, source.lines.at(-1)?.line ?? 0, '', UNCLOSED);
}

function parse(evidence: Evidence, context: ParseContext): Parsed {
  const walk: Walk = {
    context,
    directives: [],
    gaps: [],
    problems: [],
    counts: tally(),
    budget: { values: MAX_VALUES },
    includes: 0,
    full: false,
    strict: false,
  };
  walkFile(walk, { evidence, depth: 0 });
  return {
    kind: 'squid-conf',
    sections: {
      squid: { directives: walk.directives, gaps: walk.gaps, at: locate(evidence, 1, evidence.file) },
    },
    lines: walk.counts.counts(),
    notUnderstood: walk.counts.listed(),
    intact: 'cannot-tell',
    problems: walk.problems,
  };
}

export const squidConf: Parser = { kind: 'squid-conf', recognise: looksLikeSquidConf, parse };
