/** What names of addresses come to: sets, and what the configuration does not say. */
import { type AddressSet, unionOf } from '../../facts/address-set.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Bits } from './address-values.ts';

/** What a name stands for, before it is known which side it is on. */
export interface Addresses {
  readonly set: AddressSet;
  readonly bits: readonly Bits[];
  /** Members of which the configuration does not say which addresses they are. */
  readonly unknown: readonly { readonly id: string; readonly what: Bilingual }[];
}

export const ofSet = (set: AddressSet): Addresses => ({ set, bits: [], unknown: [] });

/** Addresses of which it is not known which they are; the same ones for the same `id`. */
export const unsure = (id: string, ja: string, en: string): Addresses => ({
  set: [],
  bits: [],
  unknown: [{ id, what: { ja, en } }],
});

export const together = (parts: readonly Addresses[]): Addresses => ({
  set: unionOf(parts.map((p) => p.set)),
  bits: parts.flatMap((p) => p.bits),
  unknown: [...new Map(parts.flatMap((p) => p.unknown).map((u) => [u.id, u])).values()],
});
