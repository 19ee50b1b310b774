/** What the directory says a computer is: its role and its system, where the site file does not. */
import type { Asset } from '../../model/site.ts';
import type { AssetRole } from '../../model/target.ts';
import { hides } from '../directory/hidden.ts';
import type { Account } from '../directory/model.ts';
import { computerName } from './subjects.ts';

/** userAccountControl ([MS-ADTS] 2.2.16). */
const ACCOUNT_DISABLE = 0x2;
const SERVER_TRUST_ACCOUNT = 0x2000;
const PARTIAL_SECRETS_ACCOUNT = 0x4000000;

export const isDisabled = ({ control }: Account): boolean =>
  control !== null && (control & ACCOUNT_DISABLE) !== 0;

/** null: the evidence does not say. */
export const isController = ({ control }: Account): boolean | null =>
  control === null ? null : (control & (SERVER_TRUST_ACCOUNT | PARTIAL_SECRETS_ACCOUNT)) !== 0;

/** Some have Windows in them and not in their name. */
const SERVERS = /windows.*server|hyper-v server|azure stack hci|azure local/i;

/** null: it runs no Windows, or does not say what it runs. */
export function roleInDirectory(computer: Account): AssetRole | null {
  if (isController(computer)) return 'dc';
  const system = computer.operatingSystem ?? '';
  if (SERVERS.test(system)) return 'member-server';
  return /windows/i.test(system) ? 'user-endpoint' : null;
}

const NEVER = 0n;

/**
 * Whether a computer without a role may be one that runs Windows: its system is hidden, or left out though it has been
 * logged on. Without both it was made and never joined.
 */
export function mayBeWindows(computer: Account): boolean {
  if (computer.operatingSystem !== null) return false;
  if (hides(computer, 'operatingsystem')) return true;
  return computer.lastLogon === null ? hides(computer, 'lastlogontimestamp') : computer.lastLogon !== NEVER;
}

/** Releases of clients by build: their product name does not tell them (Microsoft release information). */
const RELEASES: Readonly<Record<string, string>> = {
  '14393': '1607',
  '17763': '1809',
  '18363': '1909',
  '19041': '2004',
  '19042': '20H2',
  '19043': '21H1',
  '19044': '21H2',
  '19045': '22H2',
  '22000': '21H2',
  '22621': '22H2',
  '22631': '23H2',
  '26100': '24H2',
  '26200': '25H2',
};

/** `Windows 11 Enterprise 23H2`, from operatingSystem and operatingSystemVersion (`10.0 (22631)`). */
export function systemOf({ operatingSystem, operatingSystemVersion }: Account): string | null {
  if (operatingSystem === null) return null;
  const build = /\((\d+)\)/.exec(operatingSystemVersion ?? '')?.[1] ?? '';
  const release = /server/i.test(operatingSystem) ? '' : (RELEASES[build] ?? '');
  return `${operatingSystem} ${release}`.trim();
}

/** The computer as the site file would declare it. */
export function assetOf(computer: Account, role: AssetRole): Asset {
  const os = systemOf(computer);
  return { hostname: computerName(computer.name), role, ...(os === null ? {} : { os }) };
}
