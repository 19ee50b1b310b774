import { describe, expect, test } from 'vitest';
import type { GpoContainer } from '../../../src/facts/directory/model.ts';
import { contentsOf } from '../../../src/facts/rsop/content.ts';
import { CSE } from '../../../src/facts/rsop/extensions.ts';
import { findingsFor, gpoFindings } from '../../../src/facts/rsop/findings.ts';
import type { Standing } from '../../../src/facts/rsop/model.ts';
import { indexPolicies } from '../../../src/facts/rsop/policy-index.ts';
import { registryPol } from '../../estate/directory/registry-pol.ts';
import { container, type Files, guid, inSysvol, list, listing, listingsOf, NO, read } from './policies.ts';

const ID = guid(1);
const POL = { [inSysvol(ID, 'Machine/Registry.pol')]: registryPol([{ key: 'A', name: 'x', data: 1 }]) };
const GPT = { [inSysvol(ID, 'GPT.INI')]: '[General]\r\nVersion=131073\r\n' };

const index = (
  files: Files,
  gpo: GpoContainer | null,
  listings = listingsOf(files, [ID]),
  allGpos: boolean = true,
) => {
  const { files: sections, states } = read(files);
  const gpos = new Map(gpo ? [[ID, gpo]] : []);
  return indexPolicies(contentsOf(sections, listings, states), gpos, undefined, allGpos);
};

const kinds = (...given: Parameters<typeof index>): readonly string[] => {
  const found = gpoFindings(index(...given)).get(ID);
  return found ? [...found.gpo, ...found.machine, ...found.user].map((f) => f.kind) : ['none'];
};

const SCRIPTS = '{42B5FAAE-6536-11D2-AE5A-0000F87571E3}';
const NO_LISTING = new Map();

describe('of a GPO', () => {
  test('nothing, where both parts say the same', () => {
    expect(kinds({ ...POL, ...GPT }, container(ID, { machine: [CSE.registry] }, 131073))).toEqual([]);
  });

  test.each([
    ['version-mismatch', { ...POL, ...GPT }, container(ID, { machine: [CSE.registry] }, 131074), undefined],
    ['sysvol-missing', {}, container(ID), new Map([[ID, listing(ID, null)]])],
    ['sysvol-missing', {}, container(ID, { machine: [CSE.registry] }), new Map([[ID, listing(ID, null)]])],
    ['incomplete-evidence', {}, container(ID), NO_LISTING],
    ['directory-missing', POL, null, undefined],
    ['half-missing', GPT, container(ID, { machine: [CSE.registry] }, 131073), undefined],
    ['incomplete-evidence', GPT, container(ID, { machine: [CSE.registry] }, 131073), NO_LISTING],
    ['extension-not-listed', POL, container(ID), undefined],
    ['extension-not-understood', {}, container(ID, { machine: [SCRIPTS] }), undefined],
    ['not-readable', POL, container(ID, { machine: null }), undefined],
  ] as const)('%s', (kind, files, gpo, listings) => {
    expect(kinds(files, gpo, listings)).toEqual([kind]);
  });

  test('a file without settings needs no extension', () => {
    expect(kinds({ [inSysvol(ID, 'Machine/Registry.pol')]: registryPol([]) }, container(ID))).toEqual([]);
  });

  test('an extension is called by its name', () => {
    const found = gpoFindings(index({}, container(ID, { machine: [SCRIPTS] }))).get(ID);
    expect(found?.machine[0]?.because.ja).toContain('スクリプト');
    const own = gpoFindings(index({}, container(ID, { machine: [guid(7)] }))).get(ID);
    expect(own?.machine[0]?.because.en).toContain(guid(7));
  });

  test('where not every GPO of the directory is known, one that is not there may exist', () => {
    const found = gpoFindings(index(POL, null, undefined, false)).get(ID);
    expect(found?.gpo.map((f) => f.kind)).toEqual(['incomplete-evidence']);
  });
});

describe('a GPO that has no object in AD', () => {
  test('is none where its folder was looked for and is not there: the link to it is the finding', () => {
    expect(kinds({}, null, new Map([[ID, listing(ID, null)]]))).toEqual([]);
  });

  test('is not said to have a folder where listing it failed', () => {
    const found = gpoFindings(index({}, null, new Map([[ID, listing(ID, [], false)]]))).get(ID);
    expect(found?.gpo.map((f) => f.kind)).toEqual(['incomplete-evidence']);
    expect(found?.gpo[0]?.because.en).toContain('neither its object in AD nor its folder');
  });
});

test('a link to a GPO that does not exist is told of whoever is below it', () => {
  const gone: Standing = { applies: 'no', reason: 'not-found', because: { ja: 'ない', en: 'gone' } };
  const lists = {
    machine: list('machine', [{ id: ID, standing: gone }], new Map()),
    user: null,
    controller: null,
  };
  const found = findingsFor(index({}, null), lists);
  expect(found.map((f) => [f.kind, f.gpo])).toEqual([['link-orphaned', ID]]);
});

test('a subject is told of the halves that reach it', () => {
  const gpo = container(ID, { machine: [SCRIPTS], user: [SCRIPTS] });
  const made = index({}, gpo);
  const gpos = new Map([[ID, gpo]]);
  const of = (half: 'machine' | 'user', standing = {}) => ({
    machine: null,
    user: null,
    controller: null,
    [half]: list(half, [{ id: ID, ...standing }], gpos),
  });
  expect(findingsFor(made, of('machine')).map((f) => f.because.en)).toEqual([
    expect.stringContaining('computer half'),
  ]);
  expect(findingsFor(made, of('user')).map((f) => f.because.en)).toEqual([
    expect.stringContaining('user half'),
  ]);
  expect(findingsFor(made, of('user', { standing: NO }))).toEqual([]);
});
