/**
 * Which attributes of an entry are hidden: LDAP leaves out alike what does not exist and what the reader may not see
 * ([MS-ADTS] 3.1.1.3.1.3, 3.1.1.4.4). What is not there is absent only where it was asked for, its definition is known,
 * and the descriptor of the entry lets the reader see it.
 */
import { access, RIGHT } from '../../facts/directory/access.ts';
import { DESCRIPTOR } from '../../facts/directory/attributes.ts';
import type { DirectoryAce, SecurityDescriptor } from '../../facts/directory/model.ts';
import type { Token } from '../../facts/directory/query.ts';
import type { Entry } from './entry.ts';

/** What of an attribute's definition in the schema tells who may read it. */
export interface AttributeRights {
  /** schemaIDGUID. */
  readonly guid: string;
  /** attributeSecurityGUID: its property set. */
  readonly set: string | null;
  /** searchFlags bit 7: read only with the right of control access as well ([MS-ADTS] 3.1.1.2.3). */
  readonly confidential: boolean;
}

/** What is known of the reader and of the schema. */
export interface Viewer {
  /** null: who read it is not known. */
  readonly token: Token | null;
  /** By LDAP name, lower case; null: the schema was not read. */
  readonly schema: ReadonlyMap<string, AttributeRights> | null;
  /** Attributes that the schema surely does not have: nothing can hold them. */
  readonly notInSchema: ReadonlySet<string>;
}

const PRINCIPAL_SELF = 'S-1-5-10';

/** GUIDs of the schema, by which an entry for a class or another right is told from one for an attribute. */
function knownGuids(schema: ReadonlyMap<string, AttributeRights>): ReadonlySet<string> {
  const guids = new Set<string>();
  for (const { guid, set } of schema.values()) {
    guids.add(guid);
    if (set !== null) guids.add(set);
  }
  return guids;
}

/**
 * Entries as they bear on reading. A deny for a GUID that is none of the schema's attributes or sets may be for the class
 * and so for all its attributes; one for SELF may be the reader.
 */
function cautious(
  descriptor: SecurityDescriptor,
  guids: ReadonlySet<string>,
  rights: number,
): SecurityDescriptor {
  const widen = (ace: DirectoryAce): DirectoryAce => {
    if (ace.kind !== 'deny' || (ace.mask & rights) === 0) return ace;
    const type = ace.objectType !== null && !guids.has(ace.objectType) ? null : ace.objectType;
    return { ...ace, objectType: type, sid: ace.sid === PRINCIPAL_SELF ? 'S-1-1-0' : ace.sid };
  };
  return descriptor.dacl === null ? descriptor : { ...descriptor, dacl: descriptor.dacl.map(widen) };
}

/** Whether the reader surely sees an attribute where it exists. */
function sees(
  descriptor: SecurityDescriptor,
  token: Token,
  rights: AttributeRights,
  guids: ReadonlySet<string>,
): boolean {
  const objects = rights.set === null ? [rights.guid] : [rights.guid, rights.set];
  const may = (mask: number): boolean =>
    access(cautious(descriptor, guids, mask), token, mask, objects) === 'yes';
  return may(RIGHT.readProperty) && (!rights.confidential || may(RIGHT.controlAccess));
}

/** Attributes of a kind of object, and those that each such object has, so that one that is missing is hidden. */
export interface Shape {
  readonly attributes: readonly string[];
  readonly always: ReadonlySet<string>;
}

/** Of the attributes of a shape, those a viewer would see under a descriptor. */
export function visible(
  descriptor: SecurityDescriptor | null,
  viewer: Viewer,
  attributes: readonly string[],
): ReadonlySet<string> {
  const { token, schema } = viewer;
  if (!descriptor || !token || !schema) return new Set();
  const guids = knownGuids(schema);
  return new Set(
    attributes.filter((name) => {
      const rights = schema.get(name);
      return rights ? sees(descriptor, token, rights, guids) : viewer.notInSchema.has(name);
    }),
  );
}

export const wasAsked = (asked: ReadonlySet<string> | null, name: string): boolean =>
  asked !== null && (asked.has(name) || asked.has('*'));

/** The attributes an entry does not show and of which it is not known that it has none, sorted. */
export function hiddenOf(entry: Entry, shape: Shape, seen: ReadonlySet<string>): readonly string[] {
  return shape.attributes.filter((name) => {
    if (name === DESCRIPTOR) return entry.descriptor === null;
    if (entry.partial.has(name)) return true;
    if (entry.values.has(name)) return false;
    return shape.always.has(name) || !wasAsked(entry.asked, name) || !seen.has(name);
  });
}
