/** `Get-CimInstance Win32_Share` and `Get-SmbShare`, piped to ConvertTo-Json. */
import type { Share, ShareType } from '../facts/shares.ts';
import { hasAll, hasAny, headNames, namedBy, type ReadObject, readList } from './json-list.ts';
import { enumOf, type JsonObject, numberOf, property, textOf } from './json-value.ts';
import type { Parser } from './parser.ts';
import { isAdministrativeName, isPipeName } from './share-name.ts';

/** Win32_Share.Type: the kind in the low bits, this bit for a share of the Server service itself. */
const ADMIN_BIT = 0x80000000;
const WIN32_TYPES: readonly ShareType[] = ['disk', 'print', 'device', 'ipc'];

/** MSFT_SmbShare.ShareType, by number and by name. */
const SMB_TYPES: ReadonlyMap<string, ShareType> = new Map([
  ['0', 'disk'],
  ['filesystemdirectory', 'disk'],
  ['1', 'print'],
  ['printqueue', 'print'],
  ['2', 'device'],
  ['communicationdevice', 'device'],
  ['3', 'ipc'],
  ['interprocesscommunication', 'ipc'],
]);

/** A folder: no queue or device has a drive letter or a server in its path. */
const isFolder = (path: string): boolean => /^\s*(?:[a-z]:|[\\/]{2})/i.test(path);

/** What the object says of itself; null where that is missing, unknown, or not the same in both places. */
function statedType(object: JsonObject): ShareType | null {
  const bits = numberOf(property(object, 'Type'));
  const byType = bits === null ? null : (WIN32_TYPES[(bits >>> 0) & ~ADMIN_BIT] ?? null);
  const byName = enumOf(property(object, 'ShareType'), SMB_TYPES);
  return byType !== null && byName !== null && byType !== byName ? null : (byType ?? byName);
}

/** What the name and the path show goes first. Where the kind is in doubt it is a folder, so that none goes unseen. */
function typeOf(object: JsonObject, name: string, path: string): ShareType {
  if (isPipeName(name)) return 'ipc';
  return isAdministrativeName(name) || isFolder(path) ? 'disk' : (statedType(object) ?? 'disk');
}

const isAdministrative = (object: JsonObject, name: string): boolean =>
  property(object, 'Special') === true ||
  isAdministrativeName(name) ||
  (numberOf(property(object, 'Type')) ?? 0) >>> 0 >= ADMIN_BIT;

const readShare: ReadObject<Share> = (object, locateAs) => {
  const name = namedBy(object, 'Name');
  const path = textOf(property(object, 'Path')) ?? '';
  if (name === null || path.includes('\ufffd')) return null;
  const remark = textOf(property(object, 'Description')) ?? '';
  return {
    name,
    path,
    remark,
    type: typeOf(object, name, path),
    administrative: isAdministrative(object, name),
    at: locateAs(`${name} ${path}`),
  };
};

export const smbShareJson: Parser = {
  kind: 'smb-share-json',
  recognise(evidence) {
    const names = headNames(evidence);
    if (hasAny(names, 'presetpathacl', 'folderenumerationmode')) return true;
    return hasAll(names, 'name', 'path') && hasAny(names, 'type', 'sharetype', 'special', 'scopename');
  },
  parse(evidence) {
    const { items: shares, complete, at, parsed } = readList(evidence, 'smb-share-json', readShare);
    return { ...parsed, sections: { shares: { shares, complete, at } } };
  },
};
