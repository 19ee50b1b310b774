/**
 * The computers of a domain judged by their resultant policy alone: those that have no evidence of their own.
 *
 * Computers with the same GPOs, role and system get the same answer, so each group is judged once, through the same
 * checks as a host, over facts in which policy is taken for applied (ADR 9).
 */
import { type Catalogue, evaluate, rolesOf } from './check/engine.ts';
import { type ClassVerdicts, type PolicyVerdicts, verdictsOfPolicy } from './check/policy-only.ts';
import { rollUpTarget } from './check/rollup.ts';
import { wholeness } from './facts/directory/directory.ts';
import { domainKeyOf } from './facts/directory/dn.ts';
import type { Account } from './facts/directory/model.ts';
import type { SubjectLists } from './facts/rsop/acts.ts';
import { type AppliedPolicy, appliedPolicy } from './facts/rsop/applied.ts';
import { type DomainPolicy, indexOfPolicy, listsFor } from './facts/rsop/compose.ts';
import { assetOf, isDisabled, mayBeWindows, roleInDirectory } from './facts/rsop/computers.ts';
import { loopbackOf } from './facts/rsop/loopback.ts';
import { computerName } from './facts/rsop/subjects.ts';
import { usersPolicy } from './facts/rsop/users.ts';
import type { Sections } from './facts/sections.ts';
import { buildFacts, type SharedFacts } from './facts/target-facts.ts';
import type { Location } from './model/evidence.ts';
import type { Asset, Site } from './model/site.ts';
import type { Role, Target } from './model/target.ts';
import type { Bilingual } from './model/text.ts';
import { firewallFromRegistry } from './parse/firewall-registry.ts';

export interface PolicyJob {
  readonly catalogue: Catalogue;
  readonly site: Site;
  readonly shared: SharedFacts;
  readonly asOf: number;
}

/** A computer as it is judged; `open`: whether it is to be judged is not known; null: disabled, with evidence of its own, or no Windows. */
function judged(computer: Account, { site, shared }: PolicyJob): Asset | 'open' | null {
  const name = computerName(computer.name).toLowerCase();
  if (isDisabled(computer) || shared.hosts.has(name)) return null;
  const declared = site.assets.find((a) => a.hostname.toLowerCase() === name);
  const role = declared?.role ?? roleInDirectory(computer);
  if (role === null) return mayBeWindows(computer) ? 'open' : null;
  const own = assetOf(computer, role);
  return declared ? { ...own, ...declared, hostname: own.hostname } : own;
}

/** What of the entry of a computer may change a verdict. */
const likeness = ({ hostname: _name, ...rest }: Asset): string => JSON.stringify(rest);

interface Group {
  readonly asset: Asset;
  readonly computers: readonly Account[];
}

type Assets = ReadonlyMap<Account, Asset>;

interface Computers {
  /** Those to judge, with what they are. */
  readonly assets: Assets;
  /** Those that cannot be judged since what they are is not shown. */
  readonly open: readonly Account[];
}

function computersOf({ directory }: DomainPolicy, job: PolicyJob): Computers {
  const assets = new Map<Account, Asset>();
  const open: Account[] = [];
  for (const account of directory.accounts) {
    const asset = account.kind === 'computer' ? judged(account, job) : null;
    if (asset === 'open') open.push(account);
    else if (asset) assets.set(account, asset);
  }
  return { assets, open };
}

const NOT_ALL: Bilingual = {
  ja: 'コンピューターの全件が証拠にない',
  en: 'not all computers are in the evidence',
};

/** Why there may be computers that were not judged; null: there are none. */
function unseenOf({ directory }: DomainPolicy, { open: [first, ...others] }: Computers): Bilingual | null {
  const lacking = wholeness(directory, 'computers');
  if (lacking) return lacking.because ?? NOT_ALL;
  if (!first) return null;
  const count = others.length + 1;
  return {
    ja: `OS (operatingSystem) が分からず判定していないコンピューターが ${count} 台ある (${first.name} など)`,
    en: `${count} computer(s) were not judged, since their system (operatingSystem) is not shown (such as ${first.name})`,
  };
}

/** Of computers with the same policy, those of the same domain, role and system. */
function alike(computers: readonly Account[], assets: Assets): readonly Group[] {
  const groups = new Map<string, { readonly asset: Asset; readonly computers: Account[] }>();
  for (const computer of computers) {
    const asset = assets.get(computer);
    if (!asset) continue;
    const key = [domainKeyOf(computer.key), likeness(asset)].join('\n');
    const group = groups.get(key) ?? { asset, computers: [] };
    group.computers.push(computer);
    groups.set(key, group);
  }
  return [...groups.values()];
}

const FILE = 'policy';

/** What a class of computers holds by policy, and its users where they get nothing else there. */
interface Held {
  readonly sections: readonly Sections[];
  readonly writesIn: AppliedPolicy['writesIn'];
  readonly everyUser: Location | null;
}

function heldBy(policy: DomainPolicy, lists: SubjectLists): Held {
  const index = indexOfPolicy(policy);
  const { sections, writesIn, firewall } = appliedPolicy(index, lists);
  const rules = firewallFromRegistry(firewall(), []);
  const own = rules ? { ...sections, firewall: rules } : sections;
  if (!lists.machine || loopbackOf(index, lists.machine) !== 'none') {
    return { sections: [own], writesIn, everyUser: null };
  }
  const { section, complete } = usersPolicy(policy);
  const at = section.exported[0]?.at ?? null;
  return { sections: [own, { registry: section }], writesIn, everyUser: complete ? at : null };
}

function verdictsOf(held: Held, { asset, computers }: Group, job: PolicyJob): ClassVerdicts {
  const target: Target = { name: asset.hostname, role: asset.role, roleSource: 'declared' };
  const { site, asOf, shared } = job;
  const files = held.sections.map((sections) => ({ kind: 'registry-pol' as const, file: FILE, sections }));
  const everyUser = held.everyUser ? { everyUser: held.everyUser } : {};
  const facts = buildFacts(files, shared, {
    target,
    asset,
    site,
    asOf,
    policyAlone: true,
    writesIn: held.writesIn,
    ...everyUser,
  });
  const findings = evaluate(job.catalogue, facts, []);
  return {
    computers: computers.map((c) => computerName(c.name)),
    findings,
    cells: rollUpTarget(job.catalogue, asset.role, findings),
  };
}

function* classesOf(policy: DomainPolicy, assets: Assets, job: PolicyJob): Generator<ClassVerdicts> {
  for (const { computers, lists } of listsFor(policy, [...assets.keys()])) {
    const held = heldBy(policy, lists);
    for (const group of alike(computers, assets)) yield verdictsOf(held, group, job);
  }
}

/** What the directory may say that a computer is. */
const IN_DIRECTORY: ReadonlySet<Role> = new Set<Role>(['user-endpoint', 'member-server', 'dc']);

/** Checks that concern computers of a domain. */
function ofComputers({ controls, checks }: Catalogue): Catalogue {
  const byId = new Map(controls.map((control) => [control.id, control]));
  const concerns = (check: Catalogue['checks'][number]): boolean => {
    const control = byId.get(check.control);
    return control !== undefined && rolesOf(check, control).some((role) => IN_DIRECTORY.has(role));
  };
  return { controls, checks: checks.filter(concerns) };
}

const LOST: Bilingual = {
  ja: 'ドメインのディレクトリのデータが証拠から失われ、どのようなコンピューターがあるか分からない',
  en: 'the directory of the domain is lost from the evidence: what computers there are is not known',
};

/** Computers of which nothing is known are judged as a host without evidence, of which nobody knows the role. */
function ofUnseen(because: Bilingual, { catalogue, site, shared, asOf }: PolicyJob): ClassVerdicts {
  const target: Target = { name: '', role: 'unknown', roleSource: 'none' };
  const asked = ofComputers(catalogue);
  const findings = evaluate(asked, buildFacts([], shared, { target, asset: null, site, asOf }), []).map(
    (f) => (f.status === 'unknown' ? { ...f, because } : f),
  );
  const cells = [...rollUpTarget(asked, target.role, findings)].filter(
    ([, cell]) => cell.status !== 'notchecked',
  );
  return { computers: [], findings, cells: new Map(cells) };
}

function* allClasses(policy: DomainPolicy, job: PolicyJob): Generator<ClassVerdicts> {
  const computers = computersOf(policy, job);
  yield* classesOf(policy, computers.assets, job);
  const unseen = unseenOf(policy, computers);
  if (unseen) yield ofUnseen(unseen, job);
}

/**
 * One finding a check and one cell a control, over all computers of a domain without evidence of their own. `policy`: null
 * where the directory is lost.
 */
export function assessPolicy(domain: string, policy: DomainPolicy | null, job: PolicyJob): PolicyVerdicts {
  return verdictsOfPolicy(domain, policy ? allClasses(policy, job) : [ofUnseen(LOST, job)]);
}
