/** The vocabulary of resultant sets, after gpresult where it has a word. */
import type {
  FilterReason,
  GpoList,
  Half,
  LoseReason,
  RsopFindingKind,
  SettingKind,
} from '../../facts/rsop/model.ts';
import type { Bilingual } from '../../model/text.ts';

export const HALF_WORDS: Readonly<Record<Half, Bilingual>> = {
  machine: { ja: 'コンピューターの構成', en: 'Computer Configuration' },
  user: { ja: 'ユーザーの構成', en: 'User Configuration' },
};

export const APPLIED: Bilingual = { ja: '適用', en: 'applied' };
export const OPEN: Bilingual = { ja: '決められない', en: 'undetermined' };

export const FILTER_WORDS: Readonly<Record<FilterReason, Bilingual>> = {
  'link-disabled': { ja: '適用しない (リンクが無効)', en: 'not applied (link disabled)' },
  'gpo-disabled': { ja: '適用しない (GPO が無効)', en: 'not applied (GPO disabled)' },
  'half-disabled': { ja: '適用しない (この構成が無効)', en: 'not applied (this half is disabled)' },
  'functionality-version': {
    ja: '適用しない (gPCFunctionalityVersion が 2 でない)',
    en: 'not applied (gPCFunctionalityVersion is not 2)',
  },
  'blocked-inheritance': { ja: '適用しない (継承のブロック)', en: 'not applied (inheritance blocked)' },
  'security-filter': { ja: '適用しない (セキュリティ フィルター)', en: 'denied (security filtering)' },
  'wmi-filter': { ja: '適用しない (WMI フィルター)', en: 'denied (WMI filter)' },
  empty: { ja: '適用しない (空)', en: 'not applied (empty)' },
  'not-found': { ja: '適用しない (GPO が存在しない)', en: 'not applied (no such GPO)' },
  'replaced-by-loopback': { ja: '適用しない (ループバックの置換)', en: 'not applied (replaced by loopback)' },
};

export const LOOPBACK_WORDS: Readonly<Record<GpoList['loopback'], Bilingual>> = {
  none: { ja: 'なし', en: 'none' },
  merge: { ja: '統合', en: 'merge' },
  replace: { ja: '置換', en: 'replace' },
  open: OPEN,
};

export const LOSE_WORDS: Readonly<Record<LoseReason, Bilingual>> = {
  'lower-precedence': { ja: '優先順位が低い', en: 'lower precedence' },
  'not-applied': { ja: 'GPO が適用されない', en: 'its GPO does not apply' },
  'may-apply': { ja: '適用されるか決められない', en: 'whether it applies is undetermined' },
  'half-ignored': { ja: '拡張が実行されない', en: 'its extension is not run' },
  'later-extension': { ja: '後の拡張が上書きする', en: 'a later extension overwrites it' },
  'written-once': { ja: '一度だけ適用される', en: 'applied only once' },
};

export const KIND_WORDS: Readonly<Record<SettingKind, Bilingual>> = {
  registry: { ja: 'レジストリ', en: 'Registry' },
  'user-right': { ja: 'ユーザー権利の割り当て', en: 'User Rights Assignment' },
  'restricted-group': { ja: '制限されたグループ', en: 'Restricted Groups' },
  'group-preference': { ja: '基本設定のローカル グループ', en: 'Local groups of Preferences' },
  'system-access': { ja: 'アカウント ポリシー', en: 'Account Policies' },
  kerberos: { ja: 'Kerberos ポリシー', en: 'Kerberos Policy' },
  'event-audit': { ja: '監査ポリシー (カテゴリ)', en: 'Audit Policy (categories)' },
  audit: { ja: '監査ポリシーの詳細な構成', en: 'Advanced Audit Policy' },
  service: { ja: 'システム サービス', en: 'System Services' },
};

export const FINDING_WORDS: Readonly<Record<RsopFindingKind, Bilingual>> = {
  'version-mismatch': { ja: 'AD と SYSVOL の版が違う', en: 'AD and SYSVOL versions differ' },
  'sysvol-missing': { ja: 'SYSVOL にフォルダがない', en: 'no folder in SYSVOL' },
  'directory-missing': { ja: 'AD に GPO がない', en: 'no GPO in AD' },
  'half-missing': { ja: '構成のファイルがない', en: 'files of a half are missing' },
  'extension-not-listed': { ja: '拡張が登録されていない', en: 'extension not listed' },
  'extension-not-understood': { ja: '読めない拡張', en: 'extension not understood' },
  'conflicting-writers': { ja: '複数の拡張が違う値を書く', en: 'conflicting writers' },
  'link-orphaned': { ja: '存在しない GPO へのリンク', en: 'link to a GPO that does not exist' },
  'not-readable': { ja: '読めない', en: 'not readable' },
  'incomplete-evidence': { ja: '証拠が揃っていない', en: 'incomplete evidence' },
};
