/** The cells of a rule as matches. Each distinct text of a column is read once. */
import { isEmpty } from '../../facts/address-set.ts';
import type { Condition, Match, Service } from '../../facts/firewall/model.ts';
import type { CsvMap } from './map.ts';
import { type Named, named, type Objects, splitCell, within } from './objects.ts';
import { portsOf, protocolService, protocolsOf } from './services.ts';
import { WORDS, type WordKind, wordKey } from './words.ts';

export interface CellContext {
  readonly map: CsvMap;
  readonly objects: Objects;
  readonly words: Readonly<Record<WordKind, ReadonlySet<string>>>;
  readonly within: readonly string[];
  /** By column and cell. */
  readonly made: Map<string, Map<string, Match>>;
  /** Names of zones or interfaces that rules use. */
  readonly ports: Set<string>;
}

const always: Match = { kind: 'always' };
const never: Match = { kind: 'never' };

export const conditionOf = (condition: Condition): Match => ({ kind: 'condition', condition });

export function cellContext(map: CsvMap, objects: Objects): CellContext {
  const all = (kind: WordKind): ReadonlySet<string> =>
    new Set([...WORDS[kind], ...(map.words.get(kind) ?? [])]);
  return {
    map,
    objects,
    words: { any: all('any'), permit: all('permit'), deny: all('deny'), yes: all('yes'), no: all('no') },
    within: within(map),
    made: new Map(),
    ports: new Set(),
  };
}

export const isAny = ({ words }: CellContext, text: string): boolean => words.any.has(wordKey(text));

const anyOf = (of: readonly Match[]): Match =>
  of.length === 1 ? (of[0] ?? never) : of.length === 0 ? never : { kind: 'any', of };

/** `!` or `Negated` turns a whole cell round; SmartConsole writes the latter. */
const NEGATED = /^(?:!|not\s|negated?[\s:]*|\[negated?\]|以外[\s:]*)|(?:\(negated?\)|\snegated|以外)$/i;

interface Turned {
  readonly text: string;
  readonly not: boolean;
}

const turned = (text: string): Turned => {
  const not = NEGATED.test(text.trim());
  return { text: not ? text.trim().replace(NEGATED, '').trim() : text, not };
};

/** An empty cell is no `any` unless the mapping says so. */
const EMPTY = (side: string): Named => ({
  id: `empty ${side}`,
  what: { ja: `空欄の ${side}`, en: `an empty cell for ${side}` },
});

/** What was made of a text before; undefined: nothing. */
function tableOf({ made }: CellContext, column: string): Map<string, Match> {
  const known = made.get(column);
  if (known) return known;
  const table = new Map<string, Match>();
  made.set(column, table);
  return table;
}

function once(context: CellContext, column: string, cell: string, make: () => Match): Match {
  const table = tableOf(context, column);
  const known = table.get(cell);
  if (known) return known;
  const made = make();
  table.set(cell, made);
  return made;
}

const turn = (match: Match, not: boolean): Match => (not ? { kind: 'not', of: match } : match);

const SIDES_NOT = { src: 'src not', dst: 'dst not' } as const;

export function sideMatch(context: CellContext, side: 'src' | 'dst', cell: string, not: boolean): Match {
  return once(context, not ? SIDES_NOT[side] : side, cell, () => {
    const own = turned(cell);
    if (own.text === '' && !isAny(context, '')) return conditionOf(named(side, EMPTY(side)));
    if (isAny(context, own.text)) return turn(always, not !== own.not);
    return turn(addressMatch(context, side, own.text), not !== own.not);
  });
}

function addressMatch(context: CellContext, side: 'src' | 'dst', text: string): Match {
  const parts = splitCell(text, context.within);
  if (parts.some((p) => isAny(context, p))) return always;
  const found = parts.map((p) => context.objects.address(p));
  const sets = found.map((f) => f.set).filter((s) => !isEmpty(s));
  const unknown = new Map(found.flatMap((f) => f.unknown).map((u) => [u.id, u]));
  const of: Match[] = sets.map((set) => ({ kind: side, set }));
  for (const u of unknown.values()) of.push(conditionOf(named(side, u)));
  return anyOf(of);
}

export function serviceMatch(context: CellContext, cell: string, not: boolean): Match {
  return once(context, not ? 'service not' : 'service', cell, () => {
    const own = turned(cell);
    if (own.text === '' && !isAny(context, '')) return conditionOf(named('service', EMPTY('service')));
    if (isAny(context, own.text)) return turn(always, not !== own.not);
    return turn(servicesMatch(context, own.text), not !== own.not);
  });
}

/** `TCP 80, 443`: the separator of cells may be that of ports too, so the cell is tried whole first. */
function servicesMatch(context: CellContext, text: string): Match {
  const whole = context.objects.service(text);
  if (whole.unknown.length === 0) return { kind: 'service', of: whole.of };
  const parts = splitCell(text, context.within);
  if (parts.some((p) => isAny(context, p))) return always;
  const found = parts.map((p) => context.objects.service(p));
  const services = found.flatMap((f) => f.of);
  const unknown = new Map(found.flatMap((f) => f.unknown).map((u) => [u.id, u]));
  const of: Match[] = services.length === 0 ? [] : [{ kind: 'service', of: services }];
  for (const u of unknown.values()) of.push(conditionOf(named('service', u)));
  return anyOf(of);
}

/** Columns for protocol and ports instead of one for services. */
export function protocolMatch(context: CellContext, protocol: string, port: string, sport: string): Match {
  return once(context, 'protocol', `${protocol}\u0000${port}\u0000${sport}`, () => {
    const anyPort = (text: string): string =>
      text === '' || isAny(context, text) || text === '-' ? '' : text;
    const to = anyPort(port);
    const from = anyPort(sport);
    if (protocol === '' || isAny(context, protocol)) {
      if (to === '' && from === '')
        return protocol === '' && !isAny(context, '') ? unread('protocol', protocol) : always;
      return portedMatch(to, from);
    }
    const made = splitCell(protocol, context.within).map((p) => {
      const protocols = protocolsOf(p);
      if (!protocols) return to === '' && from === '' ? namedService(context, p) : null;
      const service = protocolService(protocols, listText(context, to), listText(context, from));
      return service && [service];
    });
    if (made.some((s) => s === null)) return unread('protocol', `${protocol} ${port} ${sport}`);
    return { kind: 'service', of: made.flatMap((s) => s ?? []) };
  });
}

/** `HTTP` in the column of protocols, with no port beside it. */
function namedService({ objects }: CellContext, text: string): readonly Service[] | null {
  const { of, unknown } = objects.service(text);
  return unknown.length === 0 ? of : null;
}

const listText = (context: CellContext, text: string): string => splitCell(text, context.within).join(',');

const unread = (column: string, text: string): Match =>
  conditionOf(
    named('service', {
      id: `${column} ${text.trim()}`,
      what: {
        ja: `読み取れない ${column} ${text.trim()}`,
        en: `${column} ${text.trim()}, which is not understood`,
      },
    }),
  );

/** Ports without a protocol: of TCP and UDP. */
function portedMatch(to: string, from: string): Match {
  const protocols = [
    { from: 6, to: 6 },
    { from: 17, to: 17 },
  ];
  const dport = to === '' ? null : portsOf(to);
  const sport = from === '' ? null : portsOf(from);
  if ((to !== '' && dport === null) || (from !== '' && sport === null))
    return unread('port', `${to} ${from}`);
  return { kind: 'service', of: [{ protocols, sport, dport, icmpType: null, icmpCode: null }] };
}

/** Zones or interfaces. */
export function portMatch(context: CellContext, way: 'in' | 'out', cell: string): Match {
  return once(context, way, cell, () => {
    const own = turned(cell);
    if (own.text === '' || isAny(context, own.text)) return own.not ? never : always;
    const ports = splitCell(own.text, context.within);
    if (ports.some((p) => isAny(context, p))) return always;
    for (const port of ports) context.ports.add(port);
    return turn({ kind: way, ports }, own.not);
  });
}

export function scheduleMatch(context: CellContext, cell: string): Match {
  const key = wordKey(cell);
  if (key === '' || isAny(context, cell) || key === 'always' || key === '常時' || key === '-') return always;
  return once(context, 'schedule', key, () =>
    conditionOf({
      id: `schedule ${key}`,
      choice: 'time',
      what: { ja: `スケジュール ${key}`, en: `schedule ${key}` },
    }),
  );
}

/** A column that narrows a rule. `sender`: by what the sender chooses; `unknown`: in a way that is not known. */
export function narrowing(
  context: CellContext,
  heading: string,
  cell: string,
  choice: 'sender' | 'unknown',
): Match {
  const key = wordKey(cell);
  if (key === '' || key === '-' || isAny(context, cell)) return always;
  return once(context, `column ${heading}`, key, () =>
    conditionOf({
      id: `${heading} ${key}`,
      choice,
      what: { ja: `列「${heading}」の ${key.slice(0, 60)}`, en: `${key.slice(0, 60)} in column ${heading}` },
    }),
  );
}
