/** Random configurations of every type of ACL that can be decided from a request, and requests that fit them. */
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import type { Random } from './random.ts';
import * as values from './values.ts';

export interface RandomCase {
  readonly lines: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly requests: readonly SquidRequest[];
}

interface Draft {
  readonly r: Random;
  /** Minute of the day. */
  readonly now: number;
  readonly lines: string[];
  readonly files: Record<string, string>;
  readonly names: string[];
}

const flagged = (r: Random, value: string): string =>
  r.once(6) ? `${r.pick(['-i', '+i'])} ${value}` : value;
const pattern = (r: Random): string => flagged(r, values.patternValue(r));
const noLookup = (r: Random): string => (r.once(3) ? '-n ' : '');

/** Type and one value, by type. `one`: only one value a line makes sense. */
const TYPES: Readonly<Record<string, (draft: Draft) => string>> = {
  src: ({ r }) => values.addressValue(r),
  dst: ({ r }) => values.addressValue(r),
  localip: ({ r }) => r.pick(['127.0.0.1', '10.0.0.0/8', '::1', '10.1.0.0/16', values.v4(r)]),
  localport: ({ r }) => r.pick(['3128', '3130', '3000-3129', '3131']),
  myportname: ({ r }) => r.pick(['main', 'any', 'main6', '127.0.0.1:3131', 'MAIN']),
  port: ({ r }) => values.portValue(r),
  method: ({ r }) => values.methodValue(r),
  proto: ({ r }) => r.pick(values.SCHEMES),
  dstdomain: ({ r }) => values.domainValue(r),
  dstdom_regex: ({ r }) => pattern(r),
  url_regex: ({ r }) => pattern(r),
  urlpath_regex: ({ r }) => pattern(r),
  urllogin: ({ r }) => pattern(r),
  browser: ({ r }) => pattern(r),
  referer_regex: ({ r }) => pattern(r),
  req_mime_type: ({ r }) => pattern(r),
  req_header: ({ r }) => pattern(r),
  time: ({ r, now }) => values.timeValue(r, now),
  proxy_auth: ({ r }) => r.pick(values.USERS),
  proxy_auth_regex: ({ r }) => pattern(r),
  has: ({ r }) => r.pick(['request', 'response', 'ALE']),
  transaction_initiator: ({ r }) => r.pick(['client', 'internal', 'esi', 'all']),
};

const RANDOM_TYPES: readonly string[] = Object.keys(TYPES);

/** Words that stand before the values on each line of an ACL. */
function head(draft: Draft, type: string, header: string): string {
  const { r } = draft;
  if (type === 'req_header') return `${header} `;
  if (type === 'dst' || type === 'dstdomain' || type === 'dstdom_regex') return noLookup(r);
  if (type === 'proxy_auth') return r.once(4) ? 'REQUIRED ' : r.once(4) ? '-i ' : '';
  return '';
}

/** Types of which Squid reads a whole file line as one value, as we write them. */
const LISTED: ReadonlySet<string> = new Set([
  'src',
  'dst',
  'port',
  'dstdomain',
  'url_regex',
  'dstdom_regex',
  'proxy_auth',
  'method',
]);

function aclLine(draft: Draft, name: string, type: string, header: string): void {
  const { r, lines, files } = draft;
  const make = TYPES[type];
  if (!make) throw new Error(type);
  const list = r.some(1, type === 'time' || type === 'has' ? 1 : 4, () => make(draft));
  const before = head(draft, type, header);
  if (before === 'REQUIRED ') {
    lines.push(`acl ${name} ${type} REQUIRED`);
  } else if (LISTED.has(type) && r.once(6)) {
    const file = `${name}-${lines.length}.txt`;
    files[file] = `# values\n${list.join(r.once(3) ? ' # note\n' : '\n')}\n`;
    lines.push(`acl ${name} ${type} ${before}"@DIR@/${file}"`);
  } else lines.push(`acl ${name} ${type} ${before}${list.join(' ')}`);
}

function leaf(draft: Draft, types: readonly string[]): void {
  const { r, names } = draft;
  const name = `l${names.length}`;
  const type = r.pick(types);
  const header = r.pick(['X-One', 'x-two', 'Host', 'Accept']);
  const times = r.once(4) ? 2 : 1;
  for (let i = 0; i < times; i++) aclLine(draft, name, type, header);
  names.push(name);
}

const term = ({ r, names }: Draft): string =>
  `${r.once(4) ? '!' : ''}${r.once(12) ? r.pick(['all', 'CONNECT', 'localhost', 'to_localhost', 'manager']) : r.pick(names)}`;

const terms = (draft: Draft, most: number): string => draft.r.some(1, most, () => term(draft)).join(' ');

function group(draft: Draft): void {
  const { r, names, lines } = draft;
  const name = `g${names.length}`;
  const type = r.pick(['any-of', 'all-of']);
  const times = 1 + r.below(3);
  for (let i = 0; i < times; i++) lines.push(`acl ${name} ${type} ${terms(draft, 3)}`);
  names.push(name);
}

const action = (r: Random): string => r.pick(['allow', 'deny']);

function forwarded(draft: Draft): void {
  const { r, lines } = draft;
  const rows = r.some(1, 3, () => `follow_x_forwarded_for ${action(r)} ${terms(draft, 2)}`);
  lines.push(...rows);
  if (r.once(3)) lines.push(`acl_uses_indirect_client ${r.pick(['on', 'off', 'enable', 'disable'])}`);
}

const cased = (r: Random, text: string): string => (r.once(8) ? text.toUpperCase() : text);

const LONG_NAME = `${'abcdefgh.'.repeat(27)}sub.one.test`;
/** Squid cuts the name in the middle of its last label. */
const LONG = `http://b.${LONG_NAME}/`;

/** URLs of odd forms, which Squid takes apart in its own way. */
const ODD = [
  'urn:isbn:one',
  'URN:One:two',
  'urn:10:x',
  'http://./',
  'http://[::]/',
  'http://0.0.0.0/x',
  'http://one.test:/',
  'http://one.test:80x/',
  'http://.one.test/',
  'http://one..test/',
  'http://one.test#x',
  'foo://one.test:80/',
  'FOO://one.test:80/',
  'Foo://bob@one.test:81/x',
  'NONE://one.test:80/',
  'ICP://one.test:80/',
  'gopher://one.test:70/',
  '*',
  'http://10.1.2.7:4294967376/',
  'http://10.1.2.7:65616/',
  'http://[2001:db8::1%1]/',
  LONG,
  'http:/one.test/',
  'wais://one.test/',
  'http://a@b@one.test/',
  'http://%6Fne.test/',
  'http://one.test/%E9%00%1F',
  'http://one.test/squid-internal-mgr/info',
  'cache_object://one.test/info',
  'http://[one.test]/',
  'http://2001:db8::1/',
] as const;

const ODD_TUNNELS = [
  '10.1.2.7:4294967739',
  '10.1.2.7:8589934672',
  '10.1.2.7:-4294966853',
  '10.1.2.7:65979',
  '10.1.2.7:99999999999999999999443',
  '[fe80::1%1]:443',
  '[2001:db8::1%4294967295]:443',
  '[2001:db8::1%4294967296]:443',
  '[2001:db8::1%0x1]:443',
  '[::ffff:10.1.2.7%1]:443',
  `b.${LONG_NAME}:443`,
] as const;

const PATHS = [
  '',
  '/',
  '/a',
  '/one/two?q=1',
  '/%6Fne',
  '/x%zz',
  '/a%20b',
  '/B.exe',
  '?q=1',
  '/caf%C3%A9',
  '/%%41',
] as const;
const LOGINS = ['', '', '', 'bob@', 'one:two@', 'a%62@'] as const;

const literal = (r: Random): string =>
  r.once(4)
    ? `[${values.v6(r)}]`
    : r.once(10)
      ? r.pick(['10.1', '167837953', '012.1.1.1', '[::ffff:10.1.2.7]', '0x0a.0.0.1'])
      : values.v4(r);

function host(r: Random): string {
  const name = r.once(3) ? literal(r) : values.hostName(r);
  return cased(r, name) + (r.once(15) && !name.endsWith(']') ? '.' : '');
}

const portText = (r: Random): string => (r.once(2) ? '' : `:${r.pick(values.PORTS)}`);

function url(r: Random, method: string): string {
  if (/^connect$/i.test(method) && r.once(20)) return r.pick(ODD_TUNNELS);
  if (/^connect$/i.test(method)) return `${host(r)}${r.once(8) ? '' : `:${r.pick(values.PORTS)}`}`;
  if (r.once(/^(?:options|trace)$/i.test(method) ? 2 : 20)) return r.pick(ODD);
  const scheme = r.pick(['http', 'http', 'http', 'https', 'ftp', 'HTTP']);
  return `${scheme}://${r.pick(LOGINS)}${host(r)}${portText(r)}${r.pick(PATHS)}`;
}

const AGENTS = ['curl/8.5', 'Mozilla/5.0 (X11)', '', 'one two'] as const;

function headers(r: Random): Record<string, string> {
  const out: Record<string, string> = {};
  if (r.once(2)) out['User-Agent'] = r.pick(AGENTS);
  if (r.once(4)) out.Referer = `http://${values.hostName(r)}/`;
  if (r.once(4)) out[r.pick(['X-One', 'X-TWO', 'accept'])] = r.pick(['one', 'two', 'text/html', '', ' a b ']);
  if (r.once(5)) out['Content-Type'] = r.pick(['text/plain', 'text/html; charset=x']);
  if (r.once(20)) out['Max-Forwards'] = r.pick(['0', '1', '00', '0x', 'x', '']);
  if (r.once(40)) out.Expect = r.pick(['100-continue', '100-Continue', 'foo', '']);
  if (r.once(40)) out['Transfer-Encoding'] = r.pick(['identity', 'gzip']);
  if (r.once(3))
    out['X-Forwarded-For'] = r
      .some(1, 3, () => (r.once(12) ? 'unknown' : r.once(4) ? values.v6(r) : values.v4(r)))
      .join(r.pick([', ', ',', ' , ']));
  return out;
}

const LISTENERS = [
  { port: 3128, ip: '127.0.0.1' },
  { port: 3130, ip: '127.0.0.1' },
  { port: 3130, ip: '10.1.0.7' },
  { port: 3131, ip: '127.0.0.1' },
] as const;

const LISTENERS_6 = [
  { port: 3128, ip: '::1' },
  { port: 3130, ip: '2001:db8::7' },
] as const;

function request(r: Random): SquidRequest {
  const method = r.once(10)
    ? r.pick(values.METHODS).toLowerCase()
    : r.pick(['GET', 'GET', 'CONNECT', r.pick(values.METHODS)]);
  const src = r.once(6) ? values.v6(r) : values.v4(r);
  const user = r.once(2) ? { user: r.pick(values.USERS) } : {};
  const listener = src.includes(':') ? r.pick(LISTENERS_6) : r.pick(LISTENERS);
  return { src, method, url: url(r, method), headers: headers(r), listener, ...user };
}

const PAGES = [
  'http://elsewhere.test/',
  '303:http://elsewhere.test/',
  '404:ERR_GONE',
  '407:ERR_ASK',
  'ERR_OWN',
  'TCP_RESET',
] as const;

/** Rows of the gates behind http_access, and pages for those it denies. */
function gates(draft: Draft): void {
  const { r, lines, names } = draft;
  for (const directive of ['adapted_http_access', 'miss_access', 'http_reply_access']) {
    if (r.once(2)) lines.push(...r.some(1, 3, () => `${directive} ${action(r)} ${terms(draft, 2)}`));
  }
  lines.push(...r.some(0, 3, () => `deny_info ${r.pick(PAGES)} ${cased(r, r.pick(names))}`));
}

const SWITCHES = [
  'auth_param basic casesensitive on',
  'auth_param basic casesensitive enable',
  'append_domain .one.test',
] as const;

export interface CaseOptions {
  /** How many requests. */
  readonly count: number;
  /** Minute of the day. */
  readonly now: number;
  /** Also gates behind http_access. */
  readonly gates?: boolean;
}

export function randomCase(r: Random, { count, now, ...options }: CaseOptions): RandomCase {
  const draft: Draft = { r, now, lines: ['auth_param basic program @AUTH@'], files: {}, names: [] };
  for (const line of SWITCHES) if (r.once(6)) draft.lines.push(line);
  // Whether there is a reply yet is another question behind http_access.
  const usable = options.gates ? RANDOM_TYPES.filter((t) => t !== 'has') : RANDOM_TYPES;
  const types = r.some(2, 6, () => r.pick(usable));
  for (let i = 3 + r.below(8); i > 0; i--) leaf(draft, types);
  for (let i = r.below(3); i > 0; i--) group(draft);
  if (r.once(4)) forwarded(draft);
  if (options.gates) gates(draft);
  const rows = r.some(1, 8, () => `http_access ${action(r)} ${terms(draft, 3)}`);
  return {
    lines: [...draft.lines, ...rows],
    files: draft.files,
    requests: r.some(count, count, () => request(r)),
  };
}
