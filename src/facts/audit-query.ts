/** What the evidence says of one audit subcategory of the host, as in effect. */
import type { Location } from '../model/evidence.ts';
import type { AuditSection, AuditSetting } from './audit.ts';
import type { Fact, NonEmpty } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';

export interface Audited {
  readonly success: boolean;
  readonly failure: boolean;
}

const guid = (xx: string): string => `{0CCE92${xx}-69AE-11D9-BED3-505054503030}`;

/** GUIDs of the subcategories that the controls need ([MS-GPAC] 2.2.1.3.2). Their names are localised. */
export const SUBCATEGORY = {
  credentialValidation: guid('3F'),
  kerberosAuthentication: guid('42'),
  kerberosServiceTicket: guid('40'),
  logon: guid('15'),
  accountLockout: guid('17'),
  specialLogon: guid('1B'),
  otherLogonEvents: guid('1C'),
  fileShare: guid('24'),
  detailedFileShare: guid('44'),
  otherObjectAccess: guid('27'),
  securitySystemExtension: guid('11'),
  processCreation: guid('2B'),
  securityGroupManagement: guid('37'),
  filteringPlatformConnection: guid('26'),
  mpssvcRuleLevelPolicyChange: guid('32'),
} as const;
export type Subcategory = keyof typeof SUBCATEGORY;

/** English names, for readers; auditpol's own are in the language of the host. */
export const SUBCATEGORY_NAMES: Readonly<Record<Subcategory, { readonly ja: string; readonly en: string }>> =
  {
    credentialValidation: { ja: '資格情報の確認', en: 'Credential Validation' },
    kerberosAuthentication: { ja: 'Kerberos 認証サービス', en: 'Kerberos Authentication Service' },
    kerberosServiceTicket: { ja: 'Kerberos サービス チケット操作', en: 'Kerberos Service Ticket Operations' },
    logon: { ja: 'ログオン', en: 'Logon' },
    accountLockout: { ja: 'アカウント ロックアウト', en: 'Account Lockout' },
    specialLogon: { ja: '特殊なログオン', en: 'Special Logon' },
    otherLogonEvents: { ja: 'その他のログオン/ログオフ イベント', en: 'Other Logon/Logoff Events' },
    fileShare: { ja: 'ファイルの共有', en: 'File Share' },
    detailedFileShare: { ja: '詳細なファイル共有', en: 'Detailed File Share' },
    otherObjectAccess: { ja: 'その他のオブジェクト アクセス イベント', en: 'Other Object Access Events' },
    securitySystemExtension: { ja: 'セキュリティ システムの拡張', en: 'Security System Extension' },
    processCreation: { ja: 'プロセス作成', en: 'Process Creation' },
    securityGroupManagement: { ja: 'セキュリティ グループの管理', en: 'Security Group Management' },
    filteringPlatformConnection: {
      ja: 'フィルタリング プラットフォームの接続',
      en: 'Filtering Platform Connection',
    },
    mpssvcRuleLevelPolicyChange: {
      ja: 'MPSSVC ルールレベル ポリシーの変更',
      en: 'MPSSVC Rule-Level Policy Change',
    },
  };

const same = (a: Audited, b: Audited): boolean => a.success === b.success && a.failure === b.failure;

/**
 * The state of one subcategory. A list that leaves it out says nothing of it: older builds do not have it, and a
 * report may be of one category. Lists that disagree leave it open.
 */
export function auditState(audit: Fact<NonEmpty<AuditSection>>, which: Subcategory): Fact<Audited> {
  if (!audit.known) return audit;
  const found = audit.value.flatMap((s) => s.settings).filter((s) => s.subcategory === SUBCATEGORY[which]);
  if (!isNonEmpty(found)) return unlisted(which);
  const [first, ...rest] = found;
  const other = rest.find((s) => !same(first, s));
  if (other) return differing(which, first.at, other.at);
  return known({ success: first.success, failure: first.failure }, [first.at]);
}

/** The statement of policy on one subcategory, where exactly one is made and nothing leaves it open. */
export function intendedAudit(sections: readonly AuditSection[], which: Subcategory): AuditSetting | null {
  const found = sections
    .flatMap((s) => s.settings)
    .filter((s) => s.subcategory === SUBCATEGORY[which] && !s.unchanged);
  const [first, ...rest] = found;
  if (!first || found.some((s) => s.condition)) return null;
  return rest.every((s) => same(first, s)) ? first : null;
}

const unlisted = (which: Subcategory) =>
  unknown(
    {
      ja: `監査ポリシーの一覧に「${SUBCATEGORY_NAMES[which].ja}」がない`,
      en: `the audit policy listed does not show "${SUBCATEGORY_NAMES[which].en}"`,
    },
    ['auditpol-report'],
  );

const differing = (which: Subcategory, a: Location, b: Location) =>
  unknown({
    ja: `「${SUBCATEGORY_NAMES[which].ja}」の監査が証拠の間で食い違う (${a.file}:${a.line} と ${b.file}:${b.line})`,
    en: `auditing of "${SUBCATEGORY_NAMES[which].en}" differs between ${a.file}:${a.line} and ${b.file}:${b.line}`,
  });
