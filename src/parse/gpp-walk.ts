/**
 * One pass over a Preferences file: its items as drafts of facts, and its stored passwords.
 *
 * An item that is disabled, itself or by a collection around it, gives no draft. One under item-level targeting, which
 * may stand before or after it, gives a draft with a condition: which hosts it reaches is not in the file.
 */
import type { Cpassword } from '../facts/gpo.ts';
import type { RegistryWrite } from '../facts/registry.ts';
import type { GroupItem, RestrictedGroup, SecurityPolicySection } from '../facts/security-policy.ts';
import type { Evidence, Location, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { type GpoHalf, halfOfPreferences } from './gpo-path.ts';
import { type GppItem, groupItemOf, groupsOf, registryOf, servicesOf } from './gpp-items.ts';
import { locate, problem, type Tally, tally } from './parser.ts';
import { readXml, type XmlElement, type XmlEnd } from './xml.ts';

interface Frame {
  readonly element: XmlElement;
  readonly disabled: boolean;
  /** How many drafts there were when it opened: those after it are inside. */
  readonly first: number;
  readonly values: string[];
  readonly members: ReadonlyMap<string, string>[];
  bits: boolean;
  /** Of Filters: what they mean; of any other element: set when its Filters close. */
  condition: Bilingual | null;
}

type Made =
  | { readonly kind: 'registry'; readonly write: Omit<RegistryWrite, 'gpo' | 'at'> }
  | { readonly kind: 'group'; readonly group: Omit<RestrictedGroup, 'gpo' | 'at'> }
  | { readonly kind: 'group-item'; readonly item: Omit<GroupItem, 'gpo' | 'at'> }
  | { readonly kind: 'service'; readonly service: SecurityPolicySection['services'][number] };

export interface Draft {
  readonly made: Made;
  readonly at: Location;
  condition: Bilingual | null;
}

export interface GppWalk {
  readonly evidence: Evidence;
  readonly half: GpoHalf | null;
  readonly stack: Frame[];
  readonly drafts: Draft[];
  readonly cpasswords: Cpassword[];
  /** Their values, which go into no fact. */
  readonly values: string[];
  readonly problems: Problem[];
  readonly lines: Tally;
}

const TARGETED: Bilingual = {
  ja: '項目レベルのターゲット設定があり、このホストに適用されるかはファイルからは決まらない',
  en: 'item-level targeting decides whether it applies to this host, which files cannot show',
};
export const ONCE: Bilingual = {
  ja: '一度だけ適用される項目で (FilterRunOnce)、その後の変更は元に戻らない',
  en: 'it is applied only once (FilterRunOnce), so later changes stay',
};
const NOT_CLOSED: Bilingual = {
  ja: 'ファイルが途中で終わり、後に続くターゲット設定が分からない',
  en: 'the file ends before this collection does, and targeting may have followed',
};
const BAD_ITEM: Bilingual = {
  ja: '解釈できない基本設定の項目がある',
  en: 'a preference item is not understood',
};
/** A file of nothing but such items gets one problem; the tally counts them. */
export function sayOnce(walk: GppWalk, said: Problem): void {
  if (!walk.problems.some((p) => p.message === said.message)) walk.problems.push(said);
}

const attr = (element: XmlElement, name: string): string => element.attributes.get(name) ?? '';

/** The nearest element that bears the name of an item. */
const itemName = (walk: GppWalk): string => {
  const named = walk.stack.findLast((f) => f.element.name !== 'Properties' && attr(f.element, 'name') !== '');
  return named ? attr(named.element, 'name') : (walk.stack.at(-2)?.element.name ?? '');
};

function addCpassword(walk: GppWalk, element: XmlElement): void {
  walk.values.push(attr(element, 'cpassword'));
  const names = ['userName', 'accountName', 'runAs', 'username'].map((name) => attr(element, name));
  const userName = names.find((name) => name !== '') ?? '';
  walk.cpasswords.push({
    item: itemName(walk),
    userName,
    at: locate(walk.evidence, element.line, `<${element.name} userName="${userName}" cpassword="********">`),
  });
}

function open(walk: GppWalk, element: XmlElement): void {
  const parent = walk.stack.at(-1);
  const disabled = (parent?.disabled ?? false) || attr(element, 'disabled') === '1';
  walk.stack.push({
    element,
    disabled,
    first: walk.drafts.length,
    values: [],
    members: [],
    bits: attr(element, 'bitfield') === '1',
    condition: null,
  });
  if (parent?.element.name === 'Filters') {
    parent.condition = parent.condition ?? (element.name === 'FilterRunOnce' ? ONCE : TARGETED);
  }
  const holder = walk.stack.findLast((f) => f.element.name === 'Properties' || f.element.name === 'Reg');
  if (element.name === 'Member') holder?.members.push(element.attributes);
  if (element.name === 'SubProp' && holder) holder.bits = true;
  if (attr(element, 'cpassword') !== '') addCpassword(walk, element);
}

const itemOf = (walk: GppWalk, item: XmlElement, frame: Frame): GppItem => ({
  item: item.attributes,
  properties: frame.element.attributes,
  values: frame.values,
  members: frame.members,
  bits: frame.bits,
  half: walk.half,
});

/** What the item does, and what of it can be said as Restricted Groups. */
function madeOfGroup(content: GppItem): readonly Made[] | null {
  const item = groupItemOf(content);
  const groups = groupsOf(content);
  if (item === null || groups === null) return null;
  return [{ kind: 'group-item', item }, ...groups.map((group) => ({ kind: 'group', group }) as const)];
}

/** The facts of an item; null where it is not understood, [] where it is of a kind that gives none. */
function make(walk: GppWalk, item: XmlElement, frame: Frame, at: Location): readonly Made[] | null {
  const content = itemOf(walk, item, frame);
  if (item.name === 'Registry' || frame.element.name === 'Reg') {
    return registryOf(content)?.map((write) => ({ kind: 'registry', write })) ?? null;
  }
  if (item.name === 'Group') return madeOfGroup(content);
  if (item.name === 'NTService') {
    return servicesOf(content, at)?.map((service) => ({ kind: 'service', service })) ?? null;
  }
  return [];
}

/** An item as a finding may quote it: where it writes, not what. */
function quote(item: XmlElement, properties: XmlElement): string {
  const parts = ['action', 'hive', 'key', 'name', 'groupName', 'serviceName', 'startupType'].flatMap(
    (name) => {
      const value = attr(properties, name);
      return value === '' ? [] : [`${name}="${value}"`];
    },
  );
  const kind = properties.name === 'Properties' ? item.name : properties.name;
  return `<${[kind, ...parts].join(' ')}>`;
}

function closeItem(walk: GppWalk, item: XmlElement, frame: Frame): void {
  const at = locate(walk.evidence, frame.element.line, quote(item, frame.element));
  if (frame.disabled) {
    walk.lines.irrelevant();
    return;
  }
  const made = make(walk, item, frame, at);
  if (made === null) {
    walk.lines.notUnderstood(at);
    sayOnce(walk, problem(walk.evidence, frame.element.line, BAD_ITEM, true));
    return;
  }
  walk.lines.understood();
  for (const one of made) walk.drafts.push({ made: one, at, condition: null });
}

function mark(walk: GppWalk, first: number, condition: Bilingual): void {
  for (let n = first; n < walk.drafts.length; n++) {
    const draft = walk.drafts[n];
    if (draft) draft.condition ??= condition;
  }
}

function close(walk: GppWalk, text: string): void {
  const frame = walk.stack.pop();
  const parent = walk.stack.at(-1);
  if (!frame || !parent) return;
  const { name } = frame.element;
  if (name === 'Value') walk.stack.findLast((f) => f.element.name === 'Properties')?.values.push(text);
  if (name === 'Filters') parent.condition ??= frame.condition;
  else if (name === 'Reg' || (name === 'Properties' && !hasRegs(parent)))
    closeItem(walk, parent.element, frame);
  if (name !== 'Filters' && frame.condition) mark(walk, frame.first, frame.condition);
}

/** InternetSettings has its values in `<Reg>` below Properties, which has no meaning of its own. */
const hasRegs = (item: Frame): boolean => /^(?:Internet|IE)/.test(item.element.name);

/** Reads the file to its end, or to where it cannot be read further. */
export function walkItems(evidence: Evidence): { readonly walk: GppWalk; readonly end: XmlEnd } {
  const walk: GppWalk = {
    evidence,
    half: halfOfPreferences(evidence),
    stack: [],
    drafts: [],
    cpasswords: [],
    values: [],
    problems: [],
    lines: tally(),
  };
  const end = readXml(evidence.text, {
    open: (element) => open(walk, element),
    close: (_, text) => close(walk, text),
  });
  const unfinished = walk.stack.filter((f) => f.element.depth > 1 || f.element.name === 'Collection');
  for (const frame of unfinished) mark(walk, frame.first, NOT_CLOSED);
  if (end.message) walk.problems.push(problem(evidence, end.line, end.message, true));
  return { walk, end };
}
