/**
 * The whole program over real exports that nobody in this project wrote, where the folder of them lies beside the
 * project. A clone of the project alone has no such folder, so its absence is never a failure, whatever
 * UCHIBORI_NO_SKIP says: the tests are then listed as skipped and the reason is printed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { EvidenceKind } from '../src/model/evidence.ts';
import type { ReadEvidence } from '../src/parse/read.ts';
import { readFiles } from '../src/parse/read.ts';
import { type CorpusFile, corpusFiles, corpusPresent } from './corpus.ts';
import { type CorpusPass, corpusGroups, passesAlone, passesInGoodHost } from './corpus-verdicts.ts';
import { CONTEXT, fromBytes } from './evidence.ts';
import { bin } from './run-cli.ts';

if (!corpusPresent) {
  console.warn(
    'skipped: ../shared/corpus is not beside the project (a clone alone has none; that is no failure)',
  );
}

/** Notes of the list, by how they begin, to the kinds that such files are; `null`: this version reads no such file. */
const KINDS: readonly (readonly [note: RegExp, kinds: readonly EvidenceKind[] | null])[] = [
  [/^regpol/, ['registry-pol']],
  [/^gptini/, ['gpt-ini']],
  [/^gpobackupxml/, ['gpo-backup-xml']],
  [/^gpp/, ['gpp-xml']],
  [/^gpreport/, ['gpo-report-xml']],
  [/^secinf/, ['security-template']],
  // Hand-edited exports and templates lie among them.
  [/^secedit/, ['secedit-export', 'security-template']],
  [/^auditcsv/, ['audit-csv']],
  [/^rsop/, ['gpresult-xml']],
  [/^reg:/, ['reg-export']],
  [/^netsh/, ['netsh-firewall-rules']],
  [/^Get-NetFirewallRule JSON/, ['netfirewall-json']],
  [/^squid\.conf/, ['squid-conf']],
  [/^pac/, ['pac']],
  [/^juniper/, ['junos-config']],
  [/^checkpoint/, ['checkpoint-json']],
  // Lists and fragments are known only by the squid.conf that names them.
  [/^squid include/, null],
  [/^access\.log/, null],
  // HTML reports, and templates for tools of others.
  [/^(gpresult|GPO report HTML|gpoini|cmtx|policyrules|hkcsv|rule CSV\/JSON|wfw)/, null],
  [/^fortigate/, ['fortios-config']],
  [/^yamaha/, ['yamaha-rtx-config']],
  [/^cisco/, ['cisco-asa-config', 'cisco-ios-config']],
  [/^paloalto-set/, ['panos-set']],
  [/^paloalto/, ['panos-xml', 'panos-set']],
  [/^iptables-save/, ['iptables-save']],
  // Output of `nft list` as text lies among them.
  [/^nft( fixtures|-json)/, ['nft-json']],
  [/^pfsense/, ['pfsense-xml']],
  [/^(nftables|edgeos)/, null],
  [/^bloodhound/, ['sharphound-json']],
  [/^ldif/, ['ldif']],
  [/^(evtx|event XML)/, null],
];

/** Files retyped from public text are told by what their name says they show. */
const TRANSCRIPTS: readonly (readonly [name: RegExp, kinds: readonly EvidenceKind[] | null])[] = [
  [/\/net-share-/, ['net-share']],
  [/\/netsh-rule-/, ['netsh-firewall-rules']],
  [/\/netsh-allprofiles-/, ['netsh-firewall-profiles']],
  [/\/yamaha-rtx-/, ['yamaha-rtx-config']],
  [/^i-ad\/.*ldapsearch/, ['ldif']],
  [/^f-firewall\//, null],
];

/** Files of a kind that is read which are not recognised all the same, each with the reason. */
const BATFISH = 'f-firewall/batfish+batfish/projects/batfish/src/test/resources/org/batfish/vendor';
const NFT = 'f-firewall/inspec+inspec/test/fixtures/cmd';
const NOT_RECOGNISED: ReadonlyMap<string, string> = new Map([
  [`${BATFISH}/a10/grammar/testconfigs/access_list`, 'of A10, whose lists IOS would refuse'],
  [`${BATFISH}/arista/grammar/testconfigs/pim_v20`, 'of Arista EOS'],
  [`${NFT}/nftables-chain`, 'text, not JSON'],
  [`${NFT}/nftables-set`, 'text, not JSON'],
  [
    'f-firewall/derived-nft-json/batfish+batfish__9ba6cc_unsupported_command.nft.json',
    'the usage of a command that failed',
  ],
]);

const expectedKinds = (f: CorpusFile): readonly EvidenceKind[] | null | undefined =>
  f.note.startsWith('TRANSCRIBED')
    ? TRANSCRIPTS.find(([name]) => name.test(f.path))?.[1]
    : KINDS.find(([note]) => note.test(f.note))?.[1];

/** Only a hang takes so long. */
const HANG_MS = 120_000;

interface Reading {
  readonly file: CorpusFile;
  readonly read: ReadEvidence;
  readonly ms: number;
}

async function readEach(): Promise<readonly Reading[]> {
  const out: Reading[] = [];
  for (const file of corpusFiles()) {
    const start = performance.now();
    const [read] = await readFiles([fromBytes(file.path, readFileSync(file.absolute))], CONTEXT);
    if (read) out.push({ file, read, ms: performance.now() - start });
  }
  return out;
}

describe.skipIf(!corpusPresent)('reading real exports (skipped where they are not present)', async () => {
  const readings = corpusPresent ? await readEach() : [];

  test('every file is read, without a crash or a hang', () => {
    expect(readings.length).toBe(corpusFiles().length);
    expect(readings.length).toBeGreaterThan(700);
    const slow = [...readings].sort((a, b) => b.ms - a.ms);
    expect(slow.filter((r) => r.ms > HANG_MS).map((r) => r.file.path)).toEqual([]);
    const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
    const [slowest] = slow;
    console.info(`slowest: ${slowest?.file.path} ${Math.round(slowest?.ms ?? 0)} ms; resident: ${memory} MB`);
  });

  test('the list has no file whose kind is not known here', () => {
    expect(
      corpusFiles()
        .filter((f) => expectedKinds(f) === undefined)
        .map((f) => f.path),
    ).toEqual([]);
  });

  test('files of the kinds that are read are recognised as what the list says', () => {
    const ours = readings.filter((r) => expectedKinds(r.file));
    const lost = ours.filter((r) => r.read.kind === null || !expectedKinds(r.file)?.includes(r.read.kind));
    expect(lost.map((r) => r.file.path).filter((path) => !NOT_RECOGNISED.has(path))).toEqual([]);
    expect(ours.length - lost.length).toBeGreaterThanOrEqual(ours.length * 0.98);
    expect(ours.length).toBeGreaterThan(300);
  });

  test('nothing else is taken for evidence, and each such file says why in one line', () => {
    const others = readings.filter((r) => expectedKinds(r.file) === null);
    expect(others.filter((r) => r.read.kind !== null).map((r) => r.file.path)).toEqual([]);
    expect(others.filter((r) => r.read.problems.length !== 1).map((r) => r.file.path)).toEqual([]);
    const untold = others.filter((r) => /^no kind of evidence/.test(r.read.problems[0]?.message.en ?? ''));
    expect(untold.map((r) => r.file.note.split(':')[0])).toEqual(untold.map(() => 'squid include/ACL list'));
  });
});

describe.skipIf(!corpusPresent)('scanning real exports (skipped where they are not present)', () => {
  test('the program as it is installed reads the folder as one estate', { timeout: 900_000 }, () => {
    const folder = fileURLToPath(new URL('../../shared/corpus', import.meta.url));
    const args = [bin, 'scan', folder, '--as-of', '2026-11-01', '--format', 'json', '--exit-zero'];
    const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      timeout: 800_000,
      maxBuffer: 1024 * 1024 * 1024,
    });
    expect(error).toBeUndefined();
    expect([status, stderr]).toEqual([0, '']);
    const { evidence } = JSON.parse(stdout) as { evidence: readonly { file: string }[] };
    const listed = new Set(evidence.map((row) => row.file));
    expect(
      corpusFiles()
        .filter((f) => !listed.has(f.path))
        .map((f) => f.path),
    ).toEqual([]);
  });
});

/**
 * Passes that a person compared with the file: `how check path`, one a line. A pass that is not among them fails until
 * it has been compared too; what fails to pass any more is no harm, unless it is half of them.
 */
const REVIEWED = fileURLToPath(new URL('../fixtures/corpus-passes.txt', import.meta.url));

const reviewed = (): ReadonlySet<string> =>
  new Set(
    readFileSync(REVIEWED, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  );

const quoted = (pass: CorpusPass): string =>
  pass.finding.evidence.map((at) => `      ${at.file}:${at.line} ${at.text}`).join('\n');

/** What a reviewer needs: the line to add, and what the pass rests on. */
const shown = (key: string, pass: CorpusPass): string =>
  `${key}\n    ${pass.role}: ${pass.finding.because.en}\n${quoted(pass)}`;

function unseen(how: string, passes: readonly CorpusPass[], seen: ReadonlySet<string>): readonly string[] {
  const keys = new Map(passes.map((p) => [`${how} ${p.finding.check} ${p.group}`, p]));
  return [...keys].filter(([key]) => !seen.has(key)).map(([key, pass]) => shown(key, pass));
}

describe.skipIf(!corpusPresent)('verdicts on real exports (skipped where they are not present)', () => {
  test('every pass is one that a person has compared with the file', { timeout: 900_000 }, async () => {
    const groups = corpusGroups();
    const alone = await passesAlone(groups);
    const inGoodHost = await passesInGoodHost(groups);
    const seen = reviewed();
    expect([...unseen('alone', alone, seen), ...unseen('good', inGoodHost, seen)].join('\n')).toBe('');
    const kept = new Set([
      ...alone.map((p) => `alone ${p.finding.check} ${p.group}`),
      ...inGoodHost.map((p) => `good ${p.finding.check} ${p.group}`),
    ]);
    expect(kept.size).toBeGreaterThanOrEqual(seen.size / 2);
  });
});
