/** FortiGate configurations: backups, `show`, `show full-configuration`, and logs of a terminal that show them. */
import type { FirewallDevice } from '../../facts/firewall/model.ts';
import type { Evidence } from '../../model/evidence.ts';
import { locate, type Parsed, type Parser, type StatedHost } from '../parser.ts';
import type { Vdom } from './context.ts';
import { readDevice } from './device.ts';
import { readTree } from './read-tree.ts';
import { type Header, readHeader } from './release.ts';
import { type Scope, settingsOf, value } from './tree.ts';
import type { Remark, Walk } from './walk.ts';

/** A `config` line of a family that no other device has, or the first line of a backup. */
const SHAPE =
  /^#config-version=|^(?:[\w.-]+(?: \([^()\n]*\))? [#$] *)?(?:show (?:full-configuration )?)?config (?:firewall|system|vdom|global|router|vpn|user|log)\b/m;

const looksLikeFortios = ({ text }: Evidence): boolean =>
  SHAPE.test(text.slice(0, 4096)) && !text.startsWith('{') && !text.startsWith('<');

const remarks = (walk: Walk, all: readonly Remark[], scope: Scope) =>
  all
    .filter((r) => r.scope === scope || r.scope === walk.root)
    .map(({ kind, because, line, text }) => ({ kind, because, at: locate(walk.evidence, line, text) }));

const scopesOf = ({ walk }: { walk: Walk }): readonly Scope[] => {
  const filled = [...walk.vdoms.values()].filter((s) => s.tables.size > 0);
  return walk.divided && filled.length > 0 ? filled : [walk.root];
};

function vdomOf(walk: Walk, scope: Scope, header: Header | null): Vdom {
  return {
    evidence: walk.evidence,
    lines: walk.lines,
    scope,
    global: walk.root,
    release: header?.release ?? null,
    whole: !walk.partial && (header !== null || (!walk.sections && walk.root.tables.has('system interface'))),
    headed: header !== null,
    notes: remarks(walk, walk.notes, scope),
    gaps: remarks(walk, walk.gaps, scope),
    conditions: new Map(),
  };
}

function hostnameOf(walk: Walk): string | null {
  const settings = settingsOf(walk.root, 'system global');
  return (settings && value(settings, 'hostname')) ?? walk.prompt;
}

function statedHost(walk: Walk): readonly StatedHost[] {
  const settings = settingsOf(walk.root, 'system global');
  const name = settings && value(settings, 'hostname');
  const at = locate(walk.evidence, settings?.line ?? 1, 'config system global');
  return name ? [{ name, at }] : [];
}

function devicesOf(walk: Walk, header: Header | null): readonly FirewallDevice[] {
  const scopes = scopesOf({ walk });
  return scopes.map((scope) => {
    const context = scopes.length > 1 ? scope.name : '';
    return readDevice(vdomOf(walk, scope, header), header, hostnameOf(walk), context);
  });
}

function parse(evidence: Evidence): Parsed {
  const { walk, cut } = readTree(evidence);
  const header = readHeader(evidence.text);
  const devices = devicesOf(walk, header);
  const at = locate(evidence, 1, walk.lines[0] ?? '');
  return {
    kind: 'fortios-config',
    sections: { devices: { devices, at } },
    lines: walk.tally.counts(),
    notUnderstood: walk.tally.listed(),
    intact: cut ? 'cut' : 'cannot-tell',
    problems: walk.problems,
    hosts: statedHost(walk),
  };
}

export const fortiosConfig: Parser = { kind: 'fortios-config', recognise: looksLikeFortios, parse };
