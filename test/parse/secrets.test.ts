/** No file of registry values brings a secret into a fact, a location or a problem. */
import { expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { adNdjson } from '../../src/parse/ad-ndjson.ts';
import { gppXml } from '../../src/parse/gpp-xml.ts';
import type { Parser } from '../../src/parse/parser.ts';
import { regExport } from '../../src/parse/reg-export.ts';
import { registryPol } from '../../src/parse/registry-pol.ts';
import { securityTemplate } from '../../src/parse/security-template.ts';
import { CONTEXT, fromBytes, fromText } from '../evidence.ts';

const GPO = 'example.test/sysvol/Policies/{5A0C3E11-7B42-4D0E-9C1A-0A2B3C4D5E6F}/Machine';
const SECRET = 'Sesame7';

/** Key, name and data. */
const VALUES: readonly (readonly [string, string, string])[] = [
  ['Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon', 'AutoAdminLogonPassword', SECRET],
  ['Software\\ORL\\WinVNC3', 'PasswordViewOnly', SECRET],
  ['Software\\X', 'Pwd', SECRET],
  ['Software\\Policies\\SNMP\\Parameters\\ValidCommunities', '1', SECRET],
  ['Software\\X', 'Proxy', `http://user:${SECRET}@proxy.example.test:8080`],
  ['Software\\X', 'Cmd', `net use X: /user:x ${SECRET}`],
  ['Software\\X', 'ConnectionString', `Server=x;Password=${SECRET};`],
];

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

function pol(): Evidence {
  const records = VALUES.map(([key, name, data]) => {
    const bytes = utf16(`${data}\0`);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    const head = utf16(`[${key}\0;${name}\0;\u0001\0;`);
    return Buffer.concat([head, size, utf16(';'), bytes, utf16(']')]);
  });
  return fromBytes(
    `${GPO}/Registry.pol`,
    Buffer.concat([Buffer.from('PReg\x01\0\0\0', 'latin1'), ...records]),
  );
}

const hexOf = (text: string): string =>
  [...utf16(`${text}\0`)].map((byte) => byte.toString(16).padStart(2, '0')).join(',');

const reg = (dataOf: (text: string) => string): Evidence =>
  fromText(
    'pc/export.reg',
    [
      'Windows Registry Editor Version 5.00',
      '',
      ...VALUES.flatMap(([key, name, data]) => [
        `[HKEY_LOCAL_MACHINE\\${key}]`,
        `"${name}"=${dataOf(data)}`,
        '',
      ]),
      '',
    ].join('\r\n'),
  );

const xml = (): Evidence =>
  fromText(
    `${GPO}/Preferences/Registry/Registry.xml`,
    `<?xml version="1.0" encoding="utf-8"?><RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">${VALUES.map(
      ([key, name, data], index) =>
        `<Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="${name}" uid="{AAAAAAAA-0000-0000-0000-00000000000${index}}"><Properties action="U" hive="HKEY_LOCAL_MACHINE" key="${key}" name="${name}" type="REG_SZ" value="${data}"/></Registry>`,
    ).join('')}</RegistrySettings>`,
  );

const inf = (): Evidence =>
  fromText(
    `${GPO}/Microsoft/Windows NT/SecEdit/GptTmpl.inf`,
    [
      '[Version]',
      'signature="$CHICAGO$"',
      '[Registry Values]',
      ...VALUES.map(([key, name, data]) => `MACHINE\\${key}\\${name}=1,"${data}"`),
      '',
    ].join('\r\n'),
  );

const shownOf = (parser: Parser, evidence: Evidence): string =>
  JSON.stringify(parser.parse(evidence, CONTEXT), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? utf16Of(value) : value,
  );

const utf16Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf16le');

test.each<[string, Parser, Evidence]>([
  ['Registry.pol', registryPol, pol()],
  ['reg export', regExport, reg((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`)],
  ['reg export in hexadecimal', regExport, reg((text) => `hex(2):${hexOf(text)}`)],
  ['Registry.xml', gppXml, xml()],
  ['GptTmpl.inf', securityTemplate, inf()],
])('%s', (_name, parser, evidence) => {
  const shown = shownOf(parser, evidence);
  for (const [, name] of VALUES) expect(shown).toContain(`"name":"${name}"`);
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain(hexOf(SECRET).slice(0, 12));
});

test('lines of NDJSON that are not known', () => {
  const text = [
    '{"format":"uchibori-directory","version":1}',
    `{"msLAPS-Password":"${SECRET}"}`,
    `{"search":"${SECRET}"}`,
    `{"dn":"CN=x,DC=example,DC=test","a":{"ms-Mcs-AdmPwd":"${SECRET}"}}`,
    `${SECRET} rubbish`,
    '',
  ].join('\n');
  expect(shownOf(adNdjson, fromText('example.test/directory.ndjson', text))).not.toContain(SECRET);
});
