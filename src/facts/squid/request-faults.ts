/** Requests that never reach a rule: why, as far as squid.conf, the method and the headers tell. */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import type { Entry } from './entry.ts';
import { takesProxyHeaders } from './listeners.ts';
import type { SquidSection } from './section.ts';
import { isSwitchedOn } from './switches.ts';
import { isServed, type SquidUrl } from './url.ts';
import { isFrom, type SquidVersion } from './version.ts';

/** `refused`: Squid answers with an error, or closes the connection. Otherwise it is not known what it would do. */
export interface RequestFault {
  readonly refused: boolean;
  readonly because: Bilingual;
}

/** What is looked at of a request whose URL was read. */
export interface Received {
  readonly method: string;
  readonly url: SquidUrl;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly entry: Entry;
}

const refused = (ja: string, en: string): RequestFault => ({ refused: true, because: { ja, en } });
const unread = (ja: string, en: string): RequestFault => ({ refused: false, because: { ja, en } });

const forNobody = oncePer((section: SquidSection) => ({
  proxyHeaders: !takesProxyHeaders(section),
  bodies: !isSwitchedOn(section, 'request_entities'),
}));

/** A port with `require-proxy-header` closes a connection without one, or of a client of whom it takes none. */
export function portFault(section: SquidSection, entry: Entry): RequestFault | null {
  if (!entry.proxyHeader) return null;
  return forNobody(section).proxyHeaders
    ? refused(
        'require-proxy-header のポートで、proxy_protocol_access がないので、Squid は応答せずに接続を閉じる',
        'the port wants a PROXY header, and without proxy_protocol_access Squid closes the connection',
      )
    : unread(
        'require-proxy-header のポートで、PROXY ヘッダーが何を名乗るかによる',
        'the port wants a PROXY header, and it hangs on whom that names',
      );
}

/** A path alone: of Squid's own pages it puts its own name before it; before a server, what Host says. */
export function pathFault(url: string, entry: Entry): RequestFault | null {
  if (!url.startsWith('/')) return null;
  return url.startsWith('/squid-internal-') || entry.mode !== 'forward'
    ? unread(
        'url がパスだけで、どのホストのものとして調べられるかは分からない',
        'url is a path alone, and for which host Squid takes it is not known',
      )
    : null;
}

/** `Max-Forwards: 0`, as strtoll reads it. */
const endsAtZero = ({ headers }: Pick<Received, 'headers'>): boolean =>
  /^[+-]?0+(?!\d)/.test(headers.get('max-forwards') ?? '');

/** Squid answers a TRACE itself that goes no further. */
export const endsHere = (request: Pick<Received, 'method' | 'headers'>): boolean =>
  (request.method === 'TRACE' || request.method === 'OPTIONS') && endsAtZero(request);

/** Of a whole server (`*`) only a TRACE that goes no further is asked of the rules, and of OPTIONS only what goes on. */
const isOwn = (request: Received): boolean =>
  request.method === 'OPTIONS' ? endsAtZero(request) || request.url.path === '*' : isStar(request);

const isStar = (request: Received): boolean => request.url.path === '*' && !endsAtZero(request);

function methodFault(request: Received): RequestFault | null {
  const { method, url, entry } = request;
  if (method === 'CONNECT' && entry.mode === 'accel') {
    return refused(
      'accel のポートは CONNECT を受け付けず、Squid は規則を見ずに 405 を返す',
      'Squid answers 405 to CONNECT on an accel port before any rule',
    );
  }
  if (method !== 'PRI' && isServed(method, url.scheme) && !isOwn(request)) return null;
  return refused(
    'Squid が扱わないスキームまたはメソッドで、規則を見ずに拒む',
    'Squid serves no such scheme or method, and refuses it before any rule',
  );
}

const BODY = [
  'Content-Length か Transfer-Encoding が Squid に受け付けられず、規則を見ずに拒まれる',
  'Squid takes no such Content-Length or Transfer-Encoding, and refuses it before any rule',
] as const;

const MAYBE_BODY = [
  'この Content-Length を Squid が受け付けるかどうかは分からない',
  'whether Squid takes this Content-Length is not known',
] as const;

/** null: none, or as many forms of the same; NaN: none that Squid takes. */
function lengthOf(text: string): number | null {
  const parts = text.split(/\s*,\s*/);
  if (parts.some((p) => !/^\d{1,18}$/.test(p))) return Number.NaN;
  return new Set(parts.map(Number)).size === 1 ? Number(parts[0]) : null;
}

/** Until 5 a GET or HEAD has no body unless `request_entities on`. */
function bodyFault(
  { method, headers }: Received,
  section: SquidSection,
  version: SquidVersion,
): RequestFault | null {
  const coding = headers.get('transfer-encoding')?.toLowerCase();
  if (coding !== undefined) return /^(?:chunked|identity)$/.test(coding) ? null : refused(...BODY);
  const text = headers.get('content-length');
  if (text === undefined || text === '0') return null;
  const length = lengthOf(text);
  if (length === null || text === '' || /\d{19}/.test(text)) return unread(...MAYBE_BODY);
  if (Number.isNaN(length)) return refused(...BODY);
  if (length === 0 || !/^(?:GET|HEAD)$/.test(method) || !forNobody(section).bodies) return null;
  return isFrom(version, '6') ? unread(...MAYBE_BODY) : refused(...BODY);
}

function expectFault({ headers }: Received): RequestFault | null {
  const expected = headers.get('expect');
  return expected === undefined || expected.toLowerCase() === '100-continue'
    ? null
    : refused(
        'Expect が 100-continue でなく、Squid は規則を見ずに 417 を返す',
        'Squid answers 417 to an Expect other than 100-continue before any rule',
      );
}

/** null: the rules are asked. */
export const requestFault = (
  request: Received,
  section: SquidSection,
  version: SquidVersion,
): RequestFault | null =>
  methodFault(request) ?? bodyFault(request, section, version) ?? expectFault(request);
