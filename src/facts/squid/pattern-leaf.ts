/** The requests that an ACL of regular expressions matches: what can be proved of whole kinds of texts, else a condition. */
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, diff, FALSE, or, TRUE } from '../bdd.ts';
import { matches } from '../ere/matcher.ts';
import type { AclTest, SquidAcl } from './acl.ts';
import type { NameClass } from './name-classes.ts';
import { conditionOf, inClasses, inSet, isConnect, isLiteral, isUrn, type Space } from './space.ts';
import { matcherOf, type TextKind, verdictOver } from './text-kinds.ts';

type PatternTest = Extract<AclTest, { test: 'pattern' }>;

/** How a pattern stands to every text of a kind; null: it matches some, or it is not known. */
type Settled = boolean | null;

/** Comparisons of names in lists with patterns, at most so many an ACL. */
const MAX_NAMES = 20_000;

const because =
  ({ name, at: [line] }: SquidAcl) =>
  (): Bilingual => {
    const at = line ? `${name} (${line.file}:${line.line})` : name;
    return {
      ja: `ACL ${at}: どのリクエストが正規表現に当てはまるかは、すべては調べきれない`,
      en: `ACL ${at}: which requests its regular expressions match cannot be told for all of them`,
    };
  };

const setOf = (settled: Settled, open: Bdd): Bdd => (settled === null ? open : settled ? TRUE : FALSE);

/** Requests of one kind of host, by what is settled of it. */
function byHost(space: Space, name: Bdd, v4: Bdd, v6: Bdd): Bdd {
  const { arena, dimensions } = space;
  const four = inSet(space, space.dst, dimensions.ipv4);
  const literal = or(arena, and(arena, four, v4), diff(arena, v6, four));
  return or(arena, and(arena, isLiteral(space), literal), diff(arena, name, isLiteral(space)));
}

/** Of a class with no names but those in lists: whether the patterns match all of them, or none. */
function overListed(test: PatternTest, { complete, listed }: NameClass): Settled {
  const matcher = complete ? matcherOf(test.patterns) : null;
  if (!matcher) return null;
  const found = listed.map((host) => matches(matcher, host));
  return found.every((f) => f === found[0]) ? (found[0] ?? null) : null;
}

/** Names of lists are tried one by one, others by what is settled of every name. */
function nameSet(space: Space, test: PatternTest, open: Bdd): Bdd {
  const every = verdictOver(test.patterns, 'name');
  if (every !== null) return setOf(every, open);
  const { members } = space.host.partition;
  const names = members.reduce((sum, m) => sum + (m.complete ? m.listed.length : 0), 0);
  if (names > MAX_NAMES) return open;
  const told = members.map((m) => overListed(test, m));
  const pick = (wanted: Settled): number[] => told.flatMap((t, index) => (t === wanted ? [index] : []));
  const some = and(space.arena, inClasses(space, space.host, pick(null)), open);
  return or(space.arena, inClasses(space, space.host, pick(true)), some);
}

/** Without -n the name of an address is tried too. */
function literalSet(test: PatternTest, kind: TextKind, open: Bdd): Bdd {
  const told = verdictOver(test.patterns, kind);
  return setOf(test.literalOnly || told === true ? told : null, open);
}

/** The path of a URN may be empty, and then nothing matches it. */
function pathSet(space: Space, told: Bdd, open: Bdd): Bdd {
  const { arena } = space;
  const urn = isUrn(space);
  return or(arena, diff(arena, told, urn), and(arena, and(arena, told, urn), open));
}

/** `open` of a condition that is made only where something rests on it. */
export function patternSet(space: Space, acl: SquidAcl, test: PatternTest, lookups: string): Bdd {
  const { arena } = space;
  const reverse = test.of === 'dst-host' && !test.literalOnly ? lookups : '';
  const open = conditionOf(space, `${reverse}pattern ${acl.name}`, because(acl));
  const of = (kind: TextKind): Bdd => setOf(verdictOver(test.patterns, kind), open);
  if (test.of === 'dst-host') {
    const [v4, v6] = [literalSet(test, 'ipv4', open), literalSet(test, 'ipv6', open)];
    return byHost(space, nameSet(space, test, open), v4, v6);
  }
  const connect = isConnect(space);
  if (test.of === 'urlpath') return pathSet(space, diff(arena, of('path'), connect), open);
  if (test.of !== 'url') return open;
  const tunnel = byHost(space, of('name:port'), of('ipv4:port'), of('ipv6:port'));
  return or(arena, and(arena, connect, tunnel), diff(arena, of('url'), connect));
}
