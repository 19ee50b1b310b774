/** What the reader of Junos configurations has to say, in both languages. */
import type { Bilingual } from '../../model/text.ts';

export const FAULTS = {
  damaged: {
    ja: '文の終わり (; か {) がない。行が欠けているか壊れている。採取し直す',
    en: 'a statement does not end (no ; or {): a line is lost or damaged; collect it again',
  },
  unbalanced: {
    ja: '閉じ括弧 } が多い。前の行が欠けている。採取し直す',
    en: 'a closing brace too many: lines before it are lost; collect it again',
  },
  cut: {
    ja: 'ブロックの途中で終わっている。末尾が欠けている。採取し直す',
    en: 'ends inside a block: its end is missing; collect it again',
  },
  'too-deep': { ja: '入れ子が深すぎる', en: 'nested too deeply' },
  'unknown-line': {
    ja: 'set 形式の設定行として読めない',
    en: 'no line of a configuration in set form',
  },
  'last-line': {
    ja: '最後の行に改行がない。途中で切れている可能性がある。採取し直す',
    en: 'the last line has no line end and may be cut; collect it again',
  },
  wildcard: { ja: 'groups のワイルドカードが読めない', en: 'a wildcard of a group cannot be read' },
  'per-node': {
    ja: 'クラスタのノードごとに違う groups がトラフィックに関わる設定を持つ',
    en: 'groups that differ by node of the cluster hold settings that bear on traffic',
  },
  'no-group': {
    ja: 'apply-groups が指す groups がこのファイルにない',
    en: 'apply-groups names a group that this file does not hold',
  },
  'nested-group': {
    ja: 'groups の中の apply-groups は読まない',
    en: 'apply-groups inside a group is not read',
  },
  'too-many-groups': {
    ja: 'groups の展開が大きすぎるため打ち切った',
    en: 'groups come to too much: expanding them was stopped',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;
export type FaultKind = keyof typeof FAULTS;
