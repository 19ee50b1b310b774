/**
 * Where an account, a group or an OU can stand, as the schema has it (possSuperiors of all superclasses and their
 * subclasses, [MS-ADTS] 3.1.1.4.5.21, of the schema of Windows Server 2012 R2), and which objects Active Directory itself
 * closes to ordinary users.
 */
import { isBelow, parentKey } from '../../facts/directory/dn.ts';
import { type Entry, textOf } from './entry.ts';

/** Classes that may hold principals, or what may hold them; every subclass of them may too. A computer may hold a gMSA. */
const HOLDERS: ReadonlySet<string> = new Set([
  'builtindomain',
  'computer',
  'container',
  'country',
  'domain',
  'locality',
  'lostandfound',
  'msds-azadminmanager',
  'msds-azapplication',
  'msds-azscope',
  'organization',
  'organizationalunit',
]);

/** Classes of a domain whose objects hold nothing of the kind, so that nobody need list them. */
const NO_HOLDERS: ReadonlySet<string> = new Set([
  'classstore',
  'connectionpoint',
  'contact',
  'dfsconfiguration',
  'dnsnode',
  'dnszone',
  'domainpolicy',
  'filelinktracking',
  'foreignsecurityprincipal',
  'group',
  'infrastructureupdate',
  'ipsecbase',
  'linktrackobjectmovetable',
  'linktrackomtentry',
  'linktrackvolentry',
  'linktrackvolumetable',
  'msdfsr-connection',
  'msdfsr-content',
  'msdfsr-contentset',
  'msdfsr-globalsettings',
  'msdfsr-localsettings',
  'msdfsr-member',
  'msdfsr-replicationgroup',
  'msdfsr-subscriber',
  'msdfsr-subscription',
  'msdfsr-topology',
  'msds-passwordsettings',
  'msds-passwordsettingscontainer',
  'msds-quotacontainer',
  'msds-quotacontrol',
  'msfve-recoveryinformation',
  'mssfu30domaininfo',
  'mssfu30nismapconfig',
  'mstpm-informationobject',
  'mstpm-informationobjectscontainer',
  'mswmi-som',
  'ntfrsmember',
  'ntfrsreplicaset',
  'ntfrssettings',
  'ntfrssubscriber',
  'ntfrssubscriptions',
  'printqueue',
  'ridmanager',
  'ridset',
  'samserver',
  'secret',
  'trusteddomain',
  'user',
  'volume',
]);

const PRINCIPALS: ReadonlySet<string> = new Set(['user', 'group', 'foreignsecurityprincipal']);

/** Classes as an entry shows them, lower case; empty: it shows none. */
export const classesOf = ({ values }: Entry): readonly string[] =>
  (values.get('objectclass') ?? []).map((value) => textOf(value)?.toLowerCase() ?? '');

/** Of a class that is not known it is not known what it may hold. */
export const mayHold = (classes: readonly string[]): boolean =>
  classes.some((name) => HOLDERS.has(name)) || !classes.some((name) => NO_HOLDERS.has(name));

/** An object that a search by class ought to find, or below which one may stand. */
export const isSought = (classes: readonly string[]): boolean =>
  mayHold(classes) || classes.some((name) => PRINCIPALS.has(name));

const GUID = '\\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\}';

/**
 * A GPO, its halves and what is below: security filtering closes them, which says nothing of accounts.
 *
 * @param key of an object below the domain
 */
export const isOfGpo = (key: string): boolean => OF_GPO.test(key);
const OF_GPO = new RegExp(`(?:^|,)cn=${GUID},cn=policies,cn=system,dc=`);

const GPO_OR_HALF = new RegExp(`^(?:cn=(?:machine|user),)?cn=${GUID},cn=policies,cn=system$`);

/**
 * What the default access of these classes ([MS-ADSC] defaultSecurityDescriptor) closes, by the names that their makers
 * give: PSOs, quotas, keys of DPAPI, owners of TPMs, IPsec policies, records of DNS. None of these can hold a principal.
 */
const CLOSED_NAMES: readonly RegExp[] = [
  GPO_OR_HALF,
  /^(?:cn=[^,]*,)?cn=password settings container,cn=system$/,
  /^(?:cn=[^,]*,)?cn=(?:ntds quotas|tpm devices)$/,
  new RegExp(`^cn=bckupkey_(?:p|preferred|${GUID.slice(2, -2)}) secret,cn=system$`),
  new RegExp(
    `^cn=ipsec(?:policy|isakmppolicy|nfa|negotiationpolicy|filter)${GUID},cn=ip security,cn=system$`,
  ),
  // The first part of the name of an account is never of the type DC.
  /^(?:dc=.*,)?dc=[^,]*,cn=microsoftdns,cn=system$/,
];

/** A key of BitLocker below its computer: when it was made, and a GUID. A plus sign in a DN is escaped. */
const RECOVERY = new RegExp(
  `^cn=\\d{4}-\\d\\d-\\d\\dt\\d\\d:\\d\\d:\\d\\d(?:\\\\?\\+|-)\\d\\d:\\d\\d${GUID},`,
);

/** Whether an object of the domain that does not show its class is one that is closed to ordinary users in any domain. */
export function isClosedByDefault(
  key: string,
  domain: string,
  classesAt: (key: string) => readonly string[],
): boolean {
  if (!isBelow(key, domain) || key === domain) return false;
  const name = key.slice(0, -domain.length - 1);
  if (CLOSED_NAMES.some((pattern) => pattern.test(name))) return true;
  const above = classesAt(parentKey(key) ?? '');
  if (above.includes('computer')) return RECOVERY.test(key);
  return above.length > 0 && !mayHold(above);
}
