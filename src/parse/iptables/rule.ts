/** One rule of iptables-save: its options become a match and an action. */
import type { Action, Match } from '../../facts/firewall/model.ts';
import { negatedIf, ofFamily, services, test } from '../netfilter/matches.ts';
import { oneNumber } from '../netfilter/numbers.ts';
import { protocolNumber, serviceOf } from '../netfilter/protocols.ts';
import { type Draft, draftMatch, draftOf, type RuleContext, sharedPart } from './draft.ts';
import { opaqueMatch } from './opaque.ts';
import { EXACT_MODULES, type ExactOption, OPTION_ALIASES } from './options.ts';
import { actionOf, type Known } from './target.ts';
import { isOption, plain } from './tokens.ts';
import { addressMatch, interfaceName, type Side } from './values.ts';

export interface ReadRule {
  readonly match: Match;
  readonly action: Action;
  readonly comment: string | null;
  readonly target: string | null;
  /** Takes packets out of connection tracking. */
  readonly untracks: boolean;
  /** Of `-c`. */
  readonly hits: number | null;
  /** What was not understood; empty: all was. */
  readonly faults: readonly string[];
}

interface Cursor {
  readonly words: readonly string[];
  at: number;
}

/** Modules whose options stand for themselves when `-p` names the protocol. */
const PROTOCOL_MODULES: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  58: 'icmp6',
  132: 'sctp',
  136: 'udplite',
};

/** The value of an option; older writing puts the `!` before it. */
function value(cursor: Cursor): { readonly text: string; readonly negated: boolean } {
  const negated = cursor.words[cursor.at] === '!';
  if (negated) cursor.at += 1;
  const text = cursor.words[cursor.at];
  if (text === undefined) return { text: '', negated };
  cursor.at += 1;
  return { text: plain(text), negated };
}

function unclear(draft: Draft, text: string, negated: boolean): void {
  draft.faults.push(text);
  draft.parts.push(negatedIf(negated, test(`${text} (${draft.place})`, 'unknown', text)));
}

function addressOption(draft: Draft, side: Side, text: string, negated: boolean): void {
  const match = sharedPart(draft.context, side, text, () => addressMatch(side, text));
  if (!match) {
    unclear(draft, `${side === 'src' ? '-s' : '-d'} ${text}`, negated);
    return;
  }
  if (!negated && match.kind === side) draft.sets[side] = match.set;
  draft.parts.push(
    negated ? (sharedPart(draft.context, `! ${side}`, text, () => negatedIf(true, match)) ?? match) : match,
  );
}

function interfaceOption(draft: Draft, side: 'in' | 'out', text: string, negated: boolean): void {
  if (text === '') {
    unclear(draft, `-${side[0]} ""`, negated);
    return;
  }
  const match = sharedPart(draft.context, negated ? `! ${side}` : side, text, () =>
    negatedIf(negated, { kind: side, ports: [interfaceName(text)] }),
  );
  if (match) draft.parts.push(match);
}

function protocolOption(draft: Draft, text: string, negated: boolean): void {
  const number = protocolNumber(text.toLowerCase() === 'all' ? 0 : text);
  if (number === null) unclear(draft, `-p ${text}`, negated);
  else if (number === 0 && !negated) return;
  else if (negated) draft.parts.push(negatedIf(true, services([serviceOf(oneNumber(number))])));
  else {
    draft.protocols = oneNumber(number);
    const module = PROTOCOL_MODULES[number];
    if (module) draft.modules.push(module);
  }
}

const fragments = (draft: Draft, negated: boolean): void => {
  draft.parts.push(negatedIf(negated, test('fragment', 'unknown', '-f')));
};

function jump(draft: Draft, cursor: Cursor, goes: boolean): void {
  draft.target = value(cursor).text;
  draft.goes = goes;
  draft.modules.push('-j');
}

function moduleOption(draft: Draft, name: string): void {
  draft.modules.push(name);
  if (!EXACT_MODULES.has(name)) draft.opaque.push({ module: name, words: [] });
}

/** Words up to the next option or `!`. */
function rest(cursor: Cursor): string[] {
  const out: string[] = [];
  for (
    let w = cursor.words[cursor.at];
    w !== undefined && w !== '!' && !isOption(w);
    w = cursor.words[cursor.at]
  ) {
    out.push(w);
    cursor.at += 1;
  }
  return out;
}

type CoreValue = '-s' | '-d' | '-i' | '-o' | '-p' | '-m';

function coreValue(draft: Draft, option: CoreValue, text: string, negated: boolean): void {
  if (option === '-s') addressOption(draft, 'src', text, negated);
  else if (option === '-d') addressOption(draft, 'dst', text, negated);
  else if (option === '-i') interfaceOption(draft, 'in', text, negated);
  else if (option === '-o') interfaceOption(draft, 'out', text, negated);
  else if (option === '-p') protocolOption(draft, text, negated);
  else moduleOption(draft, text);
}

/** The options of the rule itself. Whether this was one. */
function coreOption(draft: Draft, cursor: Cursor, option: string, before: boolean): boolean {
  switch (option) {
    case '-s':
    case '-d':
    case '-i':
    case '-o':
    case '-p':
    case '-m': {
      const { text, negated } = value(cursor);
      coreValue(draft, option, text, negated !== before);
      return true;
    }
    case '-j':
    case '-g':
      jump(draft, cursor, option === '-g');
      return true;
    case '-f':
      fragments(draft, before);
      return true;
    case '-4':
    case '-6':
      if (draft.context.family !== Number(option[1])) draft.parts.push(ofFamily(option === '-4' ? 4 : 6));
      return true;
    default:
      return false;
  }
}

function exactOption(draft: Draft, cursor: Cursor, name: string, option: ExactOption, before: boolean): void {
  const first = option.values > 0 ? value(cursor) : { text: '', negated: false };
  const second = option.values > 1 ? [value(cursor).text] : [];
  const values = option.values > 0 ? [first.text, ...second] : [];
  const negated = before !== first.negated;
  if (!option.read(draft, values, negated)) unclear(draft, [name, ...values].join(' '), negated);
}

/** What can be decided of a module is; else its words are kept as one condition. */
function otherOption(draft: Draft, cursor: Cursor, option: string, before: boolean): void {
  for (let i = draft.modules.length - 1; i >= 0; i -= 1) {
    const module = draft.modules[i] ?? '';
    if (module === '-j') {
      draft.targetOptions ??= new Map();
      const known = draft.targetOptions.get(option) ?? [];
      draft.targetOptions.set(option, [...known, ...rest(cursor).map(plain)]);
      return;
    }
    const exact = EXACT_MODULES.get(module);
    const found = exact?.get(option);
    if (found) {
      exactOption(draft, cursor, option, found, before);
      return;
    }
    if (exact) continue;
    const use = draft.opaque.findLast((u) => u.module === module);
    use?.words.push(...(before ? ['!'] : []), option, ...rest(cursor));
    return;
  }
  strayOption(draft, cursor, option, before);
}

/** Options beyond those that can be decided, of a module that has both. */
const STRAY: ReadonlyMap<string, 'sender' | 'unknown'> = new Map([
  ['--tcp-option', 'sender'],
  ['--dccp-types', 'sender'],
  ['--dccp-option', 'sender'],
  ['--chunk-types', 'sender'],
  ['--ctstatus', 'unknown'],
  ['--ctproto', 'unknown'],
  ['--ctorigsrc', 'unknown'],
  ['--ctorigdst', 'unknown'],
  ['--ctreplsrc', 'unknown'],
  ['--ctrepldst', 'unknown'],
  ['--ctorigsrcport', 'unknown'],
  ['--ctorigdstport', 'unknown'],
  ['--ctreplsrcport', 'unknown'],
  ['--ctrepldstport', 'unknown'],
  ['--ctexpire', 'unknown'],
]);

function strayOption(draft: Draft, cursor: Cursor, option: string, before: boolean): void {
  const text = [option, ...rest(cursor).map(plain)].join(' ');
  const choice = STRAY.get(option);
  if (choice) draft.parts.push(negatedIf(before, test(`${text} (${draft.place})`, choice, text)));
  else unclear(draft, text, before);
}

function readOptions(draft: Draft, cursor: Cursor): number | null {
  let hits: number | null = null;
  while (cursor.at < cursor.words.length) {
    const before = cursor.words[cursor.at] === '!';
    if (before) cursor.at += 1;
    const word = cursor.words[cursor.at];
    if (word === undefined || !isOption(word)) {
      unclear(draft, plain(word ?? '!'), before);
      cursor.at += 1;
      continue;
    }
    cursor.at += 1;
    const option = word.length === 2 ? word : (OPTION_ALIASES.get(word) ?? word);
    if (option === '-c') {
      hits = Number(value(cursor).text) || 0;
      value(cursor);
    } else if (!coreOption(draft, cursor, option, before)) otherOption(draft, cursor, option, before);
  }
  return hits;
}

function addOpaque(draft: Draft): void {
  draft.opaque.forEach((use) => {
    const { match, understood } = opaqueMatch(draft, use);
    draft.parts.push(match);
    if (!understood) draft.faults.push(`-m ${use.module}`);
  });
}

/** `words`: those after the name of the chain. `place` names table, chain and number. */
export function readRule(
  context: RuleContext,
  words: readonly string[],
  known: Known,
  place: string,
): ReadRule {
  const draft = draftOf(context, place);
  const hits = readOptions(draft, { words, at: 0 });
  addOpaque(draft);
  const { action, understood } = actionOf(draft, known);
  if (!understood) draft.faults.push(`-j ${draft.target}`);
  return {
    match: draftMatch(draft),
    action,
    comment: draft.comment,
    target: draft.target,
    untracks:
      draft.target === 'NOTRACK' || (draft.target === 'CT' && draft.targetOptions?.has('--notrack') === true),
    hits,
    faults: draft.faults,
  };
}
