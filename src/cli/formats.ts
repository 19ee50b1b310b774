/** Output formats of a scan: what `--format name[:path]` may name, and how each is written. */
import type { RunInfo } from '../model/result.ts';
import type { Bilingual } from '../model/text.ts';
import { jsonFrame, jsonLines } from '../report/json.ts';
import type { TableInput, TableOptions } from '../report/table.ts';
import type { Digest } from './digest.ts';
import type { Output } from './output.ts';
import { fileOutput, spool, stdoutOutput } from './output.ts';

export const FORMATS = {
  table: { ja: '人が読む適合表', en: 'the matrix for people' },
  json: {
    ja: '結果全体を一つの JSON オブジェクトで (schemas/result.schema.json)',
    en: 'the whole result as one JSON object (schemas/result.schema.json)',
  },
  jsonl: {
    ja: '一行一レコードの JSON (schemas/result-line.schema.json)',
    en: 'JSON, one record a line (schemas/result-line.schema.json)',
  },
} as const satisfies Record<string, Bilingual>;

export type FormatName = keyof typeof FORMATS;

export interface FormatRequest {
  readonly name: FormatName;
  /** null: standard output. */
  readonly path: string | null;
}

/** Takes a scan's pieces as they come. `discard` after `finish` does nothing. */
export interface FormatWriter {
  digest(digest: Digest): Promise<void>;
  finish(view: TableInput, options: TableOptions): Promise<void>;
  discard(): void;
}

const openOutput = (path: string | null): Output => (path === null ? stdoutOutput() : fileOutput(path));

function tableWriter(output: Output): FormatWriter {
  return {
    digest: async () => {},
    finish: async (view, options) => {
      const { renderTable } = await import('../report/table.ts');
      await output.write(renderTable(view, options));
      await output.commit();
    },
    discard: output.discard,
  };
}

/** Joins pieces with a separator without holding them. */
function joiner(write: (text: string) => Promise<void>, separator: string): (piece: string) => Promise<void> {
  let first = true;
  return async (piece) => {
    await write(first ? piece : separator + piece);
    first = false;
  };
}

function jsonWriter(output: Output, run: RunInfo): FormatWriter {
  const findings = spool();
  const evidence = joiner((text) => output.write(text), jsonFrame.separator);
  const finding = joiner((text) => findings.write(text), jsonFrame.separator);
  let begun = false;
  const begin = async (): Promise<void> => {
    if (!begun) await output.write(jsonFrame.head(run));
    begun = true;
  };
  return {
    digest: async (d) => {
      await begin();
      for (const row of d.evidenceJson) await evidence(row);
      for (const row of d.findingsJson) await finding(row);
    },
    finish: async (view) => {
      await begin();
      await output.write(jsonFrame.middle);
      await findings.copyTo(output);
      await output.write(jsonFrame.tail(view.summary));
      await output.commit();
    },
    discard: () => {
      findings.discard();
      output.discard();
    },
  };
}

function jsonLinesWriter(output: Output, run: RunInfo): FormatWriter {
  let begun = false;
  return {
    digest: async (d) => {
      if (!begun) await output.write(jsonLines.run(run));
      begun = true;
      for (const row of d.evidenceJson) await output.write(jsonLines.evidence(row));
      for (const row of d.findingsJson) await output.write(jsonLines.finding(row));
    },
    finish: async (view) => {
      await output.write(jsonLines.summary(view.summary));
      await output.commit();
    },
    discard: output.discard,
  };
}

function openWriter(request: FormatRequest, run: RunInfo): FormatWriter {
  const output = openOutput(request.path);
  if (request.name === 'table') return tableWriter(output);
  return request.name === 'json' ? jsonWriter(output, run) : jsonLinesWriter(output, run);
}

/** Opens every output before the scan starts, so that a path that cannot be written is told at once. */
export function openWriters(requests: readonly FormatRequest[], run: RunInfo): readonly FormatWriter[] {
  const open: FormatWriter[] = [];
  try {
    for (const request of requests) open.push(openWriter(request, run));
    return open;
  } catch (thrown) {
    for (const writer of open) writer.discard();
    throw thrown;
  }
}
