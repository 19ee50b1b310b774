/**
 * Well-known SIDs and RIDs ([MS-DTYP] 2.4.2.4; Microsoft's list of security identifiers). Names are never compared:
 * they are localised, and built-in accounts may be renamed.
 */
export const SID = {
  everyone: 'S-1-1-0',
  network: 'S-1-5-2',
  batch: 'S-1-5-3',
  interactive: 'S-1-5-4',
  service: 'S-1-5-6',
  anonymous: 'S-1-5-7',
  authenticatedUsers: 'S-1-5-11',
  remoteInteractive: 'S-1-5-14',
  localAccount: 'S-1-5-113',
  localAccountAndAdministrator: 'S-1-5-114',
  administrators: 'S-1-5-32-544',
  users: 'S-1-5-32-545',
  guests: 'S-1-5-32-546',
} as const;

/** Relative identifiers of accounts and groups of a machine or a domain. */
export const RID = {
  administrator: 500,
  guest: 501,
  krbtgt: 502,
  domainAdmins: 512,
  domainUsers: 513,
  domainGuests: 514,
  domainComputers: 515,
  schemaAdmins: 518,
  enterpriseAdmins: 519,
  policyCreatorOwners: 520,
  protectedUsers: 525,
} as const;

const ACCOUNT = /^(S-1-5-21-\d+-\d+-\d+)-(\d+)$/i;

/** The last part of a SID of a machine or a domain; null for any other SID. */
export function ridOf(sid: string | null): number | null {
  const found = sid === null ? null : ACCOUNT.exec(sid);
  return found ? Number(found[2]) : null;
}

/** The part of such a SID that says of which machine or domain it is, upper case; null for any other SID. */
export const authorityOf = (sid: string | null): string | null =>
  (sid === null ? null : ACCOUNT.exec(sid)?.[1]?.toUpperCase()) ?? null;

/** From this RID on, a machine or a domain gives numbers to its own accounts and groups ([MS-SAMR] 3.1.1.9.2.1). */
const FIRST_OWN_RID = 1000;

/** True for a SID whose kind (user or group) its number does not tell. */
export const isOwnAccount = (sid: string | null): boolean => (ridOf(sid) ?? 0) >= FIRST_OWN_RID;

/** Identities that include every ordinary user who reaches the host in some way. */
const BROAD_SIDS: ReadonlySet<string> = new Set([
  SID.everyone,
  SID.network,
  SID.batch,
  SID.interactive,
  SID.anonymous,
  SID.authenticatedUsers,
  SID.remoteInteractive,
  SID.localAccount,
  SID.users,
  SID.guests,
  'S-1-2-0',
  'S-1-2-1',
]);

const BROAD_RIDS: ReadonlySet<number> = new Set([RID.domainUsers, RID.domainGuests, RID.domainComputers]);

export const isBroad = (sid: string | null): boolean =>
  sid !== null && (BROAD_SIDS.has(sid.toUpperCase()) || BROAD_RIDS.has(ridOf(sid) ?? -1));

/** SYSTEM, LOCAL SERVICE, NETWORK SERVICE, services, virtual accounts: identities of the machine, nobody's logon. */
export const isMachineIdentity = (sid: string | null): boolean =>
  sid !== null && /^S-1-5-(18|19|20|80-.+|82-.+|83-.+|90-.+|96-.+)$/i.test(sid);

/**
 * True for an identity that is no account or group of a machine, a domain or Entra ID, nor one of the machine: the
 * logon of any account may put it into the token (This Organization, NTLM Authentication, SERVICE, …).
 */
export const isOfTokens = (sid: string | null): boolean =>
  sid !== null && !/^S-1-(?:5-21|12-1)-/i.test(sid) && !isMachineIdentity(sid);
