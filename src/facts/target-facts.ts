/** Everything the evidence says of one target, by domain. Checks read this and nothing else. */
import type { EvidenceKind, Location } from '../model/evidence.ts';
import type { Asset, Site } from '../model/site.ts';
import type { Target } from '../model/target.ts';
import type { AuditSection } from './audit.ts';
import { buildDirectory } from './directory/directory.ts';
import type { DirectorySection } from './directory/model.ts';
import type { Directory } from './directory/query.ts';
import type { SiteDirectory } from './directory/site-directories.ts';
import type { FirewallDevice } from './firewall/model.ts';
import type { SiteFirewall } from './firewall/site-firewalls.ts';
import type { GpoSection } from './gpo.ts';
import type { Listener, ListSection, ScheduledTask, Service } from './host-activity.ts';
import type { Fact, NonEmpty, UnknownFact } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';
import type { LocalGroupSection } from './local-groups.ts';
import type { OsFacts } from './os.ts';
import { readOs } from './os.ts';
import type { PacSection, WinHttpProxy } from './proxy-settings.ts';
import type { RegistryFacts, RegistryWrite } from './registry.ts';
import { buildRegistry, withKeysOf } from './registry.ts';
import type { Sections } from './sections.ts';
import type { SecurityPolicySection } from './security-policy.ts';
import type { ShareSection } from './shares.ts';
import type { SquidSection } from './squid/section.ts';
import { squidReleases } from './squid/version.ts';
import type { FirewallSection } from './windows-firewall/model.ts';
import type { FirewallFacts } from './windows-firewall/policy.ts';
import { buildFirewall } from './windows-firewall/policy.ts';

/** A PAC file among the site's evidence. */
export interface SitePac {
  readonly file: string;
  readonly section: PacSection;
}

export interface SiteProxy {
  readonly target: string;
  readonly squid: Fact<SquidSection>;
}

/** What concerns more than one target: read once, given to every target. */
export interface SharedFacts {
  readonly proxies: readonly SiteProxy[];
  readonly pacs: readonly SitePac[];
  readonly firewalls: readonly SiteFirewall[];
  readonly directories: readonly SiteDirectory[];
  /** Targets that are domains, and whose directory gave nothing. */
  readonly lostDirectories: readonly string[];
  /** Names of the targets that have evidence of their own, lower case. */
  readonly hosts: ReadonlySet<string>;
}

/** Fact domains; a check names those it reads. */
export interface Domains {
  readonly os: OsFacts;
  readonly registry: RegistryFacts;
  readonly shares: Fact<NonEmpty<ShareSection>>;
  /** `secedit /export` of the host. */
  readonly effectiveSecurity: Fact<NonEmpty<SecurityPolicySection>>;
  readonly intendedSecurity: readonly SecurityPolicySection[];
  /** `auditpol` of the host. */
  readonly effectiveAudit: Fact<NonEmpty<AuditSection>>;
  readonly intendedAudit: readonly AuditSection[];
  readonly localGroups: Fact<NonEmpty<LocalGroupSection>>;
  readonly services: Fact<NonEmpty<ListSection<Service>>>;
  readonly listeners: Fact<NonEmpty<ListSection<Listener>>>;
  readonly tasks: Fact<NonEmpty<ListSection<ScheduledTask>>>;
  readonly winhttp: Fact<NonEmpty<WinHttpProxy>>;
  readonly gpos: readonly GpoSection[];
  readonly firewallSections: readonly FirewallSection[];
  /** The Windows Firewall in effect. */
  readonly firewall: FirewallFacts;
  readonly squid: Fact<SquidSection>;
  /** Packet filters of this target: rule bases of a firewall or router. */
  readonly devices: readonly FirewallDevice[];
  /** Active Directory, where this target is a domain; that of other targets is in `shared`. */
  readonly directory: Fact<Directory>;
  readonly shared: SharedFacts;
}

/** What every check may read without naming it. */
export interface Always {
  readonly target: Target;
  /** Its entry in the site file; null when not declared. */
  readonly asset: Asset | null;
  readonly site: Site;
  /** The instant of the assessment, epoch milliseconds. */
  readonly asOf: number;
  /** See RegistryFacts. */
  readonly policyIsSilent?: RegistryFacts['policyIsSilent'];
  readonly everyUser?: RegistryFacts['everyUser'];
  readonly policyAlone?: RegistryFacts['policyAlone'];
  /** What keys of HKLM hold, by `hklm\\…` in lower case, in place of exports. */
  readonly writesIn?: (key: string) => readonly RegistryWrite[];
}

export type TargetFacts = Domains & Always;
export type FactName = keyof Domains;

/** What one file gave, with its kind. */
export interface FileSections {
  readonly kind: EvidenceKind;
  readonly file: string;
  readonly sections: Sections;
}

const notCollected = (kinds: readonly EvidenceKind[], ja: string, en: string) =>
  unknown({ ja: `${ja}が証拠にない`, en: `${en} is not among the evidence` }, kinds);

function gather<T extends { readonly at: Location }>(
  list: readonly T[],
  kinds: readonly EvidenceKind[],
  ja: string,
  en: string,
): Fact<NonEmpty<T>> {
  if (!isNonEmpty(list)) return notCollected(kinds, ja, en);
  const [first, ...rest] = list;
  return known(list, [first.at, ...rest.map((s) => s.at)]);
}

type Pick1 = <K extends keyof Sections>(name: K) => readonly NonNullable<Sections[K]>[];

function effectiveParts(
  pick: Pick1,
): Pick<Domains, 'effectiveSecurity' | 'intendedSecurity' | 'effectiveAudit' | 'intendedAudit'> {
  const security = pick('security');
  const audit = pick('audit');
  return {
    effectiveSecurity: gather(
      security.filter((s) => s.layer === 'effective'),
      ['secedit-export'],
      'ローカル セキュリティ ポリシー (secedit /export)',
      'the local security policy (secedit /export)',
    ),
    intendedSecurity: security.filter((s) => s.layer === 'intended'),
    effectiveAudit: gather(
      audit.filter((s) => s.layer === 'effective'),
      ['auditpol-report'],
      '有効な監査ポリシー (auditpol /get)',
      'the audit policy in effect (auditpol /get)',
    ),
    intendedAudit: audit.filter((s) => s.layer === 'intended'),
  };
}

function groupsFact(pick: Pick1): Domains['localGroups'] {
  const list = pick('localGroups');
  const at = list.flatMap((s) => [...s.groups.map((g) => g.at), ...(s.users ? [s.users.at] : [])]);
  if (!isNonEmpty(list) || !isNonEmpty(at)) {
    return notCollected(
      ['net-localgroup', 'localgroup-json'],
      'ローカル グループの一覧',
      'the list of local groups',
    );
  }
  return known(list, at);
}

function activity(pick: Pick1): Pick<Domains, 'services' | 'listeners' | 'tasks' | 'winhttp'> {
  return {
    services: gather(
      pick('services'),
      ['services-json', 'services-csv'],
      'サービスの一覧',
      'the list of services',
    ),
    listeners: gather(
      pick('listeners'),
      ['netstat', 'listeners-json'],
      '待ち受けポートの一覧',
      'the list of listening ports',
    ),
    tasks: gather(pick('tasks'), ['tasks-csv', 'tasks-json'], 'タスクの一覧', 'the list of scheduled tasks'),
    winhttp: gather(
      pick('winhttp'),
      ['winhttp-proxy'],
      'WinHTTP プロキシの設定',
      'the WinHTTP proxy setting',
    ),
  };
}

/** Without these a text is a piece of a configuration: Squid ends without a port, and denies all without http_access. */
const ESSENTIAL: readonly (readonly string[])[] = [['http_port', 'https_port'], ['http_access']];

/** A fragment that a missing file includes looks like a configuration of its own, and must not be judged as one. */
function fragment(section: SquidSection): UnknownFact | null {
  const named = new Set(section.directives.map((d) => d.name));
  const lacking = ESSENTIAL.find((names) => !names.some((n) => named.has(n)))?.join(' / ');
  if (lacking === undefined) return null;
  return unknown(
    {
      ja: `${section.at.file} に ${lacking} がない。ほかのファイルに include される断片かもしれない。squid.conf の本体も採取する`,
      en: `${section.at.file} has no ${lacking}: it may be a fragment that another file includes; collect squid.conf itself as well`,
    },
    ['squid-conf'],
  );
}

/** The release that the site file declares is the one that runs. */
function asDeclared(section: SquidSection, asset: Asset | null): SquidSection {
  const declared = squidReleases(asset?.squidVersion ?? '');
  return declared.length > 0 ? { ...section, declared } : section;
}

function squidFact(pick: Pick1, asset: Asset | null): Fact<SquidSection> {
  const [first, second] = pick('squid');
  if (!first) return notCollected(['squid-conf'], 'squid.conf ', 'squid.conf');
  if (second) {
    return unknown({
      ja: `squid.conf が複数ある (${first.at.file} と ${second.at.file})。使われているものだけを残す`,
      en: `there are several squid.conf (${first.at.file} and ${second.at.file}); keep the one in use`,
    });
  }
  return fragment(first) ?? known(asDeclared(first, asset), [first.at]);
}

function directoryFact(sections: readonly DirectorySection[]): Fact<Directory> {
  if (!isNonEmpty(sections)) {
    return notCollected(
      ['ad-ndjson', 'ldif', 'sharphound-json'],
      'Active Directory のデータ',
      'Active Directory',
    );
  }
  const [first, ...rest] = sections;
  return known(buildDirectory(sections), [first.at, ...rest.map((s) => s.at)]);
}

/** What is known of the registry from elsewhere than its exports. */
const withOutside = (
  registry: RegistryFacts,
  { policyIsSilent, everyUser, policyAlone, writesIn }: Always,
): RegistryFacts => {
  const own = {
    ...registry,
    ...(policyIsSilent ? { policyIsSilent } : {}),
    ...(everyUser ? { everyUser } : {}),
    ...(policyAlone ? { policyAlone } : {}),
  };
  return writesIn ? withKeysOf(own, writesIn) : own;
};

/** Facts of one target from its parsed files. Order of the files does not matter. */
export function buildFacts(files: readonly FileSections[], shared: SharedFacts, always: Always): TargetFacts {
  const sorted = [...files].sort((a, b) => (a.file < b.file ? -1 : 1));
  const pick: Pick1 = (name) =>
    sorted.flatMap((f) => {
      const section = f.sections[name];
      return section === undefined ? [] : [section];
    });
  const registry = withOutside(buildRegistry(pick('registry')), always);
  return {
    ...always,
    shared,
    registry,
    os: readOs(registry, always.asset),
    shares: gather(
      pick('shares'),
      ['net-share', 'smb-share-json'],
      '共有の一覧 (net share)',
      'the list of shares (net share)',
    ),
    ...effectiveParts(pick),
    localGroups: groupsFact(pick),
    ...activity(pick),
    gpos: pick('gpo'),
    firewallSections: pick('firewall'),
    firewall: buildFirewall({ sections: pick('firewall'), registry, services: pick('services') }),
    squid: squidFact(pick, always.asset),
    devices: pick('devices').flatMap((s) => s.devices),
    directory: directoryFact(pick('directory')),
  };
}
