/** The command that exports each kind of evidence, for `unknown` verdicts and `list evidence`. */
import type { EvidenceKind } from '../model/evidence.ts';
import type { Layers } from '../model/finding.ts';
import type { Bilingual } from '../model/text.ts';

const same = (text: string): Bilingual => ({ ja: text, en: text });

const COMMANDS: Readonly<Record<EvidenceKind, Bilingual>> = {
  'registry-pol': {
    ja: 'SYSVOL の Policies\\{GUID}\\Machine\\Registry.pol と User\\Registry.pol をフォルダごとコピー',
    en: 'copy Policies\\{GUID}\\Machine\\Registry.pol and User\\Registry.pol from SYSVOL with their folders',
  },
  'reg-export': same('reg export "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa" lsa.reg /y'),
  'security-template': {
    ja: 'SYSVOL の Policies\\{GUID}\\Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf をコピー',
    en: 'copy Policies\\{GUID}\\Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf from SYSVOL',
  },
  'secedit-export': same('secedit /export /cfg secpol.inf'),
  'gpp-xml': {
    ja: 'SYSVOL の Policies\\{GUID}\\Machine\\Preferences と User\\Preferences をコピー',
    en: 'copy Policies\\{GUID}\\Machine\\Preferences and User\\Preferences from SYSVOL',
  },
  'audit-csv': {
    ja: 'SYSVOL の Policies\\{GUID}\\Machine\\Microsoft\\Windows NT\\Audit\\audit.csv をコピー',
    en: 'copy Policies\\{GUID}\\Machine\\Microsoft\\Windows NT\\Audit\\audit.csv from SYSVOL',
  },
  'auditpol-report': same('auditpol /get /category:* /r > auditpol.csv'),
  'gpresult-xml': same('gpresult /x gpresult.xml /f'),
  'gpo-report-xml': same('Get-GPOReport -All -ReportType Xml -Path gpos.xml'),
  'gpo-backup-xml': same('Backup-GPO -All -Path C:\\gpo-backup'),
  'gpt-ini': {
    ja: 'SYSVOL の Policies\\{GUID}\\GPT.INI をコピー',
    en: 'copy Policies\\{GUID}\\GPT.INI from SYSVOL',
  },
  'net-share': same('net share > net-share.txt'),
  'smb-share-json': same('Get-CimInstance Win32_Share | ConvertTo-Json | Out-File shares.json'),
  'netsh-firewall-rules': same('netsh advfirewall firewall show rule name=all verbose > fw-rules.txt'),
  'netsh-firewall-profiles': same('netsh advfirewall show allprofiles > fw-profiles.txt'),
  'netfirewall-json': same(
    "$s='ActiveStore'; $x=@(Get-NetFirewallRule -PolicyStore $s | select *,@{n='PolicyStore';e={$s}}); " +
      "'Port','Address','Application','Service','Interface','InterfaceType','Security' | % { " +
      '$x+=@(& "Get-NetFirewall$($_)Filter" -PolicyStore $s) }; ' +
      '$x+=@(Get-NetFirewallProfile -PolicyStore $s); $x | ConvertTo-Json -Depth 4 | Out-File fw.json',
  ),
  'net-localgroup': same('net localgroup Administrators > administrators.txt'),
  'localgroup-json': same(
    "Get-LocalGroup | % { $g=$_; Get-LocalGroupMember $g | select @{n='Group';e={$g.SID.Value}},Name,SID,ObjectClass,PrincipalSource } | ConvertTo-Json | Out-File groups.json",
  ),
  'local-users-json': same('Get-LocalUser | select Name,SID,Enabled | ConvertTo-Json | Out-File users.json'),
  'winhttp-proxy': same('netsh winhttp show proxy > winhttp.txt'),
  pac: {
    ja: 'ブラウザが読む PAC ファイルをそのまま保存',
    en: 'save the PAC file that browsers load, as it is',
  },
  'services-json': same(
    'Get-CimInstance Win32_Service | select Name,DisplayName,State,StartMode | ConvertTo-Json | Out-File services.json',
  ),
  'services-csv': same(
    'Get-CimInstance Win32_Service | select Name,DisplayName,State,StartMode | Export-Csv services.csv -NoTypeInformation',
  ),
  netstat: same('netstat -ano > netstat.txt'),
  'listeners-json': same(
    'Get-NetTCPConnection -State Listen | select LocalAddress,LocalPort,State,OwningProcess | ConvertTo-Json | Out-File listeners.json',
  ),
  'tasks-csv': same('schtasks /query /fo csv /v > tasks.csv'),
  'tasks-json': same(
    'Get-ScheduledTask | select TaskPath,TaskName,State | ConvertTo-Json | Out-File tasks.json',
  ),
  'squid-conf': {
    ja: '/etc/squid/squid.conf と、それが include するファイルをすべてコピー',
    en: 'copy /etc/squid/squid.conf and every file it includes',
  },
  'squid-list': {
    ja: 'squid.conf の acl が名指すリスト ファイルをコピー',
    en: 'copy the list files that acl lines of squid.conf name',
  },
  'checkpoint-json': {
    ja: 'mgmt_cli show access-rulebase name "<レイヤー名>" limit 500 details-level full --format json をレイヤーごと・ページごとに 1 つのファイルへ追記し、同じフォルダに show-package.json、show-nat-rulebase.json、show-global-properties.json、show-gateways-and-servers.json、show-groups.json、show-service-groups.json を置く',
    en: 'append mgmt_cli show access-rulebase name "<layer>" limit 500 details-level full --format json of every layer and page to one file, and put show-package.json, show-nat-rulebase.json, show-global-properties.json, show-gateways-and-servers.json, show-groups.json and show-service-groups.json into the same folder',
  },
  'junos-config': same('show configuration | display set | no-more'),
  'fortios-config': same('show full-configuration'),
  'iptables-save': same('iptables-save -c > rules.v4; ip6tables-save -c > rules.v6'),
  'cisco-asa-config': same('terminal pager 0; show running-config; show access-list'),
  'cisco-ios-config': same('terminal length 0; show running-config; show access-lists'),
  'cisco-access-list': same('show access-list (ASA); show access-lists (IOS)'),
  'ipset-save': same('ipset save > ipset.txt'),
  'nft-json': same('nft -j list ruleset > nft.json'),
  'panos-xml': {
    ja: 'ファイアウォール: show config merged (XML) の出力。Panorama: 設定のエクスポート (running-config.xml)',
    en: 'firewall: the output of show config merged (XML); Panorama: export its configuration (running-config.xml)',
  },
  'panos-set': same('set cli config-output-format set; set cli pager off; configure; show'),
  'pfsense-xml': {
    ja: 'pfSense: 診断 > バックアップと復元 (Diagnostics > Backup & Restore) で全体の config.xml を保存。OPNsense: システム > 設定 > バックアップ',
    en: 'pfSense: save the whole config.xml by Diagnostics > Backup & Restore; OPNsense: System > Configuration > Backups',
  },
  'firewall-csv': {
    ja: '規則の一覧を CSV で保存し、列の意味を書いた NAME.map.yaml を並べて置く',
    en: 'save the list of rules as CSV, with NAME.map.yaml beside it that says what its columns mean',
  },
  'yamaha-rtx-config': same('show config'),
  'ad-ndjson': same(
    'uchibori collect ad --url ldaps://dc01.example.jp --user reader@example.jp --out bundle',
  ),
  ldif: {
    ja: 'ldapsearch -H ldaps://DC -D 利用者 -W -b "DC=…" -E pr=1000/noprompt -E !1.2.840.113556.1.4.801=::MAMCAQc= "(objectClass=*)" > domain.ldif。ldifde -f domain.ldif でもよいが、読めなかった属性と無い属性の区別がつかない',
    en: 'ldapsearch -H ldaps://DC -D USER -W -b "DC=…" -E pr=1000/noprompt -E !1.2.840.113556.1.4.801=::MAMCAQc= "(objectClass=*)" > domain.ldif; ldifde -f domain.ldif will do too, but does not tell an attribute that is not readable from one that is not there',
  },
  'sharphound-json': {
    ja: 'SharpHound.exe -c DCOnly を実行し、ZIP を展開して JSON を置く',
    en: 'run SharpHound.exe -c DCOnly, unpack its ZIP and add the JSON files',
  },
};

export const howToCollect = (kind: EvidenceKind): Bilingual => COMMANDS[kind];

const keyOf = (setting: string): string => setting.split('\\').slice(0, -1).join('\\');

/** Hive and the last two parts: keys that end alike (`…\\Parameters`) must not overwrite each other. */
function fileFor(key: string): string {
  const parts = key.split('\\');
  const name = [parts[0] ?? '', ...parts.slice(1).slice(-2)].join('-');
  return `${name.replace(/[^A-Za-z0-9_]+/g, '-').toLowerCase()}.reg`;
}

/** The command that exports one key with all below it. */
export const exportKey = (key: string): Bilingual => same(`reg export "${key}" ${fileFor(key)} /y`);

/** What a verdict misses. */
export interface Missing {
  readonly missing: readonly EvidenceKind[];
  /** Registry keys, with their hive, whose export would decide it. */
  readonly keys: readonly string[];
  readonly layers: readonly Layers[];
}

/** Registry values that nothing shows are asked for by the very keys that hold them. */
function exportsOf(verdict: Missing): Bilingual[] {
  const unseen = verdict.layers.filter((l) => l.stored.state === 'unknown').map((l) => keyOf(l.setting));
  return [...new Set([...unseen, ...verdict.keys])].map(exportKey);
}

/** The commands that would decide a verdict, each once. */
export function commandsFor(verdict: Missing): readonly Bilingual[] {
  return verdict.missing.flatMap((kind) => {
    const keys = kind === 'reg-export' ? exportsOf(verdict) : [];
    return keys.length > 0 ? keys : [howToCollect(kind)];
  });
}
