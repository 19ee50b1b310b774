/**
 * The zone-based firewall: between zones only what the policy of their pair passes, within a zone and between interfaces
 * of none everything, between a zone and none nothing (IOS "Zone-Based Policy Firewall" configuration guide).
 */
import type { Action, FilterList, FilterRule, Match, Stage } from '../../facts/firewall/model.ts';
import type { ConfigLine } from '../cisco/lines.ts';
import { wordsOf } from '../cisco/lines.ts';
import { type ClassReader, classMatch, classReader } from './class-maps.ts';
import type { Named } from './config.ts';
import type { Dictionary } from './dictionary.ts';
import type { IosInterface } from './interfaces.ts';
import type { StageInput } from './stages.ts';

export interface ZonePair {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Policies attached, with their lines. */
  readonly policies: readonly { readonly name: string; readonly line: ConfigLine }[];
  readonly line: ConfigLine;
}

interface Zones {
  readonly input: StageInput;
  readonly names: Dictionary;
  readonly classes: ClassReader;
  readonly pairs: readonly ZonePair[];
  /** Rules of policies that were read, by name. */
  readonly policies: Map<string, readonly FilterRule[]>;
}

function zonePair(input: StageInput, { words, block }: Named): ZonePair {
  const after = (word: string): string => words[words.indexOf(word) + 1] ?? '';
  const policies = block.body.flatMap((line) => {
    const parts = wordsOf(line.text);
    const attached = parts[0] === 'service-policy' && parts[1] === 'type' && parts[2] === 'inspect';
    if (attached) input.draft.tally.understood();
    else input.draft.tally.irrelevant();
    return attached ? [{ name: parts.at(-1) ?? '', line }] : [];
  });
  return {
    name: words[2] ?? '',
    from: after('source'),
    to: after('destination'),
    policies,
    line: block.line,
  };
}

function rule(
  input: StageInput,
  id: string,
  line: ConfigLine,
  match: Match,
  action: Action,
  log: boolean,
): FilterRule {
  return {
    id,
    name: null,
    at: input.draft.at(line),
    enabled: true,
    match,
    action,
    log,
    hits: null,
    comment: null,
  };
}

const UNKNOWN: Action = {
  do: 'unknown',
  what: {
    ja: 'ゾーン ペアのポリシーが証拠にないか、動作が読み取れない',
    en: 'the policy of the zone pair is not in the evidence, or its action was not understood',
  },
};

/** `inspect`, `pass [log]`, `drop [log]`, of the last line that says one. */
function actionOf(lines: readonly ConfigLine[]): { action: Action; log: boolean } {
  for (const line of [...lines].reverse()) {
    const [first, second] = wordsOf(line.text);
    if (first === 'inspect' || first === 'pass') return { action: { do: 'permit' }, log: second === 'log' };
    if (first === 'drop') return { action: { do: 'deny' }, log: second === 'log' };
  }
  // A class without an action is dropped.
  return lines.some((l) => !/^(?:police|urlfilter|service-policy|exit|description|no)\b/.test(l.text))
    ? { action: UNKNOWN, log: false }
    : { action: { do: 'deny' }, log: false };
}

/** The lines of a policy by class: a class and the deeper lines behind it. */
function classesOf(
  map: Named,
): readonly { readonly head: ConfigLine; readonly lines: readonly ConfigLine[] }[] {
  const out: { head: ConfigLine; lines: ConfigLine[] }[] = [];
  for (const line of map.block.body) {
    if (/^class\s/.test(line.text)) out.push({ head: line, lines: [] });
    else if (!/^(?:description\b|!)/.test(line.text)) out.at(-1)?.lines.push(line);
  }
  return out;
}

function policyRules(z: Zones, name: string, map: Named): readonly FilterRule[] {
  const rules = z.policies.get(name) ?? readPolicy(z, map);
  z.policies.set(name, rules);
  return rules;
}

const POLICY_LINE = /^(?:class|inspect|pass|drop|police|urlfilter|service-policy|description|exit|no)\b/;

function readPolicy(z: Zones, map: Named): readonly FilterRule[] {
  for (const line of map.block.body) {
    if (POLICY_LINE.test(line.text)) z.input.draft.tally.understood();
    else z.input.draft.unread(line);
  }
  return classesOf(map).map(({ head, lines }) => {
    const name = wordsOf(head.text).at(-1) ?? '';
    const match: Match = name === 'class-default' ? { kind: 'always' } : classMatch(z.classes, name, head);
    const { action, log } = actionOf(lines);
    return rule(z.input, name, head, match, action, log);
  });
}

const pairId = (pair: ZonePair): string => `zone-pair ${pair.name}`;

/** What no class takes is dropped (`class class-default` drops unless it says otherwise). */
function pairList(z: Zones, pair: ZonePair): FilterList {
  const rules = pair.policies.flatMap(({ name, line }) => {
    const map = z.input.config.policyMaps.get(name);
    return map ? policyRules(z, name, map) : [rule(z.input, name, line, { kind: 'always' }, UNKNOWN, false)];
  });
  return {
    id: pairId(pair),
    name: pair.name,
    rules,
    end: { do: 'deny' },
    endLog: null,
    at: z.input.draft.at(pair.line),
  };
}

const DEFAULT = 'default';

/** With a zone called `default` every interface without one is in it. */
const zoneOf = (z: Zones, i: IosInterface): string | null =>
  i.zone ?? (z.input.config.zones.has(DEFAULT) ? DEFAULT : null);

const portsOf = (z: Zones, zone: string | null): readonly string[] =>
  z.input.interfaces.filter((i) => zoneOf(z, i) === zone).map((i) => i.name);

function fromZone(z: Zones, zone: string, line: ConfigLine): FilterList {
  const pairs = z.pairs.filter((p) => p.from === zone && p.to !== 'self');
  const inner = pairs.some((p) => p.to === zone);
  const out = (to: string): Match => ({ kind: 'out', ports: portsOf(z, to) });
  const rules = [
    ...pairs.map((p) => rule(z.input, p.name, p.line, out(p.to), { do: 'goto', list: pairId(p) }, false)),
    ...(inner
      ? []
      : [
          {
            ...rule(z.input, zone, line, out(zone), { do: 'permit' } as const, false),
            implicit: true as const,
          },
        ]),
  ];
  return {
    id: `zone ${zone}`,
    name: zone,
    rules,
    end: { do: 'deny' },
    endLog: null,
    at: z.input.draft.at(line),
  };
}

/** Interfaces of no zone reach each other, and no zone. */
function fromNone(z: Zones, zoned: readonly string[], line: ConfigLine): FilterList {
  const closed = rule(z.input, 'no zone', line, { kind: 'out', ports: zoned }, { do: 'deny' }, false);
  return {
    id: 'no zone',
    name: 'no zone',
    rules: [{ ...closed, implicit: true }],
    end: { do: 'permit' },
    endLog: null,
    at: z.input.draft.at(line),
  };
}

/** Maps that no pair uses, and those that look into applications, which only narrow. */
function countUnused(z: Zones): void {
  const { classMaps, policyMaps } = z.input.config;
  for (const [name, map] of classMaps)
    if (!z.classes.done.has(name)) z.input.draft.tally.irrelevant(map.block.body.length);
  for (const [name, map] of policyMaps)
    if (!z.policies.has(name)) z.input.draft.tally.irrelevant(map.block.body.length);
}

export interface ZoneStages {
  readonly lists: readonly FilterList[];
  readonly forward: readonly Stage[];
  /** To the router itself, by pairs whose destination is `self`. */
  readonly input: readonly Stage[];
}

export function zoneStages(input: StageInput, names: Dictionary): ZoneStages {
  const z: Zones = {
    input,
    names,
    classes: classReader(input, names),
    pairs: input.config.zonePairs.map((p) => zonePair(input, p)),
    policies: new Map(),
  };
  const zones = [...new Set(input.interfaces.flatMap((i) => zoneOf(z, i) ?? []))];
  const [first] = input.interfaces;
  if (zones.length === 0 || !first) {
    countUnused(z);
    return { lists: [], forward: [], input: [] };
  }
  const zoned = zones.flatMap((zone) => portsOf(z, zone));
  const none = portsOf(z, null);
  const lists = zones.map((zone) =>
    fromZone(z, zone, input.interfaces.find((i) => i.zone === zone)?.at ?? first.at),
  );
  const forward: Stage[] = zones.map((zone) => ({
    kind: 'filter',
    list: `zone ${zone}`,
    when: { kind: 'in', ports: portsOf(z, zone) },
  }));
  if (none.length > 0) forward.push({ kind: 'filter', list: 'no zone', when: { kind: 'in', ports: none } });
  const self = z.pairs.filter((p) => p.to === 'self');
  const pairs = z.pairs.map((p) => pairList(z, p));
  countUnused(z);
  return {
    lists: [...pairs, ...lists, ...(none.length > 0 ? [fromNone(z, zoned, first.at)] : [])],
    forward,
    input: self.map((p) => ({
      kind: 'filter',
      list: pairId(p),
      when: { kind: 'in', ports: portsOf(z, p.from) },
    })),
  };
}
