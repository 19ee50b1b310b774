/** Where the domain controller is and how it is talked to, from a URL. Nothing is sent yet. */
import { isIP } from 'node:net';
import type { Bilingual } from '../../model/text.ts';
import { CollectFault } from './fault.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly transport: 'ldaps' | 'starttls';
}

const DEFAULT_PORT = { ldaps: 636, starttls: 389 } as const;

/** Ports of the global catalog, which holds a part of each object's attributes only ([MS-ADTS] 3.1.1.1.11). */
const GLOBAL_CATALOG: ReadonlySet<number> = new Set([3268, 3269]);

const usage = (ja: string, en: string): CollectFault => new CollectFault('usage', { ja, en });

const NOT_A_URL: Bilingual = {
  ja: '--url は ldaps://ホスト[:ポート] か ldap://ホスト[:ポート] (--starttls と共に) で書く',
  en: '--url is ldaps://host[:port], or ldap://host[:port] with --starttls',
};

function parsed(url: string): URL {
  try {
    const found = new URL(url);
    if (/^ldaps?:$/.test(found.protocol) && found.hostname !== '' && /^\/?$/.test(found.pathname))
      return found;
  } catch {
    // Said below.
  }
  throw new CollectFault('usage', NOT_A_URL);
}

/** @throws {CollectFault} of kind usage. */
export function addressOf(url: string, startTls: boolean): Address {
  const found = parsed(url);
  if (found.username !== '' || found.password !== '')
    throw usage('利用者名やパスワードを URL に書かない', 'no user name or password may stand in the URL');
  if (found.search !== '' || found.hash !== '') throw new CollectFault('usage', NOT_A_URL);
  const isLdaps = found.protocol === 'ldaps:';
  if (isLdaps && startTls) throw usage('--starttls は ldap:// と使う', '--starttls goes with ldap://');
  if (!isLdaps && !startTls)
    throw usage(
      '暗号化しない LDAP ではパスワードを送らない。ldaps:// にするか --starttls を付ける',
      'no password is sent over plain LDAP; use ldaps:// or add --starttls',
    );
  const transport = isLdaps ? 'ldaps' : 'starttls';
  const port = found.port === '' ? DEFAULT_PORT[transport] : Number(found.port);
  if (GLOBAL_CATALOG.has(port))
    throw usage(
      'グローバル カタログ (3268、3269) には属性の一部しかない。ドメイン コントローラーの 636 か 389 を指定する',
      'the global catalog (3268, 3269) holds a part of the attributes; name port 636 or 389 of a domain controller',
    );
  return { host: found.hostname.replace(/^\[|\]$/g, ''), port, transport };
}

/** The name the certificate must have; undefined where the address itself is to be among its names. */
export const nameForTls = (host: string, servername: string | null): string | undefined =>
  servername ?? (isIP(host) === 0 ? host : undefined);
