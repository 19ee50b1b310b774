// Compiles every grammars/*.peggy to src/parse/generated/<name>.js with its type declaration.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import peggy from 'peggy';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'src/parse/generated');
mkdirSync(out, { recursive: true });

const declaration = (rules) =>
  `export class SyntaxError extends globalThis.SyntaxError { location: { start: { offset: number; line: number; column: number } } }\n` +
  `export function parse(input: string, options?: { startRule?: ${rules.map((r) => `'${r}'`).join(' | ')} }): unknown;\n`;

for (const file of readdirSync(join(root, 'grammars'))
  .filter((f) => f.endsWith('.peggy'))
  .sort()) {
  const grammar = readFileSync(join(root, 'grammars', file), 'utf8');
  // A grammar names its start rules in its first line: `// start: A B`.
  const named = /^\/\/ start:\s*(.+)$/m.exec(grammar)?.[1]?.trim().split(/\s+/);
  const rules = named ?? [/^([A-Za-z_]\w*)\s*(?:"[^"]*"\s*)?=/m.exec(grammar)?.[1] ?? 'Start'];
  const code = peggy.generate(grammar, {
    output: 'source',
    format: 'es',
    allowedStartRules: rules,
    grammarSource: file,
  });
  const name = file.replace(/\.peggy$/, '');
  writeFileSync(join(out, `${name}.js`), code);
  writeFileSync(join(out, `${name}.d.ts`), declaration(rules));
}
