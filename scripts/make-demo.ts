/** Writes the bundled estate, fixtures/estates/demo, from invented states. `--check`: exits 1 when it would change. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { directoryFiles } from '../test/estate/directory/bundle.ts';
import { APPLIED_TO_SALES, DEMO_DOMAIN, GROUPS_XML, KITTING_GPO } from '../test/estate/directory/demo.ts';
import { utf8 } from '../test/estate/encode.ts';
import type { Locale } from '../test/estate/files.ts';
import { exportFiles } from '../test/estate/files.ts';
import { FIREWALLS } from '../test/estate/firewall.ts';
import { ENDPOINT_INTENT, gpresult } from '../test/estate/gpresult.ts';
import { squidEstate } from '../test/estate/proxy.ts';
import { random } from '../test/estate/random.ts';
import type { HostState } from '../test/estate/state.ts';
import { adminHost, goodHost, OPEN_SMB_RULES, serverHost, weakHost } from '../test/estate/state.ts';

const folder = fileURLToPath(new URL('../fixtures/estates/demo', import.meta.url));

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
  firewallRules: { ...state.firewallRules, ...OPEN_SMB_RULES },
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
    files.set(`${name}/gpresult.xml`, gpresult(name, ENDPOINT_INTENT, APPLIED_TO_SALES));
  files.set('PROXY02/squid.conf', utf8(OLD_PROXY));
  for (const [path, text] of Object.entries(FIREWALLS)) files.set(path, utf8(text));
  files.set(`gpo/${KITTING_GPO}/User/Preferences/Groups/Groups.xml`, utf8(GROUPS_XML));
  for (const [path, bytes] of directoryFiles(DEMO_DOMAIN)) files.set(path, bytes);
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
