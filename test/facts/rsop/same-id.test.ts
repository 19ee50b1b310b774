/** The default GPOs have one id in every domain: the files of one say nothing of the other. */
import { expect, test } from 'vitest';
import { dnKey } from '../../../src/facts/directory/dn.ts';
import type { DirectoryObject, GpoContainer } from '../../../src/facts/directory/model.ts';
import type { Directory } from '../../../src/facts/directory/query.ts';
import { indexPolicies } from '../../../src/facts/rsop/policy-index.ts';
import { settingIn } from '../../../src/facts/rsop/resultant.ts';
import { sharedIds } from '../../../src/facts/rsop/same-id.ts';
import { registryPol } from '../../estate/directory/registry-pol.ts';
import { containersOf, contents, guid, inSysvol, list } from './policies.ts';

const ID = guid(1);
const files = {
  [inSysvol(ID, 'Machine/Registry.pol')]: registryPol([{ key: 'A', name: 'x', data: 1 }]),
};

const inDomain = (domain: string): GpoContainer => {
  const [gpo] = containersOf(files, [ID]).values();
  if (!gpo) throw new Error('no GPO');
  const dn = `CN=${ID},CN=Policies,CN=System,${domain}`;
  return { ...gpo, dn, key: dnKey(dn) };
};

const PARENT = inDomain('DC=corp,DC=example');
const CHILD = inDomain('DC=tokyo,DC=corp,DC=example');

const directoryOf = (...gpos: readonly GpoContainer[]): Directory =>
  ({ byKey: new Map<string, DirectoryObject>(gpos.map((gpo) => [gpo.key, gpo])) }) as unknown as Directory;

const held = contents(files, [ID]);

function stateFor(gpo: GpoContainer, ...all: readonly GpoContainer[]): string | undefined {
  const gpos = new Map([[ID, all[0] ?? gpo]]);
  const index = indexPolicies(held, gpos, undefined, undefined, sharedIds(directoryOf(...all), held));
  const own = list('machine', [{ id: ID }], new Map([[ID, gpo]]));
  const link = { gpo: gpo.key, guid: ID, disabled: false, enforced: false };
  const machine = { ...own, gpos: own.gpos.map((g) => ({ ...g, link })) };
  return settingIn(index, { machine, user: null, controller: false }, 'registry', 'HKLM\\A\\x')?.result.state;
}

test('files below the folder of a domain are of the GPO of that domain', () => {
  expect(sharedIds(directoryOf(PARENT, CHILD), held)).toEqual(new Map([[ID, PARENT.key]]));
  expect(stateFor(PARENT, PARENT, CHILD)).toBe('set');
  expect(stateFor(PARENT, CHILD, PARENT)).toBe('set');
  expect(stateFor(CHILD, PARENT, CHILD)).toBe('open');
  expect(stateFor(CHILD, CHILD, PARENT)).toBe('open');
});

test("files of which no folder tells the domain are nobody's", () => {
  const [one, other] = [inDomain('DC=osaka,DC=example'), inDomain('DC=kobe,DC=example')];
  expect(stateFor(one, one, other)).toBe('open');
  expect(stateFor(other, one, other)).toBe('open');
});

test('an id that one GPO has needs no folder', () => {
  const only = inDomain('DC=osaka,DC=example');
  expect(sharedIds(directoryOf(only), held).size).toBe(0);
  expect(stateFor(only, only)).toBe('set');
});
