/** The list of GPOs worked out link by link, each by its own rank: another way to the same answer. */
import type { Half } from '../../../src/facts/rsop/model.ts';
import {
  type AccountSpec,
  AUTHENTICATED,
  DOMAIN_SID,
  type GpoSpec,
  type LinkSpec,
  sidOf,
  type World,
} from './world.ts';

export interface NaiveOptions {
  /** Name of the site, or null: none has links. */
  readonly site: string | null;
  readonly wmi: ReadonlyMap<string, boolean>;
}

/** OUs above, outermost first. */
function ousAbove(world: World, index: number): readonly number[] {
  const ou = world.ous[index];
  return ou ? [...ousAbove(world, ou.parent), index] : [];
}

/** All SIDs of an account, by asking again until no group is new. */
export function sidsOf(world: World, account: AccountSpec): ReadonlySet<string> {
  const primary = `${DOMAIN_SID}-${account.kind === 'computer' ? 515 : 513}`;
  const names = new Set([account.name]);
  for (let before = 0; before !== names.size; ) {
    before = names.size;
    for (const group of world.groups) {
      if (group.members.some((member) => names.has(member))) names.add(group.name);
    }
  }
  const own = [...names].map((name) => sidOf(world, name));
  return new Set([...own, primary, AUTHENTICATED, 'S-1-1-0']);
}

function allowed(world: World, gpo: GpoSpec, sids: ReadonlySet<string>, right: 'read' | 'apply'): boolean {
  const first = gpo.acl.find((ace) => ace.right === right && sids.has(sidOf(world, ace.who)));
  return first?.kind === 'allow';
}

export interface Ranked {
  readonly id: string;
  readonly applies: boolean;
  /** Distance from the account: 0 for its own OU, the domain after all OUs, the site last. */
  readonly level: number;
  readonly index: number;
  readonly enforced: boolean;
}

export interface Subjects {
  readonly target: AccountSpec;
  /** Whose place in the tree counts. */
  readonly place: AccountSpec;
  readonly computer: AccountSpec | null;
}

const passes = (world: World, gpo: GpoSpec, half: Half, { target, computer }: Subjects): boolean => {
  const sids = sidsOf(world, target);
  const disabled = half === 'machine' ? gpo.machineDisabled : gpo.userDisabled;
  if (disabled || !allowed(world, gpo, sids, 'read') || !allowed(world, gpo, sids, 'apply')) return false;
  return computer === null || allowed(world, gpo, sidsOf(world, computer), 'read');
};

/** Every link above the place, the one that wins first. */
export function naiveList(
  world: World,
  half: Half,
  subjects: Subjects,
  options: NaiveOptions,
): readonly Ranked[] {
  const ous = ousAbove(world, subjects.place.ou);
  const site = world.sites.find((s) => s.name === options.site);
  const scopes = [
    ...ous.toReversed().map((i) => world.ous[i] ?? world.domain),
    world.domain,
    ...(site ? [site] : []),
  ];
  const all = scopes.flatMap((scope, level) =>
    scope.links.map((link, index) => {
      const isBlocked = !link.enforced && scopes.slice(0, level).some((below) => below.blocks);
      const applies = !isBlocked && !link.disabled && gpoPasses(world, half, subjects, options, link);
      return { id: link.gpo, applies, level, index, enforced: link.enforced ?? false };
    }),
  );
  return all.sort(byRank);
}

function gpoPasses(
  world: World,
  half: Half,
  subjects: Subjects,
  options: NaiveOptions,
  link: LinkSpec,
): boolean {
  const gpo = world.gpos.find((g) => g.id === link.gpo);
  if (!gpo) return false;
  const filter = gpo.wmi === undefined || options.wmi.get(gpo.wmi.toLowerCase()) === true;
  return filter && passes(world, gpo, half, subjects);
}

function byRank(a: Ranked, b: Ranked): number {
  if (a.enforced !== b.enforced) return a.enforced ? -1 : 1;
  const level = a.enforced ? b.level - a.level : a.level - b.level;
  return level !== 0 ? level : b.index - a.index;
}
