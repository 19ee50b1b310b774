/**
 * Members of local groups as JSON. `Get-LocalGroupMember` does not say of which group it speaks, so each object must
 * carry `Group` (a SID, a name, or the group object); or it is a group with its `Members`. Exported by
 * `Get-LocalGroup | % { $g=$_; Get-LocalGroupMember $g | select @{n='Group';e={$g.SID.Value}},Name,SID,ObjectClass,PrincipalSource } | ConvertTo-Json`
 */
import type { GroupMember, LocalGroup } from '../facts/local-groups.ts';
import type { Evidence, Location, Problem } from '../model/evidence.ts';
import { groupSid, memberSid, sidIn } from './account-name.ts';
import { hasAll, hasAny, headNames, namedBy, nameOf, type ReadObject, readList } from './json-list.ts';
import { enumOf, isObject, type JsonObject, type JsonValue, property, textOf } from './json-value.ts';
import type { Parser } from './parser.ts';
import { problem } from './parser.ts';
import { type HostNames, hostNames } from './stated-hosts.ts';

/** ObjectClass is text in the display language. */
const KINDS: ReadonlyMap<string, GroupMember['kind']> = new Map([
  ['user', 'user'],
  ['ユーザー', 'user'],
  ['group', 'group'],
  ['グループ', 'group'],
]);

/** Microsoft.PowerShell.Commands.PrincipalSource. */
const ORIGINS: ReadonlyMap<string, GroupMember['origin']> = new Map([
  ['1', 'local'],
  ['local', 'local'],
  ['2', 'domain'],
  ['activedirectory', 'domain'],
  ['3', 'domain'],
  ['azuread', 'domain'],
]);

/** A SID written as text, or as .NET's SecurityIdentifier object. */
export function sidOf(value: JsonValue | undefined): string | null {
  const text = isObject(value) ? textOf(property(value, 'Value')) : textOf(value);
  return text === null ? null : sidIn(text);
}

interface GroupName {
  readonly sid: string | null;
  readonly name: string;
}

function groupOf(value: JsonValue | undefined): GroupName | null {
  if (isObject(value)) {
    const name = namedBy(value, 'Name');
    const sid = sidOf(property(value, 'SID')) ?? sidIn(textOf(property(value, 'Value')) ?? '');
    return name === null && sid === null
      ? null
      : { sid: sid ?? groupSid(name ?? ''), name: name ?? sid ?? '' };
  }
  const text = nameOf(value);
  return text === null ? null : { sid: sidIn(text) ?? groupSid(text), name: text };
}

/** A member as an object, or as the bare name that a shallow ConvertTo-Json leaves of it. */
function memberOf(value: JsonValue, at: Location): GroupMember | null {
  if (!isObject(value)) {
    const name = nameOf(value);
    return name === null ? null : { sid: memberSid(name), name, kind: 'unknown', origin: 'unknown', at };
  }
  const name = namedBy(value, 'Name');
  const sid = sidOf(property(value, 'SID'));
  if (name === null && sid === null) return null;
  return {
    sid: sid ?? memberSid(name ?? ''),
    name: name ?? sid ?? '',
    kind: enumOf(property(value, 'ObjectClass'), KINDS) ?? 'unknown',
    origin: enumOf(property(value, 'PrincipalSource'), ORIGINS) ?? 'unknown',
    at,
  };
}

/** What one object says: a member of a group, or all members of one (`whole`). `group` null: it does not say of which. */
interface Membership {
  readonly group: GroupName | null;
  readonly members: readonly GroupMember[];
  readonly complete: boolean;
  readonly at: Location;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] | null {
  if (Array.isArray(value)) return value;
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  const wrapped = property(value, 'value');
  return Array.isArray(wrapped) ? wrapped : [value];
}

/** `Members` that is not a list may be a failed query as well as an empty group. */
function wholeGroup(object: JsonObject, at: Location): Membership | null {
  const group = groupOf(object);
  if (group === null) return null;
  const list = listOf(property(object, 'Members'));
  const members = (list ?? []).map((member) => memberOf(member, at)).filter((member) => member !== null);
  return { group, members, complete: list !== null && members.length === list.length, at };
}

const readMembership: ReadObject<Membership> = (object, locateAs) => {
  if (property(object, 'Members') !== undefined)
    return wholeGroup(object, locateAs(namedBy(object, 'Name') ?? ''));
  const group = groupOf(property(object, 'Group'));
  const at = locateAs(`${group?.name ?? ''} ${namedBy(object, 'Name') ?? ''}`);
  const member = memberOf(object, at);
  return member && { group, members: [member], complete: true, at };
};

function gatherGroups(list: readonly Membership[], complete: boolean): readonly LocalGroup[] {
  const groups = new Map<string, LocalGroup>();
  for (const { group, members, complete: whole, at } of list) {
    if (group === null) continue;
    const id = group.sid ?? group.name.toLowerCase();
    const before = groups.get(id);
    groups.set(id, {
      ...(before ?? { ...group, at }),
      members: [...(before?.members ?? []), ...members],
      complete: complete && whole && (before?.complete ?? true),
    });
  }
  return [...groups.values()];
}

/**
 * The machine part of local users' names (`PC01\Administrator`). On a domain controller the accounts of the domain count
 * as local too: a name whose members include a group, or an account of another origin, is not taken for a computer's.
 */
function machineNames(members: readonly GroupMember[]): HostNames {
  const hosts = hostNames();
  const account = /^([^\\]+)\\[^\\]+$/;
  const partOf = ({ name }: GroupMember): string => account.exec(name)?.[1]?.toLowerCase() ?? '';
  const isOwn = (m: GroupMember): boolean =>
    m.origin === 'local' && m.kind === 'user' && (m.sid?.startsWith('S-1-5-21-') ?? false);
  const others = new Set(members.filter((m) => !isOwn(m)).map(partOf));
  for (const member of members) {
    const machine = account.exec(member.name)?.[1];
    if (machine && !others.has(machine.toLowerCase())) hosts.add(machine, () => member.at);
  }
  return hosts;
}

const noGroup = (evidence: Evidence, line: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: 'どのグループのメンバーか書かれていない。Get-LocalGroupMember の結果に Group 列を加えて出力すること (list evidence を参照)',
      en: 'it does not say of which group these are members; add a Group property to the output of Get-LocalGroupMember (see list evidence)',
    },
    true,
  );

export const localgroupJson: Parser = {
  kind: 'localgroup-json',
  recognise(evidence) {
    const names = headNames(evidence);
    if (hasAny(names, 'distinguishedname', 'direction')) return false;
    if (hasAll(names, 'name', 'members')) return hasAny(names, 'sid', 'principalsource');
    // Get-LocalUser has Enabled, Get-LocalGroup has Description; a member has neither.
    if (hasAny(names, 'enabled', 'description')) return false;
    return hasAny(names, 'name', 'sid') && hasAny(names, 'objectclass', 'group');
  },
  parse(evidence) {
    const { items, complete, parsed } = readList(evidence, 'localgroup-json', readMembership);
    const stray = items.find((item) => item.group === null);
    const problems = stray ? [...parsed.problems, noGroup(evidence, stray.at.line)] : parsed.problems;
    const groups = gatherGroups(items, complete && !stray);
    const sections = groups.length > 0 ? { localGroups: { groups, users: null } } : {};
    const hosts = machineNames(items.flatMap((item) => item.members)).found();
    return { ...hosts, ...parsed, problems, sections };
  },
};
