/** Whether the rule bases of a target are all that decide about its packets. */
import type { FirewallDevice } from '../facts/firewall/model.ts';
import type { Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import { NETWORK_EVIDENCE } from './reach.ts';
import { allOf, undecided, type Verdict } from './verdict.ts';

const NO_RULES: Bilingual = {
  ja: 'ファイアウォールの設定が証拠にない',
  en: 'the configuration of the firewall is not among the evidence',
};

const missing = (family: 4 | 6): Bilingual => ({
  ja: `IPv${family} の設定が証拠にない${family === 6 ? ' (IPv6 を使っていなければ、サイト ファイルに ipv6: absent と書く)' : ''}`,
  en: `the rules of IPv${family} are not among the evidence${family === 6 ? ' (where there is no IPv6, write ipv6: absent in the site file)' : ''}`,
});

/** Every rule base must pass, and there must be one for each family that the site has. */
export function judgeWhole(
  devices: readonly FirewallDevice[],
  site: Site,
  judge: (device: FirewallDevice) => Verdict,
): Verdict {
  if (devices.length === 0) return undecided(NO_RULES, NETWORK_EVIDENCE);
  const families = ([4, 6] as const).filter((f) => f === 4 || site.ipv6 !== 'absent');
  const lacking = families.filter((f) => !devices.some((d) => d.families.includes(f)));
  return allOf([...devices.map(judge), ...lacking.map((f) => undecided(missing(f), NETWORK_EVIDENCE))]);
}
