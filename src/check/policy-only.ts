/**
 * Verdicts on policy alone, over many computers: one finding a check and one cell a control for the whole domain.
 *
 * A class is a set of computers with the same answer. The worst of the classes is told, with how many computers it
 * concerns and some of their names. A pass shows what policy wants and not what the computers hold.
 */
import type { Finding } from '../model/finding.ts';
import type { Status } from '../model/status.ts';
import type { Bilingual } from '../model/text.ts';
import { type Cell, worst } from './rollup.ts';

export interface ClassVerdicts {
  /** Names of the computers; never empty. */
  readonly computers: readonly string[];
  readonly findings: readonly Finding[];
  readonly cells: ReadonlyMap<string, Cell>;
}

const MAX_NAMED = 5;
const MAX_LINES = 12;

const count = (classes: readonly ClassVerdicts[]): number =>
  classes.reduce((n, c) => n + c.computers.length, 0);

function named(classes: readonly ClassVerdicts[]): string {
  const names = classes.flatMap((c) => c.computers.slice(0, MAX_NAMED));
  const more = count(classes) > MAX_NAMED ? ', …' : '';
  return `${names.slice(0, MAX_NAMED).join(', ')}${more}`;
}

interface Said {
  readonly of: ClassVerdicts;
  readonly finding: Finding;
}

const ORDER: readonly Status[] = [
  'fail',
  'error',
  'unknown',
  'manual',
  'notchecked',
  'pass',
  'notapplicable',
];

function tellingOf(said: readonly Said[]): readonly Said[] {
  const status = ORDER.find((s) => said.some(({ finding }) => finding.status === s));
  const found = said.filter(({ finding }) => finding.status === status);
  const unwaived = found.filter(({ finding }) => finding.waived === null);
  return unwaived.length > 0 ? unwaived : found;
}

function because(telling: readonly Said[], all: readonly Said[]): Bilingual {
  const [first] = telling;
  const those = telling.map((s) => s.of);
  const total = count(all.map((s) => s.of));
  const names = named(those);
  const said = first?.finding.because ?? { ja: '', en: '' };
  return {
    ja: `結果のポリシーだけを見た判定。${total} 台のうち ${count(those)} 台 (${names}): ${said.ja}`,
    en: `judged by the resultant policy alone; ${count(those)} of ${total} computers (${names}): ${said.en}`,
  };
}

const distinct = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];

function merged(domain: string, all: readonly Said[]): readonly Finding[] {
  const telling = tellingOf(all);
  const [first] = telling;
  if (!first) return [];
  return [
    {
      ...first.finding,
      target: domain,
      because: because(telling, all),
      evidence: telling.flatMap((s) => s.finding.evidence).slice(0, MAX_LINES),
      missing: distinct(telling.flatMap((s) => s.finding.missing)),
      annotations: distinct([
        ...telling.flatMap((s) => s.finding.annotations),
        'policy-only' as const,
      ]).toSorted(),
    },
  ];
}

/** One finding a check, in the order of the first class that has it. */
export function findingsOfPolicy(domain: string, classes: readonly ClassVerdicts[]): readonly Finding[] {
  const byCheck = new Map<string, Said[]>();
  for (const of of classes) {
    for (const finding of of.findings) {
      const list = byCheck.get(finding.check) ?? [];
      list.push({ of, finding });
      byCheck.set(finding.check, list);
    }
  }
  return [...byCheck.values()].flatMap((said) => merged(domain, said));
}

/** The worst cell of each control; one that passes does so by policy only. */
export function cellsOfPolicy(classes: readonly ClassVerdicts[]): ReadonlyMap<string, Cell> {
  const out = new Map<string, Cell>();
  for (const { cells } of classes) {
    for (const [id, cell] of cells) {
      const before = out.get(id);
      out.set(id, before ? worst(before, cell) : cell);
    }
  }
  return new Map([...out].map(([id, c]) => [id, c.status === 'pass' ? { ...c, policyOnly: true } : c]));
}
