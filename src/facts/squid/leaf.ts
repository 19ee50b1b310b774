/** The requests that one ACL matches, as a set over a space; whatever only the running proxy knows is a condition. */
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, diff, FALSE, or, TRUE } from '../bdd.ts';
import type { AclTest, SquidAcl } from './acl.ts';
import { literalsOf, type SetOwner } from './gather.ts';
import { patternSet } from './pattern-leaf.ts';
import { conditionOf, inClasses, inSet, isLiteral, noCredentials, type Space } from './space.ts';

/** A directive asks its ACLs in one way. */
export interface Asking {
  /** Part of the keys of conditions that may differ from those of other directives; '' of http_access. */
  readonly key: string;
  /** Part of the keys of look-ups in DNS; '' of the directives that wait for them, as these all get the same answer. */
  readonly lookups: string;
  /** ACLs that only the running proxy can tell there, for all that they say. */
  readonly undecided: (acl: SquidAcl) => boolean;
  /** src is the client itself, whatever X-Forwarded-For says. */
  readonly direct: boolean;
  /** The client may count as the address that it names. */
  readonly trusted: Bdd;
}

/** `stop`: Squid asks for credentials there, and no later ACL is asked. */
export interface Leaf {
  readonly match: Bdd;
  readonly stop: Bdd;
}

type Test<K extends AclTest['test']> = Extract<AclTest, { test: K }>;

const at = ({ name, at: [line] }: SquidAcl): string => (line ? `${name} (${line.file}:${line.line})` : name);

const unknown = (acl: SquidAcl, ja: string, en: string) => (): Bilingual => ({
  ja: `ACL ${at(acl)}: ${ja}`,
  en: `ACL ${at(acl)}: ${en}`,
});

const runtime = (acl: SquidAcl) =>
  unknown(
    acl,
    `型 ${acl.type} の答えは動作中のプロキシにしか分からない`,
    `only the running proxy knows what type ${acl.type} says`,
  );
const opened = (acl: SquidAcl) => unknown(acl, '値のすべては分からない', 'not all of its values are known');

const numberOf = (space: Space, owner: SetOwner, name: string): number | undefined =>
  space.dimensions.sets[owner].get(name);

/** The address of the client, or the one that it names. */
function srcSet(space: Space, acl: SquidAcl, asking: Asking): Bdd {
  const { arena } = space;
  const set = numberOf(space, 'src', acl.name);
  const own = inSet(space, space.src, set);
  if (asking.direct || asking.trusted === FALSE) return own;
  const named = and(arena, asking.trusted, inSet(space, space.claimed, set));
  return or(arena, diff(arena, own, asking.trusted), named);
}

/** A name resolves to any number of addresses: for each class of them a condition that one is of that class. */
function resolvedSet(space: Space, acl: SquidAcl, asking: Asking): Bdd {
  const classes = space.dst.partition.classesOf[numberOf(space, 'dst', acl.name) ?? -1] ?? [];
  return classes
    .map((index) => conditionOf(space, `${asking.lookups}resolve ${index}`, resolution(acl)))
    .reduceRight((any, one) => or(space.arena, one, any), FALSE);
}

const resolution = (acl: SquidAcl) =>
  unknown(
    acl,
    'ホスト名がどのアドレスに解決されるかは分からない',
    'to which addresses names of hosts resolve is not known',
  );

function dstSet(space: Space, acl: SquidAcl, test: Test<'address'>, asking: Asking): Bdd {
  const { arena } = space;
  const written = and(arena, isLiteral(space), inSet(space, space.dst, numberOf(space, 'dst', acl.name)));
  if (test.literalOnly) return written;
  return or(arena, written, diff(arena, resolvedSet(space, acl, asking), isLiteral(space)));
}

/** Where squid.conf says nothing about the port of the proxy, the world does. */
function localipSet(space: Space, acl: SquidAcl): Bdd {
  const known = inSet(space, space.entry, numberOf(space, 'entry', acl.name));
  const open = inSet(space, space.entry, space.dimensions.unknownIp);
  const world = inSet(space, space.localip, numberOf(space, 'localip', acl.name));
  return or(space.arena, known, and(space.arena, open, world));
}

function localportSet(space: Space, acl: SquidAcl): Bdd {
  const known = inSet(space, space.entry, numberOf(space, 'entry', acl.name));
  const open = inSet(space, space.entry, space.dimensions.unknownPort);
  const because = unknown(
    acl,
    '受け付けたポートが分からない',
    'the port on which the request arrives is not known',
  );
  return or(space.arena, known, and(space.arena, open, conditionOf(space, `localport ${acl.name}`, because)));
}

function addressSet(space: Space, acl: SquidAcl, test: Test<'address'>, asking: Asking): Bdd {
  if (test.of === 'src') return srcSet(space, acl, asking);
  return test.of === 'dst' ? dstSet(space, acl, test, asking) : localipSet(space, acl);
}

/** `.7` is in no address as a number, but at the end of the text of some. */
const endsAddresses = ({ names }: Test<'domain'>): boolean => {
  for (const name of names.below) if (/^\d{1,3}(?:\.\d{1,3}){0,2}$|\]$/.test(name)) return true;
  return false;
};

function domainSet(space: Space, acl: SquidAcl, test: Test<'domain'>, asking: Asking): Bdd {
  const { arena } = space;
  const set = numberOf(space, 'host', acl.name);
  const classes = space.host.partition.classesOf[set ?? -1] ?? [];
  const ends = endsAddresses(test)
    ? conditionOf(
        space,
        `text ${acl.name}`,
        unknown(acl, 'アドレスの文字列の末尾を比べている', 'it compares the ends of addresses as text'),
      )
    : FALSE;
  const found = test.literalOnly ? FALSE : reverseSet(space, acl, classes, asking);
  const written = inSet(space, space.dst, numberOf(space, 'dst', literalsOf(acl.name)));
  const literal = and(arena, isLiteral(space), or(arena, written, or(arena, found, ends)));
  return or(arena, inClasses(space, space.host, classes), literal);
}

/** One name for an address, which every ACL of http_access sees. */
const reverseSet = (space: Space, acl: SquidAcl, classes: readonly number[], { lookups }: Asking): Bdd =>
  lookups === ''
    ? inClasses(space, space.rdns, classes)
    : conditionOf(
        space,
        `${lookups}reverse ${acl.name}`,
        unknown(acl, '宛先アドレスの逆引き名は分からない', 'the name of the address is not known'),
      );

/** Where nobody is asked, an ACL of users does not match. */
function userSet(space: Space, acl: SquidAcl): Bdd {
  const { arena } = space;
  const listed = inSet(space, space.user, numberOf(space, 'user', acl.name));
  const open = inSet(space, space.user, space.dimensions.unsettledUsers.get(acl.name));
  if (open === FALSE) return listed;
  const because = unknown(
    acl,
    '正規表現がどの利用者名に当てはまるかは分からない',
    'which names of users its patterns match is not known',
  );
  return or(arena, listed, and(arena, open, conditionOf(space, `user ${acl.name}`, because)));
}

/** Each time anew: no two occurrences are the same. */
const occurrence = (space: Space, acl: SquidAcl, fresh: boolean): string =>
  fresh ? `fresh ${space.conditions.size} ${acl.name}` : `acl ${acl.name}`;

function known(space: Space, acl: SquidAcl, asking: Asking): Bdd {
  const { test, name } = acl;
  switch (test.test) {
    case 'always':
      return TRUE;
    case 'never':
      return FALSE;
    case 'address':
      return addressSet(space, acl, test, asking);
    case 'domain':
      return domainSet(space, acl, test, asking);
    case 'pattern':
      return patternSet(space, acl, test, asking.lookups);
    case 'number':
      return test.of === 'port'
        ? inSet(space, space.port, numberOf(space, 'port', name))
        : localportSet(space, acl);
    case 'word':
      return test.of === 'myportname'
        ? inSet(space, space.entry, numberOf(space, 'entry', name))
        : inSet(space, space[test.of], numberOf(space, test.of, name));
    case 'time':
      return inSet(space, space.minute, numberOf(space, 'minute', name));
    case 'user':
      return userSet(space, acl);
    case 'condition':
      return conditionOf(space, `${asking.key}${occurrence(space, acl, test.fresh)}`, runtime(acl));
    default:
      return FALSE;
  }
}

/** Of an ACL that is no group. Values that are missing can only add to what it matches. */
export function leafOf(space: Space, acl: SquidAcl, asking: Asking): Leaf {
  const { arena } = space;
  const asks = acl.test.test === 'user' || (acl.test.test === 'condition' && acl.test.asks);
  if (asking.undecided(acl)) return undecidedLeaf(space, acl, asking);
  const told = known(space, acl, asking);
  const met = acl.open
    ? or(arena, told, conditionOf(space, `${asking.key}open ${acl.name}`, opened(acl)))
    : told;
  if (!asks) return { match: met, stop: FALSE };
  const silent = inSet(space, space.entry, space.dimensions.off);
  const none = noCredentials(space);
  return { match: diff(arena, diff(arena, met, silent), none), stop: diff(arena, none, silent) };
}

/** It may also end the list there and then, as an ACL that asks for credentials does. */
function undecidedLeaf(space: Space, acl: SquidAcl, { key }: Asking): Leaf {
  const because = runtime(acl);
  const match = conditionOf(space, `${key}acl ${acl.name}`, because);
  const stop = conditionOf(space, `${key}stop ${acl.name}`, because);
  return { match: diff(space.arena, match, stop), stop };
}
