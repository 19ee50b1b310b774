/** What names of an ASA stand for, as its readers ask for them. */
import type { Match, NumberSet, Service } from '../../facts/firewall/model.ts';
import { type Addresses, type AddressReader, addresses } from '../cisco/addresses.ts';
import type { Conditions } from '../cisco/matches.ts';

/** Ports, protocols or types, with parts the evidence does not tell. */
export interface OpenNumbers {
  readonly set: NumberSet;
  readonly open: readonly Match[];
}

export interface OpenServices {
  readonly services: readonly Service[];
  readonly open: readonly Match[];
}

/** What a group stands for; `unknown`: not defined, or it contains itself. */
export type GroupValue =
  | { readonly kind: 'network'; readonly addresses: Addresses }
  | { readonly kind: 'service'; readonly services: OpenServices; readonly match: Match }
  | { readonly kind: 'port' | 'protocol' | 'icmp-type'; readonly numbers: OpenNumbers }
  | { readonly kind: 'user' | 'security' | 'unknown'; readonly match: Match };

export interface Dictionary {
  readonly reader: AddressReader;
  readonly conditions: Conditions;
  /** One match for the same services, always. */
  readonly services: (of: readonly Service[]) => Match;
  /** What stands behind a name of `name`, or the word itself. */
  host(word: string): string;
  networkObject(name: string): Addresses;
  serviceObject(name: string): OpenServices & { readonly match: Match };
  group(name: string): GroupValue;
  /** Addresses of a group that is not defined or contains itself. */
  unknownGroup(name: string): Addresses;
  interfaceAddress(nameif: string): Addresses;
  /** Names of objects and groups asked for and not defined, to be taken from here by who asked. */
  readonly missing: string[];
}

/** Conditions of both sides for addresses that the evidence does not tell. */
export const openAddresses = (known: Conditions, id: string, ja: string, en: string): Addresses =>
  addresses([], [], [{ src: known.unknown(`src ${id}`, ja, en), dst: known.unknown(`dst ${id}`, ja, en) }]);

/** Works each name out once. */
export function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = make(name);
    known.set(name, value);
    return value;
  };
}
