/** Random domains: deep trees with Japanese names, links of every kind, filters by nested groups. */
import fc from 'fast-check';
import {
  type AccountSpec,
  type AceSpec,
  AUTHENTICATED,
  type GpoSpec,
  type GroupSpec,
  type LinkSpec,
  type OuSpec,
  type World,
} from './world.ts';

const NAMES = [
  '本社',
  '営業部',
  'サーバー',
  '端末',
  '関西支社',
  'Tier0',
  '総務 課',
  '開発,試験',
  'ＤＭＺ',
  'R&D',
];

export const gpoId = (n: number): string =>
  `{${n.toString(16).toUpperCase().padStart(8, '0')}-0000-4000-8000-000000000000}`;

const GPOS = 6;
const GROUPS = 5;
const OUS = 7;

const link = (gpos: number): fc.Arbitrary<LinkSpec> =>
  fc.record({
    gpo: fc.nat(gpos - 1).map(gpoId),
    enforced: fc.boolean(),
    disabled: fc.nat(5).map((n) => n === 0),
  });

const links = (gpos: number, most = 4): fc.Arbitrary<readonly LinkSpec[]> =>
  fc.array(link(gpos), { maxLength: most });

const blocks = fc.nat(3).map((n) => n === 0);

/** `,` in a name is escaped in a DN. */
export const escaped = (name: string): string => name.replaceAll(',', '\\,');

const ous = (gpos: number): fc.Arbitrary<readonly OuSpec[]> =>
  fc
    .array(fc.record({ base: fc.constantFrom(...NAMES), up: fc.nat(OUS), links: links(gpos), blocks }), {
      maxLength: OUS,
    })
    .map((list) =>
      list.map(({ base, up, ...rest }, i) => ({
        ...rest,
        name: escaped(`${base}${i}`),
        parent: (up % (i + 1)) - 1,
      })),
    );

/** Members are accounts, and groups of a higher number: nesting without an end would prove nothing more. */
const groups = (accounts: readonly AccountSpec[]): fc.Arbitrary<readonly GroupSpec[]> =>
  fc.tuple(
    ...Array.from({ length: GROUPS }, (_, i) => {
      const inner = Array.from({ length: GROUPS - i - 1 }, (_, j) => `グループ${i + j + 1}`);
      const names = [...accounts.map((a) => a.name), ...inner];
      return fc
        .subarray(names, { maxLength: Math.min(4, names.length) })
        .map((members) => ({ name: `グループ${i}`, members }));
    }),
  );

const who = (accounts: readonly AccountSpec[]): fc.Arbitrary<string> =>
  fc.constantFrom(
    AUTHENTICATED,
    AUTHENTICATED,
    ...Array.from({ length: GROUPS }, (_, i) => `グループ${i}`),
    ...accounts.map((a) => a.name),
  );

/** Denials stand first, as every tool writes them. */
const acl = (accounts: readonly AccountSpec[]): fc.Arbitrary<readonly AceSpec[]> => {
  const ace = (kind: AceSpec['kind']): fc.Arbitrary<AceSpec> =>
    fc.record({
      kind: fc.constant(kind),
      right: fc.constantFrom('read', 'apply', 'apply'),
      who: who(accounts),
    });
  const open = fc.constant<readonly AceSpec[]>([
    { kind: 'allow', right: 'read', who: AUTHENTICATED },
    { kind: 'allow', right: 'apply', who: AUTHENTICATED },
  ]);
  const drawn = fc
    .tuple(fc.array(ace('deny'), { maxLength: 1 }), fc.array(ace('allow'), { minLength: 1, maxLength: 4 }))
    .map(([deny, allow]) => [...deny, ...allow]);
  const usual = fc.tuple(fc.array(ace('deny'), { maxLength: 1 }), open).map((parts) => parts.flat());
  return fc.oneof(open, usual, drawn);
};

const gpos = (accounts: readonly AccountSpec[]): fc.Arbitrary<readonly GpoSpec[]> =>
  fc
    .array(
      fc.record({
        acl: acl(accounts),
        userDisabled: fc.nat(5).map((n) => n === 0),
        machineDisabled: fc.nat(5).map((n) => n === 0),
      }),
      { minLength: 1, maxLength: GPOS },
    )
    .map((list) => list.map((gpo, i) => ({ ...gpo, id: gpoId(i), name: `方針 ${i}` })));

const accountSpecs = (count: number): fc.Arbitrary<readonly AccountSpec[]> =>
  fc
    .array(fc.record({ computer: fc.boolean(), ou: fc.nat(OUS) }), { minLength: 2, maxLength: count })
    .map((list) => [
      { name: 'PC0$', kind: 'computer' as const, ou: (list[0]?.ou ?? 0) - 1 },
      { name: 'user1', kind: 'user' as const, ou: (list[1]?.ou ?? 0) - 1 },
      ...list.slice(2).map(({ computer, ou }, i) => ({
        name: computer ? `PC${i + 2}$` : `user${i + 2}`,
        kind: computer ? ('computer' as const) : ('user' as const),
        ou: ou - 1,
      })),
    ]);

/** `missing`: links may name GPOs that do not exist. */
export const randomWorld = (base: string, missing = false): fc.Arbitrary<World> =>
  accountSpecs(6).chain((accounts) =>
    gpos(accounts).chain((all) => {
      const linkable = all.length + (missing ? 1 : 0);
      return fc
        .record({
          domain: fc.record({ links: links(linkable, 5), blocks }),
          ous: ous(linkable),
          site: links(linkable, 3),
          otherSite: links(linkable, 2),
          groups: groups(accounts),
        })
        .map(({ domain, ous: tree, site, otherSite, groups: drawn }) => ({
          base,
          domain,
          ous: tree,
          sites: [
            { name: 'Default-First-Site-Name', links: site },
            { name: '大阪', links: otherSite },
          ],
          subnets: [{ cidr: '10.1.0.0/16', site: 'Default-First-Site-Name' }],
          gpos: all,
          groups: drawn,
          accounts: accounts.map((a) => ({ ...a, ou: a.ou < tree.length ? a.ou : -1 })),
        }));
    }),
  );
