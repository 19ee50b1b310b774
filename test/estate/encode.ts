/** Text to the bytes in which Windows would have written it. */

/** Unicode to CP932, by asking the decoder for every code: the inverse of what the program decodes with. */
const toCp932 = (() => {
  const decoder = new TextDecoder('shift_jis');
  const map = new Map<string, readonly number[]>();
  for (let b = 0; b < 0x80; b++) map.set(String.fromCharCode(b), [b]);
  for (let b = 0xa1; b < 0xe0; b++) map.set(decoder.decode(Uint8Array.of(b)), [b]);
  for (let hi = 0x81; hi < 0xfd; hi++) {
    if (hi >= 0xa0 && hi < 0xe0) continue;
    for (let lo = 0x40; lo < 0xfd; lo++) {
      const text = decoder.decode(Uint8Array.of(hi, lo));
      if (text.length === 1 && text !== '\ufffd' && !map.has(text)) map.set(text, [hi, lo]);
    }
  }
  return map;
})();

export function cp932(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const c of text) {
    const code = toCp932.get(c);
    if (!code) throw new Error(`no CP932 code for ${c}`);
    bytes.push(...code);
  }
  return Uint8Array.from(bytes);
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const utf16le = (text: string, bom = true): Uint8Array =>
  Buffer.from(`${bom ? '\ufeff' : ''}${text}`, 'utf16le');

export const crlf = (lines: readonly string[]): string => lines.map((l) => `${l}\r\n`).join('');
