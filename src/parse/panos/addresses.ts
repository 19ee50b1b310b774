/** Sources and destinations of rules, as sets and named conditions; one object a name and side, for all rules. */
import type { AddressSet } from '../../facts/address-set.ts';
import { ANY, type Match } from '../../facts/firewall/model.ts';
import { type NameReader, ofMember } from './address-names.ts';
import type { Addresses } from './address-sets.ts';
import { any, type Conditions } from './conditions.ts';
import type { Remarks } from './remarks.ts';
import type { Scope } from './scope.ts';
import type { ConfNode } from './tree.ts';

type Side = 'src' | 'dst';

export interface AddressReader {
  /** Of the members of a rule that stands in that line, on one side. */
  match(members: readonly string[], side: Side, line: number): Match;
  /** The set of one name, where nothing about it is unknown. */
  exact(name: string): AddressSet | null;
}

interface Reader extends NameReader {
  /** Where the rules stand: the scope, or one around it. */
  readonly level: Scope;
  readonly conditions: Conditions;
  readonly matches: Map<string, Match>;
}

function toMatch(reader: Reader, read: Addresses, side: Side): Match {
  const parts: Match[] = [];
  if (read.set.length > 0) parts.push({ kind: side, set: read.set });
  for (const bits of read.bits) parts.push({ kind: side === 'src' ? 'src-bits' : 'dst-bits', ...bits });
  for (const { id, what } of read.unknown) parts.push(reader.conditions.unknown(`${side} ${id}`, what));
  return any(parts);
}

function one(reader: Reader, name: string, side: Side): Match {
  const key = `${side}\n${name}`;
  const known = reader.matches.get(key);
  if (known) return known;
  const made = toMatch(reader, ofMember(reader, name, reader.level, 0), side);
  reader.matches.set(key, made);
  return made;
}

function ofMembers(reader: Reader, members: readonly string[], side: Side): Match {
  if (members.includes('any')) return ANY;
  const [only] = members;
  if (members.length === 1 && only !== undefined) return one(reader, only, side);
  const key = `${side}\n\n${members.join('\n')}`;
  const known = reader.matches.get(key);
  if (known) return known;
  const made = any(members.map((m) => one(reader, m, side)));
  reader.matches.set(key, made);
  return made;
}

interface AddressContext {
  readonly scope: Scope;
  readonly level: Scope;
  readonly remarks: Remarks;
  readonly conditions: Conditions;
  readonly variables: ReadonlyMap<string, ConfNode>;
}

export function addressReader(context: AddressContext): AddressReader {
  const reader: Reader = {
    ...context,
    known: new Map(),
    matches: new Map(),
    open: new Set(),
    cyclic: new Set(),
    line: 0,
    tagged: null,
  };
  return {
    match: (members, side, line) => {
      reader.line = line;
      return ofMembers(reader, members, side);
    },
    exact: (name) => {
      const { set, bits, unknown } = ofMember(reader, name, reader.level, 0);
      return bits.length === 0 && unknown.length === 0 ? set : null;
    },
  };
}
