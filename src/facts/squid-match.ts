/** Whether one ACL matches one request: yes, no, or not known. A wrong yes or no is the worst defect; maybe is not one. */
import { type IpAddress, parseIpAddress } from './ip-address.ts';
import { type AddressList, addressList, inAddressList } from './squid-addresses.ts';
import { type SquidAcl, type SquidProgram, type SquidTerm, squidTerm } from './squid-program.ts';

export interface SquidRequest {
  /** null: not known (X-Forwarded-For is followed). */
  readonly src: IpAddress | null;
  readonly method: string;
  readonly port: number;
  /** `none`: no credentials. `valid`: some user's. `off`: a port on which Squid asks nobody. */
  readonly auth: 'none' | 'valid' | 'off';
  /** Name in the URL, lower case; null stands for every host. */
  readonly host: string | null;
  /** What that name resolves to; null stands for every address. */
  readonly address: IpAddress | null;
}

/** `challenge`: Squid asks for credentials here, whatever follows. */
export type Match = 'yes' | 'no' | 'maybe' | 'challenge';

/** Lists made ready once for a program. */
export interface SquidMatcher {
  readonly program: SquidProgram;
  readonly addresses: ReadonlyMap<string, AddressList>;
  readonly domains: ReadonlyMap<string, ReadonlySet<string>>;
}

const valuesOf = (acl: SquidAcl): readonly string[] =>
  acl.lines.flat().filter((v) => !/^(-[-a-z]|--.*)$/.test(v));

export function squidMatcher(program: SquidProgram): SquidMatcher {
  const addresses = new Map<string, AddressList>();
  const domains = new Map<string, ReadonlySet<string>>();
  for (const acl of program.acls.values()) {
    if (acl.type === 'src' || acl.type === 'dst') addresses.set(acl.name, addressList(valuesOf(acl)));
    if (acl.type === 'dstdomain') domains.set(acl.name, new Set(valuesOf(acl).map((v) => v.toLowerCase())));
  }
  return { program, addresses, domains };
}

/** Values that are missing can only add to a match. */
const opened = (acl: SquidAcl, match: Match): Match => (acl.open && match === 'no' ? 'maybe' : match);

const told = (truth: boolean): Match => (truth ? 'yes' : 'no');

function inList(matcher: SquidMatcher, acl: SquidAcl, ip: IpAddress | null): Match {
  const list = matcher.addresses.get(acl.name);
  if (!list) return 'maybe';
  if (acl.lines.flat().includes('all')) return 'yes';
  return ip ? inAddressList(list, ip) : 'maybe';
}

/** `.d` is d and everything below it; the trailing dot of a host is dropped. */
function inDomains(matcher: SquidMatcher, acl: SquidAcl, host: string | null): Match {
  const set = matcher.domains.get(acl.name);
  if (!set || host === null || parseIpAddress(host)) return 'maybe';
  const labels = host.replace(/\.$/, '').split('.');
  if (set.has(labels.join('.'))) return 'yes';
  return told(labels.some((_, i) => set.has(`.${labels.slice(i).join('.')}`)));
}

const inPorts = (acl: SquidAcl, port: number): Match =>
  told(
    valuesOf(acl).some((value) => {
      const [from = 0, to = from] = value.split('-').map(Number);
      return from <= port && port <= to;
    }),
  );

const PROTOCOLS = /^(HTTP|HTTPS|FTP|GOPHER|URN|WAIS|CACHE_OBJECT|ICP|HTCP|COAP|COAPS|WHOIS)$/i;

/** CONNECT has no protocol, path or scheme; of other requests only that the witness is plain http is known. */
function byProtocol(acl: SquidAcl, r: SquidRequest): Match {
  const values = valuesOf(acl);
  if (!values.every((v) => PROTOCOLS.test(v))) return 'maybe';
  if (r.method === 'CONNECT') return 'no';
  return r.host === null ? 'maybe' : told(values.some((v) => v.toUpperCase() === 'HTTP'));
}

function byUser(acl: SquidAcl, r: SquidRequest): Match {
  if (r.auth === 'none') return 'challenge';
  if (r.auth === 'off') return 'maybe';
  return valuesOf(acl).includes('REQUIRED') ? 'yes' : 'maybe';
}

/** The cache manager's URLs are below a path, so that neither CONNECT nor the witness's own URL is one. */
const byUrl = (acl: SquidAcl, r: SquidRequest): Match =>
  acl.lines.length === 1 && acl.lines[0]?.[0] === 'manager' && (r.method === 'CONNECT' || r.host !== null)
    ? 'no'
    : 'maybe';

const MAX_DEPTH = 16;

/** The first of `decisive` settles it, unless something before it may have asked for credentials. */
function inOrder(matches: readonly Match[], decisive: 'yes' | 'no'): Match {
  const at = matches.indexOf(decisive);
  const before = at < 0 ? matches : matches.slice(0, at);
  if (before.some((m) => m === 'maybe' || m === 'challenge')) return 'maybe';
  return at < 0 ? (decisive === 'yes' ? 'no' : 'yes') : decisive;
}

/** any-of: one of its ACLs. all-of: every ACL of one of its lines. Both stop as soon as they know. */
function group(matcher: SquidMatcher, acl: SquidAcl, r: SquidRequest, depth: number): Match {
  const lines = acl.type === 'all-of' ? acl.lines : acl.lines.flat().map((name) => [name]);
  const every = (names: readonly string[]): Match =>
    inOrder(
      names.map((name) => term(matcher, squidTerm(name), r, depth + 1)),
      'no',
    );
  return inOrder(lines.map(every), 'yes');
}

/** Types that may ask for credentials where they are only maybe met. */
const ASKING = /^(external|any-of|all-of|proxy_auth|proxy_auth_regex|ext_user|ext_user_regex|max_user_ip)$/;

export const mayAsk = (matcher: SquidMatcher, t: SquidTerm): boolean =>
  ASKING.test(matcher.program.acls.get(t.name)?.type ?? 'external');

function positive(matcher: SquidMatcher, acl: SquidAcl, r: SquidRequest, depth: number): Match {
  switch (acl.type) {
    case 'src':
      return opened(acl, inList(matcher, acl, r.src));
    case 'dst':
      return opened(acl, inList(matcher, acl, r.address));
    case 'dstdomain':
      return opened(acl, inDomains(matcher, acl, r.host));
    case 'port':
      return opened(acl, inPorts(acl, r.port));
    case 'method':
      return opened(acl, told(valuesOf(acl).some((v) => v.toUpperCase() === r.method)));
    case 'proto':
      return opened(acl, byProtocol(acl, r));
    case 'proxy_auth':
    case 'proxy_auth_regex':
      return byUser(acl, r);
    case 'urlpath_regex':
      return r.method === 'CONNECT' ? 'no' : 'maybe';
    case 'url_regex':
      return opened(acl, byUrl(acl, r));
    case 'any-of':
    case 'all-of':
      return depth > MAX_DEPTH ? 'maybe' : opened(acl, group(matcher, acl, r, depth));
    default:
      return 'maybe';
  }
}

/** One word of a row. Negation does not touch the need to ask for credentials. */
export function term(matcher: SquidMatcher, t: SquidTerm, r: SquidRequest, depth = 0): Match {
  const acl = matcher.program.acls.get(t.name);
  const match = acl ? positive(matcher, acl, r, depth) : 'maybe';
  if (!t.negated || match === 'maybe' || match === 'challenge') return match;
  return match === 'yes' ? 'no' : 'yes';
}
