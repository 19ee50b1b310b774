/** `Get-LocalUser | ConvertTo-Json`. */
import type { LocalUser } from '../facts/local-groups.ts';
import { hasAll, hasAny, headNames, namedBy, type ReadObject, readList } from './json-list.ts';
import { booleanOf, property } from './json-value.ts';
import { sidOf } from './localgroup-json.ts';
import type { Parser } from './parser.ts';

const readUser: ReadObject<LocalUser> = (object, locateAs) => {
  const name = namedBy(object, 'Name');
  const enabled = booleanOf(property(object, 'Enabled'));
  if (name === null || enabled === null) return null;
  return {
    name,
    sid: sidOf(property(object, 'SID')),
    enabled,
    at: locateAs(`${name} Enabled=${String(enabled)}`),
  };
};

export const localUsersJson: Parser = {
  kind: 'local-users-json',
  recognise(evidence) {
    const names = headNames(evidence);
    return hasAll(names, 'name', 'sid', 'enabled') && !hasAny(names, 'distinguishedname', 'group', 'members');
  },
  parse(evidence) {
    const { items: list, complete, at, parsed } = readList(evidence, 'local-users-json', readUser);
    return { ...parsed, sections: { localGroups: { groups: [], users: { list, complete, at } } } };
  },
};
