/**
 * The computers of a domain judged by their resultant policy alone: those that have no evidence of their own.
 *
 * Computers with the same GPOs, role and system get the same answer, so each group is judged once, through the same
 * checks as a host, over facts in which policy is taken for applied (ADR 9).
 */
import { type Catalogue, evaluate } from './check/engine.ts';
import { type ClassVerdicts, type PolicyVerdicts, verdictsOfPolicy } from './check/policy-only.ts';
import { rollUpTarget } from './check/rollup.ts';
import type { Account } from './facts/directory/model.ts';
import type { SubjectLists } from './facts/rsop/acts.ts';
import { type AppliedPolicy, appliedPolicy } from './facts/rsop/applied.ts';
import { type DomainPolicy, indexOfPolicy, listsFor } from './facts/rsop/compose.ts';
import { assetOf, isDisabled, roleInDirectory } from './facts/rsop/computers.ts';
import { loopbackOf } from './facts/rsop/loopback.ts';
import { computerName } from './facts/rsop/subjects.ts';
import { usersPolicy } from './facts/rsop/users.ts';
import type { Sections } from './facts/sections.ts';
import { buildFacts, type SharedFacts } from './facts/target-facts.ts';
import type { Location } from './model/evidence.ts';
import type { Asset, Site } from './model/site.ts';
import type { Target } from './model/target.ts';
import { firewallFromRegistry } from './parse/firewall-registry.ts';

export interface PolicyJob {
  readonly catalogue: Catalogue;
  readonly site: Site;
  readonly shared: SharedFacts;
  readonly asOf: number;
}

/** A computer as it is judged; null: it is disabled, has evidence of its own, or runs no Windows. */
function judged(computer: Account, { site, shared }: PolicyJob): Asset | null {
  const name = computerName(computer.name).toLowerCase();
  if (isDisabled(computer) || shared.hosts.has(name)) return null;
  const declared = site.assets.find((a) => a.hostname.toLowerCase() === name);
  const role = declared?.role ?? roleInDirectory(computer);
  if (role === null) return null;
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

/** Computers to judge, with what they are. */
function assetsOf(policy: DomainPolicy, job: PolicyJob): Assets {
  const assets = new Map<Account, Asset>();
  for (const account of policy.directory.accounts) {
    const asset = account.kind === 'computer' ? judged(account, job) : null;
    if (asset) assets.set(account, asset);
  }
  return assets;
}

/** Of computers with the same policy, those of the same role and system. */
function alike(computers: readonly Account[], assets: Assets): readonly Group[] {
  const groups = new Map<string, { readonly asset: Asset; readonly computers: Account[] }>();
  for (const computer of computers) {
    const asset = assets.get(computer);
    if (!asset) continue;
    const key = likeness(asset);
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

function* classesOf(policy: DomainPolicy, job: PolicyJob): Generator<ClassVerdicts> {
  const assets = assetsOf(policy, job);
  for (const { computers, lists } of listsFor(policy, [...assets.keys()])) {
    const held = heldBy(policy, lists);
    for (const group of alike(computers, assets)) yield verdictsOf(held, group, job);
  }
}

/** One finding a check and one cell a control, over all computers of a domain without evidence of their own. */
export const assessPolicy = (domain: string, policy: DomainPolicy, job: PolicyJob): PolicyVerdicts =>
  verdictsOfPolicy(domain, classesOf(policy, job));
