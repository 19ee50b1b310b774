/** One record of a Registry.pol: `[key;value;type;size;data]` ([MS-GPREG] 2.2.1), read as its own fields say. */
import type { RegistryType } from '../facts/registry.ts';
import type { Bilingual } from '../model/text.ts';
import { registryType } from './registry-data.ts';

export interface PolRecord {
  readonly key: string;
  readonly name: string;
  readonly type: RegistryType;
  readonly bytes: Uint8Array;
  /** Offset after its `]`. */
  readonly end: number;
}

/** Why a record cannot be read, with the offset in the file. */
export interface Damage {
  readonly damage: Bilingual;
}

const OPEN = 0x5b;
const CLOSE = 0x5d;
const SEMICOLON = 0x3b;
const UTF16 = new TextDecoder('utf-16le');

const unit = (view: DataView, at: number): number =>
  at + 2 <= view.byteLength ? view.getUint16(at, true) : -1;

const damaged = (at: number, ja: string, en: string): Damage => ({
  damage: { ja: `${ja} (オフセット ${at})`, en: `${en} (offset ${at})` },
});

const missing = (at: number, what: string): Damage =>
  damaged(at, `${what} があるべき所にない`, `no ${what} where one must be`);

/** Text up to its NUL, which a semicolon must follow. `end` is after that semicolon. */
function readText(view: DataView, bytes: Uint8Array, at: number): { text: string; end: number } | Damage {
  let end = at;
  while (unit(view, end) > 0) end += 2;
  if (unit(view, end) < 0) return damaged(at, '名前が終わっていない', 'a name has no end');
  if (unit(view, end + 2) !== SEMICOLON) return missing(end + 2, ';');
  return { text: UTF16.decode(bytes.subarray(at, end)), end: end + 4 };
}

function readNumber(view: DataView, at: number): { value: number; end: number } | Damage {
  if (at + 4 > view.byteLength)
    return damaged(at, '数値の途中で終わっている', 'the file ends inside a number');
  if (unit(view, at + 4) !== SEMICOLON) return missing(at + 4, ';');
  return { value: view.getUint32(at, true), end: at + 6 };
}

/** The record at offset `at`. Nothing is guessed where a size or a delimiter does not fit. */
export function readRecord(view: DataView, bytes: Uint8Array, at: number): PolRecord | Damage {
  if (unit(view, at) !== OPEN) return missing(at, '[');
  const key = readText(view, bytes, at + 2);
  if ('damage' in key) return key;
  const name = readText(view, bytes, key.end);
  if ('damage' in name) return name;
  const type = readNumber(view, name.end);
  if ('damage' in type) return type;
  const size = readNumber(view, type.end);
  if ('damage' in size) return size;
  const end = size.end + size.value;
  if (end > bytes.length)
    return damaged(size.end, 'サイズがファイルの残りより大きい', 'a size exceeds the file');
  if (unit(view, end) !== CLOSE) return missing(end, ']');
  const data = bytes.subarray(size.end, end);
  return { key: key.text, name: name.text, type: registryType(type.value), bytes: data, end: end + 2 };
}
