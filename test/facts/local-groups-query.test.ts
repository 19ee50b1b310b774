import { describe, expect, test } from 'vitest';
import type { GroupMember, LocalGroup, LocalGroupSection } from '../../src/facts/local-groups.ts';
import {
  builtInAccount,
  groupLists,
  isDeclaredAccount,
  isExactAccount,
  isLocalAccount,
  localAccounts,
  localName,
  mayBeLocalAccount,
  resolveMember,
} from '../../src/facts/local-groups-query.ts';
import { accountList, at, BUILT_IN, gathered, MACHINE, user } from './builders.ts';

const member = (name: string, sid: string | null = null): GroupMember => ({
  sid,
  name,
  kind: 'unknown',
  origin: 'unknown',
  at: at(),
});

describe('the name of an account of the host', () => {
  test('is bare, or behind the name of the host', () => {
    expect(localName('Trap', 'PC01')).toBe('trap');
    expect(localName('pc01\\Trap', 'PC01.example.test')).toBe('trap');
    expect(localName('.\\Trap', 'PC01')).toBe('trap');
    expect(localName('EXAMPLE\\Trap', 'PC01')).toBeNull();
  });
});

describe('the list of local accounts', () => {
  test('is whole with both built-in accounts', () => {
    expect(localAccounts(gathered([accountList(BUILT_IN)])).known).toBe(true);
  });

  test('is not whole when cut, filtered or missing', () => {
    expect(localAccounts(gathered([accountList(BUILT_IN, false)])).known).toBe(false);
    expect(localAccounts(gathered([accountList(BUILT_IN.slice(0, 1))])).known).toBe(false);
    expect(localAccounts(gathered([accountList([])])).known).toBe(false);
    expect(localAccounts(gathered<LocalGroupSection>([])).known).toBe(false);
  });

  test('is not known where two lists contradict each other', () => {
    const other = accountList([user('Administrator', 500, true), user('Guest', 501)]);
    expect(localAccounts(gathered([accountList(BUILT_IN), other])).known).toBe(false);
    expect(builtInAccount(gathered([accountList(BUILT_IN), other]), 500).known).toBe(false);
  });

  test('gives the built-in account under any name', () => {
    const found = builtInAccount(gathered([accountList([user('kanri', 500, true)])]), 500);
    expect(found).toMatchObject({ known: true, value: { name: 'kanri', enabled: true } });
  });
});

describe('members', () => {
  test('get SID and kind from the list of accounts', () => {
    expect(resolveMember(member('kanri'), [user('kanri', 500)], 'PC01')).toMatchObject({
      sid: `${MACHINE}-500`,
      kind: 'user',
      origin: 'local',
    });
    expect(resolveMember(member('EXAMPLE\\kanri'), [user('kanri', 500)], 'PC01').kind).toBe('unknown');
    expect(resolveMember(member('x', `${MACHINE}-9`), [user('x', 10)], 'PC01').kind).toBe('unknown');
  });

  test('of a group are found by its SID', () => {
    const group: LocalGroup = { sid: 'S-1-5-32-544', name: '', members: [], complete: true, at: at() };
    const groups = gathered<LocalGroupSection>([{ groups: [group], users: null }]);
    expect(groupLists(groups, 's-1-5-32-544').known).toBe(true);
    expect(groupLists(groups, 'S-1-5-32-545').known).toBe(false);
  });
});

describe('declared accounts', () => {
  const shown = (name: string, sid: string | null = null) => ({ name, sid });

  test('are told by SID where both have one', () => {
    const declared = { name: 'a', sid: `${MACHINE}-1001` };
    expect(isLocalAccount(declared, shown('b', `${MACHINE}-1001`), 'PC01')).toBe(true);
    expect(isLocalAccount(declared, shown('a', `${MACHINE}-1002`), 'PC01')).toBe(false);
    expect(isLocalAccount(declared, shown('a'), 'PC01')).toBe(true);
  });

  test('of the host are not those of a domain', () => {
    expect(isLocalAccount({ name: 'trap' }, shown('EXAMPLE\\trap'), 'PC01')).toBe(false);
    expect(mayBeLocalAccount({ name: 'trap' }, shown('EXAMPLE\\trap'), 'PC01')).toBe(true);
    const local = { ...shown('DESKTOP-7\\trap'), origin: 'local' as const };
    expect(isLocalAccount({ name: 'trap' }, local, 'PC01')).toBe(true);
    const domain = { ...shown('EXAMPLE\\trap'), origin: 'domain' as const };
    expect(mayBeLocalAccount({ name: 'trap' }, domain, 'PC01')).toBe(false);
  });

  test('without a domain are those of any', () => {
    expect(isDeclaredAccount({ name: 'hoshu' }, shown('EXAMPLE\\hoshu'), 'PC01')).toBe(true);
    expect(isDeclaredAccount({ name: 'EXAMPLE\\hoshu' }, shown('OTHER\\hoshu'), 'PC01')).toBe(false);
    expect(isDeclaredAccount({ name: 'shu' }, shown('EXAMPLE\\hoshu'), 'PC01')).toBe(false);
  });

  test('without a domain are local where it must be certain', () => {
    expect(isExactAccount({ name: 'hoshu' }, shown('EXAMPLE\\hoshu'), 'PC01')).toBe(false);
    expect(isExactAccount({ name: 'hoshu' }, shown('PC01\\hoshu'), 'PC01')).toBe(true);
    expect(isExactAccount({ name: 'hoshu' }, shown('hoshu'), 'PC01')).toBe(true);
    expect(isExactAccount({ name: 'EXAMPLE\\hoshu' }, shown('example\\HOSHU'), 'PC01')).toBe(true);
    const domain = { ...shown('hoshu'), origin: 'domain' as const };
    expect(isExactAccount({ name: 'hoshu' }, domain, 'PC01')).toBe(false);
    const sid = `${MACHINE}-1001`;
    expect(isExactAccount({ name: 'hoshu', sid }, shown('EXAMPLE\\other', sid), 'PC01')).toBe(true);
  });
});
