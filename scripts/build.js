// Compiles to dist/: grammars first, then TypeScript, then the generated parsers, which tsc does not copy.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function node(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

node('scripts/gen-grammars.js');
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
mkdirSync(join(root, 'dist/src/parse'), { recursive: true });
cpSync(join(root, 'src/parse/generated'), join(root, 'dist/src/parse/generated'), { recursive: true });
writeFileSync(join(root, 'dist/.built'), '');
