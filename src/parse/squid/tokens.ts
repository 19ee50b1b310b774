/** Tokens of one squid.conf directive, in whichever of its four ways Squid reads them. */
import { parse as parseLine } from '../generated/squid-conf.js';
import { parseWith } from '../grammar-line.ts';

/** `file`: a value file stands here; `text` is then its path. */
export interface SquidToken {
  readonly text: string;
  readonly file: string | null;
}

/** ACL types whose values are regular expressions (ACLRegexData). */
const REGEX_ACL =
  /^(srcdom_regex|dstdom_regex|url_regex|urlpath_regex|urllogin|proxy_auth_regex|ext_user_regex|ident_regex|referer_regex|browser|user_agent|req_header|rep_header|req_mime_type|rep_mime_type|ssl::server_name_regex|hier_code_regex)$/;

const QUOTED =
  /^(auth_param|external_acl_type|cache_peer|note|.*_program|.*_extras|.*_header_(add|replace)|deny_info)$/;

const split = (rest: string): string[] => rest.split(/[ \t]+/);

/** Without quotes, comments and escapes every way of reading but the strict one parts tokens at blanks alike. */
const PLAIN = /^[^"'#\\\r\n\v\f]*$/;

function ruleFor(name: string, rest: string, strict: boolean): 'Words' | 'Regex' | 'Quoted' | 'Strict' {
  if (strict) return 'Strict';
  if (name === 'acl') return REGEX_ACL.test(split(rest)[1] ?? '') ? 'Regex' : 'Words';
  return QUOTED.test(name) ? 'Quoted' : 'Words';
}

/** A logformat is its name and the rest of the line, within quotes or not. */
function logFormat(rest: string): SquidToken[] {
  const [, name, format] = /^(\S+)[ \t]*(.*)$/s.exec(rest) ?? [];
  if (!name) return [];
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(format ?? '')?.[1];
  const text = quoted === undefined ? (format ?? '') : quoted.replace(/\\(.)/gs, '$1');
  return [name, text].map((t) => ({ text: t, file: null }));
}

/** null: the line breaks the rules of quoted values, and Squid would refuse it. */
export function tokens(name: string, rest: string, strict: boolean): readonly SquidToken[] | null {
  if (name === 'logformat') return logFormat(rest);
  if (!strict && PLAIN.test(rest)) {
    return split(rest).flatMap((text) => (text === '' ? [] : [{ text, file: null }]));
  }
  return parseWith<readonly SquidToken[], object>(parseLine, rest, {
    startRule: ruleFor(name, rest, strict),
  });
}
