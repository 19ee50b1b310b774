/** What both formats say of rules that do not do what they seem to. */
import type { FirewallNote } from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';

export const note = (kind: string, at: Location, ja: string, en: string): FirewallNote => ({
  kind,
  because: { ja, en },
  at,
});

export const dangling = (list: string, at: Location): FirewallNote =>
  note(
    'undefined-reference',
    at,
    `チェイン ${list} はこのファイルにない。飛び先で何が起こるか分からない`,
    `there is no chain ${list} in this file; what happens to packets that go there is not known`,
  );

export const cyclicCalls = (list: string, at: Location): FirewallNote =>
  note(
    'cyclic-reference',
    at,
    `チェイン ${list} への移動が輪になっている。カーネルは読み込まないので、このファイルは動いている設定ではない`,
    `the calls of chain ${list} go in a circle; the kernel does not load that, so this file is not what is in force`,
  );

export const notUnderstoodTarget = (text: string): Bilingual => ({
  ja: `動作 ${text} が何をするかは読み取れない`,
  en: `what the target ${text} does is not understood`,
});
