import { describe, expect, test } from 'vitest';
import { concerns, declaredAmong, matchOf } from '../../../src/facts/directory/declared.ts';
import { directoryOf } from './of-notation.ts';

const SID = 'S-1-5-21-2846712345-3319876540-1257093344';

async function suzuki(notation = '') {
  const directory = await directoryOf(`users: [{ name: suzuki, rid: 1106 }]\n${notation}`);
  const account = directory.accounts.find((a) => a.name === 'suzuki');
  const [domain] = directory.domains;
  if (!account || !domain) throw new Error('no account');
  return { account, domain };
}

describe('a declared account', () => {
  test.each([
    [{ name: 'CORP\\Suzuki' }, 'yes'],
    [{ name: 'corp.example.test\\suzuki' }, 'yes'],
    [{ name: 'suzuki@corp.example.test' }, 'yes'],
    [{ name: 'suzuki' }, 'maybe'],
    [{ name: 'OTHER\\suzuki' }, 'no'],
    [{ name: 'CORP\\tanaka' }, 'no'],
    [{ name: 'anything', sid: `${SID}-1106` }, 'yes'],
    [{ name: 'CORP\\suzuki', sid: `${SID}-1107` }, 'no'],
  ] as const)('%j: %s', async (declared, match) => {
    const { account, domain } = await suzuki();
    expect(matchOf(declared, account, domain)).toBe(match);
  });

  test('of several the best match counts', async () => {
    const { account, domain } = await suzuki();
    expect(declaredAmong([{ name: 'suzuki' }, { name: 'CORP\\suzuki' }], account, domain)).toBe('yes');
    expect(declaredAmong([{ name: 'suzuki' }, { name: 'CORP\\tanaka' }], account, domain)).toBe('maybe');
    expect(declaredAmong([], account, domain)).toBe('no');
  });
});

test('a domain is concerned by its name, by the SID, or perhaps', async () => {
  const { domain } = await suzuki();
  expect(concerns({ name: 'CORP\\x' }, domain)).toBe('yes');
  expect(concerns({ name: 'SUB\\x' }, domain)).toBe('no');
  expect(concerns({ name: 'x' }, domain)).toBe('maybe');
  expect(concerns({ name: 'x', sid: 'S-1-5-21-1-2-3-500' }, domain)).toBe('no');
});

test('without the NetBIOS name a short one may be this domain', async () => {
  const { account, domain } = await suzuki();
  const nameless = { ...domain, netbiosName: null };
  expect(matchOf({ name: 'CORP\\suzuki' }, account, nameless)).toBe('maybe');
  expect(matchOf({ name: 'other.example.test\\suzuki' }, account, nameless)).toBe('no');
});
