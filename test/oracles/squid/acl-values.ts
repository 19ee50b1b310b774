/** Random ACLs of values that nobody would write on purpose, and requests that tell what Squid makes of them. */
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import type { Random } from './random.ts';

export interface OddAcl {
  readonly lines: readonly string[];
  readonly requests: readonly SquidRequest[];
}

const get = (more: Partial<SquidRequest> = {}): SquidRequest => ({
  src: '10.0.0.1',
  method: 'GET',
  url: 'http://192.0.2.1/',
  ...more,
});

const ADDRESSES = [
  '10.0.0.0',
  '10.0.0.1',
  '10.0.0.5',
  '10.0.0.200',
  '10.0.1.1',
  '10.1.0.0',
  '11.0.0.1',
  '192.168.0.5',
  '192.0.0.168',
  '0.0.0.10',
  '8.0.0.1',
  '2001:db8::',
  '2001:db8::1',
  '2001:db8:8000::1',
  '::5',
  '1000::1',
  'fd00::1',
  'f000::1',
] as const;

const FIRST =
  '10.0.0.0 10.0.0.1 10.0.0.5 10.0.0.130 10 10.0 10.1 192.168 010.0.0.1 10.0.1.255 10.0.0.256 0.0.0.0'.split(
    ' ',
  );
const MASKS =
  '0 1 8 23 24 25 31 32 33 128 129 024 0.0.0.0 255.0.255.0 255.255.255.0 0.0.0.255 255.255.255.254 24.5 24x 24,10.1.0.0/24 x'.split(
    ' ',
  );
const SIX = '2001:db8:: 2001:db8::1 :: ::5 ::ffff:10.0.0.0 ::ffff:0:0 1000:: 10::'.split(' ');
/** Not below 0.0.0.0, which Squid counts as less than every other address in ranges. */
const ENDS = '2001:db8:: 2001:db8::1 1000:: 10::'.split(' ');
const LENGTHS = '0 1 3 8 32 33 96 104 128 129'.split(' ');
const WORDS =
  'all ipv4 ipv6 0/0 0.0.0.0/0 0.0.0.0-255.255.255.255 [::1] [::1]/128 !10.0.0.1 db-01.example 10.0.0.0/'.split(
    ' ',
  );

function addressValue(r: Random): string {
  const kind = r.below(10);
  if (kind === 0) return r.pick(WORDS);
  if (kind === 1) return r.pick(SIX);
  if (kind <= 3) return `${r.pick(SIX)}/${r.pick(LENGTHS)}`;
  if (kind === 4) return `${r.pick(ENDS)}-${r.pick(ENDS)}`;
  if (kind === 5) return r.pick(FIRST);
  if (kind <= 7) return `${r.pick(FIRST)}/${r.pick(MASKS)}`;
  const range = `${r.pick(FIRST)}-${r.pick([...FIRST, '20', '10.0.0.20', '10.0.2.20'])}`;
  return kind === 8 ? range : `${range}/${r.pick(MASKS)}`;
}

const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** Values of `src` and `dst`, in one list or over lines. */
export function oddAddresses(r: Random): OddAcl {
  const type = r.pick(['src', 'src', 'dst'] as const);
  const lines = r.some(1, 2, () => `acl a ${type} ${r.some(1, 3, () => addressValue(r)).join(' ')}`);
  const requests = ADDRESSES.map((a) =>
    type === 'src' ? get({ src: a }) : get({ url: `http://${hostOf(a)}/` }),
  );
  return { lines, requests };
}

const METHODS =
  'GET POST PUT HEAD CONNECT TRACE OPTIONS DELETE COPY MOVE MKCOL LOCK UNLOCK PATCH PURGE PROPFIND'.split(
    ' ',
  );

export function oddMethods(r: Random): OddAcl {
  const cut = (word: string): string => word.slice(0, 1 + r.below(word.length));
  const odd = (): string => {
    const word = r.once(2) ? cut(r.pick(METHODS)) : r.pick(METHODS);
    return r.once(4) ? `${word}X` : r.once(3) ? word.toLowerCase() : word;
  };
  const requests = METHODS.map((method) =>
    get({
      method,
      ...(method === 'CONNECT' && { url: '192.0.2.1:443' }),
      headers: { 'Content-Length': '0' },
    }),
  );
  return { lines: [`acl a method ${r.some(1, 3, odd).join(' ')}`], requests };
}

const HOSTS =
  'example.test www.example.test a.www.example.test xexample.test test localhost 192.0.2.1 [2001:db8::1]'.split(
    ' ',
  );
const DOMAINS =
  'example.test .example.test www.example.test .www.example.test .test test . ..example.test example.test. .example.test. *.example.test .EXAMPLE.test 192.0.2.1 none -x http://example.test/ .2.1'.split(
    ' ',
  );

export function oddDomains(r: Random): OddAcl {
  const flag = r.pick(['', '', '-n ', '-- ', '-i ']);
  const lines = r.some(1, 2, () => `acl a dstdomain ${flag}${r.some(1, 3, () => r.pick(DOMAINS)).join(' ')}`);
  return { lines, requests: HOSTS.map((h) => get({ url: `http://${h}/` })) };
}

const PORTS =
  '80 443 0 65535 65536 080 +80 80- -80 80-90 90-80 80-90-100 0x50 80,443 http 443-443 1-+90'.split(' ');

export function oddPorts(r: Random): OddAcl {
  const lines = [`acl a port ${r.some(1, 3, () => r.pick(PORTS)).join(' ')}`];
  return { lines, requests: [80, 85, 90, 443].map((p) => get({ url: `http://192.0.2.1:${p}/` })) };
}

const TIMES =
  '00:00-24:00 00:00-23:59 0:0-24:0 00:00-00:00 12:00-11:00 00:00-24:01 24:00-24:00 00:00-12:00x 12:00-24:00 8:5-9 S M T W H F A D SMTWHFA MTWHF mon X - --'.split(
    ' ',
  );

export const oddTimes = (r: Random): OddAcl => ({
  lines: r.some(1, 2, () => `acl a time ${r.some(0, 4, () => r.pick(TIMES)).join(' ')}`),
  requests: [get()],
});

const USERS = ['bob', 'Bob', 'eve', 'required', '-i'] as const;
const USER_VALUES = 'REQUIRED bob Bob eve -i +i -- required'.split(' ');

export const oddUsers = (r: Random): OddAcl => ({
  lines: [
    ...(r.once(3) ? ['auth_param basic casesensitive on'] : []),
    ...(r.once(12) ? [] : ['auth_param basic program @AUTH@', 'auth_param basic realm x']),
    ...r.some(1, 2, () => `acl a proxy_auth ${r.some(0, 3, () => r.pick(USER_VALUES)).join(' ')}`),
  ],
  requests: [get(), ...USERS.map((user) => get({ user }))],
});

/** Types that a build without OpenSSL has, with values that it takes. */
const TYPES = {
  src: '10.0.0.1',
  localip: '10.0.0.1',
  dst: '192.0.2.1',
  dstdomain: 'example.test',
  dstdom_regex: 'example',
  url_regex: '192',
  urlpath_regex: '^/',
  urllogin: 'x',
  port: '80',
  localport: '3128',
  myportname: 'main',
  proto: 'HTTP foo none',
  method: 'GET',
  browser: 'x',
  referer_regex: 'x',
  req_mime_type: 'x',
  req_header: 'X-Foo x',
  rep_header: 'X-Foo x',
  rep_mime_type: 'x',
  http_status: '200',
  peername: 'x',
  peername_regex: 'x',
  transaction_initiator: 'client internal x',
  has: 'request response ALE x',
  random: '0.5 3/4 5/3 1:1 1 x',
  maxconn: '5 0 x',
  max_user_ip: '5 x',
  SRC: '10.0.0.1',
  pattern: 'x',
  myport: '3128',
  myip: '10.0.0.1',
  'any-of': 'all !all b !',
  'all-of': 'all !all CONNECT b',
} as const;

/** Conditions decide nothing that could be compared. */
const UNTOLD = /^(random|maxconn|max_user_ip)$/;

const FLAGS = ['-n', '-i', '+i', '-m', '-s', '--', '-ni', '-', '--x', '-n=1'] as const;

const MAIN = { ip: '127.0.0.1', port: 3128, name: 'main' };

/** Options and values of any type: most of what this gives is refused. */
export function oddLines(r: Random): OddAcl {
  const types = Object.keys(TYPES) as (keyof typeof TYPES)[];
  const type = r.pick(types);
  const line = (): string => {
    const flags = r.once(2) ? r.some(1, 2, () => r.pick(FLAGS)) : [];
    const own = r.once(9) ? r.pick(types) : type;
    const values = r.some(0, 2, () => r.pick(TYPES[own].split(' ')));
    return ['acl', r.pick(['a', 'a', 'A']), own, ...flags, ...values].join(' ');
  };
  const lines = r.some(1, 2, line);
  return {
    lines,
    requests: UNTOLD.test(lines.join(' ').split(' ')[2] ?? '') ? [] : [get({ listener: MAIN })],
  };
}
