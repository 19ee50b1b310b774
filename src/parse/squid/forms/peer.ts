/** cache_peer (parse_peer, cache_cf.cc). An option that Squid does not know is passed over. */
import type { Bilingual } from '../../../model/text.ts';
import { badNumber, badWord, conflicting, cut, type Form, MISSING } from './form.ts';
import { integerOf, within } from './numbers.ts';

/** Services of /etc/services that a proxy may stand for: other names are seldom there, and Squid then refuses the file. */
const SERVICES = /^(www|http|https|http-alt|webcache|icp|icpv2|echo|discard|domain|ftp)$/;

const isPort = (word: string): boolean => SERVICES.test(word) || within(integerOf(word), 0, 65535);

const NUMBERED = /^(weight|basetime|ttl|connect-timeout|connect-fail-limit|max-conn|standby)=(.*)$/s;
const KEYS = /^(scheme|host|port|path|params)/;
const MODES = 'no-clr no-purge-clr only-clr forward-clr oldsquid';

const BALANCED = ['carp', 'userhash', 'sourcehash'];

function htcp(modes: string): Bilingual | null {
  const list = modes.split(',');
  const bad = list.find((m) => !MODES.split(' ').includes(m));
  if (bad !== undefined) return badWord(cut(bad), MODES);
  return list.includes('no-clr') && list.includes('only-clr') ? conflicting('only-clr') : null;
}

function option(word: string, type: string, before: readonly string[]): Bilingual | null {
  const [, , number] = NUMBERED.exec(word) ?? [];
  if (number !== undefined) return integerOf(number) === null ? badNumber(cut(word)) : null;
  if (/^htcp[=-]/.test(word)) return htcp(word.slice(5));
  if (BALANCED.includes(word)) return type === 'parent' ? null : conflicting(word);
  if (!word.startsWith('carp-key=')) return null;
  if (!before.includes('carp')) return conflicting('carp-key=');
  const bad = word
    .slice('carp-key='.length)
    .split(',')
    .find((key) => !KEYS.test(key));
  return bad === undefined ? null : badWord(cut(bad), 'scheme, host, port, path, params');
}

const numberOf = (options: readonly string[], name: string): number =>
  Number(options.findLast((o) => o.startsWith(`${name}=`))?.slice(name.length + 1) ?? 0);

export const cachePeer: Form = ([host, type, http, icp, ...rest], { peers }) => {
  if (host === undefined || type === undefined || http === undefined || icp === undefined) return MISSING;
  if (!isPort(http) || integerOf(http) === 0) return badNumber(cut(http));
  if (!isPort(icp)) return badNumber(cut(icp));
  const refused = rest.map((o, i) => option(o, type, rest.slice(0, i))).find((r) => r !== null);
  if (refused) return refused;
  const name = (rest.findLast((o) => o.startsWith('name='))?.slice(5) ?? host).toLowerCase();
  const most = numberOf(rest, 'max-conn');
  if (peers.has(name)) return conflicting(cut(name));
  peers.add(name);
  return most > 0 && most < numberOf(rest, 'standby') ? conflicting('max-conn=') : null;
};
