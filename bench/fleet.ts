/** Writes a fleet of invented hosts: 12 files, about 300 KB a host, the same bytes for the same seed. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exportFiles } from '../test/estate/files.ts';
import { random } from '../test/estate/random.ts';
import { mixedHost } from '../test/estate/state.ts';

const FILLER = { rules: 310, services: 260, values: 350 };
/** Filler is the same for every host of a batch: making it is not what is measured. */
const VARIANTS = 24;

export interface Fleet {
  readonly folder: string;
  readonly site: string;
  readonly bytes: number;
}

const hostName = (i: number): string => `PC${String(i).padStart(5, '0')}`;

function siteText(hosts: number): string {
  const assets = Array.from(
    { length: hosts },
    (_, i) =>
      `  - { hostname: ${hostName(i)}, role: user-endpoint, segment: clients, browsers: [edge, chrome] }`,
  );
  return [
    'name: fleet',
    'segments:',
    '  - { name: clients, role: user, cidrs: [10.10.0.0/16, "fd00:10::/64"] }',
    'assets:',
    ...assets,
    '',
  ].join('\n');
}

/** Makes hosts 0 to n - 1 below `root`/evidence; hosts that are there already are kept. */
export function makeFleet(root: string, hosts: number): Fleet {
  const folder = join(root, 'evidence');
  let bytes = 0;
  const variants = Array.from({ length: VARIANTS }, (_nothing, i) => {
    const draw = random(1000 + i);
    const { 'tasks.csv': _tasks, ...files } = exportFiles(mixedHost('PC', draw), {
      locale: i % 2 === 0 ? 'ja' : 'en',
      filler: { draw, ...FILLER },
    });
    return files;
  });
  for (let i = 0; i < hosts; i++) {
    const files = variants[i % VARIANTS] ?? {};
    for (const [path, content] of Object.entries(files)) {
      bytes += content.length;
      const target = join(folder, hostName(i), path);
      if (existsSync(target)) continue;
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
  const site = join(root, `site-${hosts}.yaml`);
  writeFileSync(site, siteText(hosts));
  return { folder, site, bytes };
}
