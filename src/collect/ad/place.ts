/** Where the reader is and who he is, as the controller tells it. */
import { escapeFilter, FilterParser, SearchRequest } from 'ldapts';
import type { BundleHead } from '../../model/directory-bundle.ts';
import type { Connection } from './connection.ts';
import { CollectFault } from './fault.ts';
import type { SearchEntryMessage } from './message.ts';
import { search } from './session.ts';
import { RESULT, refusal } from './words.ts';

export interface Root {
  readonly server: string;
  readonly domain: BundleHead['domain'];
}

const valuesOf = (entry: SearchEntryMessage | undefined, name: string): readonly Buffer[] =>
  entry?.attributes.find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1] ?? [];

const textOf = (entry: SearchEntryMessage | undefined, name: string): string | null =>
  valuesOf(entry, name)[0]?.toString('utf8') ?? null;

/** One object, without paging: the root has no pages. null: it is not there, or not shown. */
async function objectAt(
  connection: Connection,
  base: string,
  attributes: readonly string[],
): Promise<SearchEntryMessage | undefined> {
  const found: SearchEntryMessage[] = [];
  const filter = FilterParser.parseString('(objectClass=*)');
  const answer = await connection.exchange(
    (messageId) =>
      new SearchRequest({ messageId, baseDN: base, scope: 'base', filter, attributes: [...attributes] }),
    { entry: (entry) => found.push(entry), reference: () => {} },
  );
  if (answer.code !== RESULT.success && answer.code !== RESULT.noSuchObject) {
    throw refusal(answer.code, answer.diagnostic);
  }
  return found[0];
}

/** `corp.example` of `DC=corp,DC=example`. */
const dnsNameOf = (dn: string): string =>
  dn
    .split(',')
    .map((part) => part.replace(/^\s*dc=/i, ''))
    .join('.')
    .toLowerCase();

const SAFE_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*$/;

/** @throws {CollectFault} where this is no domain controller */
export async function rootOf(connection: Connection): Promise<Root> {
  const names = ['defaultNamingContext', 'configurationNamingContext', 'schemaNamingContext', 'dnsHostName'];
  const root = await objectAt(connection, '', names);
  const [dn, configuration, schema, server] = names.map((name) => textOf(root, name));
  const dnsName = dnsNameOf(dn ?? '');
  if (!dn || !configuration || !schema || !SAFE_NAME.test(dnsName)) {
    throw new CollectFault('protocol', {
      ja: 'サーバーが Active Directory のドメイン コントローラーでない',
      en: 'the server is no domain controller of Active Directory',
    });
  }
  return { server: server ?? '', domain: { dn, dnsName, configuration, schema } };
}

/** Text form of a SID ([MS-DTYP] 2.4.2.1); null: the bytes are none. */
export function sidText(bytes: Buffer): string | null {
  const count = bytes[1] ?? 255;
  if (bytes[0] !== 1 || count > 15 || bytes.length !== 8 + 4 * count) return null;
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(8 + 4 * i));
  return ['S-1', bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** `reader` of `reader@corp.example` and `CORP\\reader`. */
const plainName = (user: string): string => user.replace(/^[^\\]*\\/, '').replace(/@.*$/, '');

/** null: no object, or several, answer to the name. */
async function dnOf(connection: Connection, base: string, user: string): Promise<string | null> {
  const found: string[] = [];
  const filter = `(|(userPrincipalName=${escapeFilter`${user}`})(sAMAccountName=${escapeFilter`${plainName(user)}`}))`;
  const asked = { base, scope: 'sub' as const, filter, attributes: ['objectSid'], descriptors: false };
  await search(connection, asked, 10, ({ dn }) => found.push(dn));
  return found.length === 1 ? (found[0] ?? null) : null;
}

const sidsIn = (entry: SearchEntryMessage | undefined, name: string): readonly (string | null)[] =>
  valuesOf(entry, name).map(sidText);

/** The whole list, or null. */
function whole(sids: readonly (string | null)[]): readonly string[] | null {
  const known = sids.filter((sid) => sid !== null);
  return known.length > 0 && known.length === sids.length ? known : null;
}

/**
 * The SIDs of whoever is bound: the root tells those of the logon itself ([MS-ADTS] 3.1.1.3.2.33 tokenGroups), the
 * reader's object those of its groups.
 */
async function tokenOf(connection: Connection, dn: string | null): Promise<readonly string[] | null> {
  const logon = whole(sidsIn(await objectAt(connection, '', ['tokenGroups']), 'tokenGroups'));
  if (logon || dn === null) return logon;
  const own = await objectAt(connection, dn, ['objectSid', 'tokenGroups']);
  const groups = sidsIn(own, 'tokenGroups');
  return groups.length > 0 ? whole([...sidsIn(own, 'objectSid'), ...groups]) : null;
}

/** By what a descriptor lets the reader see, the parser tells absent attributes from hidden ones. */
export async function readerOf(
  connection: Connection,
  root: Root,
  user: string,
): Promise<BundleHead['reader']> {
  const dn = await dnOf(connection, root.domain.dn, user);
  return { name: user, dn, sids: await tokenOf(connection, dn) };
}
