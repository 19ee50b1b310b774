import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import { documentation } from '../../scripts/docs/pages.ts';
import { EVIDENCE_KINDS } from '../../src/model/evidence.ts';
import { EXIT } from '../../src/report/verdict.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const read = (path: string): string | null => {
  try {
    return readFileSync(`${root}/${path}`, 'utf8');
  } catch {
    return null;
  }
};

const CASES = '# E-7b.1\n\n## pass: *all* is well\n\n```a.reg\nx\n```\n\n## unknown: nothing exported\n';

const made = documentation((path) => (path.endsWith('/E-7b.1.md') ? CASES : null));

const page = (path: string): string => made.get(path) ?? '';

test('each control has a page, and the index leads to it', () => {
  for (const c of CONTROLS) {
    expect(page(`docs/controls/${c.id}.md`)).toContain(`# ${c.id}\n`);
    expect(page('docs/controls/README.md')).toContain(`[${c.id}](${c.id}.md)`);
  }
});

test('a page holds both languages and the cases of its checks', () => {
  const text = page('docs/controls/E-7b.md');
  expect(text).toContain('## 管理共有の無効化');
  expect(text).toContain('## Admin shares off');
  expect(text.indexOf('## 管理共有の無効化')).toBeLessThan(text.indexOf('## Admin shares off'));
  expect(text).toContain('### [E-7b.1](../../fixtures/checks/E-7b.1.md)');
  expect(text).toContain('- `pass` \\*all\\* is well\n- `unknown` nothing exported\n');
  expect(page('docs/controls/F-6b.md')).not.toContain('判定の例');
});

test('every kind of evidence and every exit code is documented', () => {
  for (const kind of EVIDENCE_KINDS) expect(page('docs/evidence.md').split(`\`${kind}\``)).toHaveLength(3);
  for (const code of Object.values(EXIT)) expect(page('docs/exit-codes.md')).toContain(`| ${code} |`);
});

test('table rows have one number of cells', () => {
  for (const [path, text] of made) {
    for (const block of text.split('\n\n')) {
      const rows = block.split('\n').filter((l) => l.startsWith('| '));
      const counts = new Set(rows.map((r) => r.split(/(?<!\\)\|/).length));
      expect(counts.size, path).toBeLessThanOrEqual(1);
    }
  }
});

test('the pages checked in are those the program makes now', () => {
  const differing = [...documentation(read)].filter(([path, text]) => read(path) !== text).map(([p]) => p);
  expect(differing, 'run: npx tsx scripts/gen-docs.ts').toEqual([]);
});
