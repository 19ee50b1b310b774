/** What one target adds to a scan, small enough to cross from a worker: serialised rows, cells and first examples. */
import type { Assessment, Assignment } from '../assess.ts';
import { assess, unreadableRow } from '../assess.ts';
import type { Cell } from '../check/rollup.ts';
import type { Problem } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { EvidenceRow, Notice } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import { highlightKey } from '../report/highlights.ts';
import { evidenceJson, findingJson } from '../report/json.ts';
import type { FolderContent } from './estate.ts';

export interface Digest {
  readonly target: Target;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly files: { readonly total: number; readonly recognised: number; readonly cannotShowCut: number };
  readonly disagreements: number;
  /** Empty unless JSON is wanted. */
  readonly evidenceJson: readonly string[];
  readonly findingsJson: readonly string[];
  /** One key a finding that explains a control's status. */
  readonly keys: readonly string[];
  /** Findings whose key this maker has not sent before. */
  readonly examples: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

const inTableOrder = (a: EvidenceRow, b: EvidenceRow): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

const cannotShowCut = (row: EvidenceRow): boolean =>
  row.kind !== null && row.intact === 'cannot-tell' && !row.verified;

const differ = (f: Finding): boolean =>
  f.annotations.includes('policy-not-applied') || f.annotations.includes('conflicting-evidence');

/** A part that fails or is unknown explains its control only where the control itself does not pass on that target. */
const tells = (f: Finding, cells: Assessment['cells']): boolean => {
  const status = cells.get(f.control)?.status;
  if (f.status === 'fail') return status === 'fail';
  return f.status !== 'unknown' || (status !== 'pass' && status !== 'notapplicable');
};

const toProblems = (row: EvidenceRow): Problem[] =>
  row.problems.map((p) => ({ ...p, file: row.file, policy: false }));

/** Makes digests; remembers which examples it has sent. */
export function digester(wantJson: boolean): (a: Assessment, content: FolderContent | null) => Digest {
  const sent = new Set<string>();
  return (a, content) => {
    const lost = (content?.unreadable ?? []).map((u) => unreadableRow(a.target.name, u.problem, u.sha256));
    const rows = [...a.evidence, ...lost].sort(inTableOrder);
    const telling = a.findings.filter((f) => tells(f, a.cells));
    const keys = telling.map(highlightKey);
    const examples = telling.filter((_, i) => {
      const key = keys[i] ?? '';
      const isNew = !sent.has(key);
      sent.add(key);
      return isNew;
    });
    return {
      target: a.target,
      cells: a.cells,
      files: {
        total: rows.length,
        recognised: rows.filter((r) => r.kind !== null).length,
        cannotShowCut: rows.filter(cannotShowCut).length,
      },
      disagreements: a.findings.filter(differ).length,
      evidenceJson: wantJson ? rows.map(evidenceJson) : [],
      findingsJson: wantJson ? a.findings.map(findingJson) : [],
      keys,
      examples,
      problems: [...rows.flatMap(toProblems), ...(content?.problems ?? [])],
      notices: a.notices,
    };
  };
}

const EMPTY: FolderContent = { evidence: [], unreadable: [], problems: [], lost: [] };

/** Assesses a folder's content under a name; null content: a declared asset without evidence. */
export async function digestFolder(
  name: string,
  content: FolderContent | null,
  job: Assignment,
  toDigest: ReturnType<typeof digester>,
): Promise<Digest> {
  const { evidence, lost } = content ?? EMPTY;
  return toDigest(await assess(name, evidence, job, lost), content);
}
