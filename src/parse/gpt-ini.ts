/**
 * GPT.INI at the head of a GPO's folder ([MS-GPOL] 2.2.4): tells that there is a GPO of this GUID, and its version. Its
 * displayName is what the GPO was called when it was made, mostly `New Group Policy Object`, and is not read.
 */
import { type GpoVersion, gpoVersion } from '../facts/gpo.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { gpoOf } from './gpo-path.ts';
import type { Parsed, Parser } from './parser.ts';
import { locate, problem, splitLines, tally } from './parser.ts';

const KEY =
  /^\s*(Version|displayName|gPC(?:Machine|User)ExtensionNames|gPCFunctionalityVersion|Options)\s*=(.*)$/i;

const HEADING = /^\s*\[General\]\s*$/i;

const looksLikeGpt = ({ text }: Evidence): boolean => {
  const [heading, key] = splitLines(text.slice(0, 4096)).filter((line) => line.trim() !== '');
  return heading !== undefined && HEADING.test(heading) && key !== undefined && KEY.test(key);
};

const BAD_LINE: Bilingual = {
  ja: 'GPT.INI に読めない行がある (Version が数でないなど)。採取し直す',
  en: 'this GPT.INI has a line that cannot be read (a Version that is no number, for one); collect it again',
};

const understands = (line: string): boolean => {
  const [, name, value = ''] = KEY.exec(line) ?? [];
  return name !== undefined && (name.toLowerCase() !== 'version' || /^\s*\d+\s*$/.test(value));
};

const VERSION = /^\s*Version\s*=\s*(\d{1,10})\s*$/i;

/** null: none, more than one, or a number that 32 bits do not hold. */
function versionOf(text: string): GpoVersion | null {
  const found = splitLines(text).flatMap((line) => VERSION.exec(line)?.[1] ?? []);
  const [only, ...more] = found.map(Number);
  return only === undefined || more.length > 0 || only > 0xffffffff ? null : gpoVersion(only);
}

function parse(evidence: Evidence): Parsed {
  const lines = tally();
  const gpo = gpoOf(evidence);
  const bad: number[] = [];
  splitLines(evidence.text).forEach((text, index) => {
    if (HEADING.test(text) || understands(text)) lines.understood();
    else if (text.trim() === '') lines.irrelevant();
    else {
      lines.notUnderstood(locate(evidence, index + 1, text));
      bad.push(index + 1);
    }
  });
  const at = locate(evidence, 1, '[General]');
  const version = versionOf(evidence.text);
  const section = {
    guid: gpo?.guid ?? null,
    name: null,
    cpasswords: [],
    preferencesRead: false,
    ...(version && { version }),
    at,
  };
  return {
    kind: 'gpt-ini',
    sections: { gpo: section },
    lines: lines.counts(),
    notUnderstood: lines.listed(),
    intact: 'cannot-tell',
    problems: bad.slice(0, 1).map((line) => problem(evidence, line, BAD_LINE, false)),
  };
}

export const gptIni: Parser = { kind: 'gpt-ini', recognise: looksLikeGpt, parse };
