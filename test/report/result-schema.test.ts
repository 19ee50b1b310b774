import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/cli/scan.ts';
import type { Site } from '../../src/model/site.ts';
import { EMPTY_SITE } from '../../src/model/site.ts';

const validator = (name: string) => {
  const ajv = addFormats.default(new Ajv2020({ allErrors: true }));
  const schema = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8');
  const validate = ajv.compile(JSON.parse(schema));
  return (value: unknown) =>
    validate(value) ? [] : validate.errors?.map((e) => `${e.instancePath} ${e.message}`);
};

const SITE: Site = {
  ...EMPTY_SITE,
  name: '内堀商事',
  assets: [
    { hostname: 'pc01', role: 'user-endpoint', os: 'Windows 11 Enterprise 23H2' },
    { hostname: 'pc09', role: 'user-endpoint' },
  ],
  exceptions: [
    { control: 'E-7b', target: '*', reason: '移行中', owner: '情報システム部', expires: '2026-12-31' },
  ],
};

const REG = [
  'Windows Registry Editor Version 5.00',
  '',
  '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters]',
  '"AutoShareWks"=dword:00000001',
  '',
].join('\r\n');

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'pc01/lanman.reg': REG,
  'pc01/notes.txt': 'nothing this program reads\n',
  'pc02/cut.reg': REG.slice(0, 60),
  'pc02/bytes.bin': Uint8Array.from([0, 255, 254, 7]),
};

const silent = { step: () => {}, end: () => {} };

describe('what a scan writes fits its schema', () => {
  const root = mkdtempSync(join(tmpdir(), 'uchibori-'));
  const out = (name: string) => join(root, name);

  beforeAll(async () => {
    for (const [path, content] of Object.entries(FILES)) {
      mkdirSync(join(root, 'evidence', path, '..'), { recursive: true });
      writeFileSync(join(root, 'evidence', path), content);
    }
    await scan({
      evidence: out('evidence'),
      site: { site: SITE, file: 'uchibori.yaml', sha256: 'a'.repeat(64) },
      formats: [
        { name: 'json', path: out('result.json') },
        { name: 'jsonl', path: out('result.jsonl') },
      ],
      language: 'ja',
      colour: false,
      width: 100,
      asOf: Date.parse('2026-11-01T09:00:00+09:00'),
      asOfText: '2026-11-01T09:00:00+09:00',
      selected: null,
      threads: 1,
      version: '0.1.0',
      progress: silent,
    });
  });

  afterAll(() => rmSync(root, { recursive: true }));

  test('as one object', () => {
    const result = JSON.parse(readFileSync(out('result.json'), 'utf8'));
    expect(validator('result')(result)).toEqual([]);
    expect(result.evidence.map((e: { file: string }) => e.file).sort()).toEqual(Object.keys(FILES).sort());
    expect(result.findings.length).toBeGreaterThan(0);
    expect(result.summary.exitCode).toBeGreaterThan(0);
  });

  test('line by line, with the same records', () => {
    const result = JSON.parse(readFileSync(out('result.json'), 'utf8'));
    const lines = readFileSync(out('result.jsonl'), 'utf8').trimEnd().split('\n');
    const records = lines.map((l) => JSON.parse(l));
    const fits = validator('result-line');
    for (const record of records) expect(fits(record)).toEqual([]);
    const bare = (type: string) => records.filter((r) => r.type === type).map(({ type: _, ...rest }) => rest);
    expect(records[0].type).toBe('run');
    expect(records.at(-1).type).toBe('summary');
    expect(bare('evidence')).toEqual(result.evidence);
    expect(bare('finding')).toEqual(result.findings);
    expect(bare('summary')).toEqual([result.summary]);
  });

  test('a result that lost or gained something does not fit', () => {
    const result = JSON.parse(readFileSync(out('result.json'), 'utf8'));
    const fits = validator('result');
    expect(fits({ ...result, extra: 1 })).not.toEqual([]);
    expect(fits({ ...result, summary: { ...result.summary, verdict: 'ok' } })).not.toEqual([]);
    const [first, ...others] = result.findings;
    expect(fits({ ...result, findings: [{ ...first, because: { ja: 'x' } }, ...others] })).not.toEqual([]);
    const { asOf: _, ...undated } = result;
    expect(fits(undated)).not.toEqual([]);
  });
});
