/** Reports and backups that nobody in this project wrote, beside the policy files they describe. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Sections } from '../../src/facts/sections.ts';
import { recognise } from '../../src/parse/index.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { type CorpusFile, corpusFiles, corpusPresent } from '../corpus.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';

const KINDS = { gpreport: 'gpo-report-xml', rsop: 'gpresult-xml', gpobackupxml: 'gpo-backup-xml' } as const;

const files = corpusFiles();
const noted = (kind: string): readonly CorpusFile[] => files.filter((f) => f.note.startsWith(`${kind}:`));
const evidence = (file: CorpusFile) => fromBytes(file.path, readFileSync(file.absolute));
const read = async (file: CorpusFile): Promise<Parsed | null> => {
  const e = evidence(file);
  return (await recognise(e)?.parse(e, CONTEXT)) ?? null;
};

/** Policy files of the same GPO backup. */
const beside = (report: CorpusFile, name: RegExp): readonly CorpusFile[] => {
  const folder = report.path.slice(0, report.path.lastIndexOf('/') + 1);
  return files.filter((f) => f.path.startsWith(folder) && name.test(f.path));
};

const sections = async (list: readonly CorpusFile[]): Promise<readonly Sections[]> =>
  (await Promise.all(list.map(read))).flatMap((p) => (p ? [p.sections] : []));

/** Without what a report shows only in words. */
const shown = (s: Sections): Map<string, string> =>
  new Map(
    (s.registry?.writes ?? [])
      .filter((w) => w.type !== 'REG_OTHER')
      .map((w) => [
        `${w.hive}\\${w.key}\\${w.name}`.toLowerCase(),
        `${w.op} ${w.type} ${String(w.op === 'delete' ? '' : w.data)}`,
      ]),
  );

const sorted = (list: readonly string[] | undefined): string[] => [...(list ?? [])].sort();

const security = (s: Sections | undefined) => ({
  rights: sorted(
    s?.security?.rights.map((r) => `${r.constant} ${sorted(r.principals.map((p) => p.sid ?? '?'))}`),
  ),
  access: sorted(s?.security?.systemAccess.map((a) => `${a.name} ${a.value}`)),
  services: sorted(s?.security?.services.map((x) => `${x.name} ${x.start}`)),
});

describe.skipIf(!corpusPresent)('real reports (absent: this is not run)', () => {
  it.each(Object.entries(KINDS))('every %s is recognised, whole and understood', async (note, kind) => {
    const list = noted(note);
    expect(list.length).toBeGreaterThan(1);
    for (const file of list) {
      expect([file.path, recognise(evidence(file))?.kind]).toEqual([file.path, kind]);
      const p = await read(file);
      expect([file.path, p?.intact]).toEqual([file.path, 'yes']);
      expect(p?.lines.notUnderstood).toBeLessThanOrEqual(1);
    }
  });

  it('HTML reports are not taken for XML ones', () => {
    for (const file of noted('gpresult').filter((f) => /\.html$/.test(f.path))) {
      expect([file.path, recognise(evidence(file))]).toEqual([file.path, null]);
    }
  });

  it('a report gives the values that Registry.pol and the template beside it give', async () => {
    let compared = 0;
    for (const report of noted('gpreport')) {
      const own = (await read(report))?.sections ?? {};
      const files = await sections(beside(report, /(registry\.pol|GptTmpl\.inf|\/Registry\.xml)$/i));
      const theirs = new Map(files.flatMap((s) => [...shown(s)]));
      for (const [id, value] of shown(own)) {
        expect([report.path, id, value]).toEqual([report.path, id, theirs.get(id)]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(80);
  });

  it('a report gives the rights, accounts, services and audit of the files beside it', async () => {
    let compared = 0;
    for (const report of noted('gpreport')) {
      const own = (await read(report))?.sections;
      const [template] = await sections(beside(report, /GptTmpl\.inf$/i));
      const [audit] = await sections(beside(report, /audit\.csv$/i));
      if (template) expect([report.path, security(own)]).toEqual([report.path, security(template)]);
      const values = (s: Sections | undefined) =>
        sorted(s?.audit?.settings.map((a) => `${a.subcategory} ${a.success} ${a.failure} ${a.unchanged}`));
      if (audit) expect([report.path, values(own)]).toEqual([report.path, values(audit)]);
      compared += (template ? 1 : 0) + (audit ? 1 : 0);
    }
    expect(compared).toBeGreaterThan(5);
  });
});
