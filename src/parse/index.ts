/** Every parser, in the order in which they are asked whether a file is theirs. */
import type { Evidence } from '../model/evidence.ts';
import { adNdjson } from './ad-ndjson.ts';
import { ciscoAsaConfig } from './asa/config-file.ts';
import { auditCsv } from './audit-csv.ts';
import { auditpolReport } from './auditpol-report.ts';
import { checkpointJson } from './checkpoint/rulebase.ts';
import { ciscoAccessList } from './cisco/access-list-file.ts';
import { firewallCsv } from './firewall-csv/parser.ts';
import { fortiosConfig } from './fortios/fortios-config.ts';
import { gpoBackupXml } from './gpo-backup-xml.ts';
import { gpoReportXml } from './gpo-report-xml.ts';
import { gppXml } from './gpp-xml.ts';
import { gpresultXml } from './gpresult-xml.ts';
import { gptIni } from './gpt-ini.ts';
import { ciscoIosConfig } from './ios/config-file.ts';
import { ipsetSave } from './iptables/ipset-save.ts';
import { iptablesSave } from './iptables/save.ts';
import { junosConfig } from './junos/config.ts';
import { ldif } from './ldif.ts';
import { listenersJson } from './listeners-json.ts';
import { localUsersJson } from './local-users-json.ts';
import { localgroupJson } from './localgroup-json.ts';
import { netLocalgroup } from './net-localgroup.ts';
import { netShare } from './net-share.ts';
import { netfirewallJson } from './netfirewall-json.ts';
import { netshFirewallProfiles } from './netsh-firewall-profiles.ts';
import { netshFirewallRules } from './netsh-firewall-rules.ts';
import { netstat } from './netstat.ts';
import { nftJson } from './nftables/json.ts';
import { pac } from './pac.ts';
import { panosSet } from './panos/set.ts';
import { panosXml } from './panos/xml.ts';
import type { Parser } from './parser.ts';
import { pfsenseXml } from './pfsense/parser.ts';
import { regExport } from './reg-export.ts';
import { registryPol } from './registry-pol.ts';
import { yamahaRtxConfig } from './rtx/config-file.ts';
import { seceditExport } from './secedit-export.ts';
import { securityTemplate } from './security-template.ts';
import { servicesCsv } from './services-csv.ts';
import { servicesJson } from './services-json.ts';
import { sharphoundJson } from './sharphound.ts';
import { smbShareJson } from './smb-share-json.ts';
import { squidConf } from './squid/conf.ts';
import { squidList } from './squid/list.ts';
import { tasksCsv } from './tasks-csv.ts';
import { tasksJson } from './tasks-json.ts';
import { winhttpProxy } from './winhttp-proxy.ts';

export const PARSERS: readonly Parser[] = [
  adNdjson,
  auditCsv,
  auditpolReport,
  checkpointJson,
  ciscoAsaConfig,
  ciscoIosConfig,
  ciscoAccessList,
  firewallCsv,
  fortiosConfig,
  gpoBackupXml,
  gpoReportXml,
  gppXml,
  gpresultXml,
  gptIni,
  ipsetSave,
  iptablesSave,
  junosConfig,
  ldif,
  listenersJson,
  localUsersJson,
  localgroupJson,
  netLocalgroup,
  netShare,
  netfirewallJson,
  netshFirewallProfiles,
  netshFirewallRules,
  netstat,
  nftJson,
  pac,
  panosSet,
  panosXml,
  pfsenseXml,
  regExport,
  registryPol,
  seceditExport,
  securityTemplate,
  servicesCsv,
  servicesJson,
  sharphoundJson,
  smbShareJson,
  squidConf,
  squidList,
  tasksCsv,
  tasksJson,
  winhttpProxy,
  yamahaRtxConfig,
];

/** The parser whose content test fits, or null: the file is then listed as not recognised. */
export const recognise = (evidence: Evidence): Parser | null =>
  PARSERS.find((p) => p.recognise(evidence)) ?? null;
