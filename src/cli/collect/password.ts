/** The password of the reader: from a private file, the environment or a person at a terminal; never from arguments. */
import { readFileSync, statSync } from 'node:fs';
import type { Bilingual, Language } from '../../model/text.ts';
import { printable } from '../../report/escape.ts';
import { EXIT } from '../../report/verdict.ts';
import { errorCode, Failure } from '../failure.ts';

const VARIABLE = 'UCHIBORI_PASSWORD';
const OTHERS = 0o077;

function fromFile(path: string): string {
  try {
    const { mode } = statSync(path);
    // Windows keeps rights elsewhere, and every mode looks open there.
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new Failure(EXIT.usage, {
        ja: `${path}: 本人以外も読めるので使わない (chmod 600 ${path})`,
        en: `${path}: others may read it, so it is not used (chmod 600 ${path})`,
      });
    }
    return readFileSync(path, 'utf8')
      .replace(/^\ufeff/, '')
      .replace(/[\r\n]+$/, '');
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(EXIT.missingInput, {
      ja: `${path}: パスワードのファイルを読めない (${errorCode(thrown)})`,
      en: `${path}: the file of the password cannot be read (${errorCode(thrown)})`,
    });
  }
}

const CONTROL_C = '\u0003';
const CONTROL_D = '\u0004';
const ERASE: ReadonlySet<string> = new Set(['\u007f', '\b']);

interface Typed {
  readonly text: string;
  /** `given-up`: Ctrl-C or Ctrl-D. */
  readonly state: 'typing' | 'done' | 'given-up';
}

function typedNext(before: Typed, c: string): Typed {
  if (before.state !== 'typing') return before;
  if (c === '\r' || c === '\n') return { ...before, state: 'done' };
  if (c === CONTROL_C || c === CONTROL_D) return { text: '', state: 'given-up' };
  return { ...before, text: ERASE.has(c) ? before.text.slice(0, -1) : before.text + c };
}

/** One line without echo; null where the person gave up. */
function ask(question: string): Promise<string | null> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve) => {
    let typed: Typed = { text: '', state: 'typing' };
    const read = (chunk: string): void => {
      for (const c of chunk) typed = typedNext(typed, c);
      if (typed.state === 'typing') return;
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(typed.state === 'given-up' ? null : typed.text);
    };
    stdin.on('data', read);
  });
}

const question = (user: string): Bilingual => ({
  ja: `${user} のパスワード: `,
  en: `password of ${user}: `,
});

/** @throws {Failure} where there is none */
export async function passwordFor(user: string, file: string | null, language: Language): Promise<string> {
  const { [VARIABLE]: variable } = process.env;
  const given = file === null ? variable : fromFile(file);
  const isAsked = given === undefined && process.stdin.isTTY;
  const typed = isAsked ? await ask(printable(question(user)[language])) : given;
  if (typed) return typed;
  if (typed === null)
    throw new Failure(EXIT.interrupted, { ja: '入力が取りやめられた', en: 'nothing was typed' });
  throw new Failure(EXIT.usage, {
    ja: `パスワードがない。端末で入力するか、環境変数 ${VARIABLE} か --password-file で渡す。空のパスワードは使えない`,
    en: `there is no password: type it at a terminal, or give it in ${VARIABLE} or --password-file; an empty one is not used`,
  });
}
