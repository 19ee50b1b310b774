/** A domain whose directory is damaged or gone: what it would have shown is unknown, and nothing passes by its loss. */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, demo, folderOf } from './run-cli.ts';

const HOSTS = ['example.test', 'PC-EIGYO02', 'DC01', 'KANRI01'];
const FILE = 'example.test/directory.ndjson';

function estate(): string {
  const root = folderOf({});
  for (const host of HOSTS) cpSync(join(demo, host), join(root, host), { recursive: true });
  return root;
}

const filesIn = (root: string): readonly string[] =>
  (readdirSync(root, { recursive: true }) as string[]).filter((file) => statSync(join(root, file)).isFile());

function sum(root: string): void {
  const lines = filesIn(root).map((file) => {
    const hash = createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex');
    return `${hash}  ${file}`;
  });
  writeFileSync(join(root, 'SHA256SUMS'), `${lines.join('\n')}\n`);
}

const SITE = `name: t
assets:
  - { hostname: PC-EIGYO02, role: user-endpoint, browsers: [edge, chrome], listeners: [tcp/135, tcp/49664, udp/5353] }
  - { hostname: DC01, role: dc }
  - { hostname: KANRI01, role: admin-workstation, browsers: [edge] }
`;

const site = join(folderOf({ 'site.yaml': SITE }), 'site.yaml');

/** Controls that pass over all, and findings. */
interface Scanned {
  readonly passing: readonly string[];
  readonly targets: ReadonlySet<string>;
}

interface Json {
  readonly summary: {
    readonly rollup: readonly { readonly control: string; readonly status: string }[];
  };
  readonly findings: readonly { readonly target: string; readonly check: string }[];
}

function scan(root: string): Scanned {
  const said = cli([
    'scan',
    root,
    ...['--site', site, '--as-of', '2026-11-01', '--format', 'json', '--quiet'],
  ]);
  const { summary, findings } = JSON.parse(said.stdout) as Json;
  return {
    passing: summary.rollup.filter((c) => c.status === 'pass').map((c) => c.control),
    targets: new Set(findings.filter((f) => f.check === 'X-5.1').map((f) => f.target)),
  };
}

const text = (root: string): string => readFileSync(join(root, FILE), 'utf8');

/** `sums`: made after the damage, so that nothing but the file itself tells. */
const DAMAGES: readonly (readonly [string, 'sums' | 'as collected', (root: string) => void])[] = [
  ['cut at a fifth', 'sums', (root) => truncateSync(join(root, FILE), 20_000)],
  [
    'without its first line',
    'sums',
    (root) => writeFileSync(join(root, FILE), text(root).replace(/^.*\n/, '')),
  ],
  ['zeroes', 'sums', (root) => writeFileSync(join(root, FILE), new Uint8Array(4096))],
  ['empty', 'sums', (root) => writeFileSync(join(root, FILE), '')],
  [
    'of a later version',
    'sums',
    (root) => writeFileSync(join(root, FILE), text(root).replace('"version":1', '"version":99')),
  ],
  ['gone, with SYSVOL left', 'sums', (root) => rmSync(join(root, FILE))],
  ['not what was collected', 'as collected', (root) => writeFileSync(join(root, FILE), `${text(root)}\n`)],
  [
    'gone, with nothing but a note left',
    'as collected',
    (root) => {
      rmSync(join(root, 'example.test'), { recursive: true });
      writeFileSync(join(folderIn(root, 'example.test'), 'note.txt'), 'x');
    },
  ],
];

function folderIn(root: string, name: string): string {
  cpSync(folderOf({}), join(root, name), { recursive: true });
  return join(root, name);
}

describe('the directory of a domain', () => {
  const before = (() => {
    const root = estate();
    sum(root);
    return scan(root);
  })();

  test('without it hosts alone are judged, and more passes: the domain is what stands against it', () => {
    const root = estate();
    rmSync(join(root, 'example.test'), { recursive: true });
    expect(before.passing).toEqual([]);
    expect(scan(root).passing.length).toBeGreaterThan(3);
  });

  test.each(DAMAGES)('%s: it is a domain still, and nothing passes (sums: %s)', (_what, when, damage) => {
    const root = estate();
    if (when === 'as collected') sum(root);
    damage(root);
    if (when === 'sums') sum(root);
    const after = scan(root);
    expect(after.targets).toContain('example.test');
    expect(after.passing).toEqual([]);
  });

  test('a folder of one of its computers that holds little does not take the computer away', () => {
    const root = estate();
    const names = ['PC-EIGYO00', 'PC-EIGYO01', 'PC-EIGYO03', 'PC-KAIHATSU01', 'PC-KEIRI01', 'SV-FILE01'];
    for (const name of names)
      writeFileSync(join(folderIn(root, name), 'GPT.INI'), '[General]\r\nVersion=1\r\n');
    sum(root);
    expect(scan(root).passing).toEqual([]);
  });
});
