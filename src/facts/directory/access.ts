/** What an access list gives a token, as [MS-DTYP] 2.5.3.2 and [MS-ADTS] 5.1.3.3 evaluate it. */
import type { DirectoryAce, SecurityDescriptor } from './model.ts';
import type { Access, Token } from './query.ts';

/** Access rights of directory objects ([MS-ADTS] 5.1.3.2). */
export const RIGHT = {
  createChild: 0x1,
  deleteChild: 0x2,
  listContents: 0x4,
  self: 0x8,
  readProperty: 0x10,
  writeProperty: 0x20,
  deleteTree: 0x40,
  listObject: 0x80,
  controlAccess: 0x100,
  delete: 0x10000,
  readControl: 0x20000,
  writeDac: 0x40000,
  writeOwner: 0x80000,
} as const;

/** The extended right Apply-Group-Policy ([MS-ADTS] 5.1.3.2.1). */
export const APPLY_GROUP_POLICY = 'edacfd8f-ffb3-11d1-b41d-00a0c968f939';

const OWNER_RIGHTS = 'S-1-3-4';

/** How generic rights map on directory objects ([MS-ADTS] 5.1.3.2). */
const GENERIC: readonly (readonly [bit: number, rights: number])[] = [
  [0x80000000, 0x20094],
  [0x40000000, 0x20028],
  [0x20000000, 0x20004],
  [0x10000000, 0xf01ff],
];

const withGenerics = (mask: number): number =>
  GENERIC.reduce((all, [bit, rights]) => ((mask & bit) !== 0 ? all | rights : all), mask);

/** Identities that no logon over the network has: of the system, of creators, of services. */
const NEVER_HELD = /^S-1-(?:3-[0-3]|5-(?:7|9|10|18|19|20|80-.+|82-.+|83-.+))$/;
const ACCOUNT_DOMAIN = /^(S-1-5-21-\d+-\d+-\d+)-\d+$/;

/** Whether a token has a SID. */
export function holds(token: Token, sid: string): Access {
  if (token.sids.has(sid)) return 'yes';
  if (NEVER_HELD.test(sid)) return 'no';
  const isGroup = ACCOUNT_DOMAIN.test(sid) || sid.startsWith('S-1-5-32-');
  // The way of a logon (NETWORK, INTERACTIVE, …) is not known.
  if (!isGroup) return 'open';
  if (token.complete) return 'no';
  const { open } = token;
  if (!open) return 'open';
  return open.sids.has(sid) || (open.foreign && !open.settled.has(domainOf(sid))) ? 'open' : 'no';
}

/** The part of the SID of a group that says of which domain it is; `S-1-5-32` for builtin ones. */
const domainOf = (sid: string): string => ACCOUNT_DOMAIN.exec(sid)?.[1] ?? 'S-1-5-32';

/** One entry as it concerns this question. */
interface Weighed {
  readonly kind: 'allow' | 'deny' | 'either';
  readonly sure: boolean;
  /** Bits it surely names, and those that it may name. */
  readonly mask: number;
  readonly widest: number;
}

/**
 * Without an object in the question, an allowing entry for one object gives nothing, and a denying one denies all
 * (access check of a list without an object type list).
 */
function concerns(ace: DirectoryAce, guids: readonly string[]): boolean {
  if (ace.inheritOnly) return false;
  if (ace.objectType === null) return true;
  return guids.length === 0 ? ace.kind === 'deny' : guids.includes(ace.objectType);
}

const KINDS = { allow: 'allow', deny: 'deny', other: 'either' } as const;

function weigh(ace: DirectoryAce, token: Token, owner: string | null): Weighed | null {
  const sid = ace.sid === OWNER_RIGHTS ? owner : ace.sid;
  const held = sid === null ? 'open' : holds(token, sid);
  if (held === 'no') return null;
  const sure = held === 'yes' && ace.kind !== 'other';
  return { kind: KINDS[ace.kind], sure, mask: ace.mask, widest: withGenerics(ace.mask) };
}

/** The list in order, with all that is open taken for or against the token. */
function granted(list: readonly Weighed[], wanted: number, hopeful: boolean): boolean {
  let left = wanted;
  for (const ace of list) {
    if (left === 0) return true;
    const allows = ace.kind === 'allow' || (ace.kind === 'either' && hopeful);
    // What is not sure counts only in favour of the side that is asked for.
    if (!ace.sure && allows !== hopeful) continue;
    const bits = allows === hopeful ? ace.widest : ace.mask;
    if (allows) left &= ~bits;
    else if ((left & bits) !== 0) return false;
  }
  return left === 0;
}

/** The owner may always read and change the list, unless an entry for OWNER RIGHTS says what he may ([MS-DTYP] 2.5.3.2). */
function ofOwner(
  descriptor: SecurityDescriptor,
  token: Token,
): { readonly sure: number; readonly may: number } {
  const none = { sure: 0, may: 0 };
  const { owner, dacl } = descriptor;
  if (dacl?.some((ace) => ace.sid === OWNER_RIGHTS && !ace.inheritOnly)) return none;
  const bits = RIGHT.readControl | RIGHT.writeDac;
  const held = owner === null ? 'open' : holds(token, owner);
  if (held === 'no') return none;
  return { sure: held === 'yes' ? bits : 0, may: bits };
}

/**
 * Whether a token has all rights of `mask`. `objects`: GUIDs (lower case, without braces) of the extended right, or of
 * the attribute and its property set, that are asked for. A descriptor that is not shown leaves it open.
 */
export function access(
  descriptor: SecurityDescriptor | null,
  token: Token,
  mask: number,
  objects: string | readonly string[] = [],
): Access {
  if (!descriptor) return 'open';
  if (descriptor.dacl === null) return 'yes';
  const guids = typeof objects === 'string' ? [objects] : objects;
  const list = descriptor.dacl
    .filter((ace) => concerns(ace, guids))
    .map((ace) => weigh(ace, token, descriptor.owner))
    .filter((w) => w !== null);
  const own = ofOwner(descriptor, token);
  const surely = granted(list, mask & ~own.sure, false);
  const perhaps = granted(list, mask & ~own.may, true);
  if (surely === perhaps) return surely ? 'yes' : 'no';
  return 'open';
}
