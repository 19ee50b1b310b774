/** Entries as the server sent them, as lines of the bundle; what holds passwords is never asked for, and never kept. */
import type { BundleEntry, BundleLine } from '../../model/directory-bundle.ts';
import type { SearchEntryMessage } from './message.ts';
import { DESCRIPTOR } from './searches.ts';

/** Attributes whose values are bytes ([MS-ADTS] 3.1.1.2.2.2). */
const BINARY: ReadonlySet<string> = new Set(
  [
    'objectSid',
    'objectGUID',
    'sIDHistory',
    'securityIdentifier',
    'schemaIDGUID',
    'attributeSecurityGUID',
    'msDS-AllowedToActOnBehalfOfOtherIdentity',
    'tokenGroups',
  ].map((name) => name.toLowerCase()),
);

/** Secrets, whatever a server sends unasked ([MS-ADTS] 3.1.1.4.4; LAPS). */
const SECRET: ReadonlySet<string> = new Set(
  [
    'ms-Mcs-AdmPwd',
    'msLAPS-Password',
    'msLAPS-EncryptedPassword',
    'msLAPS-EncryptedPasswordHistory',
    'msLAPS-EncryptedDSRMPassword',
    'msLAPS-EncryptedDSRMPasswordHistory',
    'msDS-ManagedPassword',
    'unicodePwd',
    'userPassword',
    'unixUserPassword',
    'msSFU30Password',
    'dBCSPwd',
    'ntPwdHistory',
    'lmPwdHistory',
    'supplementalCredentials',
    'trustAuthIncoming',
    'trustAuthOutgoing',
    'initialAuthIncoming',
    'initialAuthOutgoing',
    'currentValue',
    'priorValue',
    'pekList',
    'msFVE-RecoveryPassword',
    'msFVE-KeyPackage',
    'msDS-KeyCredentialLink',
    'description',
    'comment',
    'info',
    'adminDescription',
  ].map((name) => name.toLowerCase()),
);

export const isSecretAttribute = (name: string): boolean =>
  SECRET.has(name.split(';')[0]?.toLowerCase() ?? '');

const STRICT = new TextDecoder('utf-8', { fatal: true });

/** null: the bytes are no UTF-8. */
function textOf(value: Buffer): string | null {
  try {
    return STRICT.decode(value);
  } catch {
    return null;
  }
}

interface Parts {
  readonly a: Record<string, readonly string[]>;
  readonly b: Record<string, readonly string[]>;
}

function addAttribute({ a, b }: Parts, name: string, values: readonly Buffer[]): void {
  const texts = BINARY.has(name.toLowerCase()) ? null : values.map(textOf);
  if (texts?.every((t) => t !== null)) a[name] = texts;
  else b[name] = values.map((v) => v.toString('base64'));
}

const isDescriptor = (name: string): boolean => name.toLowerCase() === DESCRIPTOR.toLowerCase();

/** Base64 of the descriptor; null: the server gave none, or an empty one. */
const descriptorOf = ({ attributes }: SearchEntryMessage): string | null =>
  attributes.find(([name]) => isDescriptor(name))?.[1][0]?.toString('base64') || null;

const RANGE = /;range=\d+-(?:\d+|\*)$/i;

/** Names of what was asked for, lower case: whatever else a server sends is not kept. */
export type AskedNames = ReadonlySet<string>;

export const askedNames = (attributes: readonly string[]): AskedNames =>
  new Set(attributes.map((name) => name.toLowerCase()));

const isKept = (name: string, asked: AskedNames): boolean =>
  asked.has(name.replace(RANGE, '').toLowerCase()) && !isSecretAttribute(name) && !isDescriptor(name);

/** Lines of an entry, of which only what was asked for is kept. */
export type EntryWriter = (entry: SearchEntryMessage, asked: AskedNames) => readonly BundleLine[];

function partsOf({ attributes }: SearchEntryMessage, asked: AskedNames): Parts {
  const parts: Parts = { a: {}, b: {} };
  for (const [name, values] of attributes)
    if (values.length > 0 && isKept(name, asked)) addAttribute(parts, name, values);
  return parts;
}

/** Gives each descriptor a name, and a line before the first entry that has it. */
export function entryWriter(): EntryWriter {
  const names = new Map<string, string>();
  return (entry, asked) => {
    const { a, b } = partsOf(entry, asked);
    const line: BundleEntry = { dn: entry.dn, a, ...(Object.keys(b).length > 0 ? { b } : {}) };
    const b64 = asked.has(DESCRIPTOR.toLowerCase()) ? descriptorOf(entry) : null;
    if (b64 === null) return [line];
    const known = names.get(b64);
    const sd = known ?? `d${names.size + 1}`;
    names.set(b64, sd);
    return known === undefined
      ? [
          { descriptor: sd, b64 },
          { ...line, sd },
        ]
      : [{ ...line, sd }];
  };
}

/** A multi-valued attribute of which the server gave a part (`member;range=0-1499`). */
export interface OpenRange {
  readonly dn: string;
  readonly attribute: string;
  /** The first value that is not there yet. */
  readonly from: number;
}

/** What is left of attributes that the server gives in parts ([MS-ADTS] 3.1.1.3.1.3.3). */
export function openRanges({ dn, attributes }: SearchEntryMessage): readonly OpenRange[] {
  return attributes.flatMap(([name]) => {
    const [, attribute, to] = /^([^;]+);range=\d+-(\d+)$/i.exec(name) ?? [];
    return attribute === undefined || to === undefined ? [] : [{ dn, attribute, from: Number(to) + 1 }];
  });
}
