/** Hit counts from `show access-lists` and `show ip access-lists`. */
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { hitKey } from './lists.ts';

const HEAD = /^(?:(?:Standard|Extended|Reflexive) IP|IPv6|Extended MAC) access list (\S+)/;

export const isListing = (line: string): boolean => line.length < 400 && HEAD.test(line);

/** `    10 permit tcp any any eq www (123 matches)` below `Extended IP access list 101`. */
export function hitsOf(lines: readonly ConfigLine[]): ReadonlyMap<string, number> {
  const hits = new Map<string, number>();
  let list: string | null = null;
  for (const line of lines) {
    const name: string | undefined = HEAD.exec(line.text)?.[1];
    if (name !== undefined) list = name;
    const count = /\((\d{1,15}) match(?:es)?\)/.exec(line.text)?.[1];
    const words = wordsOf(line.text.slice(0, 400));
    const number = words[0] ?? '';
    const sequence = /^\d+$/.test(number) ? number : (words[words.indexOf('sequence') + 1] ?? '');
    if (list !== null && count !== undefined && /^\d+$/.test(sequence))
      hits.set(hitKey(list, Number(sequence)), Number(count));
  }
  return hits;
}
