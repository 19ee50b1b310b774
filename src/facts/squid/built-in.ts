/** The ACLs that Squid has without their being written (DEFAULT of acl in cf.data.pre of each release). */
import type { Location } from '../../model/evidence.ts';
import type { Ere, Pattern } from '../ere/syntax.ts';
import type { SquidDirective } from './section.ts';
import { isFrom, type SquidVersion } from './version.ts';

const FILE = '(squid)';

const at = (text: string): Location => ({ file: FILE, line: 0, text });

/** Of a line that nobody wrote. */
export const isBuiltIn = (location: Location): boolean => location.file === FILE && location.line === 0;

const built = (text: string, patterns?: SquidDirective['patterns']): SquidDirective => ({
  name: 'acl',
  args: text.split(' ').slice(1),
  state: 'known',
  missing: [],
  at: at(text),
  ...(patterns ? { patterns } : {}),
});

function bytes(has: (byte: string) => boolean): Ere {
  return {
    op: 'set',
    bytes: Uint8Array.from({ length: 256 }, (_, i) => (has(String.fromCharCode(i)) ? 1 : 0)),
  };
}

const literal = (text: string, caseless = false): readonly Ere[] =>
  [...text].map((letter) =>
    bytes((b) => b === letter || (caseless && (b === letter.toLowerCase() || b === letter.toUpperCase()))),
  );

const many = (of: Ere): Ere => ({ op: 'repeat', of, min: 1, max: null });

const not = (letter: string): Ere => bytes((b) => b !== letter && b !== '\0');

const CACHE_OBJECT: Pattern = {
  source: '^cache_object://',
  caseless: true,
  tree: { op: 'concat', parts: [{ op: 'start' }, ...literal('cache_object://', true)] },
  refused: null,
};

/** The page of the cache manager below any URL, of any scheme (from 4) or of http and https. */
function managerPath(version: SquidVersion): Pattern {
  const any = isFrom(version, '4');
  const scheme: readonly Ere[] = any
    ? [many(not(':'))]
    : [...literal('http'), { op: 'repeat', of: bytes((b) => b === 's'), min: 0, max: 1 }];
  return {
    source: any ? '^[^:]+://[^/]+/squid-internal-mgr/' : '^https?://[^/]+/squid-internal-mgr/',
    caseless: false,
    tree: {
      op: 'concat',
      parts: [
        { op: 'start' },
        ...scheme,
        ...literal('://'),
        many(not('/')),
        ...literal('/squid-internal-mgr/'),
      ],
    },
    refused: null,
  };
}

function manager(version: SquidVersion): SquidDirective {
  const path = managerPath(version);
  return isFrom(version, '7')
    ? built(`acl manager url_regex ${path.source}`, [{ arg: 2, pattern: path }])
    : built(`acl manager url_regex -i ${CACHE_OBJECT.source} +i ${path.source}`, [
        { arg: 3, pattern: CACHE_OBJECT },
        { arg: 5, pattern: path },
      ]);
}

/** As `acl` lines in front of the file's own. */
export function builtInAcls(version: SquidVersion): readonly SquidDirective[] {
  const loopback = isFrom(version, '4')
    ? 'acl to_localhost dst 127.0.0.0/8 0.0.0.0/32 ::1/128 ::/128'
    : 'acl to_localhost dst 127.0.0.0/8 0.0.0.0/32 ::1/128';
  return [
    built('acl all src all'),
    manager(version),
    built('acl localhost src 127.0.0.1/32 ::1'),
    built(loopback),
    ...(isFrom(version, '5.9') ? [built('acl to_linklocal dst 169.254.0.0/16 fe80::/10')] : []),
    ...(isFrom(version, '5.7') ? [built('acl CONNECT method CONNECT')] : []),
    ...['certHasExpired', 'certNotYetValid', 'certDomainMismatch', 'certUntrusted', 'certSelfSigned'].map(
      (name) => built(`acl ssl::${name} ssl_error ${name}`),
    ),
  ];
}
