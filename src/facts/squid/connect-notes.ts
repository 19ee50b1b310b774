/** Rows that deal with CONNECT otherwise than they seem to: it has a host and a port, and no scheme or path. */
import type { Bilingual } from '../../model/text.ts';
import type { SquidAcl, SquidTerm } from './acl.ts';
import { say, shown } from './acl-line.ts';
import type { SquidProgram, SquidRow } from './program.ts';
import type { SquidNote, SquidSection } from './section.ts';

/** A program before its notes. */
export type Unfinished = Omit<SquidProgram, 'notes'>;

interface Word extends SquidTerm {
  readonly acl: SquidAcl;
}

const wordsOf = (row: SquidRow, { acls }: Unfinished): readonly Word[] =>
  row.terms.flatMap((t) => {
    const acl = acls.get(t.name);
    return acl ? [{ ...t, acl }] : [];
  });

/** Met by CONNECT and by nothing else. */
const isConnect = ({ acl: { test }, negated }: Word): boolean =>
  !negated && test.test === 'word' && test.of === 'method' && [...test.words].every((w) => w === 'CONNECT');

/** `://` stands in it and in none of several branches: a text without it cannot match. */
const needsScheme = (source: string): boolean =>
  /:(\\?\/){2}/.test(source) && !/[|?*{]/.test(source.replace(/https\?/, ''));

/** Only for https, which a proxy sees as CONNECT unless it decrypts. */
const needsHttps = (source: string): boolean => needsScheme(source) && /^\^?https:/.test(source);

function urlPatterns({ acl: { test } }: Word): readonly string[] {
  const some = test.test === 'pattern' && test.of === 'url' ? test.patterns : [];
  return some.map((p) => p.source);
}

const decrypts = ({ directives }: SquidSection): boolean =>
  directives.some((d) => /^https?_port$/.test(d.name) && d.args.includes('ssl-bump'));

const SCHEME = (name: string): Bilingual =>
  say(
    `CONNECT の URL は host:port だけなので、「://」を含む url_regex ${name} は一致しない。dstdomain か dstdom_regex で書く`,
    `the URL of CONNECT is host:port alone, so that url_regex ${name} with its "://" never matches it; use dstdomain or dstdom_regex`,
  );

function byUrl(
  words: readonly Word[],
  connects: boolean,
  bumped: boolean,
): readonly (readonly [string, Bilingual])[] {
  return words.flatMap((word) => {
    const sources = word.negated ? [] : urlPatterns(word);
    const never = connects ? needsScheme : bumped ? () => false : needsHttps;
    return sources.length > 0 && sources.every(never)
      ? [['url-scheme-on-connect', SCHEME(shown(word.name))] as const]
      : [];
  });
}

const isPath = ({ acl: { test } }: Word): boolean => test.test === 'pattern' && test.of === 'urlpath';

function byPath(
  words: readonly Word[],
  connects: boolean,
  allow: boolean,
): readonly (readonly [string, Bilingual])[] {
  return words.filter(isPath).flatMap(({ name, negated }) => {
    if (negated && allow) {
      const because = say(
        `CONNECT にはパスがなく、!${shown(name)} はどの CONNECT にも一致する。CONNECT を先に判定する`,
        `CONNECT has no path, and !${shown(name)} matches every CONNECT; decide on CONNECT before`,
      );
      return [['urlpath-on-connect', because] as const];
    }
    if (negated || !connects) return [];
    const because = say(
      `CONNECT にはパスがなく、${shown(name)} と CONNECT が並ぶこの行は一致しない`,
      `CONNECT has no path: this row of CONNECT and ${shown(name)} never matches`,
    );
    return [['urlpath-on-connect', because] as const];
  });
}

const isProto = ({ acl: { test } }: Word): boolean =>
  test.test === 'word' && test.of === 'proto' && !test.words.has('NONE');

function byProto(
  words: readonly Word[],
  connects: boolean,
  allow: boolean,
): readonly (readonly [string, Bilingual])[] {
  return words.filter(isProto).flatMap(({ name, negated }) => {
    if (negated ? !allow : !connects) return [];
    const because = negated
      ? say(
          `CONNECT のプロトコルは空で、!${shown(name)} はどの CONNECT にも一致する。CONNECT を先に判定する`,
          `CONNECT has no protocol, and !${shown(name)} matches every CONNECT; decide on CONNECT before`,
        )
      : say(
          `CONNECT のプロトコルは空で、${shown(name)} と CONNECT が並ぶこの行は一致しない。port で書く`,
          `CONNECT has no protocol: this row of CONNECT and ${shown(name)} never matches; use an ACL of type port`,
        );
    return [['proto-on-connect', because] as const];
  });
}

/** The port on which a client arrives, where that of the destination is meant. */
function byListener(words: readonly Word[], connects: boolean): readonly (readonly [string, Bilingual])[] {
  return words.flatMap(({ name, acl }) => {
    const listens = acl.test.test === 'number' && acl.test.of === 'localport';
    if (!listens || !(connects || /^(ssl|safe|https?|connect)/.test(name))) return [];
    const because = say(
      `${shown(name)} は ${acl.type} で、接続先ではなくプロキシの待ち受けポートを見る。接続先のポートは port で書く`,
      `${shown(name)} is of type ${acl.type} and looks at the port of the proxy, not of the destination; write an ACL of type port`,
    );
    return [['listener-port', because] as const];
  });
}

/** Rows of http_access. */
export function connectNotes(section: SquidSection, program: Unfinished): readonly SquidNote[] {
  const bumped = decrypts(section);
  return program.rows.http_access.flatMap((row) => {
    const words = wordsOf(row, program);
    const connects = words.some(isConnect);
    const found = [
      ...byUrl(words, connects, bumped),
      ...byPath(words, connects, row.allow),
      ...byProto(words, connects, row.allow),
      ...byListener(words, connects),
    ];
    return found.map(([kind, because]) => ({ kind, because, at: row.at }));
  });
}
