/** What one ACL says to one request: yes, no, or what only the running proxy knows. */
import type { AddressSet } from '../address-set.ts';
import { ALL_ADDRESSES, covers, fromRanges } from '../address-set.ts';
import { compileEre, matches } from '../ere/matcher.ts';
import type { Pattern } from '../ere/syntax.ts';
import { type IpAddress, parseIpAddress } from '../ip-address.ts';
import { oncePer } from '../once.ts';
import type { AclTest, DomainList, PatternSubject, SquidAcl } from './acl.ts';
import { isOpen } from './clock.ts';
import { numericHost, unmapped } from './host-address.ts';
import type { SeenRequest } from './request-parse.ts';
import { effectiveUrl, patternText } from './url.ts';
import { isFrom, type SquidVersion } from './version.ts';

export interface MatchContext {
  readonly version: SquidVersion;
  readonly request: SeenRequest;
  /** The client, or whom X-Forwarded-For names. */
  readonly src: IpAddress;
  /** Addresses of a name; null: not known. */
  readonly resolve: ((host: string) => readonly string[] | null) | null;
  /** Reverse look-ups never find a name. */
  readonly noReverse: boolean;
  /** Names as Squid takes them out of credentials; more than one where that depends on the scheme. */
  readonly users: readonly string[];
}

/** null: only the running proxy can tell. */
export type Truth = boolean | null;

const point = (address: IpAddress): bigint =>
  fromRanges([{ version: address.version, from: address.value, to: address.value }])[0]?.from ?? -1n;

/** Binary search: the intervals are sorted and disjoint. */
export function holdsAddress(set: AddressSet, address: IpAddress): boolean {
  const at = point(address);
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const interval = set[middle];
    if (!interval) return false;
    if (at < interval.from) high = middle - 1;
    else if (at > interval.to) low = middle + 1;
    else return true;
  }
  return false;
}

/** matchDomainName: `.d` is d and everything below it. */
export function holdsDomain({ exact, below }: DomainList, host: string): boolean {
  if (exact.has(host)) return true;
  for (let from = 0; from >= 0; ) {
    if (below.has(host.slice(from))) return true;
    const dot = host.indexOf('.', from);
    from = dot < 0 ? -1 : dot + 1;
  }
  return false;
}

function subjectTexts(
  request: SeenRequest,
  version: SquidVersion,
): Readonly<Record<'url' | 'urlpath' | 'urllogin', string>> {
  const { url } = request;
  return {
    url: patternText(effectiveUrl(url, version), version),
    urlpath: patternText(url.path, version),
    urllogin: patternText(url.login, version),
  };
}

const textsOf: Readonly<Record<SquidVersion, (request: SeenRequest) => ReturnType<typeof subjectTexts>>> = {
  '3.5': oncePer((r) => subjectTexts(r, '3.5')),
  '4': oncePer((r) => subjectTexts(r, '4')),
  '5.7': oncePer((r) => subjectTexts(r, '5.7')),
  '5.9': oncePer((r) => subjectTexts(r, '5.9')),
  '6': oncePer((r) => subjectTexts(r, '6')),
  '7': oncePer((r) => subjectTexts(r, '7')),
};

const HEADERS: Partial<Record<PatternSubject, string>> = { browser: 'user-agent', referer: 'referer' };

/** null: there is no such text, and no pattern is met. */
function subject(
  of: PatternSubject,
  header: string | null,
  { request, version }: MatchContext,
): string | null {
  const texts = textsOf[version](request);
  if (of === 'url') return texts.url;
  // Neither CONNECT nor a URL without a login has anything that could match, not even an empty pattern.
  if (of === 'urlpath' || of === 'urllogin') return texts[of] === '' ? null : texts[of];
  if (of === 'dst-host') return request.url.host;
  // Alone of the headers, a Content-Type that is not there is an empty one.
  if (of === 'req-mime-type') return request.headers.get('content-type') ?? '';
  return request.headers.get(HEADERS[of] ?? header ?? '') ?? null;
}

function hasBackReference(tree: Pattern['tree']): boolean {
  if (!tree) return true;
  if (tree.op === 'back-reference') return true;
  if (tree.op === 'repeat') return hasBackReference(tree.of);
  return tree.op === 'concat' || tree.op === 'either' ? tree.parts.some(hasBackReference) : false;
}

/** The patterns of one ACL: those that can be decided, and whether there are others. */
const prepared = oncePer((patterns: readonly Pattern[]) => {
  // What regcomp refuses is no pattern of Squid's either.
  const real = patterns.filter((p) => p.refused !== 'by-regcomp');
  const decidable = real.filter((p) => !hasBackReference(p.tree));
  return { matcher: compileEre(decidable), all: decidable.length === real.length };
});

/** Texts of requests are bytes, one character each. */
const asBytes = (text: string): string | Uint8Array =>
  /^[\0-\x7f]*$/.test(text) ? text : Uint8Array.from(text, (c) => c.charCodeAt(0));

function anyPattern(patterns: readonly Pattern[], text: string): Truth {
  const { matcher, all } = prepared(patterns);
  if (matcher && matches(matcher, asBytes(text))) return true;
  return all && matcher ? false : null;
}

/** A host that is an address is looked up by name too, unless the ACL says -n; without a name it is called `none`. */
function byHost(context: MatchContext, literalOnly: boolean, meets: (host: string) => Truth): Truth {
  const { literal, host } = context.request.url;
  const own = meets(host);
  if (own === true || literalOnly || !literal) return own;
  if (!context.noReverse) return null;
  const none = meets('none');
  return none === false ? own : none;
}

type Test<K extends AclTest['test']> = Extract<AclTest, { test: K }>;

function byDestination({ set, literalOnly }: Test<'address'>, context: MatchContext): Truth {
  const { literal, host } = context.request.url;
  if (literal) return holdsAddress(set, literal);
  if (literalOnly) return false;
  const unspecified = numericHost(host);
  if (unspecified) return holdsAddress(set, unspecified);
  const found = context.resolve?.(host);
  if (!found) return null;
  return found.some((text) => {
    const address = parseIpAddress(text);
    return address !== null && holdsAddress(set, unmapped(address));
  });
}

function byAddress(test: Test<'address'>, context: MatchContext): Truth {
  if (test.of === 'src') return holdsAddress(test.set, context.src);
  if (test.of === 'dst') return byDestination(test, context);
  const { ip } = context.request.entry;
  if (ip) return holdsAddress(test.set, ip);
  return covers(test.set, ALL_ADDRESSES) ? true : null;
}

function byNumber({ of, ranges }: Test<'number'>, { request }: MatchContext): Truth {
  const value = of === 'port' ? request.url.port : request.entry.port;
  return value === null ? null : ranges.some((r) => r.from <= value && value <= r.to);
}

function byWord({ of, words }: Test<'word'>, { request }: MatchContext): Truth {
  const value = { method: request.method, proto: request.url.scheme, myportname: request.entry.name }[of];
  return value === null ? null : words.has(value);
}

function byPattern({ of, header, patterns, literalOnly }: Test<'pattern'>, context: MatchContext): Truth {
  if (of === 'dst-host') return byHost(context, literalOnly, (host) => anyPattern(patterns, host));
  // How earlier releases show a scheme that they do not know is not known to us.
  const odd = of === 'url' && context.request.url.scheme === '';
  if (odd && !isFrom(context.version, '5.7')) return null;
  const text = subject(of, header, context);
  return text === null ? false : anyPattern(patterns, text);
}

function byName(test: Test<'user'>, name: string): Truth {
  if (name === '-') return false;
  if (test.any || test.names.has(test.caseless ? name.toLowerCase() : name)) return true;
  return anyPattern(test.patterns, name);
}

function byUser(test: Test<'user'>, { users }: MatchContext): Truth {
  const [first = null, ...others] = users.map((name) => byName(test, name));
  return others.every((o) => o === first) ? first : null;
}

function known(test: AclTest, context: MatchContext): Truth {
  switch (test.test) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'address':
      return byAddress(test, context);
    case 'domain':
      return byHost(context, test.literalOnly, (host) => holdsDomain(test.names, host.toLowerCase()));
    case 'pattern':
      return byPattern(test, context);
    case 'number':
      return byNumber(test, context);
    case 'word':
      return byWord(test, context);
    case 'time':
      return context.request.clock && isOpen(test.windows, context.request.clock);
    case 'user':
      return byUser(test, context);
    default:
      return null;
  }
}

/** Of an ACL that is no group. Values that are missing can only add to what it matches. */
export function matchAcl(acl: SquidAcl, context: MatchContext): Truth {
  const met = known(acl.test, context);
  return met === false && acl.open ? null : met;
}
