/** What `collect ad` would write of a controller as its administrator, made from its database. */

import { SEARCH_ORDER, searchLine } from '../../../src/collect/ad/searches.ts';
import type { BundleLine } from '../../../src/model/directory-bundle.ts';
import { DIRECTORY_FORMAT, DIRECTORY_FORMAT_VERSION } from '../../../src/model/directory-bundle.ts';
import type { SambaDomain, SambaEntry } from '../samba.ts';

const DESCRIPTOR = 'nTSecurityDescriptor';

const BINARY: ReadonlySet<string> = new Set([
  'objectSid',
  'objectGUID',
  'sIDHistory',
  'securityIdentifier',
  'schemaIDGUID',
  'attributeSecurityGUID',
  'msDS-AllowedToActOnBehalfOfOtherIdentity',
]);

const utf8 = (b64: string): string => Buffer.from(b64, 'base64').toString('utf8');

interface Named {
  readonly lines: BundleLine[];
  readonly names: Map<string, string>;
}

/** The name of a descriptor, which is written before the first entry that has it. */
function nameOf({ lines, names }: Named, b64: string): string {
  const before = names.get(b64);
  if (before) return before;
  const name = `d${names.size + 1}`;
  names.set(b64, name);
  lines.push({ descriptor: name, b64 });
  return name;
}

function addEntry(named: Named, [dn, values]: SambaEntry): void {
  const attributes = Object.entries(values).filter(([name]) => name !== DESCRIPTOR);
  const text = attributes.filter(([name]) => !BINARY.has(name));
  const binary = attributes.filter(([name]) => BINARY.has(name));
  const [descriptor] = values[DESCRIPTOR] ?? [];
  const sd = descriptor === undefined ? null : nameOf(named, descriptor);
  named.lines.push({
    dn,
    a: Object.fromEntries(text.map(([name, list]) => [name, list.map(utf8)])),
    b: Object.fromEntries(binary),
    ...(sd !== null && { sd }),
  });
}

/** The text of directory.ndjson. */
export async function bundleOf(samba: SambaDomain): Promise<string> {
  const named: Named = { lines: [], names: new Map() };
  const { lines } = named;
  const places = {
    dn: samba.baseDn,
    configuration: samba.configurationDn,
    schema: `CN=Schema,${samba.configurationDn}`,
  };
  lines.push({
    format: DIRECTORY_FORMAT,
    version: DIRECTORY_FORMAT_VERSION,
    collectedAt: '2026-11-01T00:00:00.000Z',
    server: samba.hostName,
    transport: 'ldaps',
    domain: {
      dn: samba.baseDn,
      dnsName: samba.dnsName,
      configuration: samba.configurationDn,
      schema: `CN=Schema,${samba.configurationDn}`,
    },
    reader: {
      name: samba.administrator.name,
      dn: samba.administrator.dn,
      sids: await samba.tokenSids(samba.administrator.dn),
    },
  });
  for (const kind of SEARCH_ORDER) {
    const search = searchLine(kind, places);
    lines.push(search);
    const found = await samba.entries(search);
    for (const entry of found) addEntry(named, entry);
    lines.push({ searched: kind, entries: found.length, pages: 1, complete: true });
  }
  lines.push({ end: true, lines: lines.length, complete: true });
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}
