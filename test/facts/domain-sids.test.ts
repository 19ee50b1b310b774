import { describe, expect, test } from 'vitest';
import { isOwnDomain, sidAuthorities } from '../../src/facts/domain-sids.ts';
import type { GroupMember, LocalGroupSection } from '../../src/facts/local-groups.ts';
import { PROFILE_LIST } from '../../src/facts/user-hives.ts';
import { accountList, at, BUILT_IN, DOMAIN, gathered, MACHINE, registryOf } from './builders.ts';

const member = (sid: string, origin: GroupMember['origin']): GroupMember => ({
  sid,
  name: sid,
  kind: 'unknown',
  origin,
  at: at(),
});
const group = (...members: GroupMember[]): LocalGroupSection => ({
  groups: [{ sid: 'S-1-5-32-544', name: '', members, complete: true, at: at() }],
  users: null,
});
const profiles = (...sids: string[]) =>
  registryOf(sids.map((sid) => ({ path: `HKLM\\${PROFILE_LIST}\\${sid}` })));

describe('the domain of a host', () => {
  test('is that of the accounts that are not its own', () => {
    const registry = profiles(`${DOMAIN}-1105`, `${MACHINE}-1001`, 'S-1-5-18');
    const shown = sidAuthorities({ localGroups: gathered([accountList(BUILT_IN)]), registry }, true);
    expect([...shown.machine]).toEqual([MACHINE]);
    expect([...shown.others]).toEqual([DOMAIN]);
  });

  test('is shown by Domain Admins in a local group, unless they are to be judged', () => {
    const localGroups = gathered([
      group(member(`${DOMAIN}-512`, 'domain'), member(`${MACHINE}-500`, 'unknown')),
    ]);
    expect([...sidAuthorities({ localGroups, registry: profiles() }, true).others]).toEqual([DOMAIN]);
    expect([...sidAuthorities({ localGroups, registry: profiles() }, false).others]).toEqual([]);
  });

  test('is never the machine, and one alone where nothing is shown', () => {
    const machine = new Set([MACHINE]);
    expect(isOwnDomain(MACHINE, { machine, others: new Set() }, [MACHINE])).toBe(false);
    expect(isOwnDomain(DOMAIN, { machine, others: new Set() }, [DOMAIN, DOMAIN])).toBe(true);
    expect(isOwnDomain(DOMAIN, { machine, others: new Set() }, [DOMAIN, 'S-1-5-21-4-4-4'])).toBe(false);
    expect(isOwnDomain(DOMAIN, { machine, others: new Set(['S-1-5-21-4-4-4']) }, [DOMAIN])).toBe(false);
  });
});
