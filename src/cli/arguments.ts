/** Turns the flags of `scan` into options; what does not fit is a usage error in one line. */
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import { nearest } from '../parse/nearest.ts';
import { EXIT } from '../report/verdict.ts';
import { Failure } from './failure.ts';
import type { FormatName, FormatRequest } from './formats.ts';
import { FORMATS } from './formats.ts';
import { instantOf, today } from './instant.ts';
import { resolveControls } from './selection.ts';

export interface ScanArguments {
  readonly formats: readonly FormatRequest[];
  readonly selected: readonly string[] | null;
  readonly asOf: number;
  readonly asOfText: string;
  readonly threads: number | null;
}

interface Flags {
  readonly format: readonly string[];
  readonly control: readonly string[];
  readonly asOf?: string;
  readonly jobs?: string;
}

/** `did you mean`, or nothing. */
export function suggestion(word: string, known: readonly string[]): { ja: string; en: string } {
  const near = nearest(word, known);
  return near === null ? { ja: '', en: '' } : { ja: `。${near} のことか`, en: `; did you mean ${near}?` };
}

function formatOf(text: string): FormatRequest {
  const at = text.indexOf(':');
  const name = at < 0 ? text : text.slice(0, at);
  const path = at < 0 ? null : text.slice(at + 1);
  const names = Object.keys(FORMATS);
  if (!names.includes(name)) {
    const near = suggestion(name, names);
    throw new Failure(EXIT.usage, {
      ja: `--format ${text}: そのような形式はない${near.ja} (${names.join(', ')})`,
      en: `--format ${text}: no such format${near.en} (${names.join(', ')})`,
    });
  }
  if (path === '') {
    throw new Failure(EXIT.usage, {
      ja: `--format ${text}: コロンの後にファイル名がない`,
      en: `--format ${text}: no file name after the colon`,
    });
  }
  return { name: name as FormatName, path };
}

function formatsOf(words: readonly string[]): readonly FormatRequest[] {
  const requests = (words.length === 0 ? ['table'] : words).map(formatOf);
  const toStdout = requests.filter((r) => r.path === null);
  if (toStdout.length > 1) {
    throw new Failure(EXIT.usage, {
      ja: '標準出力に書ける形式は一つだけ。ほかは --format json:result.json のようにファイルを指定する',
      en: 'only one format can go to standard output; give the others a file, as in --format json:result.json',
    });
  }
  const paths = requests.flatMap((r) => (r.path === null ? [] : [r.path]));
  const twice = paths.find((p, i) => paths.indexOf(p) !== i);
  if (twice !== undefined) {
    throw new Failure(EXIT.usage, {
      ja: `${twice}: 出力先が重なる`,
      en: `${twice}: two formats name this file`,
    });
  }
  return requests;
}

function threadsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const n = Number(text);
  if (Number.isInteger(n) && n >= 1) return n;
  throw new Failure(EXIT.usage, {
    ja: `--jobs ${text}: 1 以上の整数を指定する`,
    en: `--jobs ${text}: give a whole number of 1 or more`,
  });
}

function selectedOf(words: readonly string[]): readonly string[] | null {
  if (words.length === 0) return null;
  const { ids, unknown } = resolveControls({ controls: CONTROLS, checks: CHECKS }, words);
  const [word] = unknown;
  if (word !== undefined || ids.length === 0) {
    const near = suggestion(
      word ?? '',
      CONTROLS.map((c) => c.id),
    );
    throw new Failure(EXIT.usage, {
      ja: `--control ${word ?? words.join(',')}: そのような統制はない${near.ja}`,
      en: `--control ${word ?? words.join(',')}: no such control${near.en}`,
    });
  }
  return ids;
}

export const scanArguments = (flags: Flags): ScanArguments => ({
  formats: formatsOf(flags.format),
  selected: selectedOf(flags.control),
  ...instantOf(flags.asOf ?? today()),
  threads: threadsOf(flags.jobs),
});
