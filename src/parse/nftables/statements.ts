/** The statements of a rule of nftables (libnftables-json(5), STATEMENTS): one rule becomes one or several of the model. */
import type { Action } from '../../facts/firewall/model.ts';
import { CONTINUING_TARGETS } from '../iptables/modules.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { listId } from '../netfilter/chain.ts';
import { CODE_NAMES } from '../netfilter/icmp.ts';
import { allOf, ofFamily, services, test } from '../netfilter/matches.ts';
import { notUnderstoodTarget } from '../netfilter/notes.ts';
import { oneNumber } from '../netfilter/numbers.ts';
import { serviceOf, TCP } from '../netfilter/protocols.ts';
import type { Alternative, RuleDraft } from './draft.ts';
import { mangled } from './mangle.ts';
import { readMatch } from './match.ts';
import { readNat } from './nat.ts';
import { keyNeeds, keyUnderstood, mapEntries, readKey } from './sets.ts';

const unknownAction = (text: string): Action => ({ do: 'unknown', what: notUnderstoodTarget(text) });

const brief = (value: JsonValue): string => JSON.stringify(value).slice(0, 120);

function decide(draft: RuleDraft, action: Action): void {
  draft.out = [{ match: { kind: 'always' }, action }];
}

function unclear(draft: RuleDraft, name: string, value: JsonValue): void {
  const text = `${name} ${brief(value)}`;
  draft.faults.push(text);
  decide(draft, unknownAction(text));
}

/** `{"accept":null}`, `{"jump":{"target":"x"}}` … null: no verdict. */
function verdict(table: string, name: string, value: JsonValue): Action | null {
  const target = isObject(value) && typeof value.target === 'string' ? listId(table, value.target) : null;
  switch (name) {
    case 'accept':
      return { do: 'permit' };
    case 'drop':
      return { do: 'deny' };
    case 'continue':
      return { do: 'next' };
    case 'return':
      return { do: 'return' };
    case 'jump':
      return target === null ? null : { do: 'call', list: target };
    case 'goto':
      return target === null ? null : { do: 'goto', list: target };
    default:
      return null;
  }
}

function verdictOf(table: string, value: JsonValue): Action | null {
  const [name, ...more] = isObject(value) ? Object.keys(value) : [];
  return isObject(value) && name !== undefined && more.length === 0
    ? verdict(table, name, value[name] ?? null)
    : null;
}

function readVmap(draft: RuleDraft, of: JsonObject): void {
  const { sets, table, place } = draft.context;
  const key = readKey(of.key, draft.context);
  const entries = mapEntries(sets, table, key, of.data, place);
  const made = entries?.map(({ match, value }) => ({ match, action: verdictOf(table, value) }));
  draft.context.parts.push(keyNeeds(key));
  if (!keyUnderstood(key)) draft.faults.push(key.text());
  if (!made || made.some((m) => m.action === null)) {
    decide(draft, unknownAction(`vmap ${brief(of.data ?? null)}`));
    if (typeof of.data !== 'string' || !entries) draft.faults.push(`vmap ${brief(of.data ?? null)}`);
  } else draft.out = made.flatMap(({ match, action }) => (action ? [{ match, action }] : []));
}

const CODES: Readonly<Record<string, string>> = {
  'no-route': 'icmpx-no-route',
  'port-unreachable': 'icmpx-port-unreachable',
  'host-unreachable': 'icmpx-host-unreachable',
  'admin-prohibited': 'icmpx-admin-prohibited',
};

/** nft leaves the test of the protocol out where the statement brings it with it. */
const OF_TCP = services([serviceOf(oneNumber(TCP))]);

/** Answers by codes of one family, or (`icmpx`) of the packet's own; without a word: port unreachable. */
function readReject(draft: RuleDraft, of: JsonValue): void {
  const { type, expr } = isObject(of) ? of : { type: 'icmpx', expr: 'port-unreachable' };
  const word = typeof expr === 'string' ? expr : 'port-unreachable';
  if (type === 'tcp reset') {
    draft.context.parts.push(OF_TCP);
    decide(draft, { do: 'deny', reject: 'tcp-reset' });
    return;
  }
  if (type === 'icmp' || type === 'icmpv6') {
    const version = type === 'icmp' ? 4 : 6;
    const code = typeof expr === 'number' ? expr : CODE_NAMES[version].get(word);
    draft.context.parts.push(ofFamily(version));
    decide(
      draft,
      code === undefined
        ? { do: 'deny' }
        : { do: 'deny', reject: `${type}-${version === 4 ? 3 : 1}-${code}` },
    );
    return;
  }
  const reject = CODES[word];
  decide(draft, reject ? { do: 'deny', reject } : { do: 'deny' });
}

/** How many and how fast is for the sender to choose. */
function rate(draft: RuleDraft, name: string, value: JsonValue): void {
  const text = `${name} ${brief(value)}`;
  draft.context.parts.push(test(`${text} (${draft.context.place})`, 'sender', text));
}

const LIMITING: ReadonlySet<string> = new Set(['limit', 'quota', 'ct count']);

/** Adds to a set; statements it holds (`limit`) let the rule go on or not. */
function dynamic(draft: RuleDraft, name: string, value: JsonValue): void {
  const inner = isObject(value) ? (value.stmt ?? null) : null;
  const statements = Array.isArray(inner) ? inner : [inner];
  const limits = statements.some((s) => isObject(s) && Object.keys(s).some((k) => LIMITING.has(k)));
  if (limits) rate(draft, name, value);
}

/** Targets that may take the packet out of connection tracking; their options nft does not show. */
const UNTRACKING: ReadonlySet<string> = new Set(['NOTRACK', 'CT']);

/** iptables-nft rules whose match or target nft has no words for. */
function compatible(draft: RuleDraft, value: JsonValue): void {
  const { type, name } = isObject(value) ? value : { type: null, name: null };
  const word = typeof name === 'string' ? name : '?';
  if (type === 'match') {
    if (word === 'comment') return;
    draft.faults.push(`xt ${word}`);
    draft.context.parts.push(test(`xt ${word} (${draft.context.place})`, 'unknown', `-m ${word}`));
  } else if (type === 'target' && word === 'LOG') draft.log = true;
  else if (type !== 'target' || !CONTINUING_TARGETS.has(word) || UNTRACKING.has(word))
    unclear(draft, 'xt', value);
}

/** Where addresses, ports or the like are written anew, the rules behind see another packet than the one that came. */
function readMangle(draft: RuleDraft, value: JsonValue): void {
  if (mangled(value) !== 'header') return;
  draft.rewrites = true;
  decide(draft, unknownAction(`mangle ${brief(value)}`));
}

function readCounter(draft: RuleDraft, value: JsonValue): void {
  if (isObject(value) && typeof value.packets === 'number') draft.hits = value.packets;
}

/** Statements that change or note something that no test of the model asks for, or one that each rule then asks anew. */
const GOING_ON: ReadonlySet<string> = new Set([
  'ct helper',
  'ct timeout',
  'ct expectation',
  'secmark',
  'flow',
  'reset',
  'dup',
  'last',
  'comment',
]);

const NAT: ReadonlySet<string> = new Set(['dnat', 'snat', 'masquerade', 'redirect']);

function special(draft: RuleDraft, name: string, value: JsonValue): boolean {
  if (LIMITING.has(name)) rate(draft, name, value);
  else if (name === 'set' || name === 'map' || name === 'meter') dynamic(draft, name, value);
  else if (name === 'log') draft.log = true;
  else if (name === 'counter') readCounter(draft, value);
  else if (name === 'notrack') draft.untracks = true;
  else if (name === 'xt') compatible(draft, value);
  else if (name === 'mangle') readMangle(draft, value);
  else if (NAT.has(name)) readNat(draft, name, value);
  else return GOING_ON.has(name);
  return true;
}

export function readStatement(draft: RuleDraft, statement: JsonValue): void {
  const [name, ...more] = isObject(statement) ? Object.keys(statement) : [];
  if (!isObject(statement) || name === undefined || more.length > 0) {
    unclear(draft, 'statement', statement);
    return;
  }
  const value = statement[name] ?? null;
  const action = verdict(draft.context.table, name, value);
  if (action) decide(draft, action);
  else if (name === 'match' && isObject(value)) {
    const read = readMatch(draft.context, value);
    draft.context.parts.push(read.match);
    if (read.set) draft.sets[read.set.side] = read.set.set;
    if (!read.understood) draft.faults.push(`match ${brief(value)}`);
  } else if (name === 'vmap' && isObject(value)) readVmap(draft, value);
  else if (name === 'reject') readReject(draft, value);
  else if (!special(draft, name, value)) unclear(draft, name, value);
}

/** The rules of the model that one rule is, in their order; one that untracks does so first. */
export function alternatives(draft: RuleDraft): readonly Alternative[] {
  const match = allOf(draft.context.parts);
  const out = (draft.out ?? []).map((o) => ({ match: allOf([match, o.match]), action: o.action }));
  const goesOn: Alternative = { match, action: { do: 'next' } };
  return draft.untracks || !draft.out ? [goesOn, ...out] : out;
}
