/** The groups of a directory as a graph, from what is held to what holds it. */
import { oncePer } from '../once.ts';
import { wholeness } from './directory.ts';
import { domainKeyOf } from './dn.ts';
import type { Group } from './model.ts';
import type { Directory } from './query.ts';

/** The SID in the DN of a foreign security principal, or in a name by SID that stands for no object. */
const FOREIGN_KEY = /^(?:cn=|<sid=)(s-1-[0-9-]+)(?:,cn=foreignsecurityprincipals,|>$)/;

export const foreignSidOf = (key: string): string | null => FOREIGN_KEY.exec(key)?.[1]?.toUpperCase() ?? null;

/** TRUST_ATTRIBUTE_WITHIN_FOREST ([MS-ADTS] 6.1.6.7.9). */
export const WITHIN_FOREST = 0x20;

export interface GroupGraph {
  readonly groups: ReadonlyMap<string, Group>;
  /** Groups that name a key among their members. */
  readonly holders: ReadonlyMap<string, readonly Group[]>;
  /** The same by the SID of a foreign principal: well-known ones stand for every logon. */
  readonly holdersOfSid: ReadonlyMap<string, readonly Group[]>;
  /** Every group is here. */
  readonly whole: boolean;
  /** Groups whose members are not shown. */
  readonly closed: readonly Group[];
  /** Groups of domains that are not in the evidence may hold accounts of this one. */
  readonly foreign: boolean;
  /** Groups with a member in such a domain: it may be a group that holds anybody. */
  readonly throughForeign: readonly Group[];
  /** SIDs of the domains in the evidence, and `S-1-5-32`. */
  readonly settled: ReadonlySet<string>;
}

function push(map: Map<string, Group[]>, key: string, group: Group): void {
  const list = map.get(key);
  if (list) list.push(group);
  else map.set(key, [group]);
}

/** A universal group of another domain of the forest may hold accounts and groups of this one. */
function hasForeign(directory: Directory): boolean {
  if (wholeness(directory, 'trusts') !== null) return true;
  const names = new Set(directory.domains.map((d) => d.dnsName.toLowerCase()));
  return directory.sections
    .flatMap((s) => s.trusts)
    .some(
      (t) =>
        !names.has(t.partner.toLowerCase()) &&
        (t.attributes === null || (t.attributes & WITHIN_FOREST) !== 0),
    );
}

export const graphOf = oncePer((directory: Directory): GroupGraph => {
  const holders = new Map<string, Group[]>();
  const holdersOfSid = new Map<string, Group[]>();
  const domains = new Set(directory.domains.map((d) => d.key));
  const throughForeign: Group[] = [];
  for (const group of directory.groups) {
    let elsewhere = false;
    for (const key of group.members ?? []) {
      push(holders, key, group);
      const sid = foreignSidOf(key);
      if (sid !== null) push(holdersOfSid, sid, group);
      else if (!directory.byKey.has(key) && !domains.has(domainKeyOf(key))) elsewhere = true;
    }
    if (elsewhere) throughForeign.push(group);
  }
  return {
    groups: new Map(directory.groups.map((g) => [g.key, g])),
    holders,
    holdersOfSid,
    whole: wholeness(directory, 'groups') === null,
    closed: directory.groups.filter((g) => g.members === null),
    foreign: hasForeign(directory),
    throughForeign,
    settled: new Set([...directory.domains.map((d) => d.sid).filter((sid) => sid !== null), 'S-1-5-32']),
  };
});
