/** The program's own vocabulary in both languages. */
import type { Provenance } from '../model/control.ts';
import type { Verdict } from '../model/result.ts';
import type { Severity, Stage, Status } from '../model/status.ts';
import type { Role } from '../model/target.ts';
import type { Bilingual } from '../model/text.ts';

export const STATUS_WORDS: Readonly<Record<Status, Bilingual>> = {
  pass: { ja: '適合', en: 'pass' },
  fail: { ja: '不適合', en: 'FAIL' },
  unknown: { ja: '不明', en: 'unknown' },
  error: { ja: 'エラー', en: 'ERROR' },
  notapplicable: { ja: '対象外', en: 'n/a' },
  notchecked: { ja: '未検査', en: 'not checked' },
  manual: { ja: '要確認', en: 'manual' },
};

export const POLICY_ONLY: Bilingual = { ja: '(方針)', en: '(policy)' };

export const WAIVED: Bilingual = { ja: '(許容)', en: '(waived)' };

export const VERDICT_WORDS: Readonly<Record<Verdict, Bilingual>> = {
  compliant: { ja: '適合', en: 'compliant' },
  'non-compliant': { ja: '不適合', en: 'non-compliant' },
  undecided: { ja: '判定できない', en: 'undecided' },
};

export const ROLE_WORDS: Readonly<Record<Role, Bilingual>> = {
  'user-endpoint': { ja: 'ユーザ端末', en: 'user endpoint' },
  'admin-workstation': { ja: '運用管理端末', en: 'admin workstation' },
  dc: { ja: 'ドメイン コントローラー', en: 'domain controller' },
  'file-server': { ja: 'ファイル サーバ', en: 'file server' },
  'member-server': { ja: 'サーバ', en: 'member server' },
  proxy: { ja: 'プロキシ', en: 'proxy' },
  'perimeter-fw': { ja: '境界ファイアウォール', en: 'perimeter firewall' },
  'segment-fw': { ja: '内部ファイアウォール', en: 'segment firewall' },
  transit: { ja: 'トランジット サーバ', en: 'transit server' },
  'distribution-server': { ja: '配布サーバ', en: 'distribution server' },
  decoy: { ja: 'デコイ サーバ', en: 'decoy server' },
  policy: { ja: 'ポリシー', en: 'policy' },
  domain: { ja: 'ドメイン', en: 'domain' },
  site: { ja: '組織全体', en: 'whole site' },
  unknown: { ja: '役割不明', en: 'role unknown' },
};

export const SEVERITY_WORDS: Readonly<Record<Severity, Bilingual>> = {
  critical: { ja: '緊急', en: 'critical' },
  high: { ja: '高', en: 'high' },
  medium: { ja: '中', en: 'medium' },
  low: { ja: '低', en: 'low' },
  info: { ja: '参考', en: 'info' },
};

export const STAGE_WORDS: Readonly<Record<Stage, Bilingual>> = {
  foothold: { ja: '基盤構築段階', en: 'foothold building (stage 4)' },
  lateral: { ja: '内部侵入・調査段階', en: 'lateral movement (stage 5)' },
};

export const PROVENANCE_WORDS: Readonly<Record<Provenance, Bilingual>> = {
  guide: { ja: 'ガイド本文による', en: 'from the text of the guide' },
  'guide-title': {
    ja: 'ガイドは標題だけが残り、内容は当プロジェクトによる',
    en: 'only its title survives in the guide; the content is ours',
  },
  recovered: {
    ja: 'ガイドの該当ページは失われ、他の資料から復元した',
    en: 'its pages of the guide are lost; recovered from another source',
  },
  inferred: { ja: '当プロジェクトによる', en: 'ours' },
};
