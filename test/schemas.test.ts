import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaFiles, staleSchemas } from '../scripts/gen-schemas.ts';
import { parseSite } from '../src/parse/site-file.ts';

const ajv = () => addFormats.default(new Ajv2020({ allErrors: true }));
const schemaNamed = (name: string) =>
  JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), 'utf8'));

test('the schemas in the repository are those the program gives', () => {
  expect(staleSchemas().map((f) => f.path)).toEqual([]);
  expect(schemaFiles()).toHaveLength(3);
});

test.each(['site', 'result', 'result-line'])('%s is a JSON Schema 2020-12 of its own', (name) => {
  const schema = schemaNamed(name);
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema.$id).toBe(`urn:uchibori:schema:${name}`);
  expect(() => ajv().compile(schema)).not.toThrow();
});

test('every key of the site file is described in Japanese and English', () => {
  const { properties } = schemaNamed('site');
  for (const [key, value] of Object.entries<{ description?: string }>(properties)) {
    const [ja, en] = value.description?.split('\n\n') ?? [];
    expect(ja, key).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    expect(en, key).toMatch(/^[\x20-\x7e]+$/);
  }
});

describe('the site schema and the reader agree', () => {
  const validate = ajv().compile(schemaNamed('site'));
  const accepts = (text: string) => [validate(parse(text) ?? {}), parseSite(text, 'x.yaml').ok];

  test('on the full example', () => {
    const full = readFileSync(new URL('../fixtures/site/full.yaml', import.meta.url), 'utf8');
    expect(accepts(full)).toEqual([true, true]);
  });

  test.each([
    'segments:\n',
    'parameters: {cachedLogonsMax: 0}',
    'records: [{type: trap-test, date: 2026-01-01, reviewer: a}]',
  ])('on what is right: %s', (text) => expect(accepts(text)).toEqual([true, true]));

  test.each([
    'asets: []',
    'name: 1',
    'segments: [{name: a, role: usr, cidrs: []}]',
    'assets: [{hostname: a}]',
    'assets: [{hostname: a, role: proxy, ports: [0]}]',
    'assets: [{hostname: a, role: dc, listeners: ["445"]}]',
    'holidays: [2026-02-30]',
    'businessHours: {start: "9:00", end: "18:00", days: []}',
    'exceptions: [{control: E-7b, target: a, reason: b, owner: c}]',
    'parameters: {cachedLogonsMax: 51}',
    'parameters: {recordMaxAgeDays: {other: 3}}',
    'connect: {allow80: 1}',
  ])('on what is wrong: %s', (text) => expect(accepts(text)).toEqual([false, false]));
});
