/**
 * Reads fixtures/checks/<check-id>.md. A case is a heading `## pass: …`, `## fail: …`, `## unknown: …`
 * (or notapplicable, manual) followed by `key: value` lines and fenced blocks of evidence:
 *
 *   role: user-endpoint        asset role (default: the first role of the check)
 *   os: Windows 11 Enterprise 23H2
 *   host: PC01                 (default)
 *   verified: yes              the files are in SHA256SUMS
 *
 * The info word of a fence is the file's path below the host's folder; `site` is the site file (its asset for the
 * host is added when it declares none); a path starting with `/` belongs to another target, e.g. `/proxy01/squid.conf`.
 * A fence `domain` is a directory in short form (test/domain-notation.ts), below the folder that its DNS name names.
 * A fence `hex <path>` holds bytes. Lines keep their text; CRLF is used where the path ends in .reg, .txt or .csv.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CONTROLS } from '../checks/controls/index.ts';
import type { Assignment, ReadTarget } from '../src/assess.ts';
import { assess, assessSite, NOTHING_SHARED, readTarget, sharedFrom } from '../src/assess.ts';
import { toEvidence } from '../src/bundle/evidence.ts';
import type { Check } from '../src/check/define-check.ts';
import type { Evidence } from '../src/model/evidence.ts';
import type { Finding } from '../src/model/finding.ts';
import type { Asset, Site } from '../src/model/site.ts';
import type { Status } from '../src/model/status.ts';
import { EMPTY_SITE, parseSite } from '../src/parse/site-file.ts';
import { domainFiles } from './domain-notation.ts';
import { pacEngine } from './pac.ts';

export interface CaseFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Case {
  readonly check: string;
  readonly status: Status;
  readonly title: string;
  readonly host: string;
  readonly role: string | null;
  readonly os: string | null;
  readonly verified: boolean;
  readonly site: string | null;
  readonly files: readonly CaseFile[];
}

export const AS_OF = Date.parse('2026-11-01T09:00:00+09:00');

const folder = fileURLToPath(new URL('../fixtures/checks/', import.meta.url));

const HEADING = /^## (pass|fail|unknown|notapplicable|manual|notchecked): (.+)$/;
const FENCE = /^```(?:hex )?(\S+)\s*$/;

const lineEnd = (path: string): string => (/\.(reg|txt|csv|inf)$/.test(path) ? '\r\n' : '\n');

function fileOf(info: string, path: string, lines: readonly string[]): CaseFile {
  if (info.startsWith('```hex '))
    return { path, bytes: Buffer.from(lines.join('').replace(/\s/g, ''), 'hex') };
  const end = lineEnd(path);
  return { path, bytes: Buffer.from(lines.map((l) => l + end).join('')) };
}

interface Draft {
  status: Status;
  title: string;
  keys: Map<string, string>;
  site: string | null;
  files: CaseFile[];
  domains: { readonly folder: string; readonly files: ReadonlyMap<string, Uint8Array> }[];
}

/** The files of a domain belong to the case's target where that is the domain, else to another one. */
const filesOfDomains = (host: string, domains: Draft['domains']): CaseFile[] =>
  domains.flatMap(({ folder, files }) =>
    [...files].map(([path, bytes]) => ({ path: host === folder ? path : `/${folder}/${path}`, bytes })),
  );

function finish(check: string, d: Draft): Case {
  const host = d.keys.get('host') ?? 'PC01';
  return {
    check,
    status: d.status,
    title: d.title,
    host,
    role: d.keys.get('role') ?? null,
    os: d.keys.get('os') ?? null,
    verified: d.keys.get('verified') === 'yes',
    site: d.site,
    files: [...d.files, ...filesOfDomains(host, d.domains)],
  };
}

/** Takes the line at `i` into the draft; returns the index of the last line it used. */
function step(check: string, drafts: Draft[], lines: readonly string[], i: number): number {
  const line = lines[i] ?? '';
  const [, status, title = ''] = HEADING.exec(line) ?? [];
  if (status)
    drafts.push({ status: status as Status, title, keys: new Map(), site: null, files: [], domains: [] });
  const current = drafts.at(-1);
  const fence = FENCE.exec(line)?.[1];
  if (!current || status) return i;
  if (fence === undefined) {
    const [, key, value = ''] = /^(host|role|os|verified): (.+)$/.exec(line) ?? [];
    if (key) current.keys.set(key, value);
    return i;
  }
  const end = lines.indexOf('```', i + 1);
  if (end < 0) throw new Error(`${check}: fence at line ${i + 1} is not closed`);
  const body = lines.slice(i + 1, end);
  if (fence === 'site') current.site = body.join('\n');
  else if (fence === 'domain') current.domains.push(domainFiles(body, AS_OF));
  else current.files.push(fileOf(line, fence, body));
  return end;
}

export function parseCases(check: string, text: string): Case[] {
  const drafts: Draft[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) i = step(check, drafts, lines, i);
  return drafts.map((d) => finish(check, d));
}

export const caseFileOf = (check: string): string => `${folder}${check}.md`;

export const casesOf = (check: string): Case[] => parseCases(check, readFileSync(caseFileOf(check), 'utf8'));

function siteOf(c: Case, check: Check): Site {
  const parsed = c.site === null ? null : parseSite(c.site, 'uchibori.yaml');
  if (parsed && !parsed.ok) throw new Error(parsed.errors.map((e) => JSON.stringify(e)).join('\n'));
  const site = parsed?.ok ? parsed.site : EMPTY_SITE;
  if (site.assets.some((a) => a.hostname.toLowerCase() === c.host.toLowerCase())) return site;
  const control = CONTROLS.find((k) => k.id === check.control);
  const role = (c.role ?? (check.roles ?? control?.roles)?.[0]) as Asset['role'];
  if (['site', 'policy', 'domain'].includes(role)) return site;
  const asset: Asset = { hostname: c.host, role, ...(c.os ? { os: c.os } : {}) };
  return { ...site, assets: [...site.assets, asset] };
}

const targetOfPath = (c: Case, path: string): string =>
  path.startsWith('/') ? (path.split('/')[1] ?? '') : c.host;

function evidenceOf(c: Case): Map<string, Evidence[]> {
  const byTarget = new Map<string, Evidence[]>([[c.host, []]]);
  for (const f of c.files) {
    const target = targetOfPath(c, f.path);
    const file = f.path.startsWith('/') ? f.path.slice(1) : `${c.host}/${f.path}`;
    const list = byTarget.get(target) ?? [];
    list.push(toEvidence({ file, target, bytes: f.bytes, verified: c.verified }));
    byTarget.set(target, list);
  }
  return byTarget;
}

/** Runs one check on one case through the whole pipeline. */
export async function runCase(c: Case, check: Check): Promise<Finding> {
  const site = siteOf(c, check);
  const evidence = evidenceOf(c);
  const job: Assignment = {
    catalogue: { controls: CONTROLS, checks: [check] },
    site,
    shared: NOTHING_SHARED,
    options: { pacEngine, asOf: AS_OF },
  };
  const read: ReadTarget[] = [];
  for (const [name, files] of evidence) read.push(await readTarget(name, files, job));
  const shared = sharedFrom(read);
  const isSite =
    (check.roles ?? CONTROLS.find((k) => k.id === check.control)?.roles)?.[0] === 'site' && c.role === null;
  const result = isSite
    ? assessSite({ ...job, shared })
    : await assess(c.host, evidence.get(c.host) ?? [], { ...job, shared });
  const finding = result.findings.find((f) => f.check === check.id);
  if (!finding) throw new Error(`${check.id}: the case's target (${result.target.role}) is out of its scope`);
  return finding;
}
