import type { DirectoryObject } from './model.ts';

/** Whether the evidence leaves open what an attribute of an object holds. `attribute`: its LDAP name, lower case. */
export const hides = (object: Pick<DirectoryObject, 'hidden'>, attribute: string): boolean =>
  object.hidden.includes(attribute) || object.hidden.includes('*');
