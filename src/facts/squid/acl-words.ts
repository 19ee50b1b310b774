/** ACLs of numbers and of words: port, localport, method, proto, myportname. */
import type { Location } from '../../model/evidence.ts';
import type { NumberRange, WordSubject } from './acl.ts';
import {
  type AclSource,
  type CompiledAcl,
  compiled,
  eachValue,
  NEVER,
  type Refusal,
  say,
  shown,
} from './acl-line.ts';
import type { SquidNote } from './section.ts';

/** xatos: a decimal number up to 65535. */
function portNumber(text: string): number | null {
  const number = /^[+]?\d{1,18}$/.test(text) ? Number(text) : -1;
  return number >= 0 && number <= 65_535 ? number : null;
}

function portRange(text: string): NumberRange | null {
  const dash = text.indexOf('-');
  const from = portNumber(dash < 0 ? text : text.slice(0, dash));
  const to = dash < 0 ? from : portNumber(text.slice(dash + 1));
  return from === null || to === null || from > to ? null : { from, to };
}

const badPort = (text: string) =>
  say(
    `${shown(text)} はポート番号でもその範囲でもなく、Squid はファイル全体を拒む`,
    `${shown(text)} is neither a port nor a range of ports, and Squid refuses the whole file`,
  );

export function numberAcl(source: AclSource, of: 'port' | 'localport'): CompiledAcl {
  const ranges: NumberRange[] = [];
  const refusals: Refusal[] = [];
  eachValue(source.lines, (text, at) => {
    const range = portRange(text);
    if (range) ranges.push(range);
    else refusals.push({ at: at(), because: badPort(text) });
  });
  return compiled(ranges.length === 0 ? NEVER : { test: 'number', of, ranges }, [], refusals);
}

/** http/MethodType.h, in its order. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set(
  (
    'GET POST PUT HEAD CONNECT TRACE OPTIONS DELETE CHECKOUT CHECKIN UNCHECKOUT MKWORKSPACE VERSION-CONTROL REPORT ' +
    'UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH PRI PURGE'
  ).split(' '),
);

/** Methods that exist (IANA's registry) without Squid's knowing them: nothing is wrong with naming one. */
const OTHER_METHODS: ReadonlySet<string> = new Set(
  'PATCH LINK UNLINK ACL BIND REBIND UNBIND ORDERPATCH MKCALENDAR MKREDIRECTREF UPDATEREDIRECTREF QUERY'.split(
    ' ',
  ),
);

/** Without regard to case, the first known method that begins with the word: `P` is POST (HttpRequestMethod::HttpRequestMethod). */
function knownMethod(text: string): string | null {
  const upper = text.toUpperCase();
  for (const method of KNOWN_METHODS) if (method.startsWith(upper)) return method;
  return null;
}

const wordTest = (of: WordSubject, words: ReadonlySet<string>): CompiledAcl['test'] =>
  words.size === 0 ? NEVER : { test: 'word', of, words };

function methodNote(text: string, known: string | null, at: Location): readonly SquidNote[] {
  if (known === null) {
    if (OTHER_METHODS.has(text)) return [];
    const because = say(
      `${shown(text)} は Squid の知らないメソッドで、大文字小文字も含めて完全に同じものにだけ一致する。綴りを確かめる`,
      `${shown(text)} is no method that Squid knows and matches only the very same word, case included; check its spelling`,
    );
    return [{ kind: 'unknown-method', because, at }];
  }
  if (known === text.toUpperCase()) return [];
  const because = say(
    `${shown(text)} は途中までで一致する最初のメソッド ${known} に読み替えられる。${known} と書くか、綴りを確かめる`,
    `${shown(text)} is taken for ${known}, the first method that begins so; write ${known}, or check the spelling`,
  );
  return [{ kind: 'shortened-method', because, at }];
}

export function methodAcl(source: AclSource): CompiledAcl {
  const words = new Set<string>();
  const notes: SquidNote[] = [];
  eachValue(source.lines, (text, at) => {
    const known = knownMethod(text);
    words.add(known ?? text);
    if (known !== text) notes.push(...methodNote(text, known, at()));
  });
  return compiled(wordTest('method', words), notes);
}

/** anyp/ProtocolType.h of 3.5 to 7, in all: a name that one of them lacks stands for no request there. */
export const PROTOCOLS: ReadonlySet<string> = new Set(
  'NONE HTTP FTP HTTPS COAP COAPS GOPHER WAIS CACHE_OBJECT ICP HTCP URN WHOIS INTERNAL ICY TLS SSL AUTHORITY_FORM'.split(
    ' ',
  ),
);

export function protoAcl(source: AclSource): CompiledAcl {
  const words = new Set<string>();
  const notes: SquidNote[] = [];
  eachValue(source.lines, (text, at) => {
    const word = text.toUpperCase();
    if (PROTOCOLS.has(word)) {
      words.add(word);
      return;
    }
    const because = say(
      `${shown(text)} は Squid の知らないプロトコル名で無視される。HTTP、HTTPS、FTP などで書く`,
      `${shown(text)} is no protocol that Squid knows and is ignored; write HTTP, HTTPS, FTP or the like`,
    );
    notes.push({ kind: 'unknown-protocol', because, at: at() });
  });
  return compiled(wordTest('proto', words), notes);
}

export function portNameAcl(source: AclSource): CompiledAcl {
  const words = new Set<string>();
  eachValue(source.lines, (text) => {
    words.add(text);
  });
  return compiled(wordTest('myportname', words));
}
