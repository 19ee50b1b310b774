/**
 * Sabotage: in every case that passes or fails, each line that the verdict quotes is changed in the ways such a line
 * can be wrong. A line none of whose changes moves the verdict was not really read.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHECKS } from '../checks/index.ts';
import { decode } from '../src/bundle/decode.ts';
import type { Check } from '../src/check/define-check.ts';
import type { Location } from '../src/model/evidence.ts';
import type { Case, CaseFile } from './cases.ts';
import { caseFileOf, casesOf, runCase } from './cases.ts';

type Change = (line: string) => string;

const flipDigit = (text: string): string => (text === '0' ? '1' : '0');

const CHANGES: readonly Change[] = [
  (l) => l.replace(/dword:[0-9a-f]{8}/i, (d) => (/0{8}$/.test(d) ? 'dword:00000001' : 'dword:00000000')),
  (l) => l.replace(/dword:[0-9a-f]{8}/i, 'dword:00000005'),
  (l) => l.replace(/dword:[0-9a-f]{8}/i, 'dword:7fffffff'),
  (l) => l.replace(/="(no|yes)"/i, (v) => (/no/i.test(v) ? '="yes"' : '="no"')),
  (l) => l.replace(/="([^"]*)"/, '="0"'),
  (l) => l.replace(/="([^"]*)"/, '="50"'),
  (l) => l.replace(/="([^"]*)"/, '="http://elsewhere.invalid/"'),
  (l) => l.replace(/(\d)(?=\D*$)/, flipDigit),
  (l) => l.replace(/(=\s*).*$/, '$1'),
  (l) => l.replace(/(=\s*).*$/, '$199'),
  (l) => l.replace(/\b(true|false)\b/i, (w) => (/true/i.test(w) ? 'false' : 'true')),
  (l) => l.replace(/\b(allow|deny)\b/, (w) => (w === 'allow' ? 'deny' : 'allow')),
  (l) => l.replace(/Action=(Allow|Block)/i, (w) => (/allow/i.test(w) ? 'Action=Block' : 'Action=Allow')),
  (l) => l.replace(/Active=TRUE/i, 'Active=FALSE'),
  (l) => l.replace(/S-1-5-[\d-]+/, 'S-1-5-21-1-2-3-4444'),
  (l) => l.replace(/-(\d+)"/, '-512"'),
  (l) => l.replace(/(date: ).*$/, '$12019-01-01'),
  (l) => l.replace(/^(\S+)/, 'ZZ$'),
  (l) => `${l}-x`,
  () => '',
];

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** The case with one line of one file changed; null where the change does nothing. */
function mutant(c: Case, at: Location, change: Change): Case | null {
  const index = c.files.findIndex((f) => at.file === `${c.host}/${f.path}` || `/${at.file}` === f.path);
  const file = c.files[index];
  if (!file || at.line < 1) return null;
  const { text, encoding } = decode(file.bytes);
  if (encoding === 'binary') return null;
  const end = lineEndOf(text);
  const lines = text.split(end);
  const before = lines[at.line - 1];
  if (before === undefined) return null;
  const after = change(before);
  if (after === before) return null;
  lines[at.line - 1] = after;
  const changed: CaseFile = { path: file.path, bytes: Buffer.from(lines.join(end)) };
  return { ...c, files: c.files.map((f, i) => (i === index ? changed : f)) };
}

async function killed(c: Case, check: Check, at: Location): Promise<boolean | null> {
  let tried = 0;
  for (const change of CHANGES) {
    const changed = mutant(c, at, change);
    if (!changed) continue;
    tried += 1;
    const after = await runCase(changed, check).catch(() => null);
    if (after?.status !== c.status) return true;
  }
  return tried === 0 ? null : false;
}

const key = (l: Location): string => `${l.file}:${l.line}`;

interface Quoted {
  readonly check: Check;
  readonly c: Case;
  readonly at: Location;
}

/** Every line that a passing or failing case's verdict quotes, once. */
async function quotedLines(): Promise<readonly Quoted[]> {
  const out: Quoted[] = [];
  const cases = CHECKS.filter((check) => existsSync(caseFileOf(check.id))).flatMap((check) =>
    casesOf(check.id).map((c) => ({ check, c })),
  );
  for (const { check, c } of cases.filter(({ c }) => c.status === 'pass' || c.status === 'fail')) {
    const { evidence } = await runCase(c, check);
    const distinct = new Map(evidence.map((l) => [key(l), l]));
    out.push(...[...distinct.values()].map((at) => ({ check, c, at })));
  }
  return out;
}

test('every line a verdict quotes decides it', async () => {
  let dead = 0;
  const survivors: string[] = [];
  for (const { check, c, at } of await quotedLines()) {
    const result = await killed(c, check, at);
    if (result === true) dead += 1;
    if (result === false) survivors.push(`${check.id} [${c.status}: ${c.title}] ${key(at)} ${at.text}`);
  }
  const total = dead + survivors.length;
  process.stdout.write(`mutation score: ${dead} of ${total} quoted lines decide their verdict\n`);
  for (const s of survivors) process.stdout.write(`  survivor: ${s}\n`);
  expect(total).toBeGreaterThan(500);
  expect(dead / total).toBeGreaterThan(0.95);
}, 600_000);
