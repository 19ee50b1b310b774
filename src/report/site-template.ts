/**
 * The first site file of an organisation, for people to complete. What evidence shows of a host stands filled in; what
 * only people can say (which proxy is ours, what a network is for) stays a commented question with an example: a site
 * file that declared whatever is configured would make every configuration right.
 */
import type { Observed, ObservedHost, Sighting } from '../facts/observed.ts';
import { ASSET_ROLES, type AssetRole, type Role } from '../model/target.ts';
import type { Bilingual, Language } from '../model/text.ts';
import { QUESTIONS as Q } from './site-questions.ts';
import {
  ask,
  head,
  isUsable,
  joined,
  listed,
  MAX_LISTED,
  place,
  render,
  say,
  scalar,
  seen,
  set,
  type TemplateLine,
} from './site-template-lines.ts';

const EXAMPLE_SEGMENT = 'user-lan';

/** Folders that are no host: they have no place among the assets. */
const NO_HOST: ReadonlySet<string> = new Set<Role>(['site', 'policy', 'domain']);

const isAssetRole = (role: string): role is AssetRole => (ASSET_ROLES as readonly string[]).includes(role);

const OTHER_ROLES: Partial<Record<AssetRole, Bilingual>> = {
  'user-endpoint': Q.clientRole,
  'member-server': Q.serverRole,
  'segment-fw': Q.firewallRole,
};

function knownHost(h: ObservedHost, role: AssetRole, segment: string): TemplateLine[] {
  const evidence = h.at ? seen(h.at) : null;
  const os =
    h.os === null
      ? ask('    os: Windows 11 Enterprise 23H2', Q.os)
      : say({
          ja: `このホストの OS は ${scalar(h.os)} と証拠にある`,
          en: `the evidence shows that it runs ${scalar(h.os)}`,
        });
  return [
    set(`  - hostname: ${scalar(h.name)}`),
    set(`    role: ${role}`, joined(evidence, OTHER_ROLES[role] ?? null)),
    ...(h.ports.length > 0 ? [set(`    ports: [${h.ports.join(', ')}]`)] : []),
    ...(role === 'proxy' ? [ask('    aliases: [proxy.example.test, 10.2.0.8]', Q.aliases)] : []),
    ...(role === 'proxy' || role === 'segment-fw' ? [] : [os]),
    ...(role === 'user-endpoint' ? [ask(`    segment: ${scalar(segment)}`)] : []),
  ];
}

const unknownHost = (h: ObservedHost): TemplateLine[] => [
  ask(`  - hostname: ${scalar(h.name)}`, Q.unknownRole),
  ask('    role: user-endpoint'),
];

const unusableHost = (h: ObservedHost): TemplateLine[] => [
  say({
    ja: `フォルダー ${scalar(h.name.slice(0, 200))} の名前は書けない。名前を変えるか folder で指す`,
    en: `the folder name ${scalar(h.name.slice(0, 200))} cannot stand here; rename the folder`,
  }),
];

/** Hosts whose names are the same but for case are one to Windows: the first stands. */
function hostLines(hosts: readonly ObservedHost[], segment: string): TemplateLine[] {
  const names = new Set<string>();
  return hosts.flatMap((h) => {
    if (NO_HOST.has(h.role)) return [];
    const name = h.name.toLowerCase();
    if (!isUsable(h.name) || names.has(name)) return unusableHost(h);
    names.add(name);
    return isAssetRole(h.role) ? knownHost(h, h.role, segment) : unknownHost(h);
  });
}

const hostOf = (proxy: string): string => proxy.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
const portOf = (proxy: string): string | null => /:(\d+)$/.exec(proxy)?.[1] ?? null;

/** Proxies that endpoints name and no evidence folder bears the name of. */
function proxyLines(o: Observed): TemplateLine[] {
  const hosts = new Set(o.hosts.map((h) => h.name.toLowerCase()));
  const named = new Set<string>();
  const strange = o.proxies.filter((p) => {
    const name = hostOf(p.value).toLowerCase();
    const known = hosts.has(name) || named.has(name);
    named.add(name);
    return !known;
  });
  if (strange.length === 0) return [];
  return [
    head(Q.proxies),
    ...listed(strange, (p) => {
      const port = portOf(p.value);
      return [
        ask(`  - hostname: ${scalar(hostOf(p.value))}`, seen(p.at, p.targets)),
        ask('    role: proxy'),
        ...(port === null ? [] : [ask(`    ports: [${port}]`)]),
      ];
    }),
  ];
}

function assetLines(o: Observed): TemplateLine[] {
  const hosts = hostLines(o.hosts, o.networks[0]?.value ?? EXAMPLE_SEGMENT);
  const none = hosts.some((l) => l.kind === 'set') ? [] : [say(Q.noHost)];
  return [head(Q.assets), set('assets:'), ...none, ...hosts, ...proxyLines(o)];
}

/** Sightings as entries of a list under a key that is itself still a question. */
function asked(
  heading: Bilingual,
  key: string,
  example: readonly string[],
  sightings: readonly Sighting[],
  entry: (s: Sighting) => readonly [string, ...string[]],
): TemplateLine[] {
  const entries = listed(
    sightings.filter((s) => isUsable(s.value)),
    (s) => {
      const [first, ...rest] = entry(s);
      return [ask(`  - ${first}`, seen(s.at, s.targets)), ...rest.map((r) => ask(`    ${r}`))];
    },
  );
  const shown = entries.length > 0 ? entries : example.map((e) => ask(`  ${e}`));
  return [head(heading), ask(`${key}:`), ...shown];
}

const segmentLines = (o: Observed): TemplateLine[] =>
  asked(
    Q.segments,
    'segments',
    [`- name: ${EXAMPLE_SEGMENT}`, '  role: user', '  cidrs: [10.1.0.0/16]'],
    o.networks,
    (n) => [`name: ${scalar(n.value)}`, 'role: user', `cidrs: [${scalar(n.value)}]`],
  );

const example = (heading: Bilingual, ...yaml: readonly string[]): TemplateLine[] => [
  head(heading),
  ...yaml.map((y) => ask(y)),
];

/** Which firewall stands where is what no export says. */
function pathLines(o: Observed): TemplateLine[] {
  const walls = o.hosts.filter((h) => h.role === 'segment-fw' && isUsable(h.name)).map((h) => scalar(h.name));
  return [
    ...example(Q.paths, 'paths:', `  - { from: [user], to: [internet], through: [${walls.join(', ')}] }`),
    ...example(
      Q.flows,
      'flows:',
      '  - { from: [user], to: [internet], services: [udp/123], reason: clocks }',
    ),
  ];
}

const pacLines = (o: Observed): TemplateLine[] => {
  const file = scalar(o.pacFiles[0]?.value ?? 'proxy01/proxy.pac');
  const files = o.pacFiles.map((f) =>
    say({ ja: `PAC ファイルが ${place(f.at)} にある`, en: `there is a PAC file at ${place(f.at)}` }),
  );
  return [
    ...asked(
      Q.pacFiles,
      'pacFiles',
      ['- url: http://pac.example.test/proxy.pac', `  file: ${file}`],
      o.pacUrls,
      (u) => [`url: ${scalar(u.value)}`, `file: ${file}`],
    ),
    ...files.slice(0, MAX_LISTED),
  ];
};

const accountLines = (o: Observed): TemplateLine[] => [
  ...asked(
    Q.trapAccounts,
    'trapAccounts',
    ['- name: svc-backup-old', '  scope: local'],
    o.localAccounts,
    (a) => [`name: ${scalar(a.value)}`, 'scope: local'],
  ),
  ...asked(Q.adminAccounts, 'adminAccounts', ['- name: EXAMPLE\\adm-yamada'], o.administrators, (a) => [
    `name: ${scalar(a.value)}`,
  ]),
];

const declarations = (): TemplateLine[] => [
  ...example(Q.absentRoles, 'absentRoles: [transit, decoy]'),
  ...example(Q.remoteMaintenance, 'remoteMaintenance: absent'),
  ...example(
    Q.hours,
    'businessHours:',
    '  start: "08:30"',
    '  end: "19:00"',
    '  days: [mon, tue, wed, thu, fri]',
    'holidays: [2027-01-01]',
  ),
  ...example(
    Q.connect,
    'connect:',
    '  extraPorts:',
    '    - port: 8443',
    '      dst: .bank.example.test',
    '      owner: accounting',
    '      expires: 2027-03-31',
  ),
];

const bookkeeping = (): TemplateLine[] => [
  ...example(
    Q.records,
    'records:',
    '  - type: fw-rule-review',
    '    date: 2026-09-15',
    '    reviewer: yamada',
    '    open: 0',
  ),
  ...example(
    Q.exceptions,
    'exceptions:',
    '  - control: E-7b',
    '    target: pc01',
    '    reason: asset management needs the share',
    '    owner: it-office',
    '    expires: 2027-03-31',
  ),
  ...example(Q.parameters, 'parameters:', '  cachedLogonsMax: 4', '  minimumPasswordLength: 14'),
];

/** Every line of the file. */
export const templateLines = (o: Observed, name: string): readonly TemplateLine[] => [
  say(Q.file),
  isUsable(name) ? set(`name: ${scalar(name)}`) : ask('name: example'),
  ...segmentLines(o),
  ...assetLines(o),
  ...pathLines(o),
  ...example(Q.internalDomains, 'internalDomains: [corp.example.test]'),
  ...asked(Q.updateServers, 'updateServers', ['- wsus.example.test'], o.updateServers, (u) => [
    scalar(u.value),
  ]),
  ...pacLines(o),
  ...accountLines(o),
  ...declarations(),
  ...bookkeeping(),
];

/** The text of a site file that declares only what the evidence shows. `name`: what to call the organisation. */
export const siteTemplate = (o: Observed, name: string, language: Language): string =>
  `${templateLines(o, name)
    .map((line) => render(line, language))
    .join('\n')}\n`;
