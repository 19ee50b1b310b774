/** Codes of a logformat (Format/Token.cc, ByteCode.h). */
import type { Bilingual } from '../../../model/text.ts';
import { badFormat, cut, type Form, MISSING } from './form.ts';

/** A code that fits the start of a word is taken, and the rest of the word is text. */
const CODES: readonly string[] = `
  >handshake >eui >a >A >p >la >lp la lp <p <a <A <la <lp oa <rd <rm <ru <rs <rP <rp <rv >rd >rm >ru >rs >rP >rp >rv
  rm ru rp rP rv rG un ul ui ue us credentials ts tu tl tg tr tS dt <pt <tt busy_time >Hs <Hs Hs >h <h
  Ss Sh sn mt st >st <st >sh <sh <sH <sS >v <bs >qos <qos >nfmark <nfmark ea et err_code err_detail note
  master_xaction request_attempts byte
  icap:: adapt:: ssl:: proxy_protocol:: transport::`
  .trim()
  .split(/\s+/);

/** Names of external_acl_type, with what is in front of them. */
const OLD =
  /^(LOGIN|EXT_USER|EXT_LOG|EXT_TAG|IDENT|SRC|SRCPORT|SRCEUI48|SRCEUI64|MYADDR|MYPORT|PROTO|DST|PORT|PATH|METHOD|URI|TAG|USER_CERT|USER_CERTCHAIN|USER_CERT_\w+|USER_CA_CERT_\w+|ACL|DATA|>\{|<\{)/;

/** % [quoting] [-] [[0]width[.max]] [{arg}] */
const HEAD = /^["'#[/]?-?\d*(?:\.\d+)?(?:\{[^}]*\})?/;

const isCode = (text: string): boolean => CODES.some((code) => text.startsWith(code));

/** Where the first code is that Squid does not know; null: all are known. */
function unknownCode(text: string, isKnown: (rest: string) => boolean): string | null {
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
    if (text[at + 1] === '%') {
      at += 1;
      continue;
    }
    const rest = text.slice(at + 1, at + 200);
    const head = HEAD.exec(rest)?.[0].length ?? 0;
    const code = rest.slice(head);
    if (!isKnown(code)) return text.slice(at, at + 30);
    // An argument, in front of the code or behind it, may hold a % of its own.
    at += head + (/^[<>\w:]*\{[^}]*/.exec(code)?.[0].length ?? 0);
  }
  return null;
}

export function formatCodes(text: string): Bilingual | null {
  const unknown = unknownCode(text, isCode);
  return unknown === null ? null : badFormat(cut(unknown));
}

/** Those of an external_acl_type, of which the old names go on. */
export function helperCodes(text: string): Bilingual | null {
  const unknown = unknownCode(text, (rest) => isCode(rest) || OLD.test(rest));
  return unknown === null ? null : badFormat(cut(unknown));
}

/** A second logformat of one name is passed over, after it was read. */
export const logFormat: Form = ([name, format], { formats }) => {
  if (name === undefined || format === undefined) return MISSING;
  const refused = formats.has(name) ? null : formatCodes(format);
  formats.add(name);
  return refused;
};
