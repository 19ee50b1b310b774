/** A request as Squid sees it, before any rule is asked. */
import type { Bilingual } from '../../model/text.ts';
import { type IpAddress, parseIpAddress } from '../ip-address.ts';
import { oncePer } from '../once.ts';
import { KNOWN_METHODS } from './acl-words.ts';
import { clockOf, type SquidClock } from './clock.ts';
import { type Entry, entryOf } from './entry.ts';
import { hasNamedZone, isUnspecified, unmapped } from './host-address.ts';
import type { SquidRequest } from './request.ts';
import { pathFault, portFault, requestFault } from './request-faults.ts';
import { directivesOf, type SquidSection } from './section.ts';
import { isSwitchedOff } from './switches.ts';
import { authorityOf, parseSquidUrl, type SquidUrl } from './url.ts';
import type { SquidVersion } from './version.ts';

/** Texts are bytes: one character of 0 to 255 each. */
export interface SeenRequest {
  readonly client: IpAddress;
  /** Upper case where Squid knows it. */
  readonly method: string;
  readonly url: SquidUrl;
  readonly user: string | null;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** null: the time is not known. */
  readonly clock: SquidClock | null;
  readonly entry: Entry;
}

export type ReadRequest =
  | { readonly ok: true; readonly request: SeenRequest }
  /** `refused`: Squid answers with an error before it asks any rule. Otherwise it is not known what it would do. */
  | { readonly ok: false; readonly refused: boolean; readonly because: Bilingual };

/** Methods that Squid knows have one form, whatever their case. */
const folded = (written: string): string => {
  const upper = written.toUpperCase();
  return KNOWN_METHODS.has(upper) ? upper : written;
};

const lastArg = (section: SquidSection, name: string): string | null =>
  directivesOf(section, name).at(-1)?.args[0] ?? null;

/** `strict`: relaxed_header_parser off, and the case of methods counts. */
const switches = oncePer((section: SquidSection) => ({
  strict: isSwitchedOff(section, 'relaxed_header_parser'),
  appendDomain: lastArg(section, 'append_domain'),
}));

/** ACLs whose methods are written in another case than Squid's, where case counts: what they match hangs on more. */
export const oddMethodAcls = oncePer((section: SquidSection): ReadonlySet<string> => {
  const acls = switches(section).strict
    ? directivesOf(section, 'acl').filter((d) => d.args[1] === 'method')
    : [];
  const odd = acls.filter((d) => d.args.slice(2).some((word) => folded(word) !== word));
  return new Set(odd.map((d) => d.args[0]?.toLowerCase() ?? ''));
});

const encoder = new TextEncoder();

/** UTF-8 as one character a byte, as patterns see it. */
const bytes = (text: string): string =>
  /^[\0-\x7f]*$/.test(text) ? text : Array.from(encoder.encode(text), (b) => String.fromCharCode(b)).join('');

const refused = (ja: string, en: string): ReadRequest => ({ ok: false, refused: true, because: { ja, en } });
const unread = (ja: string, en: string): ReadRequest => ({ ok: false, refused: false, because: { ja, en } });

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function fault(request: SquidRequest): ReadRequest | null {
  if (!TOKEN.test(request.method))
    return unread('method が HTTP のメソッドの形ではない', 'method is no HTTP method');
  if (/[\0-\x20\x7f]/.test(request.url) || request.url === '') {
    return unread('url が空か、空白や制御文字を含む', 'url is empty, or holds blanks or control characters');
  }
  if (request.time !== undefined && !clockOf(request.time))
    return unread('time が ISO 8601 ではない', 'time is not ISO 8601');
  const bad = Object.entries(request.headers ?? {}).find(([k, v]) => !TOKEN.test(k) || /[\0\r\n]/.test(v));
  if (bad)
    return unread(
      'headers に HTTP ヘッダーの形ではないものがある',
      'headers holds one that is no HTTP header',
    );
  return null;
}

const blanks = /^[ \t]+|[ \t]+$/g;

/** Of a request to a proxy, Host is what the URL says, whatever the client sent (RFC 9112 3.2.2). */
function headersOf(request: SquidRequest, url: SquidUrl, entry: Entry): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    out.set(name.toLowerCase(), bytes(value).replace(blanks, ''));
  }
  if (entry.mode === 'forward' || !out.has('host')) out.set('host', authorityOf(url));
  return out;
}

export function readRequest(
  request: SquidRequest,
  section: SquidSection,
  version: SquidVersion,
  asOf: string | null,
): ReadRequest {
  const client = parseIpAddress(request.src);
  if (!client || isUnspecified(client))
    return unread('src が送信元の IP アドレスではない', 'src is no IP address of a client');
  const bad = fault(request);
  if (bad) return bad;
  const { strict, appendDomain } = switches(section);
  const method = strict ? request.method : folded(request.method);
  const entry = entryOf(section, request.listener ?? {});
  const before = portFault(section, entry) ?? pathFault(request.url, entry);
  if (before) return { ok: false, ...before };
  const url = parseSquidUrl(bytes(request.url), method, { version, appendDomain });
  if (!url)
    return refused(
      'url が不正で、Squid は規則を見ずに 400 を返す',
      'Squid answers 400 to this url before any rule',
    );
  if (hasNamedZone(url.host)) {
    return unread(
      'url のゾーンの名のインターフェイスがあるかどうかは分からない',
      'whether there is an interface of the name of the zone in url is not known',
    );
  }
  const headers = headersOf(request, url, entry);
  const after = requestFault({ method, url, headers, entry }, section, version);
  if (after) return { ok: false, ...after };
  const time = request.time ?? asOf;
  return {
    ok: true,
    request: {
      client: unmapped(client),
      method,
      url,
      user: request.user === undefined ? null : bytes(request.user),
      headers,
      clock: time === null ? null : clockOf(time),
      entry,
    },
  };
}
