import { expect, test } from 'vitest';
import { helperKind } from '../../../src/facts/squid/helpers.ts';
import { at } from '../builders.ts';

const kind = (helper: string, ...helperArgs: string[]) =>
  helperKind({ scheme: 'basic', helper, helperArgs, at: at() });

test('programs of Squid and Samba check credentials', () => {
  expect(kind('/usr/lib/squid/basic_ncsa_auth', '/etc/squid/passwd')).toBe('asks');
  expect(kind('C:\\Squid\\lib\\basic_sspi_auth.exe')).toBe('asks');
  expect(kind('/usr/bin/ntlm_auth', '--helper-protocol', 'squid-2.5-basic')).toBe('asks');
  expect(kind('/usr/bin/ntlm_auth')).toBe('unknown');
});

test('whatever else runs is not known', () => {
  expect(kind('/usr/local/bin/basic_ncsa_auth.sh')).toBe('unknown');
  expect(kind('/usr/bin/env', 'basic_ncsa_auth')).toBe('unknown');
  expect(kind('/usr/lib/squid/negotiate_wrapper_auth')).toBe('unknown');
});

test('a wrapper is as good as the worst that it runs', () => {
  const wrapper = (ntlm: string) =>
    kind('negotiate_wrapper_auth', '--ntlm', ntlm, '--kerberos', '/usr/lib/squid/negotiate_kerberos_auth');
  expect(wrapper('/usr/lib/squid/ntlm_smb_lm_auth')).toBe('asks');
  expect(wrapper('/usr/local/bin/any')).toBe('unknown');
  expect(wrapper('/usr/lib/squid/ntlm_fake_auth')).toBe('fake');
});
