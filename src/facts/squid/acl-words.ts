/** ACLs of numbers and of words: port, localport, method, proto, myportname. */
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
  eachValue(source, (text, at) => {
    const range = portRange(text);
    if (range) ranges.push(range);
    else refusals.push({ at: at(), because: badPort(text) });
  });
  return compiled(ranges.length === 0 ? NEVER : { test: 'number', of, ranges }, [], refusals);
}

/** http/MethodType.h. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set(
  (
    'GET POST PUT HEAD CONNECT TRACE OPTIONS DELETE CHECKOUT CHECKIN UNCHECKOUT MKWORKSPACE VERSION-CONTROL REPORT ' +
    'UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH PRI PURGE'
  ).split(' '),
);

const wordTest = (of: WordSubject, words: ReadonlySet<string>): CompiledAcl['test'] =>
  words.size === 0 ? NEVER : { test: 'word', of, words };

export function methodAcl(source: AclSource): CompiledAcl {
  const words = new Set<string>();
  const notes: SquidNote[] = [];
  eachValue(source, (text, at) => {
    const known = KNOWN_METHODS.has(text.toUpperCase());
    words.add(known ? text.toUpperCase() : text);
    if (known) return;
    const because = say(
      `${shown(text)} は Squid の知らないメソッドで、大文字小文字も含めて完全に同じものにだけ一致する。綴りを確かめる`,
      `${shown(text)} is no method that Squid knows and matches only the very same word, case included; check its spelling`,
    );
    notes.push({ kind: 'unknown-method', because, at: at() });
  });
  return compiled(wordTest('method', words), notes);
}

/** anyp/ProtocolType.h of 3.5 to 7, in all: a name that one of them lacks stands for no request there. */
const PROTOCOLS: ReadonlySet<string> = new Set(
  'NONE HTTP FTP HTTPS COAP COAPS GOPHER WAIS CACHE_OBJECT ICP HTCP URN WHOIS INTERNAL ICY TLS SSL AUTHORITY_FORM'.split(
    ' ',
  ),
);

export function protoAcl(source: AclSource): CompiledAcl {
  const words = new Set<string>();
  const notes: SquidNote[] = [];
  eachValue(source, (text, at) => {
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
  eachValue(source, (text) => {
    words.add(text);
  });
  return compiled(wordTest('myportname', words));
}
