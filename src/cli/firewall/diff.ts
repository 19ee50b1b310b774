/** `uchibori firewall diff`: traffic that a new rule base permits and the old does not, and the other way round. */
import { diffDevices } from '../../facts/firewall/diff.ts';
import type { FirewallDevice } from '../../facts/firewall/model.ts';
import type { At, DiffPiece } from '../../facts/firewall/query.ts';
import type { Bilingual, Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { diffJson, diffLines } from '../../report/reach-text.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';
import { loadFirewall } from './load.ts';

export interface DiffFlags {
  readonly context?: string;
  readonly format: 'text' | 'json';
  readonly at: At;
  readonly language: Language;
}

const LIMITS = { pieces: 200, boxes: 8 };

const keyOf = (d: FirewallDevice): string =>
  `${d.context === '' ? '' : `${d.context} `}(IPv${d.families.join('/')})`;

interface Pair {
  readonly before: FirewallDevice;
  readonly after: FirewallDevice;
}

/** Virtual firewalls of one name and family; one without a partner cannot be compared. */
function paired(before: readonly FirewallDevice[], after: readonly FirewallDevice[]): readonly Pair[] {
  const [one] = before;
  const [other] = after;
  const alike = one && other && one.families.join() === other.families.join();
  if (alike && before.length === 1 && after.length === 1) return [{ before: one, after: other }];
  const alone = [...before, ...after].find(
    (d) => !before.some((b) => keyOf(b) === keyOf(d)) || !after.some((a) => keyOf(a) === keyOf(d)),
  );
  if (alone) {
    throw new Failure(EXIT.badInput, {
      ja: `${alone.at.file}: ${keyOf(alone)} がもう一方の設定にない。同じものどうしを比べる (仮想ファイアウォールは --context で選ぶ)`,
      en: `${alone.at.file}: ${keyOf(alone)} is not in the other configuration; compare like with like (--context chooses a virtual firewall)`,
    });
  }
  return before.flatMap((b) =>
    after.filter((a) => keyOf(a) === keyOf(b)).map((a) => ({ before: b, after: a })),
  );
}

const SAME: Bilingual = { ja: '通信は変わらない (証明済み)', en: 'no traffic changes (proved)' };

/** Exit code 0 where no traffic changes (proved), 1 where some does, 2 where it cannot be told. */
export async function firewallDiff(before: string, after: string, flags: DiffFlags): Promise<number> {
  const { language } = flags;
  const [old, fresh] = [await loadFirewall(before, flags.context), await loadFirewall(after, flags.context)];
  const pieces: DiffPiece[] = paired(old, fresh).flatMap((p) =>
    diffDevices(p.before, p.after, flags.at, LIMITS),
  );
  const lines =
    flags.format === 'json'
      ? pieces.map((p) => safeJson(diffJson(p, language)))
      : pieces.flatMap((p) => diffLines(p, language).map(printable));
  const said = pieces.length === 0 && flags.format === 'text' ? [SAME[language]] : lines;
  process.stdout.write(said.map((l) => `${l}\n`).join(''));
  if (pieces.some((p) => p.change !== 'undetermined')) return EXIT.nonCompliant;
  return pieces.length > 0 ? EXIT.undecided : EXIT.compliant;
}
