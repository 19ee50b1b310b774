import { describe, expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import { dnKey } from '../../../src/facts/directory/dn.ts';
import type { PasswordSettings } from '../../../src/facts/directory/model.ts';
import { resultantSettings, settingsOf } from '../../../src/facts/directory/password-settings.ts';
import { account, BASE, domain, group, keyOf, section } from './objects.ts';

const user = account('a', 1101);
const users = group('Domain Users', 513);

function pso(name: string, more: Partial<PasswordSettings> = {}): PasswordSettings {
  const dn = `CN=${name},CN=Password Settings Container,CN=System,${BASE}`;
  return {
    dn,
    key: dnKey(dn),
    guid: `00000000-0000-4000-8000-${name.padStart(12, '0')}`,
    hidden: [],
    descriptor: null,
    at: { file: 'example.test/directory.ndjson', line: 1, text: name },
    name,
    precedence: 10,
    password: domain().password,
    appliesTo: [users.key],
    ...more,
  };
}

/** One file for each list. */
function directoryOf(
  first: readonly PasswordSettings[],
  ...others: readonly (readonly PasswordSettings[])[]
) {
  const of = (passwordSettings: readonly PasswordSettings[]) =>
    section({ accounts: [user], groups: [users], passwordSettings });
  return buildDirectory([of(first), ...others.map(of)]);
}

describe('one PSO in two files', () => {
  const reversible = { ...domain().password, reversible: true };

  test.each([
    ['the first is weak', [pso('1', { password: reversible })], [pso('1')]],
    ['the last is weak', [pso('1')], [pso('1', { password: reversible })]],
  ])('what they differ in is hidden, where %s', (_name, a, b) => {
    expect(settingsOf(directoryOf(a, b))).toMatchObject([
      {
        name: '1',
        precedence: 10,
        password: { reversible: null, minimumLength: 14 },
        hidden: ['msds-passwordreversibleencryptionenabled'],
      },
    ]);
  });

  test('what one of them hides the other tells', () => {
    const hidden = pso('1', {
      precedence: null,
      appliesTo: [],
      password: { ...domain().password, reversible: null },
      hidden: ['*'],
    });
    const directory = directoryOf([pso('1', { password: reversible })], [hidden]);
    expect(settingsOf(directory)).toMatchObject([{ password: { reversible: true }, hidden: [] }]);
    expect(resultantSettings(directory, user)).toMatchObject({ state: 'set', settings: { name: '1' } });
  });

  test.each<[string, Partial<PasswordSettings>]>([
    ['for whom it is', { appliesTo: [keyOf('a')] }],
    ['precedence', { precedence: 20 }],
  ])('where they differ in %s, nobody is told which holds', (_name, more) => {
    expect(resultantSettings(directoryOf([pso('1')], [pso('1', more)]), user)).toMatchObject({
      state: 'open',
      because: { en: expect.stringMatching(/precedence of PSO 1/) },
    });
  });

  test('nor where it was renamed between them', () => {
    const { guid } = pso('1');
    expect(resultantSettings(directoryOf([pso('1')], [pso('2', { guid })]), user)).toMatchObject({
      state: 'open',
      because: { en: expect.stringMatching(/two PSOs have one GUID/) },
    });
  });
});

describe('which one holds', () => {
  test.each<[string, readonly PasswordSettings[], string | null]>([
    ['the lowest precedence', [pso('1'), pso('2', { precedence: 5 })], '2'],
    ['of equals the lowest GUID', [pso('2'), pso('1')], '1'],
    [
      'one for the account itself first',
      [pso('1'), pso('2', { precedence: 90, appliesTo: [user.key] })],
      '2',
    ],
    ['none that is for others', [pso('1', { appliesTo: [keyOf('b')] })], null],
  ])('%s', (_name, all, expected) => {
    const other = account('b', 1102);
    const found = resultantSettings(
      buildDirectory([section({ accounts: [user, other], groups: [users], passwordSettings: all })]),
      user,
    );
    expect(found.state === 'set' ? found.settings.name : found.state).toBe(expected ?? 'none');
  });
});
