// Makes a fresh clone runnable with only Node and npm: installs what the lockfile names, builds what is stale.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11)) {
  process.stderr.write(`uchibori needs Node 20.11 or newer; this is ${process.versions.node}\n`);
  process.exit(70);
}

const at = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);

function newestUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => statSync(join(e.parentPath ?? e.path, e.name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);
}

function run(args) {
  // npm speaks on standard output; a result printed there must stay clean.
  const { status } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 70);
}

if (at('node_modules/.package-lock.json') < at('package-lock.json'))
  run(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']);

const built = at('dist/.built');
const sources = Math.max(
  ...['src', 'checks', 'grammars'].map(newestUnder),
  at('package.json'),
  at('tsconfig.build.json'),
);
if (built < sources) run(['run', '--silent', 'build']);
