/**
 * Group Policy Preferences ([MS-GPPREF]): Registry, Groups, Services, ScheduledTasks, Drives, DataSources, Printers,
 * InternetSettings and the kinds that no check reads. Elements are told by name, never by clsid.
 */
import type { GpoRef, RegistryWrite } from '../facts/registry.ts';
import type { GroupItem, RestrictedGroup, SecurityPolicySection } from '../facts/security-policy.ts';
import type { Evidence, Location } from '../model/evidence.ts';
import { gpoOf } from './gpo-path.ts';
import { type RawPasswords, rawPasswords } from './gpp-raw.ts';
import { type Draft, type GppWalk, ONCE, walkItems } from './gpp-walk.ts';
import type { Parsed, Parser } from './parser.ts';
import { locate } from './parser.ts';
import { rootName } from './xml.ts';

const ROOTS: ReadonlySet<string> = new Set([
  'Groups',
  'ScheduledTasks',
  'NTServices',
  'Drives',
  'DataSources',
  'Printers',
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

interface Facts {
  readonly writes: RegistryWrite[];
  readonly groups: RestrictedGroup[];
  readonly groupItems: GroupItem[];
  readonly services: SecurityPolicySection['services'][number][];
}

function addFact(gpo: GpoRef | null, facts: Facts, { made, at, condition }: Draft): void {
  const standing = condition ? { condition } : {};
  if (made.kind === 'registry') {
    const once = condition === ONCE ? { appliesOnce: true as const } : {};
    facts.writes.push({ ...made.write, condition: condition ?? made.write.condition, ...once, gpo, at });
  } else if (made.kind === 'group') {
    if (!condition) facts.groups.push({ ...made.group, gpo, at });
  } else if (made.kind === 'group-item') {
    facts.groupItems.push({ ...made.item, ...standing, gpo, at });
  } else facts.services.push({ ...made.service, ...standing });
}

const securityOf = (facts: Facts, at: Location): SecurityPolicySection => ({
  layer: 'intended',
  rights: [],
  groups: facts.groups,
  groupItems: facts.groupItems,
  systemAccess: [],
  eventAudit: [],
  services: facts.services,
  sections: [],
  at,
});

function sectionsOf(walk: GppWalk, root: string, raw: RawPasswords, whole: boolean): Parsed['sections'] {
  const gpo = gpoOf(walk.evidence);
  const at = locate(walk.evidence, 1, `<${root}>`);
  const facts: Facts = { writes: [], groups: [], groupItems: [], services: [] };
  for (const draft of walk.drafts) addFact(gpo, facts, draft);
  const speaksOfSecurity = facts.groupItems.length + facts.services.length > 0;
  return {
    registry: { exported: [], writes: facts.writes },
    gpo: {
      guid: gpo?.guid ?? null,
      name: gpo?.name ?? null,
      cpasswords: [...walk.cpasswords, ...raw.found],
      preferencesRead: whole && raw.doubt === null,
      at,
    },
    ...(speaksOfSecurity ? { security: securityOf(facts, at) } : {}),
  };
}

function parse(evidence: Evidence): Parsed {
  const { walk, end } = walkItems(evidence);
  const whole = end.state === 'whole';
  const raw = rawPasswords(evidence, walk.values);
  return {
    kind: 'gpp-xml',
    sections: sectionsOf(walk, rootName(evidence.text) ?? '', raw, whole),
    lines: walk.lines.counts(),
    notUnderstood: walk.lines.listed(),
    intact: whole ? 'yes' : 'cut',
    problems: raw.doubt ? [...walk.problems, raw.doubt] : walk.problems,
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
