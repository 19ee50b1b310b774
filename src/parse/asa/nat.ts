/**
 * NAT of an ASA as two lists: destinations are taken back to real addresses before the access lists are asked (since 8.3),
 * sources are translated after them. Order: twice NAT, object NAT (static before dynamic, then the fewest real addresses,
 * the lowest, the name), twice NAT `after-auto` (ASA firewall configuration guide, "NAT Rule Order").
 */

import type { AddressSet } from '../../facts/address-set.ts';
import type { FilterList, FilterRule, Stage } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import type { Addresses } from '../cisco/addresses.ts';
import type { ConfigLine } from '../cisco/lines.ts';
import type { Dictionary } from './names.ts';
import type { NatInput, NatRules } from './nat-input.ts';
import { natRules } from './nat-rules.ts';
import { type NatLine, natLine } from './nat-words.ts';
import { oldNatRules } from './old-nat.ts';

export interface NatStages {
  readonly lists: readonly FilterList[];
  readonly destination: readonly Stage[];
  readonly source: readonly Stage[];
}

interface Entry {
  readonly nat: NatLine | null;
  readonly line: ConfigLine;
  readonly object: string | null;
}

function entries(input: NatInput): readonly Entry[] {
  const { config, draft } = input;
  const read = (line: ConfigLine, object: string | null): Entry => {
    const nat = natLine(line.text, object === null);
    if (nat) draft.tally.understood();
    else draft.tally.notUnderstood(draft.at(line));
    return { nat, line, object };
  };
  return [
    ...config.twiceNats.map((line) => read(line, null)),
    ...config.objectNats.map(({ object, line }) => read(line, object)),
  ];
}

const sizeOf = (set: AddressSet): bigint => set.reduce((n, i) => n + i.to - i.from + 1n, 0n);

const compare = <T extends bigint | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

function byAutoOrder(names: Dictionary): (a: Entry, b: Entry) => number {
  const real = (e: Entry): Addresses => names.networkObject(e.object ?? '');
  return (a, b) =>
    Number(a.nat?.dynamic ?? false) - Number(b.nat?.dynamic ?? false) ||
    compare(sizeOf(real(a).set), sizeOf(real(b).set)) ||
    compare(real(a).set[0]?.from ?? 0n, real(b).set[0]?.from ?? 0n) ||
    compare(a.object ?? '', b.object ?? '');
}

/** A line that is not understood has no known place among object NAT; it comes first, where it makes the most unknown. */
function ordered(input: NatInput, all: readonly Entry[]): readonly Entry[] {
  const twice = all.filter((e) => e.object === null);
  const auto = all.filter((e) => e.object !== null);
  return [
    ...twice.filter((e) => !e.nat?.afterAuto),
    ...auto.filter((e) => !e.nat),
    ...auto.filter((e) => e.nat).sort(byAutoOrder(input.names)),
    ...twice.filter((e) => e.nat?.afterAuto),
  ];
}

function unreadRules(input: NatInput, line: ConfigLine): NatRules {
  const rule: FilterRule = {
    id: String(line.number),
    name: null,
    at: input.draft.at(line),
    enabled: true,
    match: ANY,
    action: {
      do: 'unknown',
      what: { ja: '理解できない NAT の行', en: 'a line of NAT that was not understood' },
    },
    log: null,
    hits: null,
    comment: null,
  };
  return { destination: [rule], source: [rule] };
}

const DESTINATION = 'nat destination';
const SOURCE = 'nat source';

export function natStages(input: NatInput): NatStages {
  const { config, draft } = input;
  const rules = [
    ...oldNatRules(input),
    ...ordered(input, entries(input)).map((e) =>
      e.nat ? natRules(input, e.nat, e.object, e.line) : unreadRules(input, e.line),
    ),
  ];
  const at = draft.at(config.at);
  const listOf = (id: string, of: readonly FilterRule[]): FilterList[] =>
    of.length === 0 ? [] : [{ id, name: id, rules: of, end: { do: 'permit' }, endLog: null, at }];
  const destination = listOf(
    DESTINATION,
    rules.flatMap((r) => r.destination),
  );
  const source = listOf(
    SOURCE,
    rules.flatMap((r) => r.source),
  );
  const stage = (l: FilterList): Stage => ({ kind: 'nat', list: l.id, when: ANY });
  return {
    lists: [...destination, ...source],
    destination: destination.map(stage),
    source: source.map(stage),
  };
}
