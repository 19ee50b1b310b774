/**
 * Verdicts on policy alone, over many computers: one finding a check and one cell a control for the whole domain.
 *
 * A class is a set of computers with the same answer. The worst of the classes is told, with how many computers it
 * concerns and some of their names. A pass shows what policy wants and not what the computers hold.
 */
import type { EvidenceKind, Location } from '../model/evidence.ts';
import type { Annotation, Finding } from '../model/finding.ts';
import type { Status } from '../model/status.ts';
import type { Bilingual } from '../model/text.ts';
import { type Cell, worst } from './rollup.ts';

export interface ClassVerdicts {
  /** Names of the computers; empty: of those that the evidence does not name. */
  readonly computers: readonly string[];
  readonly findings: readonly Finding[];
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface PolicyVerdicts {
  /** One a check, in the order of the first class that has it. */
  readonly findings: readonly Finding[];
  /** The worst cell of each control; one that passes does so by policy only. */
  readonly cells: ReadonlyMap<string, Cell>;
}

const MAX_NAMED = 5;
const MAX_LINES = 12;

const ORDER: readonly Status[] = [
  'fail',
  'error',
  'unknown',
  'manual',
  'notchecked',
  'pass',
  'notapplicable',
];

/** How much a finding tells, 0 the most: the worst status, and there what is not waived. */
const tells = ({ status, waived }: Finding): number => 2 * ORDER.indexOf(status) + (waived === null ? 0 : 1);

/** What the classes that tell the most say of one check. Classes are many: nothing of the others is kept. */
interface Told {
  readonly first: Finding;
  computers: number;
  readonly names: string[];
  readonly evidence: Location[];
  readonly missing: Set<EvidenceKind>;
  readonly annotations: Set<Annotation>;
}

interface Tally {
  /** Computers of all classes that have the check. */
  total: number;
  told: Told;
}

const toldBy = (first: Finding): Told => ({
  first,
  computers: 0,
  names: [],
  evidence: [],
  missing: new Set(),
  annotations: new Set(['policy-only']),
});

function addTo(told: Told, finding: Finding, computers: readonly string[]): void {
  told.computers += computers.length;
  told.names.push(...computers.slice(0, MAX_NAMED - told.names.length));
  told.evidence.push(...finding.evidence.slice(0, MAX_LINES - told.evidence.length));
  for (const missing of finding.missing) told.missing.add(missing);
  for (const annotation of finding.annotations) told.annotations.add(annotation);
}

function addFinding(tallies: Map<string, Tally>, finding: Finding, computers: readonly string[]): void {
  const tally = tallies.get(finding.check) ?? { total: 0, told: toldBy(finding) };
  tallies.set(finding.check, tally);
  tally.total += computers.length;
  const [own, before] = [tells(finding), tells(tally.told.first)];
  if (own < before) tally.told = toldBy(finding);
  if (own <= before) addTo(tally.told, finding, computers);
}

function because({ total, told }: Tally): Bilingual {
  const { computers, names, first } = told;
  if (computers === 0) return first.because;
  const those = `${names.join(', ')}${computers > MAX_NAMED ? ', …' : ''}`;
  const said = first.because;
  return {
    ja: `結果のポリシーだけを見た判定。${total} 台のうち ${computers} 台 (${those}): ${said.ja}`,
    en: `judged by the resultant policy alone; ${computers} of ${total} computers (${those}): ${said.en}`,
  };
}

const findingOf = (domain: string, tally: Tally): Finding => ({
  ...tally.told.first,
  target: domain,
  because: because(tally),
  evidence: tally.told.evidence,
  missing: [...tally.told.missing],
  annotations: [...tally.told.annotations].toSorted(),
});

const byPolicyOnly = (cell: Cell): Cell => (cell.status === 'pass' ? { ...cell, policyOnly: true } : cell);

/** One finding a check and one cell a control, over all classes; each is looked at once and not kept. */
export function verdictsOfPolicy(domain: string, classes: Iterable<ClassVerdicts>): PolicyVerdicts {
  const tallies = new Map<string, Tally>();
  const cells = new Map<string, Cell>();
  for (const { computers, findings, cells: own } of classes) {
    for (const finding of findings) addFinding(tallies, finding, computers);
    for (const [id, cell] of own) {
      const before = cells.get(id);
      cells.set(id, before ? worst(before, cell) : cell);
    }
  }
  return {
    findings: [...tallies.values()].map((tally) => findingOf(domain, tally)),
    cells: new Map([...cells].map(([id, cell]) => [id, byPolicyOnly(cell)])),
  };
}
