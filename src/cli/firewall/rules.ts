/** `uchibori firewall rules`: rules that do nothing, too much, or nothing any more. */
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

/** One line a finding. Exit code 0 without any, 1 with some. */
export async function firewallRules(file: string, flags: RulesFlags): Promise<number> {
  const devices = await loadFirewall(file, flags.context);
  const found = devices.flatMap((d) => ruleReport(d, { asOf: flags.asOf }));
  const line = flags.format === 'json' ? asJson : asText;
  process.stdout.write(found.map((f) => `${line(f, flags.language)}\n`).join(''));
  return found.length > 0 ? EXIT.nonCompliant : EXIT.compliant;
}
