/**
 * IPsec by crypto maps on IOS: what comes out of a tunnel is not asked of the list of its interface again (since
 * 12.3(8)T, "Crypto Access Check on Clear-Text Packets"). Tunnel interfaces filter by their own lists.
 */
import type { FilterList, Match } from '../../facts/firewall/model.ts';
import { type Block, wordsOf } from '../cisco/lines.ts';
import { chosenBy, either, every } from '../cisco/matches.ts';
import { reversed } from '../cisco/reversed.ts';
import type { Dictionary } from './dictionary.ts';
import type { IosInterface } from './interfaces.ts';

/** Names of the lists of a crypto map, and whether an entry takes what peers ask for. */
interface CryptoMap {
  readonly lists: readonly string[];
  readonly open: boolean;
}

function cryptoMap(blocks: readonly Block[], name: string): CryptoMap {
  const entries = blocks.filter((b) => wordsOf(b.line.text)[2] === name);
  const lists = entries.flatMap((b) =>
    b.body.flatMap((l) => {
      const words = wordsOf(l.text);
      return words[0] === 'match' && words[1] === 'address' ? (words.at(-1) ?? []) : [];
    }),
  );
  const open = entries.some((b) => / dynamic /.test(b.line.text)) || entries.length === 0;
  return { lists, open };
}

/** Packets out of the tunnels of a crypto map into its interface; null: it has none. */
export function tunnelsInto(
  blocks: readonly Block[],
  lists: ReadonlyMap<string, FilterList>,
  names: Dictionary,
): (i: IosInterface) => Match | null {
  return (i) => {
    if (i.cryptoMap === null) return null;
    const map = cryptoMap(blocks, i.cryptoMap);
    const known = map.lists.every((name) => lists.has(name)) && !map.open;
    const condition = names.conditions.of(`tunnel ${i.name}`, known ? 'sender' : 'unknown', {
      ja: `${i.name} に終端する VPN から来た通信か`,
      en: `whether it comes out of a VPN that ends on ${i.name}`,
    });
    const from = known
      ? either(map.lists.map((name) => reversed(chosenBy(lists.get(name)?.rules ?? []))))
      : ({ kind: 'always' } as const);
    return every(from, condition);
  };
}
