/** Attributes with so many values that the server gives them in parts ([MS-ADTS] 3.1.1.3.1.3.3). */
import type { Bilingual } from '../../model/text.ts';
import type { Connection } from './connection.ts';
import { type OpenRange, openRanges } from './entry.ts';
import type { SearchEntryMessage } from './message.ts';
import { search } from './session.ts';

/** Parts of one attribute: a group of five million members comes in fewer (MaxValRange is 1,500). */
const MAX_PARTS = 4000;

const ENDLESS: Bilingual = {
  ja: `サーバーが一つの属性を ${MAX_PARTS} 回を超えて小分けに返す`,
  en: `the server gives an attribute in more than ${MAX_PARTS} parts`,
};

const partOf = (range: OpenRange) => ({
  base: range.dn,
  scope: 'base' as const,
  filter: '(objectClass=*)',
  attributes: [`${range.attribute};range=${range.from}-*`],
  descriptors: false,
});

/**
 * Asks for the rest of what came in parts.
 *
 * @returns why it is not all; null: it is
 * @throws {CollectFault} where the connection is lost or does not answer
 */
export async function readRanges(
  connection: Connection,
  pageSize: number,
  first: readonly OpenRange[],
  take: (entry: SearchEntryMessage) => void,
): Promise<Bilingual | null> {
  let open = first;
  for (let parts = 1; open.length > 0; parts += 1) {
    if (parts > MAX_PARTS) return ENDLESS;
    const next: OpenRange[] = [];
    for (const range of open) {
      const ended = await search(connection, partOf(range), pageSize, (entry) => {
        take(entry);
        // A part that begins where this one did brings nothing new.
        next.push(...openRanges(entry).filter(({ from }) => from > range.from));
      });
      if (ended.because) return ended.because;
    }
    open = next;
  }
  return null;
}
