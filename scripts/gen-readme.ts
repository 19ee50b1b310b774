/**
 * Runs what the READMEs, docs/squid and docs/firewall show. `<!-- run: ARGUMENTS -->` (optionally `| first N`) before a fenced block means: the block
 * is what `uchibori ARGUMENTS` prints. `--check`: exits 1 when a block is stale.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BLOCK = /(<!-- run: (.+?) -->\n```[a-z]*\n)[\s\S]*?(```)/g;

function outputOf(command: string): string {
  const [line = '', first] = command.split(' | first ');
  const { stdout } = spawnSync(process.execPath, ['bin/uchibori.js', ...line.split(' ')], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
  });
  if (stdout === '') throw new Error(`uchibori ${line} printed nothing: run npm run build first`);
  const lines = stdout.trimEnd().split('\n');
  return (first ? lines.slice(0, Number(first)) : lines).map((l) => l.trimEnd()).join('\n');
}

const check = process.argv.includes('--check');
const PAGES = ['README', 'docs/squid', 'docs/firewall', 'docs/rsop'].flatMap((page) => [
  `${page}.md`,
  `${page}.ja.md`,
]);
for (const name of PAGES) {
  const before = readFileSync(`${root}${name}`, 'utf8');
  const after = before.replace(
    BLOCK,
    (_all, head: string, command: string, tail: string) => `${head}${outputOf(command)}\n${tail}`,
  );
  if (after === before) continue;
  if (check) {
    process.stderr.write(`stale: ${name}; run npm run generate\n`);
    process.exitCode = 1;
  } else writeFileSync(`${root}${name}`, after);
}
