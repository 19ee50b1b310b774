/** `Get-CimInstance Win32_Share` and `Get-SmbShare`, piped to ConvertTo-Json. */
import type { Share, ShareType } from '../facts/shares.ts';
import { hasAll, hasAny, headNames, namedBy, type ReadObject, readList } from './json-list.ts';
import { enumOf, type JsonObject, numberOf, property, textOf } from './json-value.ts';
import type { Parser } from './parser.ts';
import { isAdministrativeName } from './share-name.ts';

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

interface Kind {
  readonly type: ShareType;
  readonly admin: boolean;
}

/** A kind that is missing or unknown counts as a folder, so that nothing shared goes unseen. */
function kindOf(object: JsonObject, name: string): Kind {
  const admin = property(object, 'Special') === true || isAdministrativeName(name);
  const number = numberOf(property(object, 'Type'));
  if (number !== null) {
    const bits = number >>> 0;
    const type = WIN32_TYPES[bits & ~ADMIN_BIT] ?? 'disk';
    return { type, admin: admin || bits >= ADMIN_BIT };
  }
  const type = enumOf(property(object, 'ShareType'), SMB_TYPES);
  return { type: type ?? (/^ipc\$$/i.test(name) ? 'ipc' : 'disk'), admin };
}

const readShare: ReadObject<Share> = (object, locateAs) => {
  const name = namedBy(object, 'Name');
  const path = textOf(property(object, 'Path')) ?? '';
  if (name === null || path.includes('\ufffd')) return null;
  const { type, admin } = kindOf(object, name);
  const remark = textOf(property(object, 'Description')) ?? '';
  return { name, path, remark, type, administrative: admin, at: locateAs(`${name} ${path}`) };
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
