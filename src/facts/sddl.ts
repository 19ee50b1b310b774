/** The access list of a security descriptor as text (SDDL, [MS-DTYP] 2.5.1), as far as it tells who is allowed something. */

export interface Ace {
  /** Upper case: `A` allows, `D` denies; others are of objects, audits or conditions. */
  readonly type: string;
  /** Upper case alias (`BA`) or SID. */
  readonly trustee: string;
}

/** Owner, group, and an access list without conditions. Flags of the list are letters. */
const DESCRIPTOR = /^(?:O:([^:()]*?))?(?:G:([^:()]*?))?D:([A-Z]*)((?:\([^()]*\))*)(?:S:.*)?$/i;

const ACE = /\(([^()]*)\)/g;
const FIELDS = 6;

/** null: the text is no descriptor with a list, or one whose entries are not understood. */
export function readDacl(sddl: string): readonly Ace[] | null {
  const found = DESCRIPTOR.exec(sddl.replace(/\s+/g, ''));
  if (!found || /NO_ACCESS_CONTROL/i.test(found[3] ?? '')) return null;
  const fields = [...(found[4] ?? '').matchAll(ACE)].map((m) => (m[1] ?? '').toUpperCase().split(';'));
  if (fields.some((f) => f.length !== FIELDS)) return null;
  return fields.map((f) => ({ type: f[0] ?? '', trustee: f[5] ?? '' }));
}

/** Upper case alias or SID of the owner, who may read the descriptor of what he owns; null: none is named. */
export const ownerOf = (sddl: string): string | null =>
  DESCRIPTOR.exec(sddl.replace(/\s+/g, ''))?.[1]?.toUpperCase() || null;
