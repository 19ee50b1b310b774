/** One rule of a config.xml in the rule model, and where it belongs. */
import type { Action, Condition, FilterRule, Match } from '../../facts/firewall/model.ts';
import type { Evidence, Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { excerpt } from '../parser.ts';
import { type End, type EndContext, endOf, type Family } from './ends.ts';
import { FAMILY, type Interfaces, portsNamed } from './interfaces.ts';
import { GONE, type RawEnd, type RawRule, ruleText } from './raw-rule.ts';
import { flagsOf, type ServiceContext, serviceOf } from './services.ts';

/** Which way a packet crosses a port: pf asks every rule twice of a packet that is forwarded. */
export type Way = 'in' | 'out';

export interface Placed {
  readonly rule: FilterRule;
  readonly quick: boolean;
}

export interface Note {
  readonly kind: string;
  readonly because: Bilingual;
  readonly at: Location;
}

export interface RuleContext extends EndContext, ServiceContext {
  readonly evidence: Evidence;
  readonly schedules: ReadonlyMap<string, Condition>;
  /** Whether the file has a section of interface groups. */
  readonly groupsWritten: boolean;
  readonly ports: Map<string, Match>;
  readonly notes: Note[];
  readonly ids: Map<string, number>;
}

const always: Match = { kind: 'always' };

export const conditionMatch = (condition: Condition): Match => ({ kind: 'condition', condition });

const unknownPart = (id: string, what: string): Match =>
  conditionMatch({
    id: `${id} ${what}`,
    choice: 'unknown',
    what: {
      ja: `規則 ${id} の読み取れない部分 (${what})`,
      en: `a part of rule ${id} that was not understood (${what})`,
    },
  });

/** Tracker or uuid, else its number in the file; made distinct where one stands twice. */
function idOf(context: RuleContext, raw: RawRule, index: number): string {
  const own = raw.record.uuid ?? raw.record.fields.tracker ?? '';
  const id = own === '' ? `rule ${index + 1}` : own;
  const count = (context.ids.get(id) ?? 0) + 1;
  context.ids.set(id, count);
  return count === 1 ? id : `${id} (${count})`;
}

export const locationOf = (evidence: Evidence, line: number, text: string): Location => ({
  file: evidence.file,
  line,
  text: excerpt(text),
});

/** Interfaces that are not there or not enabled are no part of the filter's list of them. */
function livePorts(interfaces: Interfaces, name: string): readonly string[] {
  return (portsNamed(interfaces, name) ?? []).filter((p) => interfaces.byKey.get(p)?.port.enabled);
}

const sharedPorts = (context: RuleContext, way: Way, ports: readonly string[]): Match => {
  const key = `${way} ${ports.join(' ')}`;
  const known = context.ports.get(key);
  if (known) return known;
  const made: Match = { kind: way, ports };
  context.ports.set(key, made);
  return made;
};

/** A file without a section of groups is not whole, so that the name may be that of one. */
const missingInterface = (way: Way, name: string): Condition => ({
  id: `${way} ${name}`,
  choice: 'unknown',
  what: {
    ja: `このファイルにないインターフェイスかグループ ${name}`,
    en: `interface or group ${name}, which is not in this file`,
  },
});

const isAnyPort = (context: RuleContext, raw: RawRule): boolean =>
  raw.interfaces.length === 0 || (context.flavour === 'pfsense' && raw.interfaces.includes('any'));

/** null: the rule is left out. A floating rule of pfSense none of whose interfaces exists is for every one. */
function portMatchOf(context: RuleContext, raw: RawRule, way: Way): Match | null {
  if (isAnyPort(context, raw)) return raw.floating || context.flavour === 'opnsense' ? always : null;
  const each = raw.interfaces.map((name) => livePorts(context.interfaces, name));
  const found = [...new Set(each.flat())];
  if (found.length === 0 && !context.groupsWritten) {
    return conditionMatch(missingInterface(way, raw.interfaces.join(',')));
  }
  if (found.length === 0) return raw.floating && context.flavour === 'pfsense' ? always : null;
  if (!raw.interfaceNot) return sharedPorts(context, way, found);
  const of = each.map((ports): Match => ({ kind: 'not', of: sharedPorts(context, way, ports) }));
  return of.length === 1 ? (of[0] ?? always) : { kind: 'any', of };
}

/** One side: several texts are alternatives; `not` of several is not what any release says clearly. */
function sideEnd(context: RuleContext, raw: RawEnd, side: 'src' | 'dst'): End | { readonly strange: string } {
  const [text, ...more] = raw.texts;
  if (text === undefined) {
    const silent = context.flavour === 'opnsense' && raw.port === '';
    return silent ? endOf(context, side, 'any', false) : { gone: side === 'src' ? 'source' : 'destination' };
  }
  if (more.length === 0) return endOf(context, side, text, raw.not);
  if (raw.not) return { strange: `not ${raw.texts.join(',')}` };
  const ends = raw.texts.map((t) => endOf(context, side, t, false));
  const missing = ends.find((e) => 'gone' in e);
  if (missing) return missing;
  const there = ends.flatMap((e) => ('match' in e ? [e] : []));
  return { match: { kind: 'any', of: there.map((e) => e.match) }, families: [4, 6] };
}

/** Only families that the rule is for and both sides have; null: all. */
function familyMatch(context: RuleContext, raw: RawRule, ends: readonly (readonly Family[])[]): Match | null {
  const own: readonly Family[] =
    raw.family === 'inet46' || (raw.family === '' && context.flavour === 'opnsense')
      ? [4, 6]
      : raw.family === 'inet6'
        ? [6]
        : [4];
  const left = own.filter((f) => ends.every((families) => families.includes(f)));
  if (left.length === 2) return null;
  const [family] = left;
  return family === undefined ? { kind: 'never' } : FAMILY_MATCH[family];
}

const FAMILY_MATCH: Readonly<Record<Family, Match>> = {
  4: { kind: 'src', set: FAMILY[4] },
  6: { kind: 'src', set: FAMILY[6] },
};

/** What else a rule asks. A tag is set by other rules, which this reading does not follow: each rule may see another. */
function extras(context: RuleContext, raw: RawRule, id: string): readonly Match[] {
  const { fields, odd } = raw.record;
  const of: Match[] = odd.map((field) => unknownPart(id, field));
  const schedule = fields.sched ? context.schedules.get(fields.sched) : undefined;
  if (schedule) of.push(conditionMatch(schedule));
  if (fields.tagged) {
    const what = {
      ja: `タグ ${fields.tagged} の付いたパケット`,
      en: `packets with the tag ${fields.tagged}`,
    };
    of.push(conditionMatch({ id: `tagged ${fields.tagged} (${id})`, choice: 'unknown', what }));
  }
  for (const [field, ja] of SENDER) {
    const value = fields[field];
    if (!value || value === 'none') continue;
    const what = { ja: `${ja} ${value}`, en: `${field} ${value}` };
    of.push(conditionMatch({ id: `${field} ${value}`, choice: 'sender', what }));
  }
  if (raw.enabled === 'unsure') of.push(unknownPart(id, 'disabled'));
  return of;
}

/** What a sender writes into the packet as it likes. */
const SENDER = [
  ['os', '送信元の OS 種別'],
  ['dscp', 'DSCP'],
  ['tos', 'TOS'],
  ['prio', 'VLAN 優先度'],
  ['vlanprio', 'VLAN 優先度'],
] as const;

function actionOf(context: RuleContext, raw: RawRule): Action {
  const { type } = raw;
  if (type === 'block') return { do: 'deny' };
  if (type === 'reject') return { do: 'deny', reject: 'tcp-reset, icmp-unreachable' };
  if (type === 'match') return { do: 'next' };
  // An older or absent type is pass in pfSense; OPNsense hands the word on to pf.
  if (type === 'pass' || type === '' || context.flavour === 'pfsense') return { do: 'permit' };
  return {
    do: 'unknown',
    what: { ja: `動作 ${type} を読み取れない`, en: `action ${type} is not understood` },
  };
}

interface Parts {
  readonly match: Match;
  readonly gone: string | null;
}

function combine(of: readonly (Match | null)[]): Match {
  const parts = of.filter((m): m is Match => m !== null && m.kind !== 'always');
  return parts.length === 0 ? always : parts.length === 1 ? (parts[0] ?? always) : { kind: 'all', of: parts };
}

function partsOf(context: RuleContext, raw: RawRule, id: string, way: Way): Parts {
  const port = portMatchOf(context, raw, way);
  const src = sideEnd(context, raw.source, 'src');
  const dst = sideEnd(context, raw.destination, 'dst');
  const service = serviceOf(context, raw);
  const flags = flagsOf(context.flavour, raw);
  const left = port === null ? raw.interfaces.join(',') || 'interface' : null;
  const gone = left ?? [src, dst, service].flatMap((p) => ('gone' in p ? [p.gone] : []))[0] ?? null;
  const known = (
    part: { readonly match: Match } | { readonly gone: string } | { readonly strange: string },
  ): Match =>
    'match' in part ? part.match : 'strange' in part ? unknownPart(id, part.strange) : { kind: 'never' };
  const families = [src, dst].flatMap((e) => ('families' in e ? [e.families] : []));
  const flagged = flags === null ? null : 'strange' in flags ? unknownPart(id, flags.strange) : flags;
  const of = [port, familyMatch(context, raw, families), known(service), flagged, known(src), known(dst)];
  return { match: combine([...of, ...extras(context, raw, id)]), gone };
}

/** The rule as each way sees it; the same object but for the side of its ports. */
export function placeRule(
  context: RuleContext,
  raw: RawRule,
  index: number,
): { readonly in: Placed | null; readonly out: Placed | null } {
  const id = idOf(context, raw, index);
  const at = locationOf(context.evidence, raw.record.line, ruleText(raw));
  const make = (way: Way): Placed => {
    const { match, gone } = partsOf(context, raw, id, way);
    if (gone !== null && raw.enabled) noteGone(context, gone, at);
    const rule: FilterRule = {
      id,
      name: null,
      at,
      enabled: raw.enabled !== false && gone === null,
      match,
      action: actionOf(context, raw),
      log: raw.log,
      hits: null,
      comment: raw.comment,
    };
    return { rule, quick: raw.quick };
  };
  const { direction } = raw;
  return {
    in: direction === 'out' ? null : make('in'),
    out: direction === 'in' ? null : make('out'),
  };
}

function noteGone(context: RuleContext, gone: string, at: Location): void {
  context.notes.push({ kind: 'undefined-reference', because: GONE(gone), at });
}
