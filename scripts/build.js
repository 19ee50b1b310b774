// Builds dist/: grammars first, then one bundle a command, so that starting loads a few files instead of hundreds.
// Types are checked by `npm run typecheck`, not here.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

const { status } = spawnSync(process.execPath, [join(root, 'scripts/gen-grammars.js')], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: { cli: join(root, 'src/cli.ts'), worker: join(root, 'src/worker.ts') },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Its WebAssembly binary is found beside it in node_modules.
  external: ['quickjs-wasi'],
  // Bundled CommonJS packages call require for Node's own modules.
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
writeFileSync(join(dist, '.built'), '');
