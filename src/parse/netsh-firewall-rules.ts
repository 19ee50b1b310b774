/**
 * `netsh advfirewall firewall show rule name=all [verbose]`, English and Japanese.
 *
 * The command reads the machine's own (persistent) store: rules of Group Policy are not in it. Only `type=dynamic`
 * shows the merged store, and there `Rule source` (verbose) is something else than the local setting for some rules.
 * App packages are never shown, so a rule that names no program may belong to one.
 */
import type { FilterKind, FirewallRule, FirewallSection } from '../facts/windows-firewall/model.ts';
import type { Evidence, Location, Problem } from '../model/evidence.ts';
import { looksWhole } from './firewall-listing.ts';
import {
  addressTokens,
  interfaceTokens,
  portTokens,
  profileTokens,
  protocolToken,
  subjectToken,
  UNLIMITED,
} from './firewall-tokens.ts';
import { noClosingLine } from './list-problems.ts';
import {
  ACTIONS,
  CLOSING,
  DASHES,
  DIRECTIONS,
  LOCAL_SOURCE,
  netshValue,
  PROMPT,
  RULE_LABELS,
  type RuleLabel,
  YES_NO,
} from './netsh-words.ts';
import type { Parsed, Parser, Tally } from './parser.ts';
import { locate, problem, splitLines, tally } from './parser.ts';

const HEAD = 16_384;

interface Block {
  readonly at: Location;
  readonly fields: Map<RuleLabel, string>;
  readonly odd: string[];
}

interface Walk {
  readonly evidence: Evidence;
  readonly tally: Tally;
  readonly blocks: Block[];
  /** A rule is read; ICMP types and further lines of a description belong to it. */
  last: RuleLabel | null;
  closed: boolean;
  /** Lines that belong nowhere. */
  stray: number;
}

interface Field {
  readonly label: RuleLabel;
  readonly value: string;
}

function fieldOf(line: string): Field | null {
  const colon = line.search(/[:：]/);
  if (colon <= 0) return null;
  const label = RULE_LABELS.get(line.slice(0, colon).trim().toLowerCase());
  return label ? { label, value: line.slice(colon + 1).trim() } : null;
}

type LineState = 'understood' | 'irrelevant' | 'stray';

function addField(walk: Walk, { label, value }: Field, line: string, number: number): LineState {
  walk.last = label;
  walk.closed = false;
  if (label === 'name') {
    walk.blocks.push({ at: locate(walk.evidence, number, line), fields: new Map([[label, value]]), odd: [] });
    return 'understood';
  }
  const block = walk.blocks.at(-1);
  if (!block) return 'stray';
  if (block.fields.has(label)) block.odd.push(line.trim());
  else block.fields.set(label, value);
  return 'understood';
}

/** Indented type and code below an ICMP protocol, and the further lines of a description. */
const continues = (walk: Walk, line: string): boolean =>
  (walk.last === 'protocol' && /^\s+\S+\s+\S+\s*$/.test(line)) || walk.last === 'description';

function readLine(walk: Walk, line: string, number: number): LineState {
  const text = line.trim();
  if (text === '' || DASHES.test(text)) return 'irrelevant';
  if (CLOSING.test(text) && walk.blocks.length > 0) {
    walk.closed = true;
    walk.last = null;
    return 'understood';
  }
  const field = fieldOf(line);
  if (field) return addField(walk, field, line, number);
  const outside = walk.blocks.length === 0 || walk.closed;
  const known = outside ? PROMPT.test(text) : continues(walk, line);
  return known ? 'irrelevant' : 'stray';
}

function step(walk: Walk, line: string, number: number): void {
  const state = readLine(walk, line, number);
  if (state === 'understood') walk.tally.understood();
  else if (state === 'irrelevant') walk.tally.irrelevant();
  else {
    walk.stray += 1;
    walk.blocks.at(-1)?.odd.push(line.trim().slice(0, 60));
    walk.tally.notUnderstood(locate(walk.evidence, number, line));
  }
}

const list = (value: string): readonly string[] => value.split(',').map((t) => netshValue(t.trim()));

const ALWAYS_SHOWN: readonly RuleLabel[] = [
  'enabled',
  'direction',
  'profiles',
  'local-ip',
  'remote-ip',
  'protocol',
  'action',
];

/** Verbose listings show who may be spoken to; the others keep silent about it. */
function unfiltered(block: Block, program: string | null): readonly FilterKind[] {
  if (!block.fields.has('interface-types')) return ['application', 'service', 'interface-type', 'security'];
  return program === null ? ['application'] : [];
}

function word<T>(block: Block, label: RuleLabel, table: ReadonlyMap<string, T>): T | undefined {
  return table.get((block.fields.get(label) ?? '').toLowerCase());
}

function ports(block: Block, label: RuleLabel, protocol: number | null | undefined): readonly string[] {
  const value = block.fields.get(label);
  if (value !== undefined) return list(value);
  if (protocol === 6 || protocol === 17) block.odd.push(label);
  return ['Any'];
}

interface Conditions {
  readonly conditions: Partial<FirewallRule>;
  readonly odd: readonly string[];
}

function conditionsOf(block: Block): Conditions {
  const get = (label: RuleLabel): string => netshValue(block.fields.get(label) ?? 'Any');
  const protocol = protocolToken(get('protocol'));
  const localPorts = portTokens(ports(block, 'local-port', protocol));
  const remotePorts = portTokens(ports(block, 'remote-port', protocol));
  const profiles = profileTokens(list(get('profiles')));
  const local = addressTokens(list(get('local-ip')));
  const remote = addressTokens(list(get('remote-ip')));
  const security = get('security');
  return {
    conditions: {
      protocol: protocol ?? null,
      localPorts: localPorts.list,
      remotePorts: remotePorts.list,
      profiles: profiles.list,
      localAddresses: local.list,
      remoteAddresses: remote.list,
      program: subjectToken(get('program')),
      service: subjectToken(get('service')),
      interfaceTypes: interfaceTokens(list(get('interface-types'))),
      authenticated: !/^(any|notrequired)$/i.test(security),
    },
    odd: [
      ...[localPorts, remotePorts, profiles, local, remote].flatMap((t) => t.notUnderstood),
      ...(protocol === undefined ? [get('protocol')] : []),
    ],
  };
}

/** Null where state, direction or action cannot be read. */
function ruleOf(block: Block): FirewallRule | null {
  const enabled = word(block, 'enabled', YES_NO);
  const direction = word(block, 'direction', DIRECTIONS);
  const action = word(block, 'action', ACTIONS);
  if (enabled === undefined || !direction || !action) return null;
  if (ALWAYS_SHOWN.some((label) => !block.fields.has(label))) return null;
  const { conditions, odd } = conditionsOf(block);
  const name = block.fields.get('name') ?? '';
  const group = block.fields.get('group') ?? '';
  return {
    ...UNLIMITED,
    ...conditions,
    id: name,
    name,
    group: group === '' ? null : group,
    store: 'local',
    at: block.at,
    enabled,
    direction,
    action,
    notUnderstood: [...block.odd, ...odd],
    unfiltered: unfiltered(block, conditions.program ?? null),
  };
}

const isMerged = (block: Block): boolean => {
  const source = block.fields.get('source');
  return source !== undefined && source !== '' && !LOCAL_SOURCE.has(source.toLowerCase());
};

function sectionOf(walk: Walk, rules: readonly FirewallRule[], whole: boolean): FirewallSection {
  const store = walk.blocks.some(isMerged) ? 'active' : 'local';
  return {
    layer: 'live',
    rules: store === 'local' ? rules : rules.map((r) => ({ ...r, store })),
    filters: [],
    profiles: [],
    completeStores: whole && looksWhole(rules) ? [store] : [],
    problems: [],
    at: rules[0]?.at ?? locate(walk.evidence, 1, ''),
  };
}

const unreadProblem = (evidence: Evidence, line: number, count: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: `読み取れない規則または行が ${count} 件あるので、規則の一覧が揃っているとはみなさない。日本語か英語の Windows で採取した出力をそのまま保存すること`,
      en: `${count} rule(s) or line(s) cannot be read, so the list does not count as whole; save the unaltered output of an English or Japanese Windows`,
    },
    false,
  );

function problemsOf(walk: Walk, unread: number): readonly Problem[] {
  const { evidence } = walk;
  const [first] = walk.tally.listed();
  return [
    ...(walk.closed
      ? []
      : [{ ...noClosingLine(evidence, Math.max(1, splitLines(evidence.text).length)), policy: false }]),
    ...(unread > 0 ? [unreadProblem(evidence, first?.line ?? 1, unread)] : []),
  ];
}

function parse(evidence: Evidence): Parsed {
  const walk: Walk = { evidence, tally: tally(), blocks: [], last: null, closed: false, stray: 0 };
  for (const [i, line] of splitLines(evidence.text).entries()) step(walk, line, i + 1);
  const read = walk.blocks.map((block) => ({ block, rule: ruleOf(block) }));
  const bad = read.filter((r) => r.rule === null);
  for (const { block } of bad) walk.tally.notUnderstood(block.at);
  const rules = read.flatMap(({ rule }) => rule ?? []);
  const unread = bad.length + walk.stray;
  return {
    kind: 'netsh-firewall-rules',
    sections: rules.length > 0 ? { firewall: sectionOf(walk, rules, walk.closed && unread === 0) } : {},
    lines: walk.tally.counts(),
    notUnderstood: walk.tally.listed(),
    intact: walk.closed ? 'yes' : 'cut',
    problems: problemsOf(walk, unread),
  };
}

/** A label with a value, a rule of dashes below it, and no other heading before: any display language. */
const LAYOUT = /^[^\r\n:：]{3,40}[:：][^\r\n]*\r?\n-{60,}[ \t]*\r?\n[^\r\n:：]{2,40}[:：]/m;
const LABELLED = /^(?:Rule Name|規則名)[:：]/im;

const recognise = ({ text }: Evidence): boolean => {
  const head = text.slice(0, HEAD);
  return LAYOUT.test(head) && (LABELLED.test(head) || /^LocalIP ?[:：]|^RemoteIP ?[:：]/m.test(head));
};

export const netshFirewallRules: Parser = { kind: 'netsh-firewall-rules', recognise, parse };
