/**
 * Exports of a Check Point management server: `mgmt_cli show access-rulebase … --format json`, and what goes with it. There
 * are no interfaces and no routes in them. The policy sees packets as they came in, before NAT.
 */
import {
  ANY,
  type FilterList,
  type FirewallDevice,
  type Match,
  type Stage,
} from '../../facts/firewall/model.ts';
import type { Evidence, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { isObject, type JsonObject, textOf } from '../json-value.ts';
import { all, not } from '../junos/match.ts';
import { locate, type ParseContext, type Parsed, type Parser, problem } from '../parser.ts';
import { type Documents, readDocuments, uidLines } from './documents.ts';
import { impliedMatch } from './implied.ts';
import { appliedLayers, layerLists, listId } from './layers.ts';
import { natStages } from './nat.ts';
import { addDocuments, addNeighbours, type Parts, startParts } from './neighbours.ts';
import { type Rulebase, rulebases } from './pages.ts';
import { addObject, condition, listOf, locatedAt, note, type Reading, startReading, uidOf } from './read.ts';

const HEAD = 4096;
const RULEBASE = /"(?:rulebase|objects-dictionary)"\s*:\s*\[/;
const OF_SERVER =
  /"(?:objects-dictionary|rule-number|domain-type|access-rule|access-section|nat-rule|nat-section)"/;
const OTHERS =
  /"type"\s*:\s*"(?:package|global-properties|simple-gateway|service-tcp|access-layer)"|"objects"\s*:\s*\[[\s\S]*"domain-type"/;

function recognise({ text }: Evidence): boolean {
  const head = text.slice(0, HEAD);
  if (!/^\s*[[{]/.test(head)) return false;
  return (
    (RULEBASE.test(head) && OF_SERVER.test(head)) ||
    (OTHERS.test(head) && /"domain-type"|"package"|"firewall"/.test(head))
  );
}

const DAMAGED: Bilingual = {
  ja: 'JSON として読めない部分がある。採取し直す',
  en: 'a part of it cannot be read as JSON; collect it again',
};
const CUT: Bilingual = {
  ja: 'JSON の途中で終わっている。末尾が欠けている。採取し直す',
  en: 'ends inside the JSON: its end is missing; collect it again',
};
const UNREAD = (file: string): Bilingual => ({
  ja: `一緒に読むファイル ${file} が壊れているか、どれのことか決められない`,
  en: `${file}, which belongs to it, is damaged or could be one of several`,
});

/** The ordered layers; null where the package that orders them is not among the evidence. */
interface Order {
  readonly layers: readonly Rulebase[];
  /** Of the package, and in no file. */
  readonly missing: readonly JsonObject[];
  readonly known: boolean;
  readonly name: string;
  /** Whether the package has a NAT policy; null: not told. */
  readonly nat: boolean | null;
}

/** The package that orders these layers: the only one, or the only one that names one of them. */
function packageOf(packages: readonly JsonObject[], layers: readonly Rulebase[]): JsonObject | null {
  const own = packages.filter((p) => {
    const named = listOf(p['access-layers']).flatMap((l) => (isObject(l) ? [uidOf(l)] : []));
    return layers.some((l) => named.includes(l.uid));
  });
  return own.length === 1 ? (own[0] ?? null) : null;
}

function orderOf(parts: Parts, layers: readonly Rulebase[]): Order {
  const found = packageOf(parts.packages, layers);
  if (!found) {
    const applied = appliedLayers(layers);
    return {
      layers: layers.filter((l) => !applied.has(l.uid)),
      missing: [],
      known: false,
      name: '',
      nat: null,
    };
  }
  const named = listOf(found['access-layers']).filter(isObject);
  const byUid = new Map(layers.map((l) => [l.uid, l]));
  return {
    layers: named.flatMap((l) => byUid.get(uidOf(l)) ?? []),
    missing: named.filter((l) => !byUid.has(uidOf(l))),
    known: true,
    name: textOf(found.name) ?? '',
    nat: typeof found['nat-policy'] === 'boolean' ? found['nat-policy'] : null,
  };
}

/** A layer of the package that is not here may drop what the others accept. */
function missingLists(reading: Reading, order: Order): readonly FilterList[] {
  return order.missing.map((layer) => {
    const name = textOf(layer.name) ?? uidOf(layer);
    const what = {
      ja: `ポリシー パッケージのレイヤー ${name} が証拠にない`,
      en: `the layer ${name} of the policy package is not among the evidence`,
    };
    note(reading, uidOf(layer), name, 'missing-layer', what);
    return {
      id: listId(uidOf(layer)),
      name,
      rules: [],
      end: { do: 'unknown' as const, what },
      endLog: null,
      at: locatedAt(reading, uidOf(layer), name),
    };
  });
}

const OTHER_LAYERS = 'other layers';

/** Without the package, further ordered layers may drop more. */
function otherLayers(reading: Reading): FilterList {
  const what = {
    ja: 'ほかの順序付きレイヤーがあるかどうか (show-package で採取する)',
    en: 'whether there are other ordered layers (collect show-package)',
  };
  note(reading, '', '', 'layers-unknown', what);
  const at = locatedAt(reading, '', '');
  return {
    id: OTHER_LAYERS,
    name: OTHER_LAYERS,
    rules: [
      {
        id: OTHER_LAYERS,
        name: null,
        at,
        enabled: true,
        implicit: true,
        match: condition(reading, OTHER_LAYERS, 'unknown', what),
        action: { do: 'deny' },
        log: null,
        hits: null,
        comment: null,
      },
    ],
    end: { do: 'permit' },
    endLog: null,
    at,
  };
}

/** NAT rules are quoted from the file that holds them; all else they share. */
const natReading = (reading: Reading, { natFrom }: Parts): Reading =>
  natFrom ? { ...reading, evidence: natFrom, lines: uidLines(natFrom.text) } : reading;

/** Of several layers without their package, each may be one that is not installed. */
const inPackage = (reading: Reading, list: string): Match =>
  condition(reading, `${list} in the package`, 'unknown', {
    ja: 'どのレイヤーがポリシー パッケージに入っているか (show-package で採取する)',
    en: 'which of the layers are in the policy package (collect show-package)',
  });

function deviceOf(reading: Reading, parts: Parts): FirewallDevice | null {
  const layers = rulebases(parts.access);
  if (layers.length === 0) return null;
  const order = orderOf(parts, layers);
  const lists = [
    ...layerLists(reading, layers, order.layers),
    ...missingLists(reading, order),
    ...(order.known ? [] : [otherLayers(reading)]),
  ];
  const implied = impliedMatch(reading, { properties: parts.properties, machinesKnown: parts.machines });
  const when = implied.kind === 'never' ? ANY : not(implied);
  const ordered = [
    ...order.layers.map((l) => listId(l.uid)),
    ...order.missing.map((l) => listId(uidOf(l))),
    ...(order.known ? [] : [OTHER_LAYERS]),
  ];
  const nat = natStages(natReading(reading, parts), rulebases(parts.nat), order.nat === false);
  const doubtful =
    !order.known && order.layers.length > 1 ? new Set(order.layers.map((l) => listId(l.uid))) : null;
  const stages = ordered.map(
    (list): Stage => ({
      kind: 'filter',
      list,
      when: doubtful?.has(list) ? all(when, inPackage(reading, list)) : when,
      sees: 'original',
    }),
  );
  return {
    context: order.name,
    vendor: 'checkpoint',
    hostname: null,
    version: null,
    families: [4, 6],
    stateful: true,
    ports: [],
    routes: [],
    routesComplete: false,
    lists: [...lists, ...nat.lists],
    forward: [...stages, ...nat.stages],
    input: null,
    gaps: reading.gaps,
    notes: reading.notes,
    at: locate(reading.evidence, 1, layers[0]?.name ?? ''),
  };
}

function faults(evidence: Evidence, documents: Documents): readonly Problem[] {
  return [
    ...(documents.cut ? [problem(evidence, documents.bad.at(-1) ?? 1, CUT, true)] : []),
    ...(documents.cut ? documents.bad.slice(0, -1) : documents.bad).map((line) =>
      problem(evidence, line, DAMAGED, true),
    ),
  ];
}

function addFaults(reading: Reading, parts: Parts, found: readonly Problem[]): void {
  for (const p of found) {
    reading.gaps.push({ kind: 'damaged', because: p.message, at: locate(reading.evidence, p.line, '') });
  }
  for (const file of parts.unread) {
    reading.gaps.push({ kind: 'damaged', because: UNREAD(file), at: locate(reading.evidence, 1, '') });
  }
}

/** Objects are counted too: a dictionary is most of such a file. */
function countObjects(reading: Reading, parts: Parts, own: number): void {
  reading.count.irrelevant(Math.max(0, own));
  for (const object of parts.objects) addObject(reading, object);
}

function parse(evidence: Evidence, context: ParseContext): Parsed {
  const documents = readDocuments(evidence.text);
  const parts = startParts();
  addDocuments(parts, documents.values, true);
  const reading = startReading(evidence, uidLines(evidence.text));
  const found = faults(evidence, documents);
  const own = parts.objects.length + parts.nat.length + parts.packages.length;
  if (parts.access.length > 0) addNeighbours(parts, context);
  countObjects(reading, parts, own);
  addFaults(reading, parts, found);
  const device = deviceOf(reading, parts);
  for (const p of found) reading.count.notUnderstood(locate(evidence, p.line, ''));
  return {
    kind: 'checkpoint-json',
    sections: device ? { devices: { devices: [device], at: locate(evidence, 1, evidence.file) } } : {},
    lines: reading.count.counts(),
    notUnderstood: reading.count.listed(),
    intact: documents.cut ? 'cut' : documents.bad.length > 0 ? 'cannot-tell' : 'yes',
    problems: problems(evidence, device, found),
  };
}

function problems(
  evidence: Evidence,
  device: FirewallDevice | null,
  found: readonly Problem[],
): readonly Problem[] {
  const gaps = device?.gaps ?? [];
  const said = new Set(found.map((p) => p.message.en));
  const more = gaps.filter((g) => !said.has(g.because.en));
  return [...found, ...more.map((g) => problem(evidence, g.at.line, g.because, true))];
}

export const checkpointJson: Parser = { kind: 'checkpoint-json', recognise, parse };
