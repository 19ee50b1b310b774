/** Formats that people collect and this version does not read: told by their first bytes, with what to collect instead. */
import type { Evidence } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

/** `netsh advfirewall export` (.wfw), `reg save` and copied hives all begin alike. */
const HIVE: Bilingual = {
  ja: 'レジストリ ハイブ (netsh advfirewall export の .wfw や reg save の出力) は読まない。reg export のテキストか Get-NetFirewallRule の JSON を採取する',
  en: 'a registry hive (.wfw of netsh advfirewall export, or the output of reg save) is not read; collect the text of reg export, or Get-NetFirewallRule as JSON',
};

/** Why a file of no known kind is not read; null where there is nothing to say beyond that. */
export const whyNotRead = ({ bytes }: Evidence): Bilingual | null =>
  String.fromCharCode(...bytes.subarray(0, 4)) === 'regf' ? HIVE : null;
