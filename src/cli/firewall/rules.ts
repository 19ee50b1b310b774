/** `uchibori firewall rules`: rules that do nothing, too much, or nothing any more. */
import type { FirewallNote } from '../../facts/firewall/model.ts';
import type { RuleFinding } from '../../facts/firewall/query.ts';
import { ruleReport } from '../../facts/firewall/rule-report.ts';
import type { Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { EXIT } from '../../report/verdict.ts';
import { loadFirewall } from './load.ts';

export interface RulesFlags {
  readonly context?: string;
  readonly format: 'text' | 'json';
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly language: Language;
}

const asText = ({ fault, rule, because }: RuleFinding, language: Language): string =>
  printable(`${rule.at.file}:${rule.at.line}: ${fault}: ${rule.name ?? rule.id}: ${because[language]}`);

const asJson = ({ fault, list, rule, by, because }: RuleFinding, language: Language): string =>
  safeJson({
    file: rule.at.file,
    line: rule.at.line,
    fault,
    list,
    rule: rule.id,
    name: rule.name,
    by: by.map((r) => ({ rule: r.id, name: r.name, file: r.at.file, line: r.at.line })),
    because: because[language],
  });

const gapText = ({ at, because }: FirewallNote, language: Language): string =>
  printable(`${at.file}:${at.line}: gap: ${because[language]}`);

const gapJson = ({ at, because }: FirewallNote, language: Language): string =>
  safeJson({ file: at.file, line: at.line, gap: because[language] });

/** One line a finding. Exit code 0 without any, 1 with some, 2 without any where parts were not understood. */
export async function firewallRules(file: string, flags: RulesFlags): Promise<number> {
  const devices = await loadFirewall(file, flags.context);
  const found = devices.flatMap((d) => ruleReport(d, { asOf: flags.asOf }));
  const line = flags.format === 'json' ? asJson : asText;
  const gaps = devices.flatMap((d) => d.gaps);
  const gapLine = flags.format === 'json' ? gapJson : gapText;
  const lines = [
    ...gaps.map((g) => gapLine(g, flags.language)),
    ...found.map((f) => line(f, flags.language)),
  ];
  process.stdout.write(lines.map((l) => `${l}\n`).join(''));
  if (found.length > 0) return EXIT.nonCompliant;
  return gaps.length > 0 ? EXIT.undecided : EXIT.compliant;
}
