/** Security descriptors written as SDDL ([MS-DTYP] 2.5.1) into their self-relative bytes ([MS-DTYP] 2.4.6). */
import { guidBytes, sidBytes, u16, u32 } from './binary.ts';

const RIGHTS: Readonly<Record<string, number>> = {
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
  SD: 0x10000,
  RC: 0x20000,
  WD: 0x40000,
  WO: 0x80000,
};

const TYPES: Readonly<Record<string, number>> = { A: 0, D: 1, OA: 5, OD: 6 };

const FLAGS: Readonly<Record<string, number>> = { OI: 0x1, CI: 0x2, NP: 0x4, IO: 0x8, ID: 0x10 };

const FIXED: Readonly<Record<string, string>> = {
  WD: 'S-1-1-0',
  CO: 'S-1-3-0',
  ED: 'S-1-5-9',
  PS: 'S-1-5-10',
  AU: 'S-1-5-11',
  SY: 'S-1-5-18',
  BA: 'S-1-5-32-544',
  AO: 'S-1-5-32-548',
  PO: 'S-1-5-32-550',
  RU: 'S-1-5-32-554',
};

const OF_DOMAIN: Readonly<Record<string, number>> = {
  DA: 512,
  DU: 513,
  DC: 515,
  DD: 516,
  CA: 517,
  EA: 519,
  PA: 520,
  RS: 553,
};

const found = <T>(table: Readonly<Record<string, T>>, key: string): T => {
  const value = table[key];
  if (value === undefined) throw new Error(`SDDL: ${key}`);
  return value;
};

/** A SID, or an alias of two letters. */
function trustee(text: string, domain: string): string {
  if (text.startsWith('S-')) return text;
  return FIXED[text] ?? `${domain}-${found(OF_DOMAIN, text)}`;
}

const bits = (text: string, table: Readonly<Record<string, number>>): number =>
  (text.match(/../g) ?? []).reduce((sum, word) => sum | found(table, word), 0);

const mask = (text: string): number => (text.startsWith('0x') ? Number(text) : bits(text, RIGHTS));

/** The GUIDs of an object ACE ([MS-DTYP] 2.4.4.3); empty for the plain forms. */
function objectPart(type: number, objectType: string, inherited: string): Uint8Array {
  if (type < 5) return new Uint8Array(0);
  const flags = (objectType ? 1 : 0) | (inherited ? 2 : 0);
  return Buffer.concat([u32(flags), ...[objectType, inherited].filter(Boolean).map(guidBytes)]);
}

function aceBytes(text: string, domain: string): Uint8Array {
  const [type = '', flags = '', rights = '', objectType = '', inherited = '', sid = ''] = text.split(';');
  const code = found(TYPES, type);
  const body = [u32(mask(rights)), objectPart(code, objectType, inherited), sidBytes(trustee(sid, domain))];
  const size = 4 + body.reduce((n, part) => n + part.length, 0);
  return Buffer.concat([Uint8Array.of(code, bits(flags, FLAGS)), u16(size), ...body]);
}

/** ACL_REVISION_DS: a list that may hold object ACEs. */
const REVISION_DS = 4;

function aclBytes(aces: readonly Uint8Array[]): Uint8Array {
  const size = 8 + aces.reduce((n, ace) => n + ace.length, 0);
  return Buffer.concat([Uint8Array.of(REVISION_DS, 0), u16(size), u16(aces.length), u16(0), ...aces]);
}

const SELF_RELATIVE = 0x8000;
const PRESENT = 0x4;
const AUTO_INHERITED = 0x400;
const PROTECTED = 0x1000;

const TEXT = /^(?:O:(S-[\d-]+|[A-Z]{2}))?(?:G:(S-[\d-]+|[A-Z]{2}))?D:([A-Z]*)((?:\([^()]*\))*)$/;

const HEADER = 20;

/**
 * Aliases of the domain (`DA`, `DD`) mean those of the domain of this SID. Owner and group are Domain Admins where the
 * text names none, as on objects that a domain admin made.
 */
export function descriptorBytes(sddl: string, domain: string): Uint8Array {
  const parts = TEXT.exec(sddl);
  if (!parts) throw new Error(`SDDL: ${sddl}`);
  const [, owner = 'DA', group = 'DA', flags = '', list = ''] = parts;
  const aces = [...list.matchAll(/\(([^()]*)\)/g)].map((m) => aceBytes(m[1] ?? '', domain));
  const dacl = aclBytes(aces);
  const ownerSid = sidBytes(trustee(owner, domain));
  const groupSid = sidBytes(trustee(group, domain));
  const control = SELF_RELATIVE | PRESENT | AUTO_INHERITED | (flags.includes('P') ? PROTECTED : 0);
  const ownerAt = HEADER + dacl.length;
  const offsets = [ownerAt, ownerAt + ownerSid.length, 0, HEADER].map(u32);
  return Buffer.concat([Uint8Array.of(1, 0), u16(control), ...offsets, dacl, ownerSid, groupSid]);
}
