import { describe, expect, test } from 'vitest';
import { NOTHING_SHARED } from '../../src/assess.ts';
import { isOwnDomain, isRootDomain, sidAuthorities } from '../../src/facts/domain-sids.ts';
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

const HOST = {
  target: { name: 'PC01', role: 'user-endpoint', roleSource: 'declared' },
  shared: NOTHING_SHARED,
} as const;

const OTHER = 'S-1-5-21-4-4-4';

describe('the domain of a host', () => {
  test('is that of the accounts that are not its own', () => {
    const registry = profiles(`${DOMAIN}-1105`, `${MACHINE}-1001`, 'S-1-5-18');
    const shown = sidAuthorities({ ...HOST, localGroups: gathered([accountList(BUILT_IN)]), registry }, true);
    expect([...shown.machine]).toEqual([MACHINE]);
    expect([...shown.others]).toEqual([DOMAIN]);
  });

  test('is shown by Domain Admins in a local group, unless they are to be judged', () => {
    const localGroups = gathered([
      group(member(`${DOMAIN}-512`, 'domain'), member(`${MACHINE}-500`, 'unknown')),
    ]);
    expect([...sidAuthorities({ ...HOST, localGroups, registry: profiles() }, true).others]).toEqual([
      DOMAIN,
    ]);
    expect([...sidAuthorities({ ...HOST, localGroups, registry: profiles() }, false).others]).toEqual([]);
  });

  test('is never the machine, and one alone where nothing is shown', () => {
    const shown = { machine: new Set([MACHINE]), others: new Set<string>(), directory: null };
    expect(isOwnDomain(MACHINE, shown, [MACHINE])).toBe(false);
    expect(isOwnDomain(DOMAIN, shown, [DOMAIN, DOMAIN])).toBe(true);
    expect(isOwnDomain(DOMAIN, shown, [DOMAIN, OTHER])).toBe(false);
    expect(isOwnDomain(DOMAIN, { ...shown, others: new Set([OTHER]) }, [DOMAIN])).toBe(false);
  });

  test('is what a directory says, whatever else is shown', () => {
    const directory = { sid: DOMAIN, roots: new Set([OTHER]) };
    const shown = { machine: new Set<string>(), others: new Set([OTHER]), directory };
    expect(isOwnDomain(DOMAIN, shown, [OTHER])).toBe(true);
    expect(isOwnDomain(OTHER, shown, [OTHER])).toBe(false);
    expect(isRootDomain(OTHER, shown, [OTHER])).toBe(true);
    expect(isRootDomain(DOMAIN, shown, [DOMAIN])).toBe(false);
  });

  test('has a root that may be another, and that is not guessed for a host of which nothing shows the domain', () => {
    const shown = { machine: new Set([MACHINE]), others: new Set([DOMAIN]), directory: null };
    expect(isRootDomain(OTHER, shown, [OTHER])).toBe(true);
    expect(isRootDomain(OTHER, { ...shown, others: new Set() }, [OTHER])).toBe(false);
    expect(isRootDomain(MACHINE, shown, [MACHINE])).toBe(false);
  });
});
