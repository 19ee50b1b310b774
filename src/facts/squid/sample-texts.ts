/** Texts that regular expressions ask for, as hosts, paths and headers to try. Whether they match is for the evaluator. */
import type { ByteSet, Ere } from '../ere/syntax.ts';
import type { AclTest, SquidAcl } from './acl.ts';

const MAX_SAMPLES = 6;
const MAX_LENGTH = 200;
/** Bytes that stand for a set: the first of these that it holds. */
const USUAL = Array.from('a1.-/:w0ztA@=? _%', (c) => c.charCodeAt(0));

function byteOf(bytes: ByteSet): string {
  const usual = USUAL.find((b) => bytes[b] === 1);
  const byte = usual ?? bytes.findIndex((held, b) => held === 1 && b > 0x20 && b < 0x7f);
  return byte < 0 ? '' : String.fromCharCode(byte);
}

/** Each of the one followed by each of the other, the plainest first. */
const joined = (heads: readonly string[], tails: readonly string[]): readonly string[] =>
  heads
    .flatMap((h) => tails.map((t) => h + t))
    .filter((text) => text.length <= MAX_LENGTH)
    .slice(0, MAX_SAMPLES);

/** A few texts, short ones first; edges and borders are not looked at. */
function samples(tree: Ere): readonly string[] {
  switch (tree.op) {
    case 'set':
      return [byteOf(tree.bytes)];
    case 'concat':
      return tree.parts.map(samples).reduce(joined, ['']);
    case 'either':
      return tree.parts.flatMap((p) => samples(p).slice(0, 2)).slice(0, MAX_SAMPLES);
    case 'repeat': {
      const one = samples(tree.of);
      const least = Array.from({ length: Math.min(tree.min, MAX_LENGTH) }, () => one.slice(0, 1)).reduce(
        joined,
        [''],
      );
      return tree.min === 0 && tree.max !== 0 ? [...one.slice(0, 2), ''] : least;
    }
    default:
      return [''];
  }
}

type PatternTest = Extract<AclTest, { test: 'pattern' }>;

const MAX_PATTERNS = 8;

/** Some at the beginning and some at the end of a long list. */
const few = <T>(list: readonly T[]): readonly T[] =>
  list.length <= MAX_PATTERNS ? list : [...list.slice(0, MAX_PATTERNS - 2), ...list.slice(-2)];

const textsOf = ({ patterns }: PatternTest): readonly string[] => [
  ...new Set(few(patterns).flatMap(({ tree }) => (tree ? samples(tree).slice(0, 3) : []))),
];

/** What is tried in a request beside its classes. */
export interface Extras {
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
  readonly headers: readonly Readonly<Record<string, string>>[];
}

const escapedAll = (text: string, kept: RegExp): string =>
  Array.from(text, (c) => (kept.test(c) ? c : `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)).join('');

/** Squid takes nearly anything for the host of CONNECT, and resolves its escapes before patterns see them. */
const asHost = (text: string): string => escapedAll(text.toLowerCase(), /[a-z0-9.-]/);

const asPath = (text: string): string => {
  const safe = escapedAll(text, /[A-Za-z0-9/:@._~!$&'()*+,;=?-]/);
  return safe.startsWith('/') ? safe : `/${safe}`;
};

/** `scheme://host/path` taken apart; of other texts both may be a part. */
function urlExtras(text: string): Extras {
  const [, host, path] = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)(\/.*)?$/i.exec(text) ?? [];
  if (host === undefined) {
    return { hosts: [asHost(text), `${asHost(text)}.example.com`], paths: [asPath(text)], headers: [] };
  }
  return {
    hosts: [...(host === '' ? [] : [host.toLowerCase()]), asHost(text), `${asHost(text)}.example.com`],
    paths: [path === undefined ? '/' : asPath(path)],
    headers: [],
  };
}

const HEADERS: Partial<Record<PatternTest['of'], string>> = {
  browser: 'User-Agent',
  referer: 'Referer',
  'req-mime-type': 'Content-Type',
};

function extrasOf(test: PatternTest): readonly Extras[] {
  return textsOf(test)
    .filter((text) => text !== '')
    .map((text): Extras => {
      if (test.of === 'url') return urlExtras(text);
      if (test.of === 'urlpath') return { hosts: [], paths: [asPath(text)], headers: [] };
      if (test.of === 'dst-host')
        return { hosts: [text.toLowerCase(), `www${text.toLowerCase()}`], paths: [], headers: [] };
      const header = HEADERS[test.of] ?? test.header;
      const usable = header !== null && /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text);
      return { hosts: [], paths: [], headers: usable ? [{ [header]: text }] : [] };
    });
}

const MAX_EACH = 16;

const distinct = <T>(list: readonly T[]): readonly T[] => [
  ...new Map(list.map((one) => [JSON.stringify(one), one])).values(),
];

/** Without any first; headers that several ACLs ask for also together. */
export function extrasFor(acls: readonly SquidAcl[]): Extras {
  const each = acls.flatMap(({ test }) => (test.test === 'pattern' ? extrasOf(test) : []));
  const headers = each.flatMap((e) => e.headers);
  const together = acls.flatMap(({ test }) =>
    test.test === 'pattern' ? (extrasOf(test)[0]?.headers ?? []) : [],
  );
  return {
    paths: distinct(['/', ...each.flatMap((e) => e.paths)]).slice(0, MAX_EACH),
    hosts: distinct(each.flatMap((e) => e.hosts)).slice(0, MAX_EACH),
    headers: distinct([{}, ...headers, Object.assign({}, ...together)]).slice(0, MAX_EACH),
  };
}
