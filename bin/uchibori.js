#!/usr/bin/env node
// Starts the compiled program. `--version` answers from here, without loading it.
import { existsSync, readFileSync } from 'node:fs';

const here = new URL('..', import.meta.url);
const [only, ...rest] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL('package.json', here), 'utf8'));

if ((only === '--version' || only === '-V') && rest.length === 0) {
  process.stdout.write(`${version}\n`);
} else if (!existsSync(new URL('dist/cli.js', here))) {
  process.stderr.write('uchibori: not built yet: run `npm run build` (or `npm run demo`, which does it)\n');
  process.exitCode = 70;
} else {
  const { main } = await import('../dist/cli.js');
  await main(process.argv.slice(2), version);
}
