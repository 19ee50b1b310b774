/** Devices of one file, and what its reading left open, the same for both syntaxes. */
import type { DeviceSection, FirewallDevice } from '../../facts/firewall/model.ts';
import type { Evidence, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { problem, type StatedHost } from '../parser.ts';
import { compileDevice, type DeviceSource } from './device.ts';
import { firewallSources, hostnameOf, isManaged } from './firewall.ts';
import { isPanorama, panoramaSources, unplacedGroup } from './panorama.ts';
import type { ReadTree, Unread } from './read-tree.ts';
import type { Remarks } from './remarks.ts';
import { child, nodesOf } from './tree.ts';

/** Something about the whole file that keeps its devices from being fully known. */
export interface Doubt {
  readonly kind: string;
  readonly because: Bilingual;
  readonly line: number;
}

export interface Devices {
  readonly section: DeviceSection | null;
  readonly problems: readonly Problem[];
  readonly hosts: readonly StatedHost[];
}

/** A part of a rule that was not understood is one of its conditions; elsewhere it is not known what it bears on. */
const standsInRule = (unread: Unread): boolean => {
  const { path } = unread;
  const at = path.lastIndexOf('rules');
  return at >= 0 && path.length === at + 3 && IN_PLACE.has(path[at - 1] ?? '');
};

const IN_PLACE = new Set(['security', 'nat']);
const MAX_NAMED = 20;

const shown = (path: readonly string[]): string => path.join('/').slice(-120);

const notUnderstood = (unread: Unread): Doubt => ({
  kind: 'not-understood',
  because: {
    ja: `読めない設定 ${shown(unread.path)} がある`,
    en: `${shown(unread.path)} is not understood`,
  },
  line: unread.line,
});

const MANAGED: Bilingual = {
  ja: 'Panorama が管理するファイアウォールだが、配布されたルールがこのファイルにない。show config merged か、Panorama の設定を採取する',
  en: 'Panorama manages this firewall, and the rules it pushes are not in this file; collect show config merged, or the configuration of Panorama',
};

const PUSHED_ONLY: Bilingual = {
  ja: 'Panorama から配布されたルールだけで、ファイアウォール自身のルールがない。show config merged を採取する',
  en: 'holds only what Panorama pushed and none of the rules of the firewall itself; collect show config merged',
};

const NO_HIERARCHY: Bilingual = {
  ja: 'デバイス グループの親子関係 (readonly の部分) がこのファイルにない。Panorama の設定の全体 (running-config.xml) を採取する',
  en: 'which device group stands in which (the part readonly) is not in this file; collect the whole configuration of Panorama (running-config.xml)',
};

function doubtsOf(tree: ReadTree, given: readonly Doubt[]): readonly Doubt[] {
  const out = [
    ...given,
    ...tree.unread
      .filter((u) => !standsInRule(u))
      .slice(0, MAX_NAMED)
      .map(notUnderstood),
  ];
  const pushed = child(tree.root, 'panorama') !== null;
  const unplaced = isPanorama(tree.root) ? unplacedGroup(tree.root) : null;
  if (unplaced) return [...out, { kind: 'no-hierarchy', because: NO_HIERARCHY, line: unplaced.line }];
  if (tree.root.name === 'policy') return [...out, { kind: 'pushed-only', because: PUSHED_ONLY, line: 1 }];
  if (!isPanorama(tree.root) && isManaged(tree.root) && !pushed) {
    return [...out, { kind: 'managed', because: MANAGED, line: tree.root.line }];
  }
  return out;
}

const NO_RULES: Bilingual = {
  ja: 'セキュリティ ルール (rulebase security) がこのファイルにない。設定の一部だけかもしれない。設定の全体を採取する',
  en: 'the security rules (rulebase security) are not in this file, which may be only a part of the configuration; collect all of it',
};

/** A firewall shows its security rules; without them a part of the configuration is not here, unless that has been said. */
function withoutRules(source: DeviceSource, known: readonly Doubt[]): readonly Doubt[] {
  const shown = source.rulebases.some((r) => r === 'local' || child(r.at, 'security') !== null);
  if (shown || known.some((d) => d.kind === 'managed' || d.kind === 'pushed-only')) return [];
  return [{ kind: 'rules-not-in-file', because: NO_RULES, line: source.line }];
}

function compile(source: DeviceSource, evidence: Evidence, doubts: readonly Doubt[]): FirewallDevice {
  const { device, remarks } = compileDevice(source, evidence);
  for (const doubt of doubts) remarks.gap(doubt.kind, doubt.because.en, doubt.because, doubt.line);
  return device;
}

const hostsOf = (tree: ReadTree, remarks: Remarks['at']): readonly StatedHost[] => {
  const name = hostnameOf([tree.root, ...nodesOf(child(tree.root, 'devices'))]);
  return name === null ? [] : [{ name, at: remarks(1, `hostname ${name}`) }];
};

/** `doubts`: what the reader of the syntax found wrong with the file. */
export function devicesOf(
  tree: ReadTree,
  evidence: Evidence,
  at: Remarks['at'],
  given: readonly Doubt[],
): Devices {
  const doubts = doubtsOf(tree, given);
  const sources = isPanorama(tree.root) ? panoramaSources(tree) : firewallSources(tree);
  const missing = sources.map((source) => withoutRules(source, doubts));
  const devices = sources.map((source, i) => compile(source, evidence, [...doubts, ...(missing[i] ?? [])]));
  return {
    section: { devices, at: at(1, '') },
    problems: [...doubts, ...missing.flat()].map((d) => problem(evidence, d.line, d.because, true)),
    hosts: hostsOf(tree, at),
  };
}
