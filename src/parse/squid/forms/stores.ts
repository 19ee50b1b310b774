/** Disk caches, refresh patterns, delay pools, and other directives that decide nothing but can still make Squid refuse. */
import type { Bilingual } from '../../../model/text.ts';
import { badNumber, badWord, conflicting, cut, type Form, MISSING, unknownOption } from './form.ts';
import { anyInteger, bytes, integer, integerOf, port, seconds, sizeOf, within } from './numbers.ts';

const UFS_OPTION = /^(no-store|read-only|(min-size|max-size)=.*)$/s;
const ROCK_OPTION = /^(no-store|read-only|(min-size|max-size|swap-timeout|max-swap-rate|slot-size)=.*)$/s;

const badOption = (options: readonly string[], known: RegExp): Bilingual | null => {
  const bad = options.find((o) => !known.test(o));
  return bad === undefined ? null : unknownOption(cut(bad));
};

/** A type that the build lacks is passed over. */
export const cacheDir: Form = ([type, path, ...rest]) => {
  if (type === undefined || path === undefined) return MISSING;
  const [size, ...options] = rest;
  if (type === 'rock') {
    if (!within(anyInteger(size ?? ''), 0, 2 ** 31))
      return size === undefined ? MISSING : badNumber(cut(size));
    return badOption(options, ROCK_OPTION);
  }
  if (!/^(ufs|aufs|diskd)$/.test(type)) return null;
  const numbers = rest.slice(0, 3);
  const bad = numbers.find((n) => !within(anyInteger(n), 1, 2 ** 31));
  if (bad !== undefined || numbers.length < 3) return bad === undefined ? MISSING : badNumber(cut(bad));
  return badOption(
    rest.slice(3),
    type === 'diskd' ? /^(no-store|read-only|(min-size|max-size|Q1|Q2)=.*)$/s : UFS_OPTION,
  );
};

/** [-i] regex min percent[%] max [options]: options of an unknown name are passed over. */
export const refreshPattern: Form = (words, defined, name, rest) => {
  const [pattern, least, percent, most, ...options] = /^[-+]i$/.test(words[0] ?? '') ? words.slice(1) : words;
  if (pattern === undefined || least === undefined || percent === undefined || most === undefined)
    return MISSING;
  const refused = integer([least], defined, name, rest) ?? integer([most], defined, name, rest);
  if (refused) return refused;
  if (!within(integerOf(percent.replace(/%$/, '')), 0, 2 ** 31)) return badNumber(cut(percent));
  const stale = options.find((o) => o.startsWith('max-stale='));
  return stale !== undefined && integerOf(stale.slice(10)) === null ? badNumber(cut(stale)) : null;
};

/** Fields of a pool of each class: aggregate, network, individual, user or tag. */
const RATES: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 1 };

export const delayPools: Form = (words, defined) => {
  const count = integerOf(words[0] ?? '');
  if (!within(count, 0, 65535)) return words[0] === undefined ? MISSING : badNumber(cut(words[0]));
  defined.delayPools = count ?? 0;
  defined.delayClasses.clear();
  return null;
};

/** A pool out of range or of an unknown class is passed over. */
export const delayClass: Form = ([pool, kind], defined) => {
  if (!within(integerOf(pool ?? ''), 0, 65535)) return pool === undefined ? MISSING : badNumber(cut(pool));
  const number = Number(pool);
  if (number < 1 || number > defined.delayPools) return null;
  if (!within(integerOf(kind ?? ''), 0, 65535)) return kind === undefined ? MISSING : badNumber(cut(kind));
  if (within(Number(kind), 1, 5)) defined.delayClasses.set(number, Number(kind));
  return null;
};

const isRate = (word: string): boolean => /^(none|-?\d+\/-?\d+)$/.test(word);

export const delayParameters: Form = ([pool, ...rates], { delayClasses }) => {
  if (!within(integerOf(pool ?? ''), 0, 65535)) return pool === undefined ? MISSING : badNumber(cut(pool));
  const kind = delayClasses.get(Number(pool));
  if (kind === undefined) return null;
  const needed = rates.slice(0, RATES[kind] ?? 0);
  if (needed.length < (RATES[kind] ?? 0)) return MISSING;
  const bad = needed.find((r) => !isRate(r));
  return bad === undefined ? null : badNumber(cut(bad));
};

/** One limit must leave room for the other; both as they stand once the file is read (configDoConfigure). */
export const headerLimit: Form = (words, defined, name, rest) => {
  const refused = bytes(words, defined, name, rest);
  const found = sizeOf(words, 1);
  const value = 'next' in found ? (found.value ?? Number.POSITIVE_INFINITY) : null;
  if (name === 'request_header_max_size') defined.headerBytes = value;
  else defined.bufferBytes = value;
  return refused;
};

export const failureLimit: Form = (words, defined, name, rest) => {
  const [, word, ...time] = words;
  const refused = integer(words, defined, name, rest);
  if (refused || word === undefined) return refused;
  return word === 'in' ? seconds(time, defined, name, rest) : badWord(cut(word), 'in');
};

export const appendDomain: Form = ([domain]) => {
  if (domain === undefined) return MISSING;
  return domain.startsWith('.') ? null : badWord(cut(domain), '.domain');
};

const listOf = (word: string | undefined, key: string): number[] | null => {
  const [, list] = new RegExp(`^${key}=(\\d+(?:,\\d+)*)$`).exec(word ?? '') ?? [];
  return list === undefined ? null : list.split(',').map(Number);
};

export const cpuAffinity: Form = ([processes, cores]) => {
  const [a, b] = [listOf(processes, 'process_numbers'), listOf(cores, 'cores')];
  if (!a || !b) return processes === undefined ? MISSING : unknownOption(cut(processes));
  return a.length === b.length && [...a, ...b].every((n) => n > 0) ? null : conflicting('cores=');
};

export const memoryMode: Form = ([word]) => {
  if (word === undefined) return MISSING;
  return /^(always|disk|never)$|^net/.test(word) ? null : badWord(cut(word), 'always, disk, network, never');
};

/** A number, or its older spelling. */
export const prefetch: Form = (words, defined, name, rest) =>
  words[0] === 'on' || words[0] === 'off' ? null : integer(words, defined, name, rest);

export const neighborType: Form = ([peer, type]) =>
  peer === undefined || type === undefined ? MISSING : null;

/** Directives that Squid no longer has and refuses, unlike the others it calls obsolete. */
export const refusedNow: Form = (_words, _defined, name) => unknownOption(name);

export const clientDelayPools: Form = (words, defined, name, rest) => {
  defined.clientDelayPools = integerOf(words[0] ?? '') ?? 0;
  return port(words, defined, name, rest);
};

/** A pool out of range is passed over. */
export const clientDelayParameters: Form = (words, defined, name, rest) => {
  const refused = port(words, defined, name, rest);
  const [pool, ...rates] = words;
  if (refused || !within(Number(pool), 1, defined.clientDelayPools)) return refused;
  if (rates.length < 2) return MISSING;
  const bad = rates.slice(0, 2).find((n) => integerOf(n) === null);
  return bad === undefined ? null : badNumber(cut(bad));
};

/** Options of one kind come as a pair. */
export const responseDelayPool: Form = ([name, ...options]) => {
  if (name === undefined) return MISSING;
  const keys = new Set<string>();
  for (const word of options) {
    if (!word.includes('=')) break;
    const [, key, value = ''] =
      /^((?:individual|aggregate)-(?:restore|maximum)|initial-bucket-level)=(.*)$/s.exec(word) ?? [];
    if (key === undefined) return unknownOption(cut(word));
    if (integerOf(value) === null) return badNumber(cut(word));
    keys.add(key);
  }
  const isHalf = (kind: string): boolean => keys.has(`${kind}-restore`) !== keys.has(`${kind}-maximum`);
  return isHalf('individual') || isHalf('aggregate') ? conflicting('-restore=') : null;
};

/** Numbers are of a byte for `tos`, of 32 bits for `mark`; a word that is unknown is passed over. */
export const qosFlows: Form = (words) => {
  const most = words[0] === 'mark' ? 2 ** 32 - 1 : 255;
  const bad = words.find((w) => {
    const [, value] = /^(?:local-hit|sibling-hit|parent-hit|miss)=([^/]*)/.exec(w) ?? [];
    return value !== undefined && !within(anyInteger(value), 0, most);
  });
  return bad === undefined ? null : badNumber(cut(bad));
};

const TLS_FLAGS =
  /^(DONT_VERIFY_PEER|DONT_VERIFY_DOMAIN|NO_DEFAULT_CA|DELAYED_AUTH|CONDITIONAL_AUTH|NO_SESSION_REUSE|VERIFY_CRL|VERIFY_CRL_ALL)$/;

/** An option of an unknown name is passed over, a flag is not. */
export const tlsOptions: Form = (words) => {
  const flags = words.filter((w) => w.startsWith('flags=')).flatMap((w) => w.slice(6).split(/[,:]/));
  const bad = flags.find((flag) => flag !== '' && !TLS_FLAGS.test(flag));
  return bad === undefined ? null : unknownOption(cut(bad));
};
