import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  HIDDEN,
  hidesSecret,
  isSecret,
  shownLine,
  withoutPasswords,
  withoutSecret,
} from '../../src/facts/secrets.ts';

describe('values that are secret by where they stand', () => {
  test.each([
    ['Winlogon', 'DefaultPassword'],
    ['Winlogon', 'AutoAdminLogonPassword'],
    ['Software\\ORL\\WinVNC3', 'PasswordViewOnly'],
    ['Software\\X', 'Pwd'],
    ['Software\\X', 'ApiToken'],
    ['Software\\X', 'clientSecret'],
    ['Software\\X', 'WifiPassphrase'],
    ['Software\\Policies\\SNMP\\Parameters\\ValidCommunities', '1'],
    ['SECURITY\\Policy\\Secrets\\$MACHINE.ACC\\CurrVal', ''],
  ])('%s\\%s', (key, name) => {
    const place = { key, name };
    expect(withoutSecret(place, 'x1')).toBe(HIDDEN);
    expect(withoutSecret(place, Uint8Array.of(1, 2))).toEqual(new Uint8Array(0));
    expect(withoutSecret(place, ['x1', 'y2'])).toEqual([]);
    expect(isSecret(place, 'x1')).toBe(true);
  });

  test.each<[string, string, number | string]>([
    ['Lsa', 'LimitBlankPasswordUse', 1],
    ['WDigest', 'UseLogonCredential', 0],
    ['Terminal Services', 'DisablePasswordSaving', 1],
    ['Main', 'FormSuggest Passwords', 'no'],
    ['Software\\Policies\\Microsoft Services\\AdmPwd', 'AdminAccountName', 'localadmin'],
    [
      'Software\\Policies\\Microsoft\\Windows\\CredentialsDelegation\\AllowDefaultCredentials',
      '1',
      'TERMSRV/*',
    ],
    ['Software\\Policies\\Microsoft\\Windows\\System', 'DefaultCredentialProvider', '{60b78e88}'],
    ['Winlogon', 'DefaultPassword', ''],
  ])('not %s\\%s = %s', (key, name, data) => {
    expect(withoutSecret({ key, name }, data)).toBe(data);
    expect(hidesSecret({ key, name }, data)).toBe(false);
  });
});

describe('texts', () => {
  test.each([
    ['http://user:S3@proxy:8080', 'http://********@proxy:8080'],
    ['Server=x;Password=S3 S3;Timeout=5', 'Server=x;Password=********;Timeout=5'],
    ['Server=x;Pwd="S3;S3";Timeout=5', 'Server=x;Pwd=********;Timeout=5'],
    ['{"user":"a","clientSecret": "S3, S3","b":1}', '{"user":"a","clientSecret": ********,"b":1}'],
    ['\\"token\\":\\"S3\\"', '\\"token\\":********'],
    ['net use \\\\fs\\share /user:x S3', 'net use \\\\fs\\share /user:x ********'],
    [
      'cmd /c net.exe use Z: \\\\fs\\share S3;S3 /persistent:no & start a',
      'cmd /c net.exe use Z: \\\\fs\\share ******** /persistent:no & start a',
    ],
    ['net user admin S3 /add', 'net user ******** ******** /add'],
    ['schtasks /create /ru x /rp S3 /tn y', 'schtasks /create /ru x /rp ******** /tn y'],
    ['tool /p:S3 /q', 'tool /p:******** /q'],
    ['tool -p S3 -h host', 'tool -p ******** -h host'],
    ['tool /password:12345 /q', 'tool /password:******** /q'],
    ["New-User -Password 'S3 S3' -Name a", 'New-User -Password ******** -Name a'],
    ['https://a.example.test/x?token=S3&b=1', 'https://a.example.test/x?token=********&b=1'],
  ])('%s', (text, expected) => {
    expect(withoutPasswords(text)).toBe(expected);
    expect(withoutPasswords(expected)).toBe(expected);
    expect(hidesSecret({ key: 'a', name: 'b' }, withoutPasswords(text))).toBe(true);
  });

  test.each([
    'C:\\Users\\x@y',
    'tool -p 8080 -h host',
    'tool /p /q',
    'net use Z: \\\\fs\\share * /user:x',
    'net use /delete',
    'http://proxy.example.test:8080',
    'O:BAG:BAD:(A;;RC;;;BA)',
    'a token of esteem',
    'Server=http://x.example.test:5985/wsman,Refresh=60',
  ])('%s is left', (text) => {
    expect(withoutPasswords(text)).toBe(text);
    const list = [text, 'b'];
    expect(withoutSecret({ key: 'a', name: 'b' }, list)).toBe(list);
  });

  test('a line that was not understood is cut at what may name a secret', () => {
    expect(shownLine('"x;Passw0rd"=S3')).toBe('"x;Passw********');
    expect(shownLine('net use \\\\fs S3')).toBe('net use \\\\fs ********');
  });

  const parts = [
    'password',
    '=',
    ':',
    '"',
    "'",
    ' /p',
    ' -pw ',
    'net use ',
    'net',
    ' ',
    '\\',
    'S',
    '@',
    ';',
    '&',
  ];

  test('of any form take time as they are long', { timeout: 5_000 }, () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }), (some) => {
        const text = some.join('').repeat(20_000);
        expect(withoutPasswords(text).length).toBeLessThanOrEqual(text.length * 9);
      }),
      { numRuns: 60 },
    );
  });
});
