/** Every PAN-OS file of the folder of real exports: read, and what was not understood of it is listed here. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/parse/index.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { CONTEXT, fromBytes } from '../../evidence.ts';
import { devicesIn } from './ask.ts';

const files = corpusFiles().filter((f) => /^paloalto/.test(f.note));

/**
 * What is not understood, by the end of the file's path, each looked at: templates of jinja are no configurations, their
 * `{{ … }}` and `{% … %}` stand where names and commands would.
 */
const LOOKED_AT: ReadonlyMap<string, RegExp> = new Map([
  ['templates/panos/full/iron_skillet_panos_full.xml', /^devices\/.*\/rulebase\/security$/],
  ['templates/panorama/full/iron_skillet_panorama_full.xml', /^shared\/pre-rulebase\/security$/],
  [
    'templates/panorama/set_commands/iron_skillet_panorama_full.conf',
    /^(?:template-stack|device-group) \{\{ |^\{%|^set \S+ \{\{/,
  ],
]);

async function parsed(
  absolute: string,
  path: string,
): Promise<{ kind: string | null; parsed: Parsed | null }> {
  const evidence = fromBytes(path, readFileSync(absolute));
  const parser = recognise({ ...evidence, text: evidence.text.slice(0, 4096) });
  return { kind: parser?.kind ?? null, parsed: parser ? await parser.parse(evidence, CONTEXT) : null };
}

describe.skipIf(!corpusPresent)('PAN-OS files of the corpus', () => {
  test('are all there', () => {
    expect(files.length).toBeGreaterThanOrEqual(35);
  });

  test.each(files.map((f) => [f.path, f] as const))('%s', async (path, file) => {
    const { kind, parsed: read } = await parsed(file.absolute, path);
    expect(kind).toMatch(/^panos-(?:xml|set)$/);
    if (!read) return;
    const looked = [...LOOKED_AT].find(([end]) => path.endsWith(end))?.[1];
    expect(read.notUnderstood.map((at) => at.text).filter((text) => !looked?.test(text))).toEqual([]);
    expect(read.lines.understood).toBeGreaterThan(0);
    expect(devicesIn(read).every((d) => d.vendor === 'panos')).toBe(true);
  });
});
