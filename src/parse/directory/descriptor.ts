/** Self-relative security descriptors ([MS-DTYP] 2.4.6) with the entries of their access list. */
import type { DirectoryAce, SecurityDescriptor } from '../../facts/directory/model.ts';
import { guidAt, sidAt } from './sid.ts';

const HEAD = 20;
const ACL_HEAD = 8;
const ACE_HEAD = 8;

const DACL_PRESENT = 0x4;
const DACL_PROTECTED = 0x1000;
const SELF_RELATIVE = 0x8000;

const INHERIT_ONLY = 0x08;
const OBJECT_TYPE = 0x1;
const INHERITED_OBJECT_TYPE = 0x2;
const GUID_LENGTH = 16;

/** ACE types ([MS-DTYP] 2.4.4.1): those with object GUIDs. */
const OBJECT_FORMS: ReadonlySet<number> = new Set([5, 6, 7, 8, 0xb, 0xc, 0xf, 0x10]);
const KINDS: ReadonlyMap<number, DirectoryAce['kind']> = new Map([
  [0, 'allow'],
  [1, 'deny'],
  [5, 'allow'],
  [6, 'deny'],
]);

const view = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

interface Types {
  readonly objectType: string | null;
  readonly inheritedObjectType: string | null;
  /** Where the SID begins. */
  readonly next: number;
}

function objectTypes(ace: Uint8Array): Types {
  const flags = view(ace).getUint32(ACE_HEAD, true);
  let next = ACE_HEAD + 4;
  const take = (bit: number): string | null => {
    if ((flags & bit) === 0) return null;
    const guid = guidAt(ace, next);
    next += GUID_LENGTH;
    return guid;
  };
  const objectType = take(OBJECT_TYPE);
  const inheritedObjectType = take(INHERITED_OBJECT_TYPE);
  return { objectType, inheritedObjectType, next };
}

/** null: an entry that is cut or holds no SID. */
function readAce(ace: Uint8Array): DirectoryAce | null {
  const type = ace[0] ?? 0;
  const withTypes = OBJECT_FORMS.has(type);
  if (ace.length < ACE_HEAD + (withTypes ? 4 : 0)) return null;
  const { objectType, inheritedObjectType, next } = withTypes
    ? objectTypes(ace)
    : { objectType: null, inheritedObjectType: null, next: ACE_HEAD };
  const sid = sidAt(ace, next);
  if (sid === null) return null;
  return {
    kind: KINDS.get(type) ?? 'other',
    mask: view(ace).getUint32(4, true),
    objectType,
    inheritedObjectType,
    inheritOnly: ((ace[1] ?? 0) & INHERIT_ONLY) !== 0,
    sid,
  };
}

/** null: the list is cut, or an entry of it was not understood: then none of it is believed. */
function readAcl(data: Uint8Array, offset: number): readonly DirectoryAce[] | null {
  if (offset < HEAD || offset + ACL_HEAD > data.length) return null;
  const dv = view(data);
  const end = offset + dv.getUint16(offset + 2, true);
  const count = dv.getUint16(offset + 4, true);
  if (end > data.length) return null;
  const list: DirectoryAce[] = [];
  let at = offset + ACL_HEAD;
  for (let i = 0; i < count; i++) {
    if (at + 4 > end) return null;
    const size = dv.getUint16(at + 2, true);
    if (size < ACE_HEAD || at + size > end) return null;
    const ace = readAce(data.subarray(at, at + size));
    if (!ace) return null;
    list.push(ace);
    at += size;
  }
  return list;
}

/**
 * null: not understood. A descriptor that says it has no access list at all (SE_DACL_PRESENT is not set) was read without
 * it: every directory object has one. One that is present and null lets everybody do everything.
 */
export function readDescriptor(data: Uint8Array): SecurityDescriptor | null {
  if (data.length < HEAD || data[0] !== 1) return null;
  const dv = view(data);
  const control = dv.getUint16(2, true);
  if ((control & SELF_RELATIVE) === 0 || (control & DACL_PRESENT) === 0) return null;
  const [owner, group, dacl] = [dv.getUint32(4, true), dv.getUint32(8, true), dv.getUint32(16, true)];
  const list = dacl === 0 ? null : readAcl(data, dacl);
  if (dacl !== 0 && list === null) return null;
  return {
    owner: owner === 0 ? null : sidAt(data, owner),
    group: group === 0 ? null : sidAt(data, group),
    dacl: list,
    isProtected: (control & DACL_PROTECTED) !== 0,
  };
}
