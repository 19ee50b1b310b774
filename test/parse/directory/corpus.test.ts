/** Real files of directories, where the folder of them lies beside the project. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import { groupMembersOf } from '../../../src/facts/directory/members.ts';
import type { DirectorySection } from '../../../src/facts/directory/model.ts';
import { isNonEmpty } from '../../../src/facts/known.ts';
import { recognise } from '../../../src/parse/index.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { CONTEXT, fromBytes } from '../../evidence.ts';

async function readAll(): Promise<ReadonlyMap<string, Parsed>> {
  const out = new Map<string, Parsed>();
  for (const file of corpusFiles().filter((f) => f.path.startsWith('i-ad/'))) {
    const evidence = fromBytes(file.path, readFileSync(file.absolute));
    const parsed = await recognise(evidence)?.parse(evidence, CONTEXT);
    if (parsed) out.set(file.path, parsed);
  }
  return out;
}

describe.skipIf(!corpusPresent)('real directories (skipped where they are not present)', async () => {
  const all = await readAll();
  const named = (part: string): Parsed | undefined => [...all].find(([path]) => path.includes(part))?.[1];

  test('every file is read, every line understood', () => {
    expect(all.size).toBe(corpusFiles().filter((f) => f.path.startsWith('i-ad/')).length);
    expect([...all].filter(([, p]) => p.lines.notUnderstood > 0).map(([path]) => path)).toEqual([]);
    expect([...all].filter(([, p]) => p.intact === 'cut').map(([path]) => path)).toEqual([]);
  });

  test('a link whose DN is folded in two', () => {
    expect(named('ldapsearch-domain')?.sections.directory?.domains).toMatchObject([
      { dnsName: 'htb.local', links: [{ guid: '{31B2F340-016D-11D2-945F-00C04FB984F9}', disabled: false }] },
    ]);
  });

  test('files of SharpHound make one directory: every link finds its GPO, every member its object or a SID', () => {
    const sections = [...all.values()]
      .filter((p) => p.kind === 'sharphound-json')
      .map((p) => p.sections.directory)
      .filter((s): s is DirectorySection => s !== undefined);
    if (!isNonEmpty(sections)) throw new Error('no sections');
    const directory = buildDirectory(sections);
    expect([
      directory.accounts.length,
      directory.groups.length,
      directory.gpos.size,
      directory.soms.size,
    ]).toEqual([37, 49, 18, 13]);
    const links = [...directory.soms.values()].flatMap((s) => s.links ?? []);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((l) => l.guid === null || !directory.gpos.has(l.guid))).toEqual([]);
    const lost = directory.groups.flatMap((g) => g.members ?? []).filter((key) => !directory.byKey.has(key));
    expect(lost.filter((key) => !key.startsWith('<sid='))).toEqual([]);
    const [domain] = directory.domains;
    const admins = groupMembersOf(directory, `${domain?.sid}-512`);
    expect(admins.members.map((m) => m.account.name).sort()).toEqual(['Administrator', 'eddard.stark']);
  });
});
