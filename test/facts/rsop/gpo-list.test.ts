import { describe, expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import type { Account, DirectorySection } from '../../../src/facts/directory/model.ts';
import type { Directory } from '../../../src/facts/directory/query.ts';
import { type GpoListFacts, gpoList } from '../../../src/facts/rsop/gpo-list.ts';
import type { GpoList, Half, RsopOptions, Standing } from '../../../src/facts/rsop/model.ts';
import {
  type AceSpec,
  AUTHENTICATED,
  accountIn,
  directoryOf,
  EVERYBODY,
  type GpoSpec,
  gpoDn,
  type LinkSpec,
  sectionOf,
  type World,
} from './world.ts';

const id = (n: number): string => `{0000000${n}-0000-4000-8000-000000000000}`;
const [A, B, C] = [id(1), id(2), id(3)];

const gpo = (of: string, more: Partial<GpoSpec> = {}): GpoSpec => ({
  id: of,
  name: `方針 ${of.charAt(8)}`,
  acl: EVERYBODY,
  ...more,
});

const world = (more: Partial<World> = {}): World => ({
  base: 'DC=corp,DC=example',
  domain: { links: [] },
  ous: [{ name: '本社', parent: -1, links: [] }],
  sites: [],
  subnets: [],
  gpos: [gpo(A), gpo(B), gpo(C)],
  groups: [],
  accounts: [
    { name: 'PC01$', kind: 'computer', ou: 0 },
    { name: 'ito', kind: 'user', ou: 0 },
  ],
  ...more,
});

/** With links on the OU of both accounts. */
const linked = (links: readonly LinkSpec[], more: Partial<World> = {}): World =>
  world({ ous: [{ name: '本社', parent: -1, links }], ...more });

const OPTIONS: RsopOptions = { site: null, address: null, wmi: new Map() };

interface Asked {
  readonly half?: Half;
  readonly options?: Partial<RsopOptions>;
  readonly facts?: Partial<GpoListFacts>;
  readonly computer?: Account | null;
}

function listIn(directory: Directory, { half = 'machine', options, facts, computer }: Asked = {}): GpoList {
  const subject = {
    computer: computer === undefined ? accountIn(directory, 'PC01$') : computer,
    user: half === 'user' ? accountIn(directory, 'ito') : null,
  };
  return gpoList(directory, half, subject, { ...OPTIONS, ...options }, { loopback: 'none', ...facts });
}

const listOf = (w: World, asked: Asked = {}): GpoList => listIn(directoryOf(w), asked);

const reasonOf = (standing: Standing): string =>
  standing.applies === 'yes' ? 'yes' : `${standing.applies} ${standing.reason}`;

/** `1 yes` for A that applies; local policy left out. */
const shown = (list: GpoList): readonly string[] =>
  list.gpos.flatMap((g) => (g.id === null ? [] : [`${g.id.charAt(8)} ${reasonOf(g.standing)}`]));

const change = (w: World, edit: (section: DirectorySection) => DirectorySection): Directory =>
  buildDirectory([edit(sectionOf(w))]);

describe('order', () => {
  test('the last link of a gPLink wins; local policy loses to all', () => {
    const list = listOf(linked([{ gpo: A }, { gpo: B }, { gpo: C }]));
    expect(shown(list)).toStrictEqual(['3 yes', '2 yes', '1 yes']);
    expect(list.gpos.at(-1)).toMatchObject({ id: null, gpo: null, som: null, standing: { applies: 'yes' } });
  });

  test('the nearest scope wins, and among enforced links the highest, the site above all', () => {
    const list = listOf(
      world({
        sites: [{ name: '東京', links: [{ gpo: A, enforced: true }, { gpo: B }] }],
        domain: { links: [{ gpo: B, enforced: true }, { gpo: C }] },
        ous: [{ name: '本社', parent: -1, links: [{ gpo: A }, { gpo: C, enforced: true }] }],
      }),
      { options: { site: '東京' } },
    );
    expect(list.gpos.map((g) => [g.id?.charAt(8), g.som?.kind, g.enforced])).toStrictEqual([
      ['1', 'site', true],
      ['2', 'domain', true],
      ['3', 'ou', true],
      ['1', 'ou', false],
      ['3', 'domain', false],
      ['2', 'site', false],
      [undefined, undefined, false],
    ]);
  });

  test('a GPO that is linked twice stands there twice', () => {
    expect(shown(listOf(linked([{ gpo: A }, { gpo: A, enforced: true }])))).toStrictEqual(['1 yes', '1 yes']);
  });

  test('containers are no scopes', () => {
    const w = world({
      domain: { links: [{ gpo: A }] },
      accounts: [{ name: 'PC01$', kind: 'computer', ou: -1 }],
    });
    expect(shown(listOf(w))).toStrictEqual(['1 yes']);
  });
});

describe('blocked inheritance', () => {
  const tree = (blocks: { readonly ou?: boolean; readonly domain?: boolean }): World =>
    world({
      sites: [{ name: '東京', links: [{ gpo: C }] }],
      domain: { links: [{ gpo: A }, { gpo: B, enforced: true }], blocks: blocks.domain ?? false },
      ous: [{ name: '本社', parent: -1, links: [{ gpo: A }], blocks: blocks.ou ?? false }],
    });
  const site = { options: { site: '東京' } };

  test('at an OU it stops what is not enforced above, site links too, and not its own', () => {
    expect(shown(listOf(tree({ ou: true }), site))).toStrictEqual([
      '2 yes',
      '1 yes',
      '1 no blocked-inheritance',
      '3 no blocked-inheritance',
    ]);
  });

  test('at the domain it stops links of the site', () => {
    expect(shown(listOf(tree({ domain: true }), site))).toStrictEqual([
      '2 yes',
      '1 yes',
      '1 yes',
      '3 no blocked-inheritance',
    ]);
  });

  test('where gPOptions cannot be read, it is open for what is above', () => {
    const directory = change(tree({}), (s) => ({
      ...s,
      soms: s.soms.map((som) => ({ ...som, blocksInheritance: null, hidden: ['gpoptions'] })),
    }));
    expect(shown(listIn(directory, site))).toStrictEqual(['2 yes', '1 yes', '1 open links', '3 open links']);
  });
});

describe('links and GPOs', () => {
  test('only functionality version 2 is processed; none is open', () => {
    const w = linked([{ gpo: A }, { gpo: B }, { gpo: C }], {
      gpos: [gpo(A), gpo(B, { functionality: 3 }), gpo(C, { functionality: null })],
    });
    expect(shown(listOf(w))).toStrictEqual(['3 open not-readable', '2 no functionality-version', '1 yes']);
  });

  test('disabled links, enforced or not, and disabled halves', () => {
    const w = linked([{ gpo: A, disabled: true, enforced: true }, { gpo: B }, { gpo: C }], {
      gpos: [
        gpo(A),
        gpo(B, { machineDisabled: true }),
        gpo(C, { machineDisabled: true, userDisabled: true }),
      ],
    });
    expect(shown(listOf(w))).toStrictEqual(['1 no link-disabled', '3 no gpo-disabled', '2 no half-disabled']);
    expect(shown(listOf(w, { half: 'user' }))).toStrictEqual([
      '1 no link-disabled',
      '3 no gpo-disabled',
      '2 yes',
    ]);
  });

  test('a link to what does not exist is orphaned only where all GPOs of its domain are here', () => {
    const w = linked([{ gpo: id(9) }]);
    expect(shown(listOf(w))).toStrictEqual(['9 no not-found']);
    const incomplete = change(w, (s) => ({
      ...s,
      searches: s.searches.map((state) => (state.what === 'gpos' ? { ...state, complete: false } : state)),
    }));
    expect(shown(listIn(incomplete))).toStrictEqual(['9 open not-readable']);
  });

  test('a folder in SYSVOL speaks for a GPO that is not shown', () => {
    const directory = change(linked([{ gpo: id(9) }]), (s) => ({
      ...s,
      sysvol: [{ gpo: id(9), files: ['GPT.INI'], complete: true, because: null, at: s.at }],
    }));
    expect(shown(listIn(directory))).toStrictEqual(['9 open not-readable']);
  });

  test('a link into a domain that is not in the evidence is open', () => {
    const directory = change(linked([{ gpo: A }]), (s) => ({
      ...s,
      soms: s.soms.map((som) => ({
        ...som,
        links: (som.links ?? []).map((link) => ({ ...link, gpo: link.gpo.replace('dc=corp', 'dc=other') })),
      })),
    }));
    expect(shown(listIn(directory))).toStrictEqual(['1 open not-readable']);
  });

  test('of two GPOs with one GUID the DN of the link tells which', () => {
    const w = linked([{ gpo: A }]);
    const other = { ...w, base: 'DC=sub,DC=corp,DC=example', gpos: [gpo(A, { machineDisabled: true })] };
    const directory = buildDirectory([sectionOf(other), sectionOf(w)]);
    const list = listIn(directory, {
      computer: directory.accounts.find((a) => a.dn.endsWith('OU=本社,DC=corp,DC=example')) ?? null,
    });
    expect(shown(list)).toStrictEqual(['1 yes']);
    expect(list.gpos[0]?.gpo?.dn).toBe(gpoDn(w, A));
  });

  test('an OU above that is not here leaves open what stands above it, and that GPOs may be missing', () => {
    const w = world({
      domain: { links: [{ gpo: A }] },
      ous: [
        { name: '本社', parent: -1, links: [] },
        { name: '営業部', parent: 0, links: [{ gpo: B }] },
      ],
      accounts: [{ name: 'PC01$', kind: 'computer', ou: 1 }],
    });
    const directory = change(w, (s) => ({ ...s, soms: s.soms.filter((som) => som.name !== '本社') }));
    const list = listIn(directory);
    expect(shown(list)).toStrictEqual(['2 yes', '1 open parent']);
    expect(list.open.map((b) => b.en)).toStrictEqual([
      'ou=本社,dc=corp,dc=example above is not in the evidence: GPOs linked to it are missing from the list',
    ]);
  });

  test('without anything above, even the domain is unknown', () => {
    const directory = change(world(), (s) => ({ ...s, domains: [] }));
    expect(listIn(directory).open).toHaveLength(1);
  });
});

describe('content', () => {
  const zero = { version: { machine: 0, user: 0 } };

  test('a half without extensions is empty', () => {
    const w = linked([{ gpo: A }], { gpos: [gpo(A, { machineExtensions: [] })] });
    expect(shown(listOf(w))).toStrictEqual(['1 no empty']);
    expect(shown(listOf(w, { half: 'user' }))).toStrictEqual(['1 yes']);
  });

  test.each([
    [{ machine: 0, user: 4 }, 'no empty'],
    [{ machine: 2, user: 0 }, 'yes'],
    [null, 'open not-readable'],
  ] as const)('version 0 in AD and %j in GPT.INI', (version, expected) => {
    const w = linked([{ gpo: A }], { gpos: [gpo(A, zero)] });
    expect(shown(listOf(w, { facts: { fileVersion: () => version } }))).toStrictEqual([`1 ${expected}`]);
  });

  test('flags, versions and extensions that cannot be read leave it open', () => {
    const hide = (fields: Partial<DirectorySection['gpos'][number]>): readonly string[] =>
      shown(
        listIn(
          change(linked([{ gpo: A }]), (s) => ({ ...s, gpos: s.gpos.map((g) => ({ ...g, ...fields })) })),
        ),
      );
    expect(hide({ machineDisabled: null, hidden: ['flags'] })).toStrictEqual(['1 open not-readable']);
    expect(hide({ version: null, hidden: ['versionnumber'] })).toStrictEqual(['1 open not-readable']);
    expect(hide({ machineExtensions: null, hidden: ['gpcmachineextensionnames'] })).toStrictEqual([
      '1 open not-readable',
    ]);
  });
});

describe('security filtering', () => {
  const allow = (right: AceSpec['right'], who: string): AceSpec => ({ kind: 'allow', right, who });
  const deny = (right: AceSpec['right'], who: string): AceSpec => ({ kind: 'deny', right, who });
  const filtered = (acl: readonly AceSpec[], groups: World['groups'] = []): World =>
    linked([{ gpo: A }], { gpos: [gpo(A, { acl })], groups });
  const nested = [
    { name: '外側', members: ['内側'] },
    { name: '内側', members: ['PC01$', 'ito'] },
  ];

  test.each<[string, readonly AceSpec[], string]>([
    ['both by a nested group', [allow('read', '外側'), allow('apply', '外側')], 'yes'],
    ['apply without read', [allow('apply', AUTHENTICATED)], 'no security-filter'],
    ['read without apply', [allow('read', AUTHENTICATED)], 'no security-filter'],
    ['apply denied to a nested group', [deny('apply', '外側'), ...EVERYBODY], 'no security-filter'],
    ['nobody', [], 'no security-filter'],
  ])('%s', (_, acl, expected) => {
    expect(shown(listOf(filtered(acl, nested)))).toStrictEqual([`1 ${expected}`]);
  });

  test('groups that are not all known leave open what names them', () => {
    const w = filtered([deny('apply', '外側'), ...EVERYBODY], nested);
    const directory = change(w, (s) => ({
      ...s,
      groups: s.groups.map((g) => ({ ...g, members: null, memberOf: null, hidden: ['member', 'memberof'] })),
      accounts: s.accounts.map((a) => ({ ...a, memberOf: null, hidden: ['memberof'] })),
    }));
    expect(shown(listIn(directory))).toStrictEqual(['1 open security-filter']);
  });

  test('a descriptor that cannot be read', () => {
    const directory = change(filtered(EVERYBODY), (s) => ({
      ...s,
      gpos: s.gpos.map((g) => ({ ...g, descriptor: null, hidden: ['ntsecuritydescriptor'] })),
    }));
    expect(shown(listIn(directory))).toStrictEqual(['1 open security-filter']);
  });

  describe('since MS16-072 the computer must be able to read GPOs of the user', () => {
    const w = filtered([allow('read', 'ito'), allow('apply', 'ito')]);
    const withSystem = (operatingSystemVersion: string | null): GpoList => {
      const directory = directoryOf(w);
      const computer = { ...accountIn(directory, 'PC01$'), operatingSystemVersion };
      return listIn(directory, { half: 'user', computer });
    };

    test.each([
      ['10.0 (26100)', 'no security-filter'],
      ['10.0 (14393)', 'no security-filter'],
      ['10.0 (10586)', 'open security-filter'],
      ['6.1 (7601)', 'open security-filter'],
      [null, 'open security-filter'],
    ])('on %s', (version, expected) => {
      expect(shown(withSystem(version))).toStrictEqual([`1 ${expected}`]);
    });

    test('it need not be allowed to apply them', () => {
      const readable = filtered([allow('read', AUTHENTICATED), allow('apply', 'ito')]);
      expect(shown(listOf(readable, { half: 'user' }))).toStrictEqual(['1 yes']);
      expect(shown(listOf(readable))).toStrictEqual(['1 no security-filter']);
    });

    test('a computer that is not known is any: what everybody may read is read', () => {
      const half = 'user';
      expect(shown(listOf(filtered(EVERYBODY), { half, computer: null }))).toStrictEqual(['1 yes']);
      expect(shown(listOf(w, { half, computer: null }))).toStrictEqual(['1 open security-filter']);
    });
  });
});

describe('WMI filters', () => {
  const FILTER = '{AAAAAAAA-0000-4000-8000-000000000000}';
  const directory = change(linked([{ gpo: A }], { gpos: [gpo(A, { wmi: FILTER })] }), (s) => ({
    ...s,
    wmiFilters: s.gpos.slice(0, 1).map((g) => ({
      ...g,
      id: FILTER,
      key: `cn=${FILTER.toLowerCase()},cn=som,cn=wmipolicy,cn=system,dc=corp,dc=example`,
      name: 'サーバーのみ',
      queries: ['SELECT * FROM Win32_OperatingSystem WHERE ProductType <> "1"'],
    })),
  }));

  test.each([
    [FILTER.toLowerCase(), true, 'yes'],
    ['aaaaaaaa-0000-4000-8000-000000000000', false, 'no wmi-filter'],
    ['サーバーのみ', true, 'yes'],
    ['another', true, 'open wmi-filter'],
  ])('%s told to be %s', (name, holds, expected) => {
    expect(shown(listIn(directory, { options: { wmi: new Map([[name, holds]]) } }))).toStrictEqual([
      `1 ${expected}`,
    ]);
  });

  test('one that cannot be read', () => {
    const hidden = change(linked([{ gpo: A }]), (s) => ({
      ...s,
      gpos: s.gpos.map((g) => ({ ...g, hidden: ['gpcwqlfilter'] })),
    }));
    expect(shown(listIn(hidden))).toStrictEqual(['1 open wmi-filter']);
  });

  test('a sure no outweighs it', () => {
    const w = linked([{ gpo: A, disabled: true }], { gpos: [gpo(A, { wmi: FILTER })] });
    expect(shown(listOf(w))).toStrictEqual(['1 no link-disabled']);
  });
});

describe('sites', () => {
  const w = world({
    sites: [
      { name: '東京', links: [{ gpo: A }] },
      { name: '大阪', links: [{ gpo: B }] },
      { name: '空', links: [] },
    ],
    subnets: [
      { cidr: '10.0.0.0/8', site: '東京' },
      { cidr: '10.1.0.0/16', site: '大阪' },
      { cidr: '2001:db8::/32', site: '空' },
    ],
  });

  test('by name, in any case', () => {
    expect(shown(listOf(w, { options: { site: '大阪' } }))).toStrictEqual(['2 yes']);
    expect(listOf(w, { options: { site: '空' } })).toMatchObject({ gpos: [{ id: null }], open: [] });
  });

  test.each([
    ['10.2.3.4', ['1 yes']],
    ['10.1.2.3', ['2 yes']],
    ['2001:db8::1', []],
    ['192.0.2.1', ['1 open site', '2 open site']],
    ['not an address', ['1 open site', '2 open site']],
  ])('by the longest subnet of %s', (address, expected) => {
    expect(shown(listOf(w, { options: { address } }))).toStrictEqual(expected);
  });

  test('without either, each link of any site is open; without links nothing is', () => {
    expect(shown(listOf(w))).toStrictEqual(['1 open site', '2 open site']);
    const none = world({ sites: [{ name: '東京', links: [] }] });
    expect(listOf(none)).toMatchObject({ gpos: [{ id: null }], open: [] });
  });

  test('a name that is not there', () => {
    const list = listOf(w, { options: { site: '名古屋' } });
    expect(shown(list)).toStrictEqual(['1 open site', '2 open site']);
    expect(list.open.map((b) => b.en)).toStrictEqual(['the AD site 名古屋 is not in the evidence']);
  });

  test('a subnet that two files give to different sites is of none', () => {
    const first = sectionOf(w);
    const site = first.subnets[0]?.site ?? null;
    const both = buildDirectory([first, { ...first, subnets: first.subnets.map((s) => ({ ...s, site })) }]);
    const at = (address: string) => shown(listIn(both, { options: { address } }));
    expect(at('10.1.2.3')).toStrictEqual(['1 open site', '2 open site']);
    expect(at('10.2.3.4')).toStrictEqual(['1 yes']);
  });

  test('subnets that are not all here do not decide; sites that are not all here may be missing', () => {
    const incomplete = (what: string): Directory =>
      change(w, (s) => ({
        ...s,
        searches: s.searches.map((state) => (state.what === what ? { ...state, complete: false } : state)),
      }));
    const options = { address: '10.1.2.3' };
    expect(shown(listIn(incomplete('subnets'), { options }))).toStrictEqual(['1 open site', '2 open site']);
    expect(listIn(incomplete('sites')).open).toHaveLength(1);
  });
});

describe('loopback', () => {
  const w = world({
    domain: { links: [{ gpo: A }] },
    ous: [
      { name: '端末', parent: -1, links: [{ gpo: B }] },
      { name: '人', parent: -1, links: [{ gpo: C, enforced: true }] },
    ],
    accounts: [
      { name: 'PC01$', kind: 'computer', ou: 0 },
      { name: 'ito', kind: 'user', ou: 1 },
    ],
  });
  const mode = (loopback: GpoList['loopback'], directory = directoryOf(w)): readonly string[] =>
    shown(listIn(directory, { half: 'user', facts: { loopback } }));

  test('none: where the user is', () => {
    expect(mode('none')).toStrictEqual(['3 yes', '1 yes']);
  });

  test('merge: what stands above the computer is applied after all of the user’s own', () => {
    expect(mode('merge')).toStrictEqual(['2 yes', '1 yes', '3 yes', '1 yes']);
  });

  test('replace: only what stands above the computer', () => {
    expect(mode('replace')).toStrictEqual([
      '2 yes',
      '1 yes',
      '3 no replaced-by-loopback',
      '1 no replaced-by-loopback',
    ]);
  });

  test('not known: all of both is open', () => {
    expect(mode('open').every((line) => line.endsWith('open loopback'))).toBe(true);
    expect(mode('open')).toHaveLength(4);
  });

  test('the user must be let in, wherever the link stands', () => {
    const acl: readonly AceSpec[] = [
      { kind: 'allow', right: 'read', who: AUTHENTICATED },
      { kind: 'allow', right: 'apply', who: 'PC01$' },
    ];
    const directory = directoryOf({ ...w, gpos: [gpo(A), gpo(B, { acl }), gpo(C)] });
    expect(mode('replace', directory)[0]).toBe('2 no security-filter');
  });

  test('a user of a domain that may be of another forest leaves the mode open', () => {
    const other = { ...w, base: 'DC=elsewhere,DC=test', accounts: w.accounts.slice(1) };
    const directory = buildDirectory([
      sectionOf({ ...w, accounts: w.accounts.slice(0, 1) }),
      sectionOf(other),
    ]);
    expect(listIn(directory, { half: 'user', facts: { loopback: 'none' } }).loopback).toBe('open');
    const child = { ...other, base: 'DC=sub,DC=corp,DC=example' };
    const forest = buildDirectory([sectionOf({ ...w, accounts: w.accounts.slice(0, 1) }), sectionOf(child)]);
    expect(listIn(forest, { half: 'user', facts: { loopback: 'none' } }).loopback).toBe('none');
  });

  test('without a mode it is open, and without a computer GPOs may be missing', () => {
    const directory = directoryOf(w);
    const subject = { computer: null, user: accountIn(directory, 'ito') };
    const list = gpoList(directory, 'user', subject, OPTIONS);
    expect(list.loopback).toBe('open');
    expect(list.open.map((b) => b.en)).toStrictEqual([
      'the computer is not known: GPOs linked above it are missing from the list',
    ]);
  });
});

test('every reason is said in both languages, and they differ', () => {
  const list = listOf(
    linked([{ gpo: A }, { gpo: id(9) }, { gpo: B, disabled: true }], { gpos: [gpo(A, { acl: [] }), gpo(B)] }),
  );
  for (const { standing } of list.gpos) {
    if (standing.applies === 'yes') continue;
    expect(standing.because.ja).toMatch(/[ぁ-んァ-ン一-龠]/);
    expect(standing.because.en).not.toMatch(/[ぁ-んァ-ン]/);
  }
});
