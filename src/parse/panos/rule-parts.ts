/** Parts that rules of several rule bases have in common. */
import { ANY, type Match, NONE } from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import type { AddressReader } from './addresses.ts';
import type { ApplicationReader } from './applications.ts';
import { all, any, type Conditions, not } from './conditions.ts';
import type { Remarks } from './remarks.ts';
import { scheduleMatch } from './schedules.ts';
import type { Scope } from './scope.ts';
import type { ServiceReader } from './services.ts';
import { type ConfNode, child, find, isYes, nodesOf, value, valueAt, values } from './tree.ts';
import type { ZoneReader } from './zone-match.ts';

/** Everything by which rules of one rule base are read. */
export interface Readers {
  readonly scope: Scope;
  readonly remarks: Remarks;
  readonly conditions: Conditions;
  readonly addresses: AddressReader;
  readonly services: ServiceReader;
  readonly applications: ApplicationReader;
  readonly zones: ZoneReader;
  /** Serial numbers of the firewalls that the rules are pushed to; null: not told. */
  readonly serials: readonly string[] | null;
}

export const located = (readers: Readers, rule: ConfNode, base: string): Location =>
  readers.remarks.at(rule.line, `${base} rule ${JSON.stringify(rule.name)}`);

/** Members of a part that every rule has; null where it is missing. */
export function members(rule: ConfNode, part: string): readonly string[] | null {
  const found = values(child(rule, part));
  return found.length > 0 ? found : null;
}

/** A rule that lacks a part which it must have is not one that the device would have accepted as it stands. */
export const missing = (readers: Readers, rule: ConfNode, part: string): Match =>
  readers.conditions.unknown(`${part} of ${rule.name}`, {
    ja: `ルール ${rule.name} にない ${part}`,
    en: `${part}, which rule ${rule.name} lacks`,
  });

const isAny = (list: readonly string[]): boolean => list.length === 1 && list[0] === 'any';

export function side(readers: Readers, rule: ConfNode, part: 'source' | 'destination'): Match {
  const list = members(rule, part);
  if (!list) return missing(readers, rule, part);
  const negated = isYes(rule, `negate-${part}`);
  if (isAny(list)) return negated ? missing(readers, rule, part) : ANY;
  const match = readers.addresses.match(list, part === 'source' ? 'src' : 'dst', rule.line);
  return negated ? not(match) : match;
}

/** What a rule asks of user or endpoint: one of the names. `any` asks nothing. */
export function asked(readers: Readers, rule: ConfNode, part: string, choice: 'sender' | 'unknown'): Match {
  const list = members(rule, part);
  if (!list || list.includes('any')) return ANY;
  return any(
    list.map((name) =>
      readers.conditions.of({
        id: `${part} ${name}`,
        choice,
        what: { ja: `${WORDS.get(part) ?? part} ${name}`, en: `${part} ${name}` },
      }),
    ),
  );
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['source-user', 'ユーザー'],
  ['category', 'URL カテゴリ'],
  ['hip-profiles', 'HIP プロファイル'],
  ['source-hip', '送信元の HIP プロファイル'],
  ['destination-hip', '宛先の HIP プロファイル'],
  ['source-device', '送信元のデバイス'],
  ['destination-device', '宛先のデバイス'],
]);

export function schedule(readers: Readers, rule: ConfNode): Match {
  const name = valueAt(rule, 'schedule');
  return name === null || name === 'none' ? ANY : scheduleMatch(readers.scope, name, readers.conditions);
}

/** How many of the firewalls a rule names; null where the file cannot tell (parts of firewalls, tags, none known). */
function targeted(readers: Readers, devices: readonly ConfNode[], tags: readonly string[]): number | null {
  const { serials } = readers;
  const names = new Set(devices.map((d) => d.name));
  const whole = devices.every((d) => nodesOf(child(d, 'vsys')).length === 0);
  return serials && whole && tags.length === 0 ? serials.filter((s) => names.has(s)).length : null;
}

/** Firewalls that a rule of Panorama is for. Decided where all firewalls it is pushed to are, or none. */
export function target(readers: Readers, rule: ConfNode): Match {
  const at = child(rule, 'target');
  const devices = nodesOf(child(at, 'devices'));
  const tags = values(child(at, 'tags'));
  if (devices.length === 0 && tags.length === 0) return ANY;
  const turn = isYes(at, 'negate') ? not : (match: Match): Match => match;
  const count = targeted(readers, devices, tags);
  if (count !== null && count === readers.serials?.length) return turn(ANY);
  if (count === 0) return turn(NONE);
  const list = [...devices.map((d) => d.name), ...tags].join(', ');
  return turn(
    readers.conditions.unknown(`target ${list}`, {
      ja: `ルールの対象のファイアウォール (${list})`,
      en: `the firewalls that rules are for (${list})`,
    }),
  );
}

/** Parts of a rule that this version does not know may narrow it. */
export function unread(readers: Readers, rule: ConfNode, known: ReadonlySet<string>): Match {
  const others = nodesOf(rule).filter((part) => !known.has(part.name));
  return all(
    others.map((part) =>
      readers.conditions.unknown(`${part.name} of ${rule.name}`, {
        ja: `ルール ${rule.name} の、読めない ${part.name}`,
        en: `${part.name} of rule ${rule.name}, which is not understood`,
      }),
    ),
  );
}

export const isEnabled = (rule: ConfNode): boolean => !isYes(rule, 'disabled');

export const described = (rule: ConfNode): string | null => value(find(rule, 'description'));
