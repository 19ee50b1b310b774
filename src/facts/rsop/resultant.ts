/**
 * What each setting comes to for a computer or a user, with who wins, who loses and why.
 *
 * Each extension goes through all GPOs from the lowest precedence to the highest ([MS-GPOL] 3.2.5.1), one extension
 * after another. What the evidence leaves open stays open, save where all that could win say the same.
 */
import { actsOf, type SubjectLists, sourcesOf } from './acts.ts';
import { certainAnswer, type Hearing, hear } from './certain.ts';
import { conflicting, endsOf, settingOf } from './ends.ts';
import { findingsFor } from './findings.ts';
import { groupResult } from './group-result.ts';
import { contradict, contradicted, contradiction } from './membership.ts';
import type { ResultantSetting, RsopFinding, SettingKind } from './model.ts';
import { HOST } from './outcomes.ts';
import { type Entry, entryId, type PolicyIndex, writersOf } from './policy-index.ts';
import { valueId } from './registry-writers.ts';
import { ADDED_TO } from './security-writers.ts';
import { serviceOf, startOf, withTwin } from './service-start.ts';
import { groupKey } from './step.ts';
import { type View, viewFor } from './view.ts';

export interface Answer {
  readonly setting: ResultantSetting | null;
  readonly findings: readonly RsopFinding[];
}

const NOTHING: Answer = { setting: null, findings: [] };

/** `hearing`: where many settings are asked for; null: each is weighed. */
function ownAnswer(index: PolicyIndex, lists: SubjectLists, entry: Entry, hearing: Hearing | null): Answer {
  const certain = hearing && certainAnswer(hearing, entry);
  if (certain) return certain === 'nothing' ? NOTHING : { setting: certain, findings: [] };
  if (entry.group) return { setting: groupResult(index, lists, entry, entry.group), findings: [] };
  const writers = writersOf(index, entry);
  const asked = { kind: entry.kind, id: entry.id, controller: lists.controller };
  const ends = endsOf(index, lists, sourcesOf(entry), (view, { rank }) => actsOf(view, rank, writers, asked));
  if (ends.outcomes.length === 1 && ends.outcomes[0] === HOST) return NOTHING;
  return { setting: settingOf(entry, ends), findings: conflicting(entry.name, ends.outcomes) };
}

const RIVALS: ReadonlyMap<SettingKind, SettingKind> = new Map<SettingKind, SettingKind>([
  ['restricted-group', 'group-preference'],
  ['group-preference', 'restricted-group'],
]);

/** An entry that no GPO names still tells what is not known of it. */
const entryNamed = (index: PolicyIndex, kind: SettingKind, id: string, name: string): Entry =>
  index.entries.get(entryId(kind, id)) ?? unnamed(kind, name, id, null);

/** The entry that says the same thing in another way; null: there is none. */
function twinOf(index: PolicyIndex, entry: Entry): Entry | null {
  if (entry.kind === 'service') return entryOf(index, 'registry', startOf(entry.id));
  const service = entry.kind === 'registry' ? serviceOf(entry.id) : null;
  return service === null ? null : entryOf(index, 'service', service);
}

/** A membership that Restricted Groups define, and Preferences define otherwise. */
function withRival(
  index: PolicyIndex,
  lists: SubjectLists,
  entry: Entry,
  rival: SettingKind,
  own: Answer,
): Answer {
  const [group = entry.id] = entry.id.split(ADDED_TO);
  const other = ownAnswer(index, lists, entryNamed(index, rival, group, group), null).setting;
  if (!own.setting || !other) return own;
  const [restricted, preferences] = entry.group ? [other, own.setting] : [own.setting, other];
  if (!contradict(restricted, preferences)) return own;
  const findings = entry.group ? [] : [contradiction(own.setting)];
  return { setting: contradicted(own.setting), findings: [...own.findings, ...findings] };
}

function answer(index: PolicyIndex, lists: SubjectLists, entry: Entry, hearing: Hearing | null): Answer {
  const own = ownAnswer(index, lists, entry, hearing);
  const rival = RIVALS.get(entry.kind);
  if (rival) return own.setting ? withRival(index, lists, entry, rival, own) : own;
  const twin = twinOf(index, entry);
  const other = twin && ownAnswer(index, lists, twin, null).setting;
  if (!other) return own;
  const { kind, name } = entry;
  return { ...own, setting: own.setting ? withTwin(own.setting, other) : { ...other, kind, name } };
}

/** `HKLM\SOFTWARE\…\Name`; the hive of another user has two parts (`HKU\S-1-5-…`). */
function splitPath(path: string): { readonly hive: string; readonly key: string; readonly name: string } {
  const parts = path.split('\\');
  const head = parts[0]?.toUpperCase() === 'HKU' ? 2 : 1;
  return {
    hive: parts.slice(0, head).join('\\').toUpperCase(),
    key: parts.slice(head, -1).join('\\'),
    name: parts.at(-1) ?? '',
  };
}

const unnamed = (kind: SettingKind, name: string, id: string, value: Entry['value']): Entry => ({
  kind,
  name,
  id,
  order: -1,
  value,
  writers: [],
  all: null,
  group: kind === 'group-preference' ? [] : null,
});

/** `S-1-5-32-544`, or `S-1-5-32-544 ← CORP\Helpdesk`. */
const groupId = (name: string): string =>
  name
    .split(ADDED_TO)
    .map((part) => groupKey({ sid: null, name: part }))
    .join(ADDED_TO);

const isOfGroup = (kind: SettingKind): boolean => RIVALS.has(kind);

/** The setting of this name, or what would be known of it where no GPO names it. */
function entryOf(index: PolicyIndex, kind: SettingKind, name: string): Entry {
  if (kind !== 'registry') {
    const id = isOfGroup(kind) ? groupId(name) : name.toLowerCase();
    return entryNamed(index, kind, id, name);
  }
  const { hive, key, name: value } = splitPath(name);
  const id = valueId(hive, key, value);
  return index.entries.get(entryId(kind, id)) ?? unnamed(kind, name, id, { hive, key });
}

/**
 * What one setting comes to; null where no policy acts on it, which is known then.
 *
 * @param name as in `ResultantSetting.name`: `HKLM\…\Value`, `SeDenyNetworkLogonRight`, a group's SID or name, …
 */
export const settingIn = (
  index: PolicyIndex,
  lists: SubjectLists,
  kind: SettingKind,
  name: string,
): ResultantSetting | null => answer(index, lists, entryOf(index, kind, name), null).setting;

/** Marks the settings that GPOs of a list name, of those that apply or may, by their places in the index. */
function markNamed(index: PolicyIndex, { known }: View, into: Uint8Array): void {
  for (const { gpo } of known) {
    if (gpo.standing.applies === 'no') continue;
    for (const { entry } of index.byGpo.get(gpo.id) ?? []) into[entry.order] = 1;
  }
}

/** In the order of their names. */
function namedIn(index: PolicyIndex, lists: SubjectLists): readonly Entry[] {
  const marks = new Uint8Array(index.ordered.length);
  for (const list of [lists.machine, lists.user]) if (list) markNamed(index, viewFor(index, list), marks);
  for (const { order } of lists.user ? [] : index.ofUsers) marks[order] = 1;
  return index.ordered.filter((entry) => marks[entry.order] === 1);
}

/** What may write to the hive of a user is asked of a user only. */
const isAsked = (entry: Entry, lists: SubjectLists): boolean =>
  sourcesOf(entry).some(({ half }) => lists[half] !== null);

/**
 * Every setting that the GPOs of the lists name, with what was found on the way and of the GPOs that reach the subject.
 * What no GPO names may still be open: ask `settingIn`.
 */
export function resultantSet(
  index: PolicyIndex,
  lists: SubjectLists,
): { readonly settings: readonly ResultantSetting[]; readonly findings: readonly RsopFinding[] } {
  const hearing = hear(index, lists);
  const settings: ResultantSetting[] = [];
  const findings: RsopFinding[] = [];
  for (const entry of namedIn(index, lists)) {
    if (!isAsked(entry, lists)) continue;
    const { setting, findings: found } = answer(index, lists, entry, hearing);
    if (setting) settings.push(setting);
    if (found.length > 0) findings.push(...found);
  }
  return { settings, findings: [...findings, ...findingsFor(index, lists)] };
}
