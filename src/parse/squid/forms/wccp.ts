/** Web Cache Communication Protocol: how routers hand traffic over (wccp2.cc). */
import { isHost } from './address.ts';
import {
  badAddress,
  badNumber,
  badWord,
  cut,
  type Form,
  MISSING,
  undefinedName,
  unknownOption,
} from './form.ts';
import { integerOf, within } from './numbers.ts';
import { oneOf } from './words.ts';

export const router: Form = (words) => {
  const bad = words.find((w) => !isHost(w));
  return bad === undefined ? null : badAddress(cut(bad));
};

export const method: Form = oneOf('gre l2', '1 2');
export const assignment: Form = oneOf('hash mask', '1 2');

export const service: Form = ([kind, id, ...rest], { wccpServices }) => {
  if (kind === undefined || id === undefined) return MISSING;
  if (kind !== 'standard' && kind !== 'dynamic') return badWord(cut(kind), 'standard dynamic');
  if (!within(integerOf(id), 0, 255)) return badNumber(cut(id));
  if (kind === 'dynamic') wccpServices.add(Number(id));
  return rest.length === 0 || rest[0]?.startsWith('password=') ? null : unknownOption(cut(rest[0] ?? ''));
};

export const serviceInfo: Form = ([id], { wccpServices }) => {
  if (id === undefined) return MISSING;
  if (!within(integerOf(id), 0, 255)) return badNumber(cut(id));
  return wccpServices.has(Number(id)) ? null : undefinedName(id);
};
