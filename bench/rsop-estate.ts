/**
 * A seeded domain as a large organisation may have grown it: 1,000 OUs five deep, 300 GPOs of 200 settings drawn from a
 * pool that they fight over, filters by groups that nest, blocked and enforced links, and computers in all OUs.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { directoryFiles } from '../test/estate/directory/bundle.ts';
import type { PolRecord } from '../test/estate/directory/registry-pol.ts';
import type {
  ComputerSpec,
  DomainSpec,
  GpoSpec,
  GroupSpec,
  HalfSpec,
  LinkSpec,
  OuSpec,
  UserSpec,
} from '../test/estate/directory/spec.ts';
import { CONTROL } from '../test/estate/directory/standard.ts';
import { type Random, random } from '../test/estate/random.ts';
import { goodHost, SUBCATEGORIES, weakHost } from '../test/estate/state.ts';

export interface EstateSize {
  readonly computers: number;
  readonly users: number;
  readonly ous: number;
  readonly gpos: number;
  /** A GPO. */
  readonly settings: number;
}

export const FULL_SIZE: EstateSize = { computers: 10_000, users: 2000, ous: 1000, gpos: 300, settings: 200 };

/** Values that checks look at, and so many that none does. */
const FILLER = 1800;

const poolOf = (draw: Random): readonly (() => PolRecord)[] => {
  const asked = [...goodHost('PC').registry, ...weakHost('PC').registry].flatMap(
    ({ hive, key, name, data }): PolRecord[] =>
      hive === 'HKLM' && data !== null ? [{ key, name, data }] : [],
  );
  const filler = Array.from(
    { length: FILLER },
    (_, i) => (): PolRecord => ({
      key: `SOFTWARE\\Policies\\Microsoft\\Office\\16.0\\Area${i % 97}`,
      name: `Setting${i}`,
      data: i % 3 === 0 ? `value ${draw.below(4)}` : draw.below(4),
    }),
  );
  return [...asked.map((record) => () => record), ...filler];
};

/** So many different items of a list. */
function some<T>(draw: Random, list: readonly T[], count: number): readonly T[] {
  const left = [...list];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) taken.push(...left.splice(draw.below(left.length), 1));
  return taken;
}

const RIGHTS = Object.keys(goodHost('PC').rights);
const WHO = ['*S-1-5-32-544', '*S-1-5-32-546', '*S-1-5-113', '*S-1-5-32-545'];
const OPTIONS = Array.from(
  { length: 60 },
  (_, i) => `MACHINE\\System\\CurrentControlSet\\Control\\Area${i}\\Value=4`,
);

/** One setting in six is of a security template, one in twenty of the audit policy. */
function halfOf(draw: Random, pool: readonly (() => PolRecord)[], settings: number): HalfSpec {
  const rights = some(draw, RIGHTS, 3).map(
    (right) => `${right} = ${some(draw, WHO, 1 + draw.below(3)).join(',')}`,
  );
  const options = some(draw, OPTIONS, Math.floor(settings / 6) - 3).map((o) => `${o},${draw.below(3)}`);
  const audit = some(draw, SUBCATEGORIES, Math.floor(settings / 20)).map(
    (s) => [s, 1 + draw.below(3)] as const,
  );
  const written = rights.length + options.length + audit.length;
  return {
    registry: some(draw, pool, settings - written).map((record) => record()),
    security: { 'Privilege Rights': rights, 'Registry Values': options },
    audit: Object.fromEntries(audit),
  };
}

const FILTER_GROUPS = 60;

const filterName = (i: number): string => `GPO-filter-${i}`;

/** One GPO in five is for a group alone, one in thirty denied to one, one in twenty waits for a WMI filter. */
function gpoOf(draw: Random, pool: readonly (() => PolRecord)[], i: number, settings: number): GpoSpec {
  const group = filterName(draw.below(FILTER_GROUPS));
  const roll = draw.below(60);
  const hex = (n: number, digits: number): string => n.toString(16).toUpperCase().padStart(digits, '0');
  return {
    name: `ポリシー ${i}`,
    id: `{${hex(i, 8)}-1111-4222-8333-${hex(i * 7919, 12)}}`,
    machine: halfOf(draw, pool, settings),
    ...(roll < 12 && { apply: [group] }),
    ...(roll === 12 || roll === 13 ? { deny: [group] } : {}),
    ...(roll >= 14 && roll < 17 && { wmi: `filter ${roll}` }),
  };
}

const gpoName = (i: number): string => `ポリシー ${i}`;

const linkOf = (draw: Random, gpos: number): LinkSpec => {
  const roll = draw.below(20);
  return { gpo: gpoName(draw.below(gpos)), enforced: roll === 0, disabled: roll === 1 };
};

const linksOf = (draw: Random, gpos: number, count: number): LinkSpec[] => {
  const links = Array.from({ length: count }, () => linkOf(draw, gpos));
  return links.filter((l, i) => links.findIndex((o) => o.gpo === l.gpo) === i);
};

const DEPTH = 5;

function ousOf(draw: Random, { ous, gpos }: EstateSize): readonly OuSpec[] {
  const paths: string[] = [];
  while (paths.length < ous) {
    const above = paths.length < 12 ? '' : `${draw.pick(paths)}/`;
    if (above.split('/').length > DEPTH) continue;
    paths.push(`${above}部署${paths.length}`);
  }
  return paths.map((path) => ({
    path,
    links: linksOf(draw, gpos, draw.pick([0, 0, 1, 1, 2, 3])),
    blocks: draw.below(20) === 0,
  }));
}

const DCS = 'Domain Controllers';

function computersOf(draw: Random, size: EstateSize, ous: readonly OuSpec[]): readonly ComputerSpec[] {
  return Array.from({ length: size.computers }, (_, i) => ({
    name: `PC${String(i).padStart(5, '0')}`,
    rid: 10_000 + i,
    ou: draw.pick(ous).path,
    os: 'Windows 11 Enterprise',
    osVersion: '10.0 (22631)',
    lastLogon: draw.below(60),
    passwordAge: draw.below(40),
    ...(draw.below(20) !== 0 && { laps: 1 + draw.below(30) }),
  }));
}

const usersOf = (draw: Random, size: EstateSize, ous: readonly OuSpec[]): readonly UserSpec[] =>
  Array.from({ length: size.users }, (_, i) => ({
    name: `user${i}`,
    rid: 100_000 + i,
    ou: draw.pick(ous).path,
    display: `利用者 ${i}`,
    control: draw.below(30) === 0 ? CONTROL.normal | CONTROL.disabled : CONTROL.normal,
    lastLogon: draw.below(120),
  }));

/** Half the computers of twenty OUs each, half of the groups by a group between. */
function filtersOf(
  draw: Random,
  ous: readonly OuSpec[],
  computers: readonly ComputerSpec[],
): readonly GroupSpec[] {
  return Array.from({ length: FILTER_GROUPS }, (_, i) => i).flatMap((i) => {
    const within = new Set(some(draw, ous, 20).map((ou) => ou.path));
    const members = computers
      .filter((pc) => within.has(pc.ou ?? '') && draw.below(2) === 0)
      .map((pc) => `${pc.name}$`);
    const inner = `GPO-members-${i}`;
    if (i % 2 === 0) return [{ name: filterName(i), rid: 5000 + i, members }];
    return [
      { name: filterName(i), rid: 5000 + i, members: [inner] },
      { name: inner, rid: 6000 + i, members },
    ];
  });
}

function teamsOf(draw: Random, users: readonly UserSpec[]): readonly GroupSpec[] {
  const teams = Array.from({ length: 300 }, (_, i) => ({
    name: `team${i}`,
    rid: 7000 + i,
    members: some(draw, users.slice(i * 5, i * 5 + 60), 20).map((user) => user.name),
  }));
  return teams.map((team, i) =>
    i % 5 === 0 && i > 0 ? { ...team, members: [...team.members, `team${i - 1}`] } : team,
  );
}

export function largeDomain(size: EstateSize, seed = 7): DomainSpec {
  const draw = random(seed);
  const pool = poolOf(draw);
  const ous = ousOf(draw, size);
  const computers = computersOf(draw, size, ous);
  const users = usersOf(draw, size, ous);
  return {
    dnsName: 'large.example.test',
    netbios: 'LARGE',
    sid: 'S-1-5-21-1111111111-2222222222-333333333',
    collectedAt: Date.UTC(2026, 9, 19),
    reader: 'reader',
    server: 'dc01.large.example.test',
    functionalLevel: 7,
    machineAccountQuota: 0,
    password: {
      length: 14,
      complexity: true,
      history: 24,
      threshold: 5,
      lockoutDays: 0.01,
      windowDays: 0.01,
      maximumDays: 365,
      minimumDays: 1,
    },
    laps: ['windows'],
    links: linksOf(draw, size.gpos, 6),
    ous: [...ous, { path: DCS }],
    sites: [{ name: '本社', subnets: ['10.0.0.0/8'] }],
    gpos: Array.from({ length: size.gpos }, (_, i) => gpoOf(draw, pool, i, size.settings)),
    wmiFilters: [14, 15, 16].map((n) => ({
      name: `filter ${n}`,
      queries: [`SELECT * FROM Win32_OperatingSystem WHERE BuildNumber >= ${n}000`],
    })),
    users: [{ name: 'reader', rid: 1100 }, ...users],
    computers: [
      ...computers,
      {
        name: 'DC01',
        rid: 1000,
        ou: DCS,
        control: CONTROL.server | CONTROL.trustedForDelegation,
        os: 'Windows Server 2022 Standard',
        osVersion: '10.0 (20348)',
      },
    ],
    groups: [...filtersOf(draw, ous, computers), ...teamsOf(draw, users)],
    members: { 'Domain Admins': ['user1'] },
    psos: [],
    trusts: [],
  };
}

/** Writes the bundle with its SHA256SUMS below a folder; its bytes. */
export function writeDomain(folder: string, spec: DomainSpec): number {
  let bytes = 0;
  const files = directoryFiles(spec);
  const sums = [...files].map(
    ([path, content]) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`,
  );
  for (const [path, content] of files.set('SHA256SUMS', Buffer.from(sums.join('')))) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    bytes += content.length;
  }
  return bytes;
}
