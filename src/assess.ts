/** One target from its files to its findings: the whole program on one screen. */
import { assessPolicy } from './assess-policy.ts';
import type { Catalogue, FileState } from './check/engine.ts';
import { evaluate } from './check/engine.ts';
import type { Cell } from './check/rollup.ts';
import { rollUpTarget, worst } from './check/rollup.ts';
import { findComputers } from './facts/directory/find.ts';
import type { Directory } from './facts/directory/query.ts';
import type { SiteDirectory } from './facts/directory/site-directories.ts';
import type { FirewallNote } from './facts/firewall/model.ts';
import type { SiteFirewall } from './facts/firewall/site-firewalls.ts';
import { oncePer } from './facts/once.ts';
import { roleInDirectory } from './facts/rsop/computers.ts';
import { contentsOf } from './facts/rsop/content.ts';
import { type HostPolicy, policyOfHost } from './facts/rsop/host-policy.ts';
import { domainFindings } from './facts/rsop/overview.ts';
import type { Sections } from './facts/sections.ts';
import type { FileSections, SharedFacts, TargetFacts } from './facts/target-facts.ts';
import { buildFacts } from './facts/target-facts.ts';
import { isOfCollectedDomain } from './model/directory-bundle.ts';
import type { Evidence, Problem } from './model/evidence.ts';
import { DEVICE_KINDS, DIRECTORY_KINDS } from './model/evidence.ts';
import type { Finding } from './model/finding.ts';
import type { EvidenceRow, Notice } from './model/result.ts';
import type { Asset, Site } from './model/site.ts';
import type { Role, Target } from './model/target.ts';
import { SITE_TARGET } from './model/target.ts';
import type { Bilingual } from './model/text.ts';
import { forMachine } from './parse/machine.ts';
import type { ReadEvidence, ReadOptions } from './parse/read.ts';
import { readFiles } from './parse/read.ts';

export interface Assessment {
  readonly target: Target;
  readonly evidence: readonly EvidenceRow[];
  readonly findings: readonly Finding[];
  readonly cells: ReadonlyMap<string, Cell>;
  /** Of a domain: what is wrong with its GPOs. */
  readonly notices: readonly Notice[];
}

export interface Assignment {
  readonly catalogue: Catalogue;
  readonly site: Site;
  readonly shared: SharedFacts;
  readonly options: ReadOptions;
  /** Domains that were read for others already, by their folder: they are large, and read once is enough. */
  readonly domains?: ReadonlyMap<string, ReadTarget>;
}

export const NOTHING_SHARED: SharedFacts = {
  proxies: [],
  pacs: [],
  firewalls: [],
  directories: [],
  lostDirectories: [],
  hosts: new Set(),
};

/** The first asset of a name counts. */
const assetsByFolder = oncePer(
  (site: Site): ReadonlyMap<string, Asset> =>
    new Map(site.assets.toReversed().map((a) => [(a.folder ?? a.hostname).toLowerCase(), a])),
);

/** The site file's asset for an evidence folder: by its `folder`, else by its hostname. */
export const assetFor = (site: Site, folder: string): Asset | null =>
  assetsByFolder(site).get(folder.toLowerCase()) ?? null;

const PRODUCT_ROLES: Readonly<Record<string, Role>> = {
  client: 'user-endpoint',
  server: 'member-server',
  dc: 'dc',
};

const OF_NO_HOST: ReadonlySet<string> = new Set<keyof Sections>(['gpo', 'pac', 'directory']);

/** A file that names its computer is of a host, even where it is not used. */
const hasHostEvidence = (files: readonly ReadEvidence[]): boolean =>
  files.some((f) => f.hosts || Object.keys(f.sections).some((name) => !OF_NO_HOST.has(name)));

/** A directory that gave nothing is one all the same: what it would have shown is not known. */
const isOfDomain = ({ kind, evidence: { file } }: ReadEvidence): boolean =>
  (kind !== null && DIRECTORY_KINDS.has(kind)) || isOfCollectedDomain(file);

const ofGpo = ({ kind, evidence: { file } }: ReadEvidence): boolean =>
  /(^|\/)\{[0-9a-f-]{36}\}(\/|$)/i.test(file) || kind?.startsWith('gpo-') === true;

const inGpo = (f: ReadEvidence): boolean => f.kind === null || f.kind === 'pac' || ofGpo(f);

/** Only GPOs and what goes with them; files that nothing is known of may be those of a host where no GPO is among them. */
function isOfPolicy(files: readonly ReadEvidence[]): boolean {
  const kinds = files.map((f) => f.kind);
  const isKnown = kinds.some((kind) => kind !== null && kind !== 'pac');
  const onlyPacs = kinds.length > 0 && kinds.every((kind) => kind === 'pac');
  return (isKnown || onlyPacs) && (files.every(inGpo) || !hasHostEvidence(files));
}

/** What the evidence itself says the target is. */
function inferRole(facts: TargetFacts, files: readonly ReadEvidence[], lost: readonly string[]): Role {
  if (files.some(isOfDomain) || lost.some(isOfCollectedDomain)) return 'domain';
  if (facts.squid.known || files.some((f) => f.kind === 'squid-conf')) return 'proxy';
  if (files.some((f) => f.kind !== null && DEVICE_KINDS.has(f.kind)) && !facts.os.productName)
    return 'segment-fw';
  const product = facts.os.source === 'evidence' ? facts.os.productType : null;
  if (product) return PRODUCT_ROLES[product] ?? 'unknown';
  return isOfPolicy(files) ? 'policy' : 'unknown';
}

/** A folder named after a computer of a domain is of that computer, whatever little it holds. */
function roleOf(role: Role, name: string, directories: readonly SiteDirectory[]): Role {
  if (role !== 'policy') return role;
  const found = findComputers(directories, name);
  const roles = new Set(found.map(({ object }) => roleInDirectory(object) ?? 'unknown'));
  const [only = role, ...others] = roles;
  return others.length > 0 ? 'unknown' : only;
}

function targetOf(
  name: string,
  asset: Asset | null,
  facts: TargetFacts,
  { files, lost }: Pick<ReadTarget, 'files' | 'lost'>,
): Target {
  if (asset) return { name: asset.hostname, role: asset.role, roleSource: 'declared' };
  const role = roleOf(inferRole(facts, files, lost), name, facts.shared.directories);
  return { name, role, roleSource: role === 'unknown' ? 'none' : 'inferred' };
}

const toRow =
  (target: string) =>
  (f: ReadEvidence): EvidenceRow => ({
    file: f.evidence.file,
    sha256: f.evidence.sha256,
    encoding: f.evidence.encoding,
    kind: f.kind,
    target,
    lines: f.lines,
    intact: f.intact,
    verified: f.evidence.verified,
    problems: f.problems.map(({ line, message }) => ({ line, message })),
  });

const stateOf = (f: ReadEvidence): readonly FileState[] =>
  f.kind === null
    ? []
    : [
        {
          file: f.evidence.file,
          kind: f.kind,
          intact: f.intact,
          verified: f.evidence.verified,
          problems: f.problems,
        },
      ];

export interface ReadTarget {
  readonly facts: TargetFacts;
  readonly files: readonly ReadEvidence[];
  /** Paths of files that belong to it and could not be had. */
  readonly lost: readonly string[];
}

/** Beside a host's own evidence, what the policy of its domain wants, unless the host's own report of policies tells. */
const intended = (policy: HostPolicy | null, files: readonly ReadEvidence[]): readonly FileSections[] =>
  policy && !files.some((f) => f.kind === 'gpresult-xml')
    ? policy.sections.map((sections) => ({ kind: 'registry-pol', file: '', sections }))
    : [];

/** Hives that a host's own files show. */
const hivesIn = (files: readonly FileSections[]): readonly string[] => [
  ...new Set(files.flatMap((f) => f.sections.registry?.exported.map((key) => key.hive) ?? [])),
];

/** Reads and understands a target's files without judging them. */
export async function readTarget(
  name: string,
  files: readonly Evidence[],
  job: Assignment,
  lost: readonly string[] = [],
): Promise<ReadTarget> {
  const asset = assetFor(job.site, name);
  const expected = asset?.hostname ?? name;
  const read = (await readFiles(files, job.options)).map((f) => forMachine(f, expected, name));
  const sections = read.flatMap((f) =>
    f.kind === null ? [] : [{ kind: f.kind, file: f.evidence.file, sections: f.sections }],
  );
  const provisional: Target = { name, role: 'unknown', roleSource: 'none' };
  const own = sections.flatMap((s) => (s.sections.pac ? [{ file: s.file, section: s.sections.pac }] : []));
  const others = job.shared.pacs.filter((p) => !own.some((o) => o.file === p.file));
  const shared: SharedFacts = { ...job.shared, pacs: [...others, ...own] };
  const policy =
    sections.length > 0 ? policyOfHost(job.shared.directories, expected, hivesIn(sections)) : null;
  const facts = buildFacts([...sections, ...intended(policy, read)], shared, {
    target: provisional,
    asset,
    site: job.site,
    asOf: job.options.asOf,
    ...(policy ? { policyIsSilent: policy.isSilent } : {}),
  });
  const target = targetOf(name, asset, facts, { files: read, lost });
  return { facts: { ...facts, target }, files: read, lost };
}

const CUT: Bilingual = { ja: 'ファイルが途中で切れている', en: 'the file is cut off' };

const note = (file: string, line: number, { ja, en }: Bilingual): FirewallNote => ({
  kind: 'not-read',
  because: { ja: `${file}:${line} ${ja}`, en: `${file}:${line} ${en}` },
  at: { file, line, text: '' },
});

/** What other targets must know of how files were read: where they may hide something, and which cannot show a cut. */
function doubts(own: readonly ReadEvidence[]) {
  const problems = own.flatMap((f) => f.problems.filter((p) => p.policy));
  const cut = own.filter((f) => f.intact === 'cut').map((f) => f.evidence.file);
  const hidden = [
    ...problems.map((p) => note(p.file, p.line, p.message)),
    ...cut.map((file) => note(file, 1, CUT)),
  ];
  const silent = own
    .filter((f) => f.intact === 'cannot-tell' && !f.evidence.verified)
    .map((f) => f.evidence.file);
  return { hidden, silent };
}

/** What a target adds to the firewalls of the organisation; null where it holds none. */
function firewallOf({ facts, files }: ReadTarget): SiteFirewall | null {
  const own = files.filter((f) => f.kind !== null && DEVICE_KINDS.has(f.kind));
  if (own.length === 0) return null;
  return { target: facts.target.name, devices: facts.devices, ...doubts(own) };
}

/** What the GPOs beside a directory hold. */
const contentsIn = (files: readonly ReadEvidence[], directory: Directory) =>
  contentsOf(
    files.flatMap((f) =>
      f.kind === null ? [] : [{ kind: f.kind, file: f.evidence.file, sections: f.sections }],
    ),
    directory.sysvol,
    new Map(
      files.map((f) => [
        f.evidence.file,
        {
          file: f.evidence.file,
          kind: f.kind,
          intact: f.intact,
          problems: f.problems,
          verified: f.evidence.verified,
          size: f.evidence.bytes.length,
        },
      ]),
    ),
  );

/** What GPOs hold is doubted file by file. */
const IN_SYSVOL = /(?:^|\/)sysvol\//i;

const notHad = (file: string): Bilingual => ({
  ja: `${file} が証拠にないか、採取したときのものでない`,
  en: `${file} is not among the evidence, or is not what was collected`,
});

/** The directory of a target; null where it holds none. */
function directoryOf({ facts, files, lost }: ReadTarget): SiteDirectory | null {
  if (!facts.directory.known) return null;
  const { hidden, silent } = doubts(files.filter((f) => f.kind !== null && DIRECTORY_KINDS.has(f.kind)));
  return {
    target: facts.target.name,
    directory: facts.directory.value,
    contents: contentsIn(files, facts.directory.value),
    hidden: [...hidden.map((h) => h.because), ...lost.filter((file) => !IN_SYSVOL.test(file)).map(notHad)],
    silent,
  };
}

/** What targets' verdicts need of one another. */
export function sharedFrom(read: readonly ReadTarget[], hosts: ReadonlySet<string> = new Set()): SharedFacts {
  return {
    proxies: read
      .filter((r) => r.facts.target.role === 'proxy')
      .map((r) => ({ target: r.facts.target.name, squid: r.facts.squid })),
    pacs: read.flatMap((r) =>
      r.files.flatMap((f) => (f.sections.pac ? [{ file: f.evidence.file, section: f.sections.pac }] : [])),
    ),
    firewalls: read.flatMap((r) => firewallOf(r) ?? []),
    directories: read.flatMap((r) => directoryOf(r) ?? []),
    lostDirectories: read
      .filter((r) => r.facts.target.role === 'domain' && !r.facts.directory.known)
      .map((r) => r.facts.target.name),
    hosts,
  };
}

const noticesOf = (policy: SiteDirectory): readonly Notice[] =>
  domainFindings(policy).map(({ kind, because, at }) => ({
    target: policy.target,
    kind,
    message: because,
    at,
  }));

/** A domain's column tells of its computers as well: what policy alone says of those without evidence of their own. */
function withPolicy(job: Assignment, own: Assessment): Assessment {
  const { target } = own;
  const policy = job.shared.directories.find((d) => d.target === target.name) ?? null;
  const notices = policy ? noticesOf(policy) : [];
  if (target.role !== 'domain') return policy ? { ...own, notices } : own;
  const { catalogue, site, shared, options } = job;
  const found = assessPolicy(target.name, policy, { catalogue, site, shared, asOf: options.asOf });
  const checked = new Set(own.findings.map((f) => f.check));
  const cells = new Map(found.cells);
  for (const [id, cell] of own.cells) {
    const other = cells.get(id);
    cells.set(id, other ? worst(cell, other) : cell);
  }
  return {
    ...own,
    findings: [...own.findings, ...found.findings.filter((f) => !checked.has(f.check))],
    cells,
    notices,
  };
}

/** Findings and roll-up of one target. `name` is its evidence folder, or its hostname when there is no folder. */
export async function assess(
  name: string,
  files: readonly Evidence[],
  job: Assignment,
  lost: readonly string[] = [],
): Promise<Assessment> {
  const known = job.domains?.get(name);
  const { facts: own, files: read } = known ?? (await readTarget(name, files, job, lost));
  const facts = known ? { ...own, shared: job.shared } : own;
  const findings = evaluate(job.catalogue, facts, read.flatMap(stateOf));
  const cells = rollUpTarget(job.catalogue, facts.target.role, findings);
  return withPolicy(job, {
    target: facts.target,
    evidence: read.map(toRow(facts.target.name)),
    findings,
    cells,
    notices: [],
  });
}

/** The organisation itself: what the site file declares, judged like a target. */
export function assessSite(job: Assignment): Assessment {
  const facts = buildFacts([], job.shared, {
    target: SITE_TARGET,
    asset: null,
    site: job.site,
    asOf: job.options.asOf,
  });
  const findings = evaluate(job.catalogue, facts, []);
  return {
    target: SITE_TARGET,
    evidence: [],
    findings,
    cells: rollUpTarget(job.catalogue, 'site', findings),
    notices: [],
  };
}

/** A file that was found and could not be read, as a row. */
export const unreadableRow = (target: string, problem: Problem, sha256: string): EvidenceRow => ({
  file: problem.file,
  sha256,
  encoding: null,
  kind: null,
  target,
  lines: { understood: 0, irrelevant: 0, notUnderstood: 0 },
  intact: 'cannot-tell',
  verified: false,
  problems: [{ line: problem.line, message: problem.message }],
});
