/** What a set of requests hangs on beside the requests: where it is certain, where it is likely, and why not. */
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, choose, diff, exists, FALSE, not, restrict, TRUE } from '../bdd.ts';
import { cubeOf, fieldVariables, support } from '../bdd-sets.ts';
import type { SquidAcl } from './acl.ts';
import { type Space, worldCube } from './space.ts';
import type { Attempt } from './witness.ts';

/** Requests that are in `target` whatever is not known, of those that are asked about. */
function certain({ arena }: Space, asked: Bdd, target: Bdd, world: Bdd): Bdd {
  return diff(arena, exists(arena, asked, world), exists(arena, diff(arena, asked, target), world));
}

/** Names resolve to no address of an ACL, and addresses have a name that is in no list. */
function usualWorld(space: Space): Bdd {
  const resolved = [...space.conditions]
    .filter(([key]) => /^(?:\w+ )?resolve /.test(key))
    .map(([, c]) => c.variable);
  const variables = [...resolved, ...fieldVariables(space.rdns)].sort((a, b) => b - a);
  return variables.reduce((cube, v) => choose(space.arena, v, cube, FALSE), TRUE as Bdd);
}

/** Where to look for a request: where nothing else matters, then anywhere, then where the world is as usual. */
export function attempts(space: Space, asked: Bdd, target: Bdd): readonly Attempt[] {
  const { arena } = space;
  const world = worldCube(space);
  const usual = usualWorld(space);
  const [usuallyAsked, usually] = [restrict(arena, asked, usual), restrict(arena, target, usual)];
  return [
    { set: certain(space, asked, target, world), usual: false },
    { set: target, usual: false },
    { set: certain(space, usuallyAsked, usually, world), usual: true },
    { set: usually, usual: true },
  ];
}

const REVERSE: Bilingual = {
  ja: '宛先がアドレスのとき、その逆引き名は分からない (dstdomain、dstdom_regex は -n がなければ逆引きする)',
  en: 'of a destination that is an address the name is not known (dstdomain and dstdom_regex look it up without -n)',
};

const OWN_ADDRESS: Bilingual = {
  ja: 'プロキシ自身のアドレスが設定からは分からない (localip)',
  en: 'the proxy’s own address is not in the file (localip)',
};

const NOT_CONFIRMED: Bilingual = {
  ja: '該当するはずの組み合わせはあるが、具体的なリクエストで確かめられなかった',
  en: 'some combination should do, but no single request could be confirmed',
};

/** Whether a set is another for other values of some variables, within what can be. */
function dependsOn({ arena, universe }: Space, set: Bdd, variables: readonly number[]): boolean {
  const cube = cubeOf(arena, variables);
  const some = exists(arena, set, cube);
  const everywhere = not(arena, exists(arena, diff(arena, universe, set), cube));
  return diff(arena, and(arena, some, exists(arena, universe, cube)), everywhere) !== FALSE;
}

/** ACLs of regular expressions on which a set depends. */
export function openPatterns(space: Space, target: Bdd): readonly SquidAcl[] {
  const asked = new Set(support(space.arena, target));
  return [...space.conditions].flatMap(([key, { variable }]) => {
    const name = /^(?:\w+ )?pattern (.*)$/s.exec(key)?.[1];
    const acl = asked.has(variable) && name !== undefined ? space.program.acls.get(name) : undefined;
    return acl ? [acl] : [];
  });
}

/** Why it hangs: the conditions on which the set depends. */
export function reasons(space: Space, target: Bdd): readonly Bilingual[] {
  const asked = new Set(support(space.arena, target));
  const conditions = [...space.conditions.values()].filter((c) => asked.has(c.variable));
  const texts = [
    ...conditions.map((c) => c.because),
    ...(dependsOn(space, target, fieldVariables(space.rdns)) ? [REVERSE] : []),
    ...(dependsOn(space, target, fieldVariables(space.localip)) ? [OWN_ADDRESS] : []),
  ];
  return texts.length > 0 ? [...new Map(texts.map((t) => [t.en, t])).values()] : [NOT_CONFIRMED];
}
