/**
 * One size of rule base in a process of its own, so that its memory is its own: `rules rounds plain|zones all|pairs output`.
 * `pairs`: nothing else.
 */
import { writeFileSync } from 'node:fs';
import { OVERFLOW } from '../src/facts/bdd.ts';
import { clipOf, effectiveSets, prepare } from '../src/facts/firewall/effective.ts';
import type { FirewallDevice, Match } from '../src/facts/firewall/model.ts';
import { reachable } from '../src/facts/firewall/reach.ts';
import { ruleReport } from '../src/facts/firewall/rule-report.ts';
import { standingsOf } from '../src/facts/firewall/shadow-lists.ts';
import { portNames, spaceOf } from '../src/facts/firewall/space.ts';
import { makeFirewall, SEGMENTS, segment } from './firewall-estate.ts';
import { median } from './measure.ts';

export interface Figures {
  readonly rules: number;
  /** Seconds of CPU, all threads: other programs on the machine do not change them. */
  readonly shadowing: number;
  readonly report: number;
  readonly pairs: number;
  readonly reach: number;
  /** Rules that earlier ones cover. */
  readonly dead: number;
  /** Rules that permit something of a pair, over all pairs. */
  readonly pieces: number;
  readonly nodes: number;
}

const ANY: Match = { kind: 'always' };
const NODES = 1 << 24;
const PAIRS = Array.from(
  { length: SEGMENTS * SEGMENTS },
  (_, i) => [Math.floor(i / SEGMENTS), i % SEGMENTS] as const,
).filter(([a, b]) => a !== b);

function timed<T>(work: () => T): { seconds: number; value: T } {
  const start = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, value };
}

/** What each rule permits from one segment to another, exactly. */
function pair(device: FirewallDevice, from: number, to: number): { pieces: number; nodes: number } {
  const [list] = device.lists;
  if (!list) throw new Error('no list');
  const prepared = prepare(device, list, ANY);
  const space = spaceOf({ ports: portNames([device]), decide: () => null, limit: NODES });
  const sides: Match[] = [
    { kind: 'src', set: segment(from) },
    { kind: 'dst', set: segment(to) },
  ];
  let pieces = 0;
  const clip = clipOf(space, prepared, { kind: 'all', of: sides });
  for (const { set } of effectiveSets(space, prepared, clip, (e) => e.does === 'permit')) {
    if (set === OVERFLOW) throw new Error('too large');
    pieces += 1;
  }
  return { pieces, nodes: space.arena.size };
}

function allPairs(device: FirewallDevice): { pieces: number; nodes: number } {
  const all = PAIRS.map(([a, b]) => pair(device, a, b));
  const sum = (of: 'pieces' | 'nodes'): number => all.reduce((n, p) => n + p[of], 0);
  return { pieces: sum('pieces'), nodes: sum('nodes') };
}

/** The same as a user asks it: some of the pieces, as boxes and packets. */
function allAnswers(device: FirewallDevice): void {
  for (const [a, b] of PAIRS) {
    const hop = { name: 'FW', devices: [device], in: null, out: null };
    const query = { asOf: null, from: segment(a), to: segment(b), service: null };
    const { answer } = reachable([hop], query, { pieces: 20, boxes: 4 });
    if (answer !== 'permitted') throw new Error(`${a} to ${b}: ${answer}`);
  }
}

function deadRules(device: FirewallDevice): number {
  const standings = [...standingsOf(device, () => null).values()];
  return standings.filter((all) => all.every((s) => s.left.left === 'nothing')).length;
}

const NOTHING = { seconds: 0, value: 0 };

function round(rules: number, zones: boolean, whole: boolean): Figures {
  const device = makeFirewall(rules, zones);
  const pairs = timed(() => allPairs(device));
  const shadowing = whole ? timed(() => deadRules(device)) : NOTHING;
  const reach = whole ? timed(() => allAnswers(device)) : NOTHING;
  const report = whole ? timed(() => ruleReport(device, { asOf: null }).length) : NOTHING;
  return {
    rules,
    shadowing: shadowing.seconds,
    report: report.seconds,
    pairs: pairs.seconds,
    reach: reach.seconds,
    dead: shadowing.value,
    ...pairs.value,
  };
}

const [, , rules = '1000', rounds = '1', zones = 'plain', what = 'all', output = ''] = process.argv;
const all = Array.from({ length: Number(rounds) }, () =>
  round(Number(rules), zones === 'zones', what === 'all'),
);
const middle = (of: 'shadowing' | 'report' | 'pairs' | 'reach'): number => median(all.map((f) => f[of]));
const figures = {
  ...all[0],
  shadowing: middle('shadowing'),
  report: middle('report'),
  pairs: middle('pairs'),
  reach: middle('reach'),
};
writeFileSync(output, JSON.stringify(figures));
