/**
 * Collecting a domain of 10,000 computers from a Samba controller, beside a client that asks for the same pages and only
 * counts what comes: the time the controller needs to send them.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleSearch } from '../src/model/directory-bundle.ts';
import { noSamba, openSamba, type SambaDomain } from '../test/oracles/samba.ts';
import { openBare } from './bare-ldap.ts';
import { bar, note } from './bars.ts';
import { median, runProgram } from './measure.ts';

const COMPUTERS = 10_000;
/** Adding many objects in one transaction takes the controller time that grows with their square. */
const BATCH = 500;
const TIMES = 3;

const ouLdif = (base: string): string =>
  `dn: OU=Bulk,${base}\nchangetype: add\nobjectClass: organizationalUnit\n\n`;

function computerLdif(i: number, { baseDn, dnsName }: SambaDomain): string {
  const name = `B${String(i).padStart(6, '0')}`;
  return [
    `dn: CN=${name},OU=Bulk,${baseDn}`,
    'changetype: add',
    'objectClass: computer',
    `sAMAccountName: ${name}$`,
    'userAccountControl: 4096',
    `dNSHostName: ${name.toLowerCase()}.${dnsName}`,
    'operatingSystem: Windows 11 Enterprise',
    'operatingSystemVersion: 10.0 (26100)',
    '',
    '',
  ].join('\n');
}

async function fill(domain: SambaDomain): Promise<void> {
  await domain.ldif(ouLdif(domain.baseDn));
  for (let from = 0; from < COMPUTERS; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => computerLdif(from + i, domain));
    await domain.ldif(batch.join(''));
  }
}

/** The folder that was written, below `out`. */
const bundleIn = (out: string): string => {
  const found = readdirSync(out, { recursive: true }).find((name) =>
    String(name).endsWith('directory.ndjson'),
  );
  if (found === undefined) throw new Error('nothing was collected');
  return join(out, String(found));
};

interface Collected {
  readonly seconds: number;
  readonly entries: number;
  readonly searches: readonly BundleSearch[];
}

type Line = Partial<BundleSearch> & { readonly entries?: number };

function readBack(file: string): Omit<Collected, 'seconds'> {
  const lines: Line[] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    entries: lines.reduce((n, line) => n + (line.entries ?? 0), 0),
    searches: lines.filter((line): line is BundleSearch => line.search !== undefined),
  };
}

async function collect(cli: string, domain: SambaDomain, out: string): Promise<Collected> {
  const password = join(domain.folder, 'bench-password');
  writeFileSync(password, domain.reader.password, { mode: 0o600 });
  const where = ['--url', domain.ldapsUrl, '--ca', domain.caFile, '--sysvol', domain.sysvol, '--out', out];
  const who = ['--user', domain.reader.name, '--password-file', password];
  const { seconds, status } = await runProgram(
    process.execPath,
    [cli, 'collect', 'ad', ...where, ...who, '--quiet'],
    'inherit',
  );
  if (status !== 0) throw new Error(`collecting ended with ${status}`);
  return { seconds, ...readBack(bundleIn(out)) };
}

/** As the collector asks. */
const PAGE = 500;

interface Bare {
  readonly seconds: number;
  readonly entries: number;
}

/** The same searches, over a connection of its own. */
async function bare(domain: SambaDomain, searches: readonly BundleSearch[]): Promise<Bare> {
  const start = performance.now();
  const session = await openBare(domain.ldapsUrl, domain.reader, readFileSync(domain.caFile, 'utf8'));
  let entries = 0;
  try {
    for (const search of searches) entries += (await session.search(search, PAGE)).entries;
  } finally {
    session.close();
  }
  return { seconds: (performance.now() - start) / 1000, entries };
}

async function measure(cli: string, domain: SambaDomain): Promise<void> {
  await fill(domain);
  const ratios: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const collected = await collect(cli, domain, join(domain.folder, `out${i}`));
    const counted = await bare(domain, collected.searches);
    if (collected.entries < COMPUTERS) throw new Error(`only ${collected.entries} entries were collected`);
    note(
      `${collected.entries} entries in ${collected.seconds.toFixed(1)} s, bare ${counted.entries} in ${counted.seconds.toFixed(1)} s`,
    );
    ratios.push(collected.seconds / counted.seconds);
  }
  bar('collecting 10,000 objects against a bare paged search', median(ratios), 2, 'less', 'x');
}

export async function benchCollect(cli: string): Promise<void> {
  const why = noSamba();
  if (why !== null) {
    note(`collecting 10,000 objects: skipped, ${why}`);
    return;
  }
  const domain = await openSamba();
  try {
    await measure(cli, domain);
  } finally {
    await domain.stop();
  }
}
