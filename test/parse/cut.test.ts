import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EVIDENCE_KINDS } from '../../src/model/evidence.ts';
import { CUT_SIGNS } from '../../src/parse/cut.ts';
import { PARSERS, recognise } from '../../src/parse/index.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fixture, fixturePath } from '../evidence.ts';

const folder = fixturePath('');

const under = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile())
        .map((e) => join(e.parentPath, e.name))
    : [];

/** What the parser of a kind says of its own fixtures. */
async function parsedFixtures(kind: string): Promise<Parsed[]> {
  const out: Parsed[] = [];
  for (const path of under(join(folder, kind))) {
    const evidence = fixture(relative(folder, path));
    const parser = recognise(evidence);
    if (parser?.kind !== kind) continue;
    out.push(await parser.parse(evidence, CONTEXT));
  }
  return out;
}

const registered = EVIDENCE_KINDS.filter((k) => PARSERS.some((p) => p.kind === k));

describe.each(registered)('%s', (kind) => {
  test('is documented as its parser behaves', async () => {
    const states = new Set((await parsedFixtures(kind)).map((p) => p.intact));
    if (states.size === 0) return;
    if (CUT_SIGNS[kind].shows === 'yes') expect(states).toContain('yes');
    // A session that goes on with a prompt shows its end, whatever the format.
    else if (!/\bprompt\b/.test(CUT_SIGNS[kind].how.en)) expect(states).not.toContain('yes');
    if (CUT_SIGNS[kind].shows === 'no') expect(states).not.toContain('cut');
  });
});

test('some parser is registered', () => {
  expect(registered.length).toBeGreaterThan(0);
});
