/** What policy wants of the users of a domain, where no loopback changes it: each different answer once. */
import { wholeness } from '../directory/directory.ts';
import type { Account } from '../directory/model.ts';
import { oncePer } from '../once.ts';
import type { RegistrySection, RegistryWrite } from '../registry.ts';
import { userClassesOf } from './classes.ts';
import { type DomainPolicy, NO_OPTIONS, resultFor } from './compose.ts';
import { isDisabled } from './computers.ts';
import { projected } from './project.ts';

export interface UsersPolicy {
  /** One hive for each different answer, named by the SID of one user who gets it; policy taken for applied. */
  readonly section: RegistrySection;
  /** Every user of the domain is in the evidence with a SID, by which his groups are told, so that these are all answers. */
  readonly complete: boolean;
}

const isPerson = (a: Account): boolean => a.kind === 'user' && !isDisabled(a);

const answerOf = (writes: readonly RegistryWrite[]): string =>
  JSON.stringify(writes.map((w) => [w.key, w.name, w.type, String(w.data)]));

/** The key that makes a hive known to be there, though policy writes nothing into it. */
const ROOT = 'Software';

function hiveOf(user: Account, writes: readonly RegistryWrite[]): RegistrySection {
  const hive = `HKU\\${user.sid}`;
  return {
    exported: [{ hive, key: ROOT, at: user.at, complete: false, recursive: false }],
    writes: writes.map((w) => ({ ...w, hive })),
  };
}

export const usersPolicy = oncePer((policy: DomainPolicy): UsersPolicy => {
  const { directory } = policy;
  const answers = new Map<string, RegistrySection>();
  const people = directory.accounts.filter(isPerson);
  const named = people.filter((a) => a.sid !== null);
  for (const [user] of userClassesOf(directory, named, NO_OPTIONS)) {
    const { registry } = projected(resultFor(policy, { computer: null, user }), 'applied');
    const own = (registry?.writes ?? []).filter((w) => w.hive === 'HKCU');
    const answer = answerOf(own);
    if (!answers.has(answer)) answers.set(answer, hiveOf(user, own));
  }
  const sections = [...answers.values()];
  return {
    section: {
      exported: sections.flatMap((s) => s.exported),
      writes: sections.flatMap((s) => s.writes),
    },
    complete: sections.length > 0 && named.length === people.length && wholeness(directory, 'users') === null,
  };
});
