/** Writes the bundled estate, fixtures/estates/demo, from invented states. `--check`: exits 1 when it would change. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { utf8 } from '../test/estate/encode.ts';
import type { Locale } from '../test/estate/files.ts';
import { exportFiles } from '../test/estate/files.ts';
import { FIREWALLS } from '../test/estate/firewall.ts';
import { ENDPOINT_INTENT, gpresult } from '../test/estate/gpresult.ts';
import { squidEstate } from '../test/estate/proxy.ts';
import { random } from '../test/estate/random.ts';
import type { HostState } from '../test/estate/state.ts';
import { adminHost, goodHost, serverHost, weakHost } from '../test/estate/state.ts';

const folder = fileURLToPath(new URL('../fixtures/estates/demo', import.meta.url));

/** An item of Preferences that creates a local account, as kitting teams once did; the password is a dummy. */
const GROUPS_XML = `<?xml version="1.0" encoding="utf-8"?>
<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}"><User clsid="{DF5F1855-51E5-4d24-8B1A-D9BDE98BA1D1}" name="setup" image="2" changed="2019-04-01 01:02:03" uid="{0C8E6A0B-4E64-4B0C-8F57-3C1D8D3E4C11}"><Properties action="U" newName="" fullName="" description="kitting" cpassword="AAAAAAAAAAAAAAAAAAAAAA" changeLogon="0" noChange="1" neverExpires="1" acctDisabled="0" userName="setup"/></User>
</Groups>
`;

/** The proxy as many are found: everything inside is let through before anyone is asked who they are. */
const OLD_PROXY = `# proxy02: old branch-office proxy
http_port 8080
auth_param basic program /usr/lib/squid/basic_ldap_auth -b dc=example,dc=test -f uid=%s ldap.example.test
acl localnet src 10.20.0.0/16
acl SSL_ports port 443 563 8443
acl CONNECT method CONNECT
acl authed proxy_auth REQUIRED
http_access deny CONNECT !SSL_ports
http_access allow localnet
http_access allow authed
http_access deny all
access_log daemon:/var/log/squid/access.log squid
`;

const openSmb = (state: HostState): HostState => ({
  ...state,
  firewallRules: {
    ...state.firewallRules,
    'FPS-SMB-In-TCP-V2':
      'v2.33|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|App=System|Name=@FirewallAPI.dll,-28673|EmbedCtxt=@FirewallAPI.dll,-28672|',
    '{7B1B6C2D-9A51-4E1C-8F0E-2B7C6B1F0A01}':
      'v2.33|Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|LPort=139|LPort=445|RA4=10.10.0.0/255.255.255.0|Name=SMB-Block-TCP|',
  },
});

const hosts: readonly (readonly [HostState, Locale])[] = [
  [weakHost('PC-EIGYO01'), 'ja'],
  [goodHost('PC-EIGYO02'), 'ja'],
  [openSmb(goodHost('PC-KAIHATSU01')), 'en'],
  [adminHost('KANRI01'), 'ja'],
  [serverHost('DC01', 'LanmanNT'), 'ja'],
];

function estate(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>(squidEstate('PROXY01', random(5)));
  for (const [state, locale] of hosts) {
    for (const [path, bytes] of Object.entries(exportFiles(state, { locale, filler: null })))
      files.set(`${state.hostname}/${path}`, bytes);
  }
  for (const name of ['PC-EIGYO01', 'PC-EIGYO02'])
    files.set(`${name}/gpresult.xml`, gpresult(name, ENDPOINT_INTENT));
  files.set('PROXY02/squid.conf', utf8(OLD_PROXY));
  for (const [path, text] of Object.entries(FIREWALLS)) files.set(path, utf8(text));
  files.set(
    'gpo/{5F0A4F0E-0F34-4B6A-9C5C-3D6C7E3B1A22}/User/Preferences/Groups/Groups.xml',
    utf8(GROUPS_XML),
  );
  const sums = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`);
  return files.set('SHA256SUMS', utf8(sums.join('')));
}

const files = estate();
if (process.argv.includes('--check')) {
  const stale = [...files].filter(([path, bytes]) => {
    const at = join(folder, path);
    return !existsSync(at) || !readFileSync(at).equals(bytes);
  });
  for (const [path] of stale)
    process.stderr.write(`stale: fixtures/estates/demo/${path}; run npm run generate\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
