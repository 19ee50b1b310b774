/**
 * SYSVOL trees and GPO backups that nobody in this project wrote, where the folder of them is present beside it: what
 * they hold, and whether it is what the gpreport.xml of the same backup says, setting by setting.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AuditSetting } from '../src/facts/audit.ts';
import type { RegistryWrite } from '../src/facts/registry.ts';
import { contentsOf } from '../src/facts/rsop/content.ts';
import type { GpoContent, ResultantSetting } from '../src/facts/rsop/model.ts';
import { placeOf } from '../src/facts/rsop/place.ts';
import { indexPolicies } from '../src/facts/rsop/policy-index.ts';
import { resultantSet } from '../src/facts/rsop/resultant.ts';
import type { Sections } from '../src/facts/sections.ts';
import type { Principal } from '../src/facts/security-policy.ts';
import type { FirewallRule } from '../src/facts/windows-firewall/model.ts';
import { corpusFiles, corpusPresent } from './corpus.ts';
import { container, list, type Read, read } from './facts/rsop/policies.ts';

const files = corpusFiles().filter((f) => f.path.startsWith('a-gpo/'));

/** Everything below a folder of the corpus through the parsers. */
function readAll(keep: (path: string) => boolean): Read {
  const own = files.filter((f) => keep(f.path));
  return read(Object.fromEntries(own.map((f) => [f.path, new Uint8Array(readFileSync(f.absolute))])));
}

const HALVES = ['machine', 'user'] as const;

/** What the only GPO of a folder comes to where it is the only one that applies. */
function resultOf(content: GpoContent): readonly ResultantSetting[] {
  const backup = content.gpos.find((g) => g.backup)?.backup;
  const id = content.id ?? '';
  const { machine: edits, user: userEdits } = content.version ?? { machine: 0, user: 0 };
  const gpo = container(
    id,
    { machine: backup?.machineExtensions ?? null, user: backup?.userExtensions ?? null },
    userEdits * 0x1_0000 + edits,
  );
  const gpos = new Map([[id, gpo]]);
  const index = indexPolicies(new Map([[id, content]]), gpos);
  const [machine, user] = HALVES.map((half) => list(half, [{ id }], gpos));
  return resultantSet(index, { machine: machine ?? null, user: user ?? null, controller: false }).settings;
}

/** Kind and name of a setting, and what it comes to. */
type Told = ReadonlyMap<string, string>;

const sids = (principals: readonly Principal[]): string =>
  principals
    .map((p) => p.sid ?? p.name?.toUpperCase() ?? '?')
    .sort()
    .join(',');

const auditText = (a: AuditSetting): string => `${a.success ? 'S' : ''}${a.failure ? 'F' : ''}`;

const data = (w: RegistryWrite): string =>
  w.op === 'delete'
    ? 'deleted'
    : `${w.type} ${w.data instanceof Uint8Array ? Buffer.from(w.data).toString('hex') : String(w.data)}`;

const place = (w: RegistryWrite): string => `registry ${w.hive}\\${w.key}\\${w.name}`.toLowerCase();

/** What a resultant set says, in the words in which a report is told below. */
function tellSetting(setting: ResultantSetting): readonly (readonly [string, string])[] {
  const { result, kind, name } = setting;
  if (result.state === 'open') return [[`${kind} ${name}`.toLowerCase(), `open: ${result.because.en}`]];
  const { statement } = result.winner;
  const id = `${kind} ${name}`.toLowerCase();
  switch (statement.of) {
    case 'registry':
      return [[place(statement.write), data(statement.write)]];
    case 'right':
      return [[id, sids(statement.right.principals)]];
    case 'audit':
      return [[id, auditText(statement.audit)]];
    case 'value':
      return [[id, statement.value.value]];
    case 'service':
      return [[id, String(statement.service.start)]];
    case 'group':
      return statement.groups.map((g) => [`${id} ${g.relation}`, sids(g.principals)] as const);
  }
}

function tellReport({ registry, security, audit }: Sections): Told {
  return new Map([
    ...(registry?.writes ?? [])
      .filter((w) => w.type !== 'REG_OTHER')
      .map((w) => [place(w), data(w)] as const),
    ...(security?.rights ?? []).map(
      (r) => [`user-right ${r.constant}`.toLowerCase(), sids(r.principals)] as const,
    ),
    ...(security?.systemAccess ?? []).map((v) => [`system-access ${v.name}`.toLowerCase(), v.value] as const),
    ...(security?.eventAudit ?? []).map((v) => [`event-audit ${v.name}`.toLowerCase(), v.value] as const),
    ...(security?.services ?? []).map((s) => [`service ${s.name}`.toLowerCase(), String(s.start)] as const),
    ...(security?.groups ?? []).map(
      (g) => [`restricted-group ${sids([g.group])} ${g.relation}`.toLowerCase(), sids(g.principals)] as const,
    ),
    ...(audit?.settings ?? [])
      .filter((a) => !a.unchanged)
      .map((a) => [`audit ${a.subcategory}`.toLowerCase(), auditText(a)] as const),
  ]);
}

interface Difference {
  readonly setting: string;
  readonly report: string | undefined;
  readonly ours: string | undefined;
}

interface Compared {
  readonly equal: readonly string[];
  readonly differences: readonly Difference[];
}

/** Administrative templates are shown by name in a report, not by the values they write; everything else is in both. */
const mustBeShown = (setting: ResultantSetting): boolean => {
  if (setting.result.state === 'open') return false;
  const { statement } = setting.result.winner;
  return statement.of !== 'registry' || statement.write.source !== 'registry-pol';
};

function compared(settings: readonly ResultantSetting[], report: Told): Compared {
  const ours: Told = new Map(settings.flatMap(tellSetting));
  const shown: Told = new Map(settings.filter(mustBeShown).flatMap(tellSetting));
  const equal = [...report]
    .filter(([setting, value]) => ours.get(setting) === value)
    .map(([setting]) => setting);
  const differing = [...report]
    .filter(([setting, value]) => ours.get(setting) !== value)
    .map(([setting, value]) => ({ setting, report: value, ours: ours.get(setting) }));
  const unshown = [...shown]
    .filter(([setting]) => !report.has(setting))
    .map(([setting, value]) => ({ setting, report: undefined, ours: value }));
  return { equal, differences: [...differing, ...unshown] };
}

/** Of a rule what the fields of a report tell, whatever it is called. */
const ruleText = (rule: FirewallRule): string => {
  const { id: _id, at: _at, store: _store, notUnderstood: _parts, ...fields } = rule;
  return JSON.stringify(fields);
};

/** Which files a difference of this kind hangs on. */
const EXTENSION: Readonly<Record<string, string>> = {
  registry: 'registry',
  audit: 'audit',
  service: 'security',
  'user-right': 'security',
  'restricted-group': 'security',
};

const SOFT = 'it writes only where there is no value yet';
const LEFT_OUT = /is in the list of the GPO's files and not among the evidence$/;

/** null: there is no explanation. */
function explained(content: GpoContent | null, { setting, ours }: Difference): string | null {
  if (!content) return 'no file of the GPO is in the corpus';
  const kind = setting.split(' ')[0] ?? '';
  const gap = HALVES.flatMap((h) => content[h].gaps).find((g) => g.of === EXTENSION[kind]);
  if (gap && ours === undefined) return 'its file is not in the corpus';
  if (ours && LEFT_OUT.test(ours)) return 'another file that could write it is not in the corpus';
  return ours?.includes(SOFT) ? 'Create (C) writes only where nothing is' : null;
}

const counted = (list: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(list)].map((item) => [item, list.filter((other) => other === item).length]));

const reports = files.filter((f) => /gpreport\.xml$/i.test(f.path));

interface Backup {
  readonly folder: string;
  readonly content: GpoContent | null;
  readonly report: Sections;
}

const backups = (): readonly Backup[] =>
  reports.map(({ path }) => {
    const folder = path.replace(/[^/]+$/, '');
    const all = readAll((p) => p.startsWith(folder));
    const [content = null] = contentsOf(
      all.files.filter((f) => f.file !== path),
      new Map(),
      all.states,
    ).values();
    return { folder, content, report: all.files.find((f) => f.file === path)?.sections ?? {} };
  });

describe.skipIf(!corpusPresent)('GPOs of the corpus (absent: this is not run)', () => {
  test('each is read, and what is not known of it is said', () => {
    const all = readAll(() => true);
    const contents = contentsOf(all.files, new Map(), all.states);
    expect(contents.size).toBe(58);
    for (const [id, content] of contents) {
      for (const half of HALVES) {
        for (const gap of content[half].gaps) expect([id, gap.because.en]).not.toEqual([id, '']);
      }
      expect(() => resultOf(content)).not.toThrow();
    }
  });

  test('a file that is damaged leaves its extension open', () => {
    const all = readAll((p) => p.includes('/Policies/'));
    const damaged = [...all.states.values()].filter((s) => s.intact === 'cut' && placeOf(s.file)?.half);
    expect(damaged.length).toBeGreaterThan(1);
    for (const { file } of damaged) {
      const root = placeOf(file)?.root ?? '';
      const own = readAll((p) => p.startsWith(`${root}/`));
      const [content] = contentsOf(own.files, new Map(), own.states).values();
      const gaps = HALVES.flatMap((h) => content?.[h].gaps ?? []);
      expect([file, gaps.some((g) => g.at?.file === file && !g.absenceOnly)]).toEqual([file, true]);
    }
  });

  test('a backup comes to what its report says, and every difference has its reason', () => {
    const all = backups().map(({ folder, content, report }) => {
      const { equal, differences } = compared(content ? resultOf(content) : [], tellReport(report));
      const reasons = differences.map((d) => ({ folder, ...d, reason: explained(content, d) }));
      return { equal, reasons };
    });
    expect(all.flatMap((c) => c.reasons.filter((d) => d.reason === null))).toEqual([]);
    const kinds = all.flatMap((c) => c.equal.map((setting) => setting.split(' ')[0] ?? ''));
    expect(counted(kinds)).toEqual({
      registry: 113,
      'user-right': 50,
      'system-access': 14,
      audit: 117,
      service: 2,
      'restricted-group': 2,
    });
    expect(counted(all.flatMap((c) => c.reasons.map((d) => d.reason ?? '')))).toEqual({
      'its file is not in the corpus': 34,
      'another file that could write it is not in the corpus': 2,
      'no file of the GPO is in the corpus': 1,
      'Create (C) writes only where nothing is': 1,
    });
  });

  test('the firewall rules of a backup are those of its report', () => {
    let rules = 0;
    for (const { folder, content, report } of backups()) {
      const ours = (content?.machine.firewall ?? []).flatMap((f) => f.rules).map(ruleText);
      expect([folder, ours.sort()]).toEqual([folder, (report.firewall?.rules ?? []).map(ruleText).sort()]);
      rules += ours.length;
    }
    expect(rules).toBe(2);
  });
});
