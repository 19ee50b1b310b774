/**
 * Layers of a policy package ([Check Point] Ordered Layers and Inline Layers): every ordered layer must accept; a rule that
 * applies an inline layer leaves what it matches to that layer, whose cleanup ends it.
 */
import type { Action, FilterList } from '../../facts/firewall/model.ts';
import { type JsonObject, textOf } from '../json-value.ts';
import type { Rulebase } from './pages.ts';
import { gap, locatedAt, type Reading } from './read.ts';
import { hiddenRule, readRule } from './rules.ts';

interface Builder {
  readonly reading: Reading;
  readonly layers: ReadonlyMap<string, Rulebase>;
  readonly lists: FilterList[];
  readonly made: Set<string>;
  readonly open: Set<string>;
}

export const listId = (uid: string): string => `layer ${uid}`;

const MAX_OPEN = 50;

/** What becomes of what no rule of the layer matches, as the layer's own properties say. */
function cleanup(reading: Reading, layer: Rulebase): Action {
  const said = textOf(reading.objects.get(layer.uid)?.['implicit-cleanup-action'])?.toLowerCase();
  if (said === 'drop') return { do: 'deny' };
  if (said === 'accept') return { do: 'permit' };
  return {
    do: 'unknown',
    what: {
      ja: `レイヤー ${layer.name} の暗黙のクリーンアップ (drop か accept か。show-package で採取する)`,
      en: `the implicit cleanup of the layer ${layer.name} (drop or accept: collect show-package)`,
    },
  };
}

const isRule = (item: JsonObject): boolean => textOf(item.type) === 'access-rule';

function inline(builder: Builder, uid: string): string | null {
  const layer = builder.layers.get(uid);
  if (!layer || builder.open.has(uid) || builder.open.size > MAX_OPEN) return null;
  addLayer(builder, layer);
  return listId(uid);
}

function addLayer(builder: Builder, layer: Rulebase): void {
  const { reading, lists, made, open } = builder;
  if (made.has(layer.uid)) return;
  open.add(layer.uid);
  const rules = layer.items.map((item) =>
    isRule(item) ? readRule(reading, item, (uid) => inline(builder, uid)) : hiddenRule(reading, item),
  );
  open.delete(layer.uid);
  made.add(layer.uid);
  const at = locatedAt(reading, layer.uid, layer.name);
  if (!layer.whole) {
    gap(reading, layer.uid, layer.name, 'incomplete-rulebase', {
      ja: `レイヤー ${layer.name} のルールがすべては揃っていない (from / to / total)。limit と offset を変えて残りも採取する`,
      en: `not all rules of the layer ${layer.name} are here (from, to, total); collect the other pages with limit and offset`,
    });
  }
  lists.push({
    id: listId(layer.uid),
    name: layer.name,
    rules,
    end: cleanup(reading, layer),
    endLog: null,
    at,
  });
}

/** The lists of some ordered layers and of all that they apply. */
export function layerLists(
  reading: Reading,
  all: readonly Rulebase[],
  ordered: readonly Rulebase[],
): readonly FilterList[] {
  const builder: Builder = {
    reading,
    layers: new Map(all.map((l) => [l.uid, l])),
    lists: [],
    made: new Set(),
    open: new Set(),
  };
  for (const layer of ordered) addLayer(builder, layer);
  return builder.lists;
}

/** Uids of layers that rules apply. */
export const appliedLayers = (all: readonly Rulebase[]): ReadonlySet<string> =>
  new Set(
    all.flatMap((l) =>
      l.items.flatMap((i) => {
        const ref = i['inline-layer'];
        if (typeof ref === 'string') return [ref];
        return typeof ref === 'object' && ref !== null && !Array.isArray(ref)
          ? [textOf((ref as JsonObject).uid) ?? '']
          : [];
      }),
    ),
  );
