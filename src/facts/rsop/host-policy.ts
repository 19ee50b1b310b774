/** What the policy of the domain wants of one host that has evidence of its own, and of the users whose hives it shows. */
import type { Account } from '../directory/model.ts';
import type { SiteDirectory } from '../directory/site-directories.ts';
import type { RegistryWrite } from '../registry.ts';
import type { Sections } from '../sections.ts';
import type { SubjectLists } from './acts.ts';
import { type DomainPolicy, indexOfPolicy, listsOf, NO_OPTIONS, resultFor } from './compose.ts';
import type { RsopSubject } from './model.ts';
import { projected } from './project.ts';
import { settingIn } from './resultant.ts';
import { computersNamed } from './subjects.ts';

export interface HostPolicy {
  /** Layer `intended`; without the firewall, whose rules the host shows itself. */
  readonly sections: readonly Sections[];
  /** Whether no policy acts on a value, for certain. */
  readonly isSilent: (hive: string, key: string, name: string) => boolean;
}

/** A hive of the host, and whose policy it gets. */
interface Place {
  readonly hive: string;
  readonly subject: RsopSubject;
  readonly lists: SubjectLists;
}

const USER_HIVE = /^HKU\\(S-1-5-21-[\d-]+)$/i;

function userOf({ directory }: DomainPolicy, hive: string): Account | null {
  const sid = USER_HIVE.exec(hive)?.[1]?.toUpperCase();
  const found = sid === undefined ? undefined : directory.bySid.get(sid);
  return found && found.kind !== 'group' ? found : null;
}

function placesOf(policy: DomainPolicy, computer: Account, hives: readonly string[]): readonly Place[] {
  const placed = (hive: string, user: Account | null): Place => {
    const subject = { computer, user };
    return { hive, subject, lists: listsOf(policy, subject, NO_OPTIONS) };
  };
  const users = hives.flatMap((hive) => {
    const user = userOf(policy, hive);
    return user ? [placed(hive, user)] : [];
  });
  return [placed('HKLM', null), ...users];
}

/** A user's own settings stand in his hive. */
const inHive = (writes: readonly RegistryWrite[], hive: string): readonly RegistryWrite[] =>
  writes.flatMap((w) => (w.hive === 'HKCU' ? [{ ...w, hive }] : []));

function sectionsOf(policy: DomainPolicy, { hive, subject }: Place): Sections {
  const sections = projected(resultFor(policy, subject), 'intended');
  if (!subject.user) return sections;
  return { registry: { exported: [], writes: inHive(sections.registry?.writes ?? [], hive) } };
}

/** null: no directory knows the host, or several do. `hives`: those of users that its evidence shows. */
export function policyOfHost(
  directories: readonly SiteDirectory[],
  host: string,
  hives: readonly string[],
): HostPolicy | null {
  const found = directories.flatMap((policy) =>
    computersNamed(policy.directory, host).map((computer) => ({ policy, computer })),
  );
  const [only, second] = found;
  if (!only || second) return null;
  const { policy, computer } = only;
  const places = placesOf(policy, computer, hives);
  return {
    sections: places.map((place) => sectionsOf(policy, place)),
    isSilent: (hive, key, name) => {
      const place = places.find((p) => p.hive === hive);
      const asked = `${hive === 'HKLM' ? hive : 'HKCU'}\\${key}\\${name}`;
      return place !== undefined && settingIn(indexOfPolicy(policy), place.lists, 'registry', asked) === null;
    },
  };
}
