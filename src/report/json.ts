/** The result as one JSON object or as JSON lines, in pieces, so that a fleet need not fit in memory. */
import type { Finding } from '../model/finding.ts';
import type { EvidenceRow, RunInfo, Summary } from '../model/result.ts';
import { safeJson } from './escape.ts';

export const evidenceJson = (row: EvidenceRow): string => safeJson(row);

export const findingJson = (finding: Finding): string => safeJson(finding);

/** Text before, between and after the pieces of `evidence[]` and `findings[]`. */
export const jsonFrame = {
  head: (run: RunInfo): string => `${safeJson(run).slice(0, -1)},\n"evidence":[\n`,
  separator: ',\n',
  middle: '\n],\n"findings":[\n',
  tail: (summary: Summary): string => `\n],\n"summary":${safeJson(summary)}}\n`,
} as const;

const line = (type: string, json: string): string => `{"type":"${type}",${json.slice(1)}\n`;

/** JSON lines: `run`, then `evidence` and `finding` target by target, then `summary`. */
export const jsonLines = {
  run: (run: RunInfo): string => line('run', safeJson(run)),
  evidence: (json: string): string => line('evidence', json),
  finding: (json: string): string => line('finding', json),
  summary: (summary: Summary): string => line('summary', safeJson(summary)),
} as const;
