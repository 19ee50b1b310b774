/** Which users a host has, and whether the hives in the evidence are those of all of them. */
import type { Fact } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';
import type { RegistryFacts } from './registry.ts';
import { keyState, subkeys } from './registry.ts';

/** One subkey for each profile on the host, by SID. */
export const PROFILE_LIST = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList';

/** Accounts of a machine, a domain or Entra ID; service accounts have profiles too and are nobody's. */
const PERSON = /^S-1-(5-21|12-1)-[\d-]+$/i;

/** The name of a hive that has no SID: of whoever ran the export. */
const CURRENT_USER = 'HKCU';

/** Where a hive bears the SID of a person, HKCU may be that person's, whoever is in the list of profiles. */
const standsAlone = ({ userHives }: RegistryFacts): boolean =>
  userHives.length === 1 && userHives[0] === CURRENT_USER;

/**
 * The hives to judge a setting of users in, known only where they are those of every profile. HKCU alone stands for
 * the only profile there is; beside others nothing says whose it is.
 */
export function allUserHives(registry: RegistryFacts): Fact<readonly string[]> {
  if (registry.everyUser) return known(registry.userHives, [registry.everyUser]);
  const listed = registry.keys.get(`hklm\\${PROFILE_LIST}`.toLowerCase())?.exported;
  const state = keyState(registry, 'HKLM', PROFILE_LIST);
  if (!listed?.recursive || state.state !== 'absent') return profilesNotShown;
  const profiles = subkeys(registry, 'HKLM', PROFILE_LIST).filter((name) => PERSON.test(name));
  const hives = registry.userHives.map((hive) => hive.toLowerCase());
  const missing = profiles.filter((sid) => !hives.includes(`hku\\${sid}`.toLowerCase()));
  if (!isNonEmpty(profiles)) return profilesNotShown;
  if (missing.length === 0 || (profiles.length === 1 && standsAlone(registry))) {
    return known(registry.userHives, [listed.at]);
  }
  return unknown(
    {
      ja: `次の利用者のハイブが証拠にない: ${missing.join(', ')}`,
      en: `the hives of these users are not among the evidence: ${missing.join(', ')}`,
    },
    ['reg-export'],
    missing.map((sid) => `HKU\\${sid}`),
  );
}

const profilesNotShown = unknown(
  {
    ja: `このホストの利用者が全部で誰かを示す証拠がない (SHA256SUMS 付きの HKLM\\${PROFILE_LIST} のエクスポート)`,
    en: `nothing shows who all the users of this host are (an export of HKLM\\${PROFILE_LIST}, listed in SHA256SUMS)`,
  },
  ['reg-export'],
  [`HKLM\\${PROFILE_LIST}`],
);
