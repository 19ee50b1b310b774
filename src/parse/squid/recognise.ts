/** Whether a text is a squid.conf, by its content: many Unix files have words and `#` comments. */
import type { Evidence } from '../../model/evidence.ts';
import { directiveState } from './directives.ts';

const HEAD = 65_536;

/** Directives that no other program of note has, or in a shape that none has. */
const TELLING: readonly RegExp[] = [
  /^http_access\s+(allow|deny)\b/,
  /^https?_port\s+\S*\d/,
  /^acl\s+\S+\s+(src|dst|dstdomain|dstdom_regex|srcdomain|port|method|proto|proxy_auth|url_regex|urlpath_regex|time|myport|localport|external|browser|arp|any-of|all-of|req_mime_type|rep_mime_type|ssl::server_name|at_step)\b/,
  /^auth_param\s+(basic|digest|ntlm|negotiate)\b/,
  /^cache_peer\s+\S+\s+(parent|sibling|multicast)\b/,
  /^cache_dir\s+(ufs|aufs|diskd|rock|null)\b/,
  /^refresh_pattern\s+\S+/,
  /^(ssl_bump|icp_access|visible_hostname|always_direct|never_direct|request_header_access|cachemgr_passwd)\s+\S+/,
  /^(header_access|follow_x_forwarded_for|url_rewrite_program|external_acl_type|tcp_outgoing_address)\s+\S+/,
];

/** The documented default file is one long comment at its head. */
const DOCUMENTED = /^#[ \t]+(WELCOME TO SQUID|TAG: (acl|http_access|auth_param|cache_peer|http_port)\b)/m;

function directiveLines(text: string): string[] {
  return text
    .slice(0, HEAD)
    .split(/[\r\n]+/)
    .map((line) => line.trim().slice(0, 300))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** At least one telling line, and four of five lines that begin with a directive's name (or go on from the line before). */
export function looksLikeSquidConf(evidence: Evidence): boolean {
  if (evidence.encoding === 'binary') return false;
  if (DOCUMENTED.test(evidence.text.slice(0, HEAD))) return true;
  const lines = directiveLines(evidence.text);
  if (!lines.some((line) => TELLING.some((shape) => shape.test(line)))) return false;
  const known = lines.filter(
    (line, i) =>
      /^(include|if|else|endif)\b/.test(line) ||
      directiveState(line.split(/\s/)[0] ?? '') !== 'unknown' ||
      (lines[i - 1] ?? '').endsWith('\\'),
  );
  return known.length >= lines.length * 0.8;
}
