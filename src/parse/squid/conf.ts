/** squid.conf and what it includes, as Squid 3.5 to 7 reads them (cache_cf.cc, ConfigParser.cc). */
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { ParseContext, Parsed, Parser } from '../parser.ts';
import { locate } from '../parser.ts';
import {
  type Conditions,
  isRead,
  isSkippedFor,
  noteElif,
  statement,
  UNCLOSED,
  UNDECIDED,
} from './branches.ts';
import { parted, readDirective } from './directive.ts';
import { isIrrelevant } from './directives.ts';
import { refusedAtEnd } from './forms/index.ts';
import { hintedVersions } from './hint.ts';
import { included } from './include.ts';
import { type LogicalLine, squidLines } from './lines.ts';
import { looksLikeSquidConf } from './recognise.ts';
import { includePaths } from './tokens.ts';
import { gap, note, type Place, startWalk, type Walk } from './walk.ts';

/** Squid's own limit of nesting. */
const MAX_DEPTH = 16;
/** A file that includes itself twice would be read 2^16 times. */
const MAX_INCLUDES = 512;
const MAX_DIRECTIVES = 200_000;

type Count = 'understood' | 'irrelevant';

/** Only the file itself is counted here: an included one is evidence of its own. */
function count(walk: Walk, at: Place, line: LogicalLine, as: Count): void {
  if (at.depth === 0) walk.counts[as](line.span);
}

function notUnderstood(walk: Walk, at: Place, line: LogicalLine, text: string): void {
  if (at.depth > 0) return;
  for (let i = 0; i < line.span; i++) walk.counts.notUnderstood(locate(at.evidence, line.line + i, text));
}

const TOO_MANY: Bilingual = {
  ja: 'include が多すぎるか深すぎるため読むのをやめた',
  en: 'too many or too deep includes: stopped reading',
};

const BAD_INCLUDE: Bilingual = {
  ja: 'include のファイル名の引用符が規則に合わない',
  en: 'breaks the rules of quotes in the file names of an include',
};

function includeOne(walk: Walk, at: Place, line: LogicalLine, path: string): void {
  const { files, open } = included(walk.context, path);
  if (open) gap(walk, at, line.line, `include ${path}`, open);
  for (const evidence of files) {
    walk.includes += 1;
    if (at.depth + 1 > MAX_DEPTH || walk.includes > MAX_INCLUDES) {
      gap(walk, at, line.line, `include ${path}`, TOO_MANY);
      break;
    }
    walkFile(walk, { evidence, depth: at.depth + 1 });
  }
}

function include(walk: Walk, at: Place, line: LogicalLine, rest: string): void {
  count(walk, at, line, 'understood');
  const paths = includePaths(rest);
  if (!paths) gap(walk, at, line.line, line.text, BAD_INCLUDE);
  for (const path of paths ?? []) includeOne(walk, at, line, path);
}

function tooMany(walk: Walk, at: Place, line: LogicalLine): void {
  if (!walk.full) gap(walk, at, line.line, '', TOO_MANY);
  walk.full = true;
  notUnderstood(walk, at, line, '');
}

function directive(walk: Walk, at: Place, line: LogicalLine): void {
  if (walk.directives.length >= MAX_DIRECTIVES) {
    tooMany(walk, at, line);
    return;
  }
  const { directive: found, open, refused } = readDirective(walk, at, line);
  walk.directives.push(found);
  for (const because of open) gap(walk, at, line.line, found.at.text, because, 'values');
  if (refused) {
    notUnderstood(walk, at, line, found.at.text);
    gap(walk, at, line.line, found.at.text, refused);
    return;
  }
  if (found.name === 'configuration_includes_quoted_values') walk.strict = found.args[0] === 'on';
  count(walk, at, line, 'understood');
}

/** A line of a branch that is not read, or of which nobody knows whether it is. */
function skip(walk: Walk, at: Place, line: LogicalLine, conditions: Conditions): void {
  count(walk, at, line, 'irrelevant');
  const { name } = parted(line.text);
  noteElif(walk, at, line, name);
  if (isIrrelevant(name) || !isSkippedFor(conditions, 'unknown')) return;
  const top = conditions.at(-1);
  if (!top || top.told) return;
  top.told = true;
  gap(walk, at, top.line.line, top.line.text, UNDECIDED);
}

function readLine(walk: Walk, at: Place, line: LogicalLine, conditions: Conditions): void {
  if (statement(walk, at, line, conditions)) count(walk, at, line, 'understood');
  else if (!isRead(conditions)) skip(walk, at, line, conditions);
  else {
    const rest = line.text[0] === 'i' ? /^include\s+(.*)$/s.exec(line.text)?.[1] : undefined;
    if (rest === undefined) directive(walk, at, line);
    else include(walk, at, line, rest);
  }
}

function walkFile(walk: Walk, at: Place): void {
  const source = squidLines(at.evidence);
  if (at.depth === 0) walk.counts.irrelevant(source.irrelevant);
  for (const fault of source.faults) gap(walk, at, fault.line, '', fault.because);
  for (const n of source.notes) note(walk, at, n.line, parted(n.text).name, n.kind, n.because);
  const conditions: Conditions = [];
  for (const line of source.lines) readLine(walk, at, line, conditions);
  if (conditions.length > 0) gap(walk, at, source.lines.at(-1)?.line ?? 0, '', UNCLOSED);
}

/** The file may be one that another includes: that other may be what is lost. */
const LOST: Bilingual = {
  ja: 'SHA256SUMS にあるファイルが証拠に足りず、このファイルを読み込む別の squid.conf があったかもしれない。すべて採取し直す',
  en: 'files listed in SHA256SUMS are missing or different, and another squid.conf that includes this file may be among them; collect them all again',
};

function parse(evidence: Evidence, context: ParseContext): Parsed {
  const walk = startWalk(context);
  const place = { evidence, depth: 0 };
  walkFile(walk, place);
  if (evidence.verified && evidence.folderWhole === false) gap(walk, place, 0, '', LOST);
  const refused = refusedAtEnd(walk.defined);
  if (refused) gap(walk, place, 0, '', refused);
  return {
    kind: 'squid-conf',
    sections: {
      squid: {
        directives: walk.directives,
        hinted: hintedVersions(evidence.text),
        notes: walk.notes,
        gaps: walk.gaps,
        at: locate(evidence, 1, evidence.file),
      },
    },
    lines: walk.counts.counts(),
    notUnderstood: walk.counts.listed(),
    intact: 'cannot-tell',
    problems: walk.problems,
  };
}

export const squidConf: Parser = { kind: 'squid-conf', recognise: looksLikeSquidConf, parse };
