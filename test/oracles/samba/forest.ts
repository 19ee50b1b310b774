/** Many random trees in one domain, and the LDIF that makes them. */
import { APPLY_GROUP_POLICY } from '../../../src/facts/directory/access.ts';
import type { AccountSpec, AceSpec, GpoSpec, LinkSpec, SomSpec, World } from '../../facts/rsop/world.ts';
import { AUTHENTICATED, accountDn, gpoDn, groupDn, ouDn, siteDn } from '../../facts/rsop/world.ts';
import type { SambaDomain } from '../samba.ts';

/** A computer that may read every GPO: Samba does not ask whether the user's computer may (MS16-072). */
export const READER = 'READER$';

const readByAll: AceSpec = { kind: 'allow', right: 'read', who: AUTHENTICATED };

interface Tree {
  readonly world: World;
  readonly number: number;
}

/** GUIDs, names of accounts and groups are one tree's own. */
const idIn = ({ number }: Tree, id: string): string =>
  id.replace('-0000-4000', `-${number.toString(16).toUpperCase().padStart(4, '0')}-4000`);

const nameIn = ({ number }: Tree, name: string): string =>
  name.startsWith('S-1-') ? name : `t${number}-${name}`;

const linksIn = (tree: Tree, links: readonly LinkSpec[]): readonly LinkSpec[] =>
  links.map((link) => ({ ...link, gpo: idIn(tree, link.gpo) }));

const gpoIn = (tree: Tree, gpo: GpoSpec): GpoSpec => ({
  ...gpo,
  id: idIn(tree, gpo.id),
  name: `${gpo.name} (木 ${tree.number})`,
  acl: [
    ...gpo.acl.map((ace) => ({ ...ace, who: nameIn(tree, ace.who) })),
    { kind: 'allow', right: 'read', who: READER },
  ],
});

/** The tree below an OU of its own, whose links are those of the site of the small domain. */
function branch(tree: Tree, offset: number): World {
  const { world, number } = tree;
  const top = {
    name: `木${number}`,
    parent: -1,
    links: linksIn(tree, world.sites[0]?.links ?? []),
    blocks: number % 3 === 0,
  };
  const inside = (ou: number): number => offset + 1 + ou;
  return {
    ...world,
    ous: [
      top,
      ...world.ous.map((ou) => ({ ...ou, links: linksIn(tree, ou.links), parent: inside(ou.parent) })),
    ],
    gpos: world.gpos.map((gpo) => gpoIn(tree, gpo)),
    groups: world.groups.map((group) => ({
      name: nameIn(tree, group.name),
      members: group.members.map((member) => nameIn(tree, member)),
    })),
    accounts: world.accounts.map((a) => ({ ...a, name: nameIn(tree, a.name), ou: inside(a.ou) })),
  };
}

/** GPOs that the site links may name: enabled and readable by all, as `samba-tool gpo list` does not look at sites. */
const forSite = (tree: Tree, gpo: GpoSpec): GpoSpec => ({
  ...gpo,
  id: gpo.id.replace('-8000-', '-8001-'),
  name: `拠点 ${gpo.name}`,
  userDisabled: false,
  machineDisabled: false,
  acl: [
    readByAll,
    ...gpo.acl.filter((ace) => ace.right === 'apply').map((ace) => ({ ...ace, who: nameIn(tree, ace.who) })),
  ],
});

const siteLink = (tree: Tree, link: LinkSpec): LinkSpec => ({
  ...link,
  gpo: idIn(tree, link.gpo).replace('-8000-', '-8001-'),
});

/** One domain of all trees. `first`: number of the first of them; its domain and site are those of the whole. */
export function forestOf(base: string, worlds: readonly World[], first: number): World {
  const trees = worlds.map((world, i) => ({ world, number: first + i }));
  const [head] = trees;
  if (!head) throw new Error('no trees');
  let offset = 0;
  const branches = trees.map((tree) => {
    const made = branch(tree, offset);
    offset += made.ous.length;
    return made;
  });
  const others = trees.slice(1, 3).flatMap((tree) => linksIn(tree, tree.world.domain.links.slice(0, 2)));
  return {
    base,
    domain: { ...head.world.domain, links: [...linksIn(head, head.world.domain.links), ...others] },
    ous: branches.flatMap((b) => b.ous),
    sites: [
      {
        name: 'Default-First-Site-Name',
        links: (head.world.sites[0]?.links ?? []).map((link) => siteLink(head, link)),
      },
    ],
    subnets: [],
    gpos: [...branches.flatMap((b) => b.gpos), ...head.world.gpos.map((gpo) => idForSite(head, gpo))],
    groups: branches.flatMap((b) => b.groups),
    accounts: branches.flatMap((b) => b.accounts),
  };
}

const idForSite = (tree: Tree, gpo: GpoSpec): GpoSpec => forSite(tree, { ...gpo, id: idIn(tree, gpo.id) });

const b64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Values in base64, as LDIF asks of what is not ASCII. */
const record = (dn: string, ...lines: readonly (readonly [string, string])[]): string =>
  [`dn:: ${b64(dn)}`, ...lines.map(([name, value]) => `${name}:: ${b64(value)}`), '', ''].join('\n');

const REGISTRY = '[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]';

const DEFAULT_POLICY = '{31B2F340-016D-11D2-945F-00C04FB984F9}';

/** The console leaves a blank behind. Samba's client passes over a scope without links even where it blocks. */
const noLinks = (world: World, { blocks }: SomSpec): string =>
  blocks ? `[LDAP://${gpoDn(world, DEFAULT_POLICY)};1]` : ' ';

function gpLink(world: World, som: SomSpec): readonly (readonly [string, string])[] {
  const flags = (link: LinkSpec): number => (link.disabled ? 1 : 0) + (link.enforced ? 2 : 0);
  const links = som.links.map((link) => `[LDAP://${gpoDn(world, link.gpo)};${flags(link)}]`).join('');
  return [['gPLink', links || noLinks(world, som)]];
}

const gpOptions = (som: SomSpec): readonly (readonly [string, string])[] =>
  som.blocks ? [['gPOptions', '1']] : [];

const ouRecord = (world: World, i: number): string => {
  const ou = world.ous[i] ?? world.domain;
  return record(
    ouDn(world, i),
    ['objectClass', 'organizationalUnit'],
    ...gpLink(world, ou),
    ...gpOptions(ou),
  );
};

const accountRecord = (world: World, account: AccountSpec): string =>
  record(
    accountDn(world, account),
    ['objectClass', account.kind],
    ['sAMAccountName', account.name],
    ['userAccountControl', account.kind === 'computer' ? '4096' : '514'],
  );

function groupRecord(world: World, group: World['groups'][number]): string {
  const dnOf = (name: string): string => {
    const account = world.accounts.find((a) => a.name === name);
    return account ? accountDn(world, account) : groupDn(world, name);
  };
  return record(
    groupDn(world, group.name),
    ['objectClass', 'group'],
    ['sAMAccountName', group.name],
    ...group.members.map((name) => ['member', dnOf(name)] as const),
  );
}

/** Scopes, accounts and groups; inner groups first. */
export const peopleLdif = (world: World): string =>
  [
    ...world.ous.map((_, i) => ouRecord(world, i)),
    ...world.accounts.map((account) => accountRecord(world, account)),
    ...world.groups.toReversed().map((group) => groupRecord(world, group)),
  ].join('');

const FULL = 'RPWPCCDCLCLORCWOWDSDDTSW';

function aceText(ace: AceSpec, sid: string): string {
  const kind = ace.kind === 'allow' ? 'A' : 'D';
  if (ace.right === 'read') return `(${kind};CI;RPLCLORC;;;${sid})`;
  return `(O${kind};CI;CR;${APPLY_GROUP_POLICY};;${sid})`;
}

/** As the console writes them: denials, those who administer it, then who it is for. */
function sddlOf(gpo: GpoSpec, sidOf: (who: string) => string): string {
  const texts = (kind: AceSpec['kind']): string =>
    gpo.acl
      .filter((ace) => ace.kind === kind)
      .map((ace) => aceText(ace, sidOf(ace.who)))
      .join('');
  return `O:DAG:DAD:P${texts('deny')}(A;CI;${FULL};;;DA)(A;CI;${FULL};;;SY)${texts('allow')}`;
}

function gpoRecord(world: World, gpo: GpoSpec, descriptor: string, dnsName: string): string {
  const flags = (gpo.userDisabled ? 1 : 0) + (gpo.machineDisabled ? 2 : 0);
  const text = record(
    gpoDn(world, gpo.id),
    ['objectClass', 'groupPolicyContainer'],
    ['displayName', gpo.name],
    ['flags', String(flags)],
    ['gPCFunctionalityVersion', '2'],
    ['versionNumber', '65537'],
    ['gPCFileSysPath', `\\\\${dnsName}\\sysvol\\${dnsName}\\Policies\\${gpo.id}`],
    ['gPCMachineExtensionNames', REGISTRY],
    ['gPCUserExtensionNames', REGISTRY],
  );
  return `${text.trimEnd()}\nnTSecurityDescriptor:: ${descriptor}\n\n`;
}

function replaceRecord(dn: string, name: string, values: readonly (readonly [string, string])[]): string {
  const lines = values.map(([, value]) => `${name}:: ${b64(value)}`);
  return [`dn:: ${b64(dn)}`, 'changetype: modify', `replace: ${name}`, ...lines, '', ''].join('\n');
}

const scopeRecords = (world: World): string =>
  [
    replaceRecord(world.base, 'gPLink', gpLink(world, world.domain)),
    replaceRecord(world.base, 'gPOptions', gpOptions(world.domain)),
    ...world.sites.map((site) => replaceRecord(siteDn(world, site.name), 'gPLink', gpLink(world, site))),
  ].join('');

export const readerLdif = (base: string): string =>
  accountRecord({ base } as World, { name: READER, kind: 'computer', ou: -1 });

/** Writes the trees beside what is there already; links of the domain and its site are replaced. */
export async function writeForest(samba: SambaDomain, world: World): Promise<void> {
  await samba.ldif(peopleLdif(world));
  const named = [...new Set(world.gpos.flatMap((gpo) => gpo.acl.map((ace) => ace.who)))];
  const known = named.filter((who) => !who.startsWith('S-1-'));
  const dnOf = (who: string): string => {
    const account = world.accounts.find((a) => a.name === who);
    if (account) return accountDn(world, account);
    return who === READER ? `CN=${READER},CN=Computers,${world.base}` : groupDn(world, who);
  };
  const sids = await samba.sids(known.map(dnOf));
  const bySid = new Map(known.map((who, i) => [who, sids[i] ?? who]));
  const descriptors = await samba.descriptors(
    world.gpos.map((gpo) => sddlOf(gpo, (who) => bySid.get(who) ?? who)),
  );
  const gpos = world.gpos.map((gpo, i) => gpoRecord(world, gpo, descriptors[i] ?? '', samba.dnsName));
  await samba.ldif(gpos.join('') + scopeRecords(world), ['relax:0']);
}
