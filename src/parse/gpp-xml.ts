/**
 * Group Policy Preferences ([MS-GPPREF]): Registry, Groups, Services, ScheduledTasks, Drives, DataSources, Printers,
 * InternetSettings and the kinds that no check reads. Elements are told by name, never by clsid.
 */
import type { GpoRef, RegistryWrite } from '../facts/registry.ts';
import type { RestrictedGroup, SecurityPolicySection } from '../facts/security-policy.ts';
import type { Evidence, Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { gpoOf } from './gpo-path.ts';
import { type Draft, type GppWalk, sayOnce, walkItems } from './gpp-walk.ts';
import type { Parsed, Parser } from './parser.ts';
import { locate, problem } from './parser.ts';
import { rootName } from './xml.ts';

/** Kinds whose items can hold a cpassword (MS14-025). */
const WITH_PASSWORDS: ReadonlySet<string> = new Set([
  'Groups',
  'ScheduledTasks',
  'NTServices',
  'Drives',
  'DataSources',
  'Printers',
]);

const ROOTS: ReadonlySet<string> = new Set([
  ...WITH_PASSWORDS,
  'RegistrySettings',
  'InternetSettings',
  'Files',
  'Folders',
  'Shortcuts',
  'IniFiles',
  'EnvironmentVariables',
  'NetworkOptions',
  'NetworkShareSettings',
  'PowerOptions',
  'StartMenuTaskbar',
  'FolderOptions',
  'RegionalOptions',
  'Regional',
  'Devices',
  'Applications',
  'Collection',
]);

const CONDITIONAL_GROUP: Bilingual = {
  ja: 'ターゲット設定付きのローカル グループまたはサービスの項目は、どのホストに及ぶか分からないため事実にしない',
  en: 'a local group or service item with targeting is no fact, since the hosts it reaches are not known',
};

interface Facts {
  readonly writes: RegistryWrite[];
  readonly groups: RestrictedGroup[];
  readonly services: SecurityPolicySection['services'][number][];
}

function addFact(walk: GppWalk, gpo: GpoRef | null, facts: Facts, { made, at, condition }: Draft): void {
  if (made.kind === 'registry') {
    facts.writes.push({ ...made.write, condition: condition ?? made.write.condition, gpo, at });
  } else if (condition) {
    sayOnce(walk, problem(walk.evidence, at.line, CONDITIONAL_GROUP, true));
  } else if (made.kind === 'group') facts.groups.push({ ...made.group, gpo, at });
  else facts.services.push(made.service);
}

const securityOf = (facts: Facts, at: Location): SecurityPolicySection => ({
  layer: 'intended',
  rights: [],
  groups: facts.groups,
  systemAccess: [],
  eventAudit: [],
  services: facts.services,
  sections: [],
  at,
});

function sectionsOf(walk: GppWalk, root: string, whole: boolean): Parsed['sections'] {
  const gpo = gpoOf(walk.evidence);
  const at = locate(walk.evidence, 1, `<${root}>`);
  const facts: Facts = { writes: [], groups: [], services: [] };
  for (const draft of walk.drafts) addFact(walk, gpo, facts, draft);
  const speaksOfSecurity = facts.groups.length + facts.services.length > 0;
  return {
    registry: { exported: [], writes: facts.writes },
    gpo: {
      guid: gpo?.guid ?? null,
      name: gpo?.name ?? null,
      cpasswords: walk.cpasswords,
      preferencesRead: whole && WITH_PASSWORDS.has(root),
      at,
    },
    ...(speaksOfSecurity ? { security: securityOf(facts, at) } : {}),
  };
}

function parse(evidence: Evidence): Parsed {
  const { walk, end } = walkItems(evidence);
  const whole = end.state === 'whole';
  return {
    kind: 'gpp-xml',
    sections: sectionsOf(walk, rootName(evidence.text) ?? '', whole),
    lines: walk.lines.counts(),
    notUnderstood: walk.lines.listed(),
    intact: whole ? 'yes' : 'cut',
    problems: walk.problems,
  };
}

const HEAD = 4096;

/** A root of a Preferences file with an item in it, or with the clsid that every tool writes. */
const isPreferences = ({ text }: Evidence): boolean => {
  const head = text.slice(0, HEAD);
  if (!/^\s*</.test(head)) return false;
  const root = rootName(head);
  return root !== null && ROOTS.has(root) && /\bclsid\s*=|<Properties[\s>]/.test(head);
};

export const gppXml: Parser = { kind: 'gpp-xml', recognise: isPreferences, parse };
