/** What the programs that `auth_param` names do with a password, as far as their names tell. */
import type { SquidAuthScheme } from './listeners.ts';

/**
 * `asks`: shipped with Squid or Samba, and checks credentials somewhere. `fake`: one for tests, which accepts any
 * password. `unknown`: a script or program of somebody's own.
 */
export type HelperKind = 'asks' | 'fake' | 'unknown';

/** Shipped with Squid 3.2 and later (src/auth/<scheme>), then their names before that. */
const SHIPPED: ReadonlySet<string> = new Set([
  'basic_db_auth',
  'basic_getpwnam_auth',
  'basic_ldap_auth',
  'basic_msnt_auth',
  'basic_msnt_multi_domain_auth',
  'basic_ncsa_auth',
  'basic_nis_auth',
  'basic_pam_auth',
  'basic_pop3_auth',
  'basic_radius_auth',
  'basic_sasl_auth',
  'basic_smb_auth',
  'basic_smb_lm_auth',
  'basic_sspi_auth',
  'digest_edirectory_auth',
  'digest_file_auth',
  'digest_ldap_auth',
  'negotiate_kerberos_auth',
  'negotiate_sspi_auth',
  'ntlm_smb_lm_auth',
  'ntlm_sspi_auth',
  'digest_edir_auth',
  'digest_pw_auth',
  'getpwname_auth',
  'msnt_auth',
  'mswin_auth',
  'mswin_negotiate_auth',
  'mswin_ntlm_auth',
  'ncsa_auth',
  'pam_auth',
  'sasl_auth',
  'smb_auth',
  'squid_db_auth',
  'squid_kerb_auth',
  'squid_ldap_auth',
  'squid_radius_auth',
  'yp_auth',
]);

const FAKE: ReadonlySet<string> = new Set(['basic_fake_auth', 'ntlm_fake_auth', 'fakeauth_auth']);

/** The name of the program without its folder. */
export const helperName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** Samba's ntlm_auth serves Squid only in these protocols; an older program of the same name has no such option. */
const SAMBA_PROTOCOL = /^--helper-protocol(=|$)/;

/** What the two halves of negotiate_wrapper_auth run: the words after `--ntlm` and after `--kerberos`. */
function wrapped(args: readonly string[]): readonly (readonly string[])[] {
  const halves: string[][] = [];
  for (const word of args) {
    if (word === '--ntlm' || word === '--kerberos') halves.push([]);
    else halves.at(-1)?.push(word);
  }
  return halves;
}

/** The worst of several: whoever asks picks the one that suits him. */
function worst(kinds: readonly HelperKind[]): HelperKind {
  if (kinds.includes('fake')) return 'fake';
  return kinds.length > 0 && kinds.every((kind) => kind === 'asks') ? 'asks' : 'unknown';
}

function kindOf(path: string, args: readonly string[]): HelperKind {
  const name = helperName(path)
    .toLowerCase()
    .replace(/\.exe$/, '');
  if (FAKE.has(name)) return 'fake';
  if (name === 'negotiate_wrapper_auth') {
    return worst(wrapped(args).map(([program = '', ...rest]) => kindOf(program, rest)));
  }
  if (name === 'ntlm_auth') return args.some((a) => SAMBA_PROTOCOL.test(a)) ? 'asks' : 'unknown';
  return SHIPPED.has(name) ? 'asks' : 'unknown';
}

export const helperKind = ({ helper, helperArgs }: SquidAuthScheme): HelperKind => kindOf(helper, helperArgs);
