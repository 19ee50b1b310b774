import { describe, expect, test } from 'vitest';
import { isOpaque, rightHolders, systemAccess } from '../../src/facts/rights-query.ts';
import type { SecurityPolicySection } from '../../src/facts/security-policy.ts';
import { DOMAIN, exported, gathered, principal } from './builders.ts';

const DENY = 'SeDenyNetworkLogonRight';

describe('holders of a right', () => {
  test('are those named, whatever the case of the constant', () => {
    const found = rightHolders(gathered([exported({ sedenynetworklogonright: ['Guest'] })]), DENY);
    expect(found).toMatchObject({ known: true, value: [{ name: 'Guest' }] });
  });

  test('are nobody where a closed section leaves the right out', () => {
    expect(rightHolders(gathered([exported({})]), DENY)).toMatchObject({ known: true, value: [] });
  });

  test('are not known where the section is missing or cut, even if the line is there', () => {
    const cut = exported({ [DENY]: ['Guest'] }, ['system access']);
    expect(rightHolders(gathered([cut]), DENY).known).toBe(false);
    expect(rightHolders(gathered<SecurityPolicySection>([]), DENY).known).toBe(false);
  });

  test('are not known where exports differ; order does not matter', () => {
    const one = exported({ [DENY]: ['Guest', '*S-1-5-113'] });
    const turned = exported({ [DENY]: ['*S-1-5-113', 'Guest'] });
    expect(rightHolders(gathered([one, turned]), DENY).known).toBe(true);
    expect(rightHolders(gathered([one, exported({ [DENY]: ['Guest'] })]), DENY).known).toBe(false);
    expect(rightHolders(gathered([one, exported({})]), DENY).known).toBe(false);
  });
});

describe('statements of one name in one export', () => {
  const one = exported({ [DENY]: ['Guest'] }, ['privilege rights', 'system access'], {
    EnableGuestAccount: '0',
  });
  const other = exported({ [DENY]: ['*S-1-5-113'] }, [], { EnableGuestAccount: '1' });
  const twice = (a: SecurityPolicySection, b: SecurityPolicySection): SecurityPolicySection => ({
    ...a,
    rights: [...a.rights, ...b.rights],
    systemAccess: [...a.systemAccess, ...b.systemAccess],
  });

  test('that differ leave it unknown, with both places', () => {
    const both = gathered([twice(one, other)]);
    expect(rightHolders(both, DENY)).toMatchObject({
      known: false,
      because: { en: expect.stringContaining(' and ') },
    });
    expect(systemAccess(both, 'EnableGuestAccount')).toMatchObject({
      known: false,
      because: { en: expect.stringContaining(' and ') },
    });
  });

  test('that are alike are one', () => {
    const both = gathered([twice(one, one)]);
    expect(rightHolders(both, DENY)).toMatchObject({ known: true, value: [{ name: 'Guest' }] });
    expect(systemAccess(both, 'EnableGuestAccount')).toMatchObject({ known: true, value: '0' });
  });

  test('contradict from a section that is cut, whose silence says nothing', () => {
    const cut = gathered([one, other]);
    expect(rightHolders(cut, DENY).known).toBe(false);
    expect(systemAccess(cut, 'EnableGuestAccount').known).toBe(false);
    expect(rightHolders(gathered([one, exported({}, [])]), DENY).known).toBe(true);
  });
});

describe('a value of [System Access]', () => {
  test('is not known where it is absent, or its section is not closed', () => {
    const read = (sections: string[], values: Record<string, string>) =>
      systemAccess(gathered([exported({}, sections, values)]), 'EnableGuestAccount');
    expect(read(['system access'], { EnableGuestAccount: '0' })).toMatchObject({ known: true, value: '0' });
    expect(read(['system access'], {}).known).toBe(false);
    expect(read(['privilege rights'], { EnableGuestAccount: '0' }).known).toBe(false);
  });
});

test('holders that may be groups are accounts of a domain, and names behind a domain', () => {
  expect(isOpaque(principal(`*${DOMAIN}-1400`), false)).toBe(true);
  expect(isOpaque(principal('EXAMPLE\\Tier0'), false)).toBe(true);
  expect(isOpaque(principal(`*${DOMAIN}-512`), false)).toBe(false);
  expect(isOpaque(principal('*S-1-5-32-546'), false)).toBe(false);
  expect(isOpaque(principal('Guest'), false)).toBe(false);
  expect(isOpaque(principal('Guest'), true)).toBe(true);
});
