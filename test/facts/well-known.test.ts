import { describe, expect, test } from 'vitest';
import { isBroad, isMachineIdentity, isOfTokens, isOwnAccount, ridOf } from '../../src/facts/well-known.ts';

describe('RIDs', () => {
  test('are those of accounts of machines and domains only', () => {
    expect(ridOf('S-1-5-21-1-2-3-512')).toBe(512);
    expect(ridOf('s-1-5-21-1-2-3-512')).toBe(512);
    expect(ridOf('S-1-5-32-544')).toBeNull();
    expect(ridOf('S-1-5-21-1-2-3')).toBeNull();
    expect(ridOf('S-1-5-21-1-2-3-512-1')).toBeNull();
    expect(ridOf(null)).toBeNull();
  });

  test('from 1000 on tell no kind', () => {
    expect(isOwnAccount('S-1-5-21-1-2-3-1000')).toBe(true);
    expect(isOwnAccount('S-1-5-21-1-2-3-512')).toBe(false);
    expect(isOwnAccount('S-1-5-32-1544')).toBe(false);
  });
});

describe('identities', () => {
  test.each(['S-1-1-0', 'S-1-5-11', 'S-1-5-4', 'S-1-5-113', 'S-1-5-32-545', 'S-1-5-21-1-2-3-513'])(
    '%s contains ordinary users',
    (sid) => expect(isBroad(sid)).toBe(true),
  );

  test.each(['S-1-5-32-544', 'S-1-5-21-1-2-3-512', 'S-1-5-21-1-2-3-1513', 'S-1-5-18', null])(
    '%s does not',
    (sid) => expect(isBroad(sid)).toBe(false),
  );

  test('of the machine are services, and no account of 18 anything', () => {
    expect(isMachineIdentity('S-1-5-18')).toBe(true);
    expect(isMachineIdentity('S-1-5-80-956008885')).toBe(true);
    expect(isMachineIdentity('S-1-5-180')).toBe(false);
    expect(isMachineIdentity('S-1-5-21-1-2-3-18')).toBe(false);
  });
});

test('identities of tokens are neither accounts, nor groups of a domain, nor the machine', () => {
  for (const sid of ['S-1-5-15', 'S-1-5-64-10', 'S-1-5-6', 'S-1-3-4', 'S-1-18-1', 's-1-1-0']) {
    expect(isOfTokens(sid), sid).toBe(true);
  }
  for (const sid of ['S-1-5-21-1-2-3-512', 'S-1-12-1-1-2-3-4', 'S-1-5-18', 'S-1-5-80-1-2-3-4-5', null]) {
    expect(isOfTokens(sid), String(sid)).toBe(false);
  }
});
