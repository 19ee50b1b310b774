/** A resultant set as facts of its computer. */
import { expect, test } from 'vitest';
import { auditState } from '../../../src/facts/audit-query.ts';
import type { RegistryWrite } from '../../../src/facts/registry.ts';
import { buildRegistry, setting } from '../../../src/facts/registry.ts';
import { rightHolders, systemAccess } from '../../../src/facts/rights-query.ts';
import type {
  Contribution,
  ListedGpo,
  ResultantSetting,
  Rsop,
  Statement,
} from '../../../src/facts/rsop/model.ts';
import { projected } from '../../../src/facts/rsop/project.ts';
import { at, gathered } from '../builders.ts';

const GPO: ListedGpo = {
  id: '{00000001-1111-4222-8333-444444444444}',
  name: '端末強化',
  gpo: null,
  som: null,
  link: null,
  enforced: false,
  standing: { applies: 'yes' },
};

const says = (statement: Statement): Contribution => ({
  gpo: GPO,
  shown: '',
  meaning: '',
  extension: 'registry',
  statement,
  at: at(7, 'x.pol'),
});

const LSA = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';

const write = (name: string, data: number): RegistryWrite => ({
  hive: 'HKLM',
  key: LSA,
  name,
  op: 'set',
  type: 'REG_DWORD',
  data,
  layer: 'intended',
  source: 'registry-pol',
  gpo: null,
  strength: 'policy',
  condition: null,
  at: at(7, 'x.pol'),
});

const set = (kind: ResultantSetting['kind'], name: string, statement: Statement): ResultantSetting => ({
  kind,
  name,
  half: 'machine',
  result: { state: 'set', winner: says(statement) },
  losers: [],
});

const registryValue = (name: string, data: number): ResultantSetting =>
  set('registry', `HKLM\\${LSA}\\${name}`, { of: 'registry', write: write(name, data) });

const open = (s: ResultantSetting): ResultantSetting =>
  s.result.state === 'set'
    ? {
        ...s,
        result: { state: 'open', because: { ja: '未定', en: 'open' }, candidates: [s.result.winner] },
      }
    : s;

const rsop = (...settings: readonly ResultantSetting[]): Rsop => ({
  subject: { computer: null, user: null },
  lists: [],
  settings,
  findings: [],
});

const right = (constant: string, sids: readonly string[]): ResultantSetting =>
  set('user-right', constant, {
    of: 'right',
    right: { constant, principals: sids.map((sid) => ({ sid, name: null })), gpo: null, at: at() },
  });

test('intended: the winner is named, and what is open has a condition', () => {
  const sections = projected(
    rsop(registryValue('RunAsPPL', 1), open(registryValue('NoLMHash', 1))),
    'intended',
  );
  const registry = buildRegistry(sections.registry ? [sections.registry] : []);
  const sure = setting(registry, 'HKLM', LSA, 'RunAsPPL');
  expect(sure.intended).toMatchObject({ state: 'set', write: { gpo: { name: '端末強化' } } });
  expect(sure.stored.state).toBe('unknown');
  expect(setting(registry, 'HKLM', LSA, 'NoLMHash').intended).toEqual({
    state: 'unknown',
    because: { ja: '未定', en: 'open' },
  });
});

test('applied: what is sure is held, what is open or not named is not known', () => {
  const sections = projected(
    rsop(registryValue('RunAsPPL', 1), open(registryValue('NoLMHash', 1))),
    'applied',
  );
  const registry = buildRegistry(sections.registry ? [sections.registry] : []);
  expect(setting(registry, 'HKLM', LSA, 'RunAsPPL').stored).toMatchObject({ state: 'set' });
  expect(setting(registry, 'HKLM', LSA, 'NoLMHash').stored.state).toBe('unknown');
  expect(setting(registry, 'HKLM', LSA, 'LmCompatibilityLevel').stored.state).toBe('unknown');
});

test('applied: a right that no policy names is not one that nobody has', () => {
  const { security } = projected(rsop(right('SeDenyNetworkLogonRight', ['S-1-5-113'])), 'applied');
  const exports = gathered(security ? [security] : []);
  expect(rightHolders(exports, 'SeDenyNetworkLogonRight')).toMatchObject({
    known: true,
    value: [{ sid: 'S-1-5-113' }],
  });
  expect(rightHolders(exports, 'SeDebugPrivilege').known).toBe(false);
  expect(systemAccess(exports, 'LockoutBadCount').known).toBe(false);
});

test('applied: audit by subcategory, one that is not named is open', () => {
  const subcategory = '{0CCE9215-69AE-11D9-BED3-505054503030}';
  const { audit } = projected(
    rsop(
      set('audit', subcategory, {
        of: 'audit',
        audit: { subcategory, success: true, failure: true, unchanged: false, gpo: null, at: at() },
      }),
    ),
    'applied',
  );
  const lists = gathered(audit ? [audit] : []);
  expect(auditState(lists, 'logon')).toMatchObject({ known: true, value: { success: true, failure: true } });
  expect(auditState(lists, 'fileShare').known).toBe(false);
});

test('the start of a service is a registry value', () => {
  const { registry } = projected(
    rsop(
      set('service', 'RemoteRegistry', {
        of: 'service',
        service: { name: 'RemoteRegistry', start: 4, at: at() },
      }),
    ),
    'applied',
  );
  const facts = buildRegistry(registry ? [registry] : []);
  expect(
    setting(facts, 'HKLM', 'SYSTEM\\CurrentControlSet\\Services\\RemoteRegistry', 'Start').stored,
  ).toMatchObject({
    state: 'set',
    write: { data: 4 },
  });
});

const ADMINISTRATORS = { sid: 'S-1-5-32-544', name: null };

const restricted = (relation: 'members' | 'memberOf'): ResultantSetting =>
  set('restricted-group', 'S-1-5-32-544', {
    of: 'group',
    groups: [
      {
        group: relation === 'members' ? ADMINISTRATORS : { sid: 'S-1-5-21-7-8-9-1200', name: null },
        relation,
        principals: relation === 'members' ? [{ sid: 'S-1-5-21-7-8-9-1100', name: null }] : [ADMINISTRATORS],
        gpo: null,
        at: at(),
      },
    ],
  });

test('a replaced membership is a whole list, unless an addition is open; one that is added to is none', () => {
  const whole = projected(rsop(restricted('members'), restricted('memberOf')), 'applied').localGroups;
  expect(whole?.groups).toMatchObject([
    {
      sid: 'S-1-5-32-544',
      complete: true,
      members: [{ sid: 'S-1-5-21-7-8-9-1100' }, { sid: 'S-1-5-21-7-8-9-1200' }],
    },
  ]);
  expect(projected(rsop(restricted('memberOf')), 'applied').localGroups).toBeUndefined();
  const partial = projected(rsop(restricted('members'), open(restricted('memberOf'))), 'applied').localGroups;
  expect(partial?.groups).toMatchObject([{ complete: false, members: [{ sid: 'S-1-5-21-7-8-9-1100' }] }]);
  expect(projected(rsop(open(restricted('members'))), 'applied').localGroups).toBeUndefined();
});

const addedTo = (name: string): ResultantSetting =>
  set('restricted-group', `${name} ← S-1-5-21-7-8-9-513`, {
    of: 'group',
    groups: [
      {
        group: { sid: 'S-1-5-21-7-8-9-513', name: null },
        relation: 'memberOf',
        principals: [{ sid: null, name }],
        gpo: null,
        at: at(),
      },
    ],
  });

test.each(['Administrators', 'BUILTIN\\Administrators', 'administrators (ビルトイン)'])(
  'a group that %s is added to by name is told by its SID',
  (name) => {
    const { localGroups } = projected(rsop(restricted('members'), addedTo(name)), 'applied');
    expect(localGroups?.groups).toMatchObject([
      { sid: 'S-1-5-32-544', complete: true, members: [{}, { sid: 'S-1-5-21-7-8-9-513' }] },
    ]);
  },
);

test.each(['Administratoren', 'CORP\\Admins'])('%s may be the name of any group', (name) => {
  const { localGroups } = projected(rsop(restricted('members'), addedTo(name)), 'applied');
  expect(localGroups?.groups).toMatchObject([{ sid: 'S-1-5-32-544', complete: false, members: [{}] }]);
});
