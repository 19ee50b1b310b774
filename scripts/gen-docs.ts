// Writes docs/controls, docs/evidence.md and docs/exit-codes.md from what the program itself knows.
// `npx tsx scripts/gen-docs.ts` writes; with --check it writes nothing and exits 1 where a page differs.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentation } from './docs/pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const GENERATED_FOLDER = 'docs/controls';

const read = (path: string): string | null => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
};

const listed = (folder: string): string[] => {
  try {
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
};

const pages = documentation(read);
const stale = listed(GENERATED_FOLDER).filter((path) => !pages.has(path));
const changed = [...pages].filter(([path, text]) => read(path) !== text).map(([path]) => path);

if (process.argv.includes('--check')) {
  for (const path of [...changed, ...stale])
    process.stderr.write(`${path} is not what scripts/gen-docs.ts writes\n`);
  process.exit(changed.length + stale.length > 0 ? 1 : 0);
}

for (const path of stale) rmSync(join(root, path));
for (const path of changed) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), pages.get(path) ?? '');
}
process.stdout.write(`${changed.length} written, ${stale.length} removed, ${pages.size} in all\n`);
