/** Every generated page: path below the repository -> text. Pure, so that a test compares it with what is checked in. */
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import type { Control, ControlSet } from '../../src/model/control.ts';
import { CONTROL_SETS } from '../../src/model/control.ts';
import type { Bilingual } from '../../src/model/text.ts';
import { SEVERITY_WORDS } from '../../src/report/words.ts';
import { controlPage } from './control-page.ts';
import { evidencePage } from './evidence-page.ts';
import { exitCodesPage } from './exit-codes-page.ts';
import { NOTE, row } from './markdown.ts';

const SETS: Readonly<Record<ControlSet, Bilingual>> = {
  A: {
    ja: 'ネットワーク通信経路設計によるコネクトバック通信の遮断',
    en: 'direct traffic to the Internet is stopped by the design of routes',
  },
  B: {
    ja: '認証機能を活用したコネクトバック通信の遮断とログ監視',
    en: 'the proxy authenticates, and its log is watched',
  },
  C: {
    ja: 'プロキシのアクセス制御によるコネクトバック通信の遮断と監視',
    en: 'CONNECT is limited, and long sessions are looked for',
  },
  D: {
    ja: '運用管理専用の端末設置とネットワーク分離と監視',
    en: 'administration has its own workstations and network',
  },
  E: {
    ja: 'ファイル共有の制限とトラップアカウントによる監視',
    en: 'file sharing is limited, and trap accounts watch',
  },
  F: {
    ja: '管理者権限アカウントのキャッシュ禁止とログオンの監視',
    en: 'administrator credentials stay off endpoints, and their use is watched',
  },
  R: { ja: 'ご参考 (総合判定に数えない)', en: 'reference items, not counted in the overall verdict' },
  X: { ja: '当プロジェクトの追加', en: 'added by this project' },
};

const checksOf = (control: Control) => CHECKS.filter((k) => k.control === control.id);

function indexRow(control: Control): string {
  const unread = control.unread.length;
  return row([
    `[${control.id}](${control.id}.md)`,
    `${control.title.ja}<br>${control.title.en}`,
    `${SEVERITY_WORDS[control.severity].ja} / ${SEVERITY_WORDS[control.severity].en}`,
    control.page === null ? '-' : String(control.page),
    String(checksOf(control).length),
    String(unread),
  ]);
}

function indexPage(): string {
  const head = row([
    'ID',
    '統制 / Control',
    '重大度 / Severity',
    '頁 / Page',
    '検査 / Checks',
    '読めない部分 / Unread',
  ]);
  const sets = CONTROL_SETS.flatMap((set) => [
    `## ${set}: ${SETS[set].ja}`,
    '',
    `${SETS[set].en}`,
    '',
    head,
    row(['---', '---', '---', '---', '---', '---']),
    ...CONTROLS.filter((c) => c.set === set).map(indexRow),
    '',
  ]);
  const intro = [
    `統制 ${CONTROLS.length}、検査 ${CHECKS.length}。「頁」はガイドの印刷ページ。「読めない部分」がある統制は、その部分が適合の条件に含まれるかぎり適合にならない。`,
    '',
    `${CONTROLS.length} controls, ${CHECKS.length} checks. "Page" is the printed page of the guide. A control with unread parts does not pass as long as its condition includes them.`,
    '',
  ];
  return [NOTE, '# 統制の一覧 / Controls', '', ...intro, ...sets].join('\n');
}

/** `read`: text of a file of the repository, or null. */
export function documentation(read: (path: string) => string | null): ReadonlyMap<string, string> {
  return new Map([
    ...CONTROLS.map((c) => [`docs/controls/${c.id}.md`, controlPage(c, checksOf(c), read)] as const),
    ['docs/controls/README.md', indexPage()] as const,
    ['docs/evidence.md', evidencePage()] as const,
    ['docs/exit-codes.md', exitCodesPage()] as const,
  ]);
}
