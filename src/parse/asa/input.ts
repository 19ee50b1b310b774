/**
 * Traffic to an ASA itself: `ssh`, `telnet`, `http` and `icmp` say who may manage it on which interface, and go before a
 * list applied with `control-plane` (ASA firewall configuration guide, "Management Access Rules"). What else listens, a
 * configuration does not tell.
 */

import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import {
  type Action,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type Service,
  type Stage,
} from '../../facts/firewall/model.ts';
import { type Addresses, matchOf, srcOf } from '../cisco/addresses.ts';
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { every } from '../cisco/matches.ts';
import { wholeNumber } from '../cisco/names.ts';
import type { AccessGroup } from './access-groups.ts';
import type { AsaConfig } from './config.ts';
import type { AsaInterface } from './interfaces.ts';
import { listId } from './lists.ts';
import type { Dictionary } from './names.ts';
import { icmpType, service } from './service-words.ts';

interface BoxInput {
  readonly config: AsaConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  readonly interfaces: readonly AsaInterface[];
  readonly groups: readonly AccessGroup[];
}

const TO_THE_BOX = 'to the device';

const rule = (
  box: BoxInput,
  line: ConfigLine,
  match: Match,
  action: Action,
  implicit: boolean,
): FilterRule => ({
  id: String(line.number),
  name: null,
  at: box.draft.at(line),
  enabled: true,
  ...(implicit && { implicit }),
  match,
  action,
  log: null,
  hits: null,
  comment: null,
});

const tcp = (port: number): Service => service(oneNumber(6), { dport: oneNumber(port) });

/** `A MASK IF`, `P/len IF`: the address, and the words after it. */
function sourceOf(
  names: Dictionary,
  words: readonly string[],
): { readonly from: Addresses; readonly rest: readonly string[] } | null {
  const [first = '', second = '', ...more] = words;
  const base = names.host(first);
  const six = base.includes(':');
  const from = six ? names.reader.prefix(base) : names.reader.masked(base, second, false);
  return from && { from, rest: six ? [second, ...more] : more };
}

/** The port that `http server enable` opens; null: the server is off. */
function httpPort(config: AsaConfig): number | null {
  const line = config.management.find((l) => l.text.startsWith('http server enable'));
  return line ? (wholeNumber(wordsOf(line.text)[3], 65535) ?? 443) : null;
}

const on = (nameif: string): Match => ({ kind: 'in', ports: [nameif] });

function management(box: BoxInput, line: ConfigLine, web: number | null): FilterRule | null {
  const [kind, ...words] = wordsOf(line.text);
  const port = kind === 'ssh' ? 22 : kind === 'telnet' ? 23 : kind === 'http' ? web : null;
  const source = port === null ? null : sourceOf(box.names, words);
  const [nameif] = source?.rest ?? [];
  if (port === null || !source || nameif === undefined) return null;
  const match = every(on(nameif), matchOf(source.from, 'src'), box.names.services([tcp(port)]));
  return rule(box, line, match, { do: 'permit' }, false);
}

/** `icmp permit|deny any|host A|A MASK [type] IF`, `ipv6 icmp …`. */
function icmp(box: BoxInput, line: ConfigLine): FilterRule | null {
  const all = wordsOf(line.text);
  const version = all[0] === 'ipv6' ? 58 : 1;
  const [action, ...words] = all.slice(version === 58 ? 2 : 1);
  const nameif = words.at(-1);
  if ((action !== 'permit' && action !== 'deny') || nameif === undefined) return null;
  const from =
    words[0] === 'any'
      ? ANY
      : words[0] === 'host'
        ? srcOf(box.names.reader.one(box.names.host(words[1] ?? '')))
        : srcOf(sourceOf(box.names, words)?.from ?? null);
  const type = icmpType(words.at(-2), version);
  const known = words[0] === 'any' ? words.length === 2 : words.length === (words[0]?.includes('/') ? 2 : 3);
  if (from === null || (type === null && !known)) return null;
  const what = service(oneNumber(version), type === null || known ? {} : { icmpType: oneNumber(type) });
  return rule(box, line, every(on(nameif), from, box.names.services([what])), { do: action }, false);
}

/** Pings are answered where no `icmp` line is of the interface; else the end of those lines denies. */
function icmpRest(box: BoxInput, six: boolean): readonly FilterRule[] {
  const lines = box.config.management.filter((l) => l.text.startsWith(six ? 'ipv6 icmp ' : 'icmp '));
  const of = (i: AsaInterface) => lines.find((l) => wordsOf(l.text).at(-1) === i.name);
  return box.interfaces.map((i) => {
    const line = of(i);
    const what = box.names.services([service(oneNumber(six ? 58 : 1))]);
    const action: Action = line ? { do: 'deny' } : { do: 'permit' };
    return rule(box, line ?? i.at, every(on(i.name), what), action, true);
  });
}

/** Nothing else of an ASA answers SSH or Telnet; HTTPS may be that of a VPN portal. */
function closed(box: BoxInput, web: number | null): FilterRule {
  const portal = box.config.vpn.some((l) => l.text.startsWith('enable ') || l.text === 'webvpn');
  const ports = [22, 23, ...(web !== null && !portal ? [web] : [])];
  return rule(box, box.config.at, box.names.services(ports.map(tcp)), { do: 'deny' }, true);
}

function controlPlane(box: BoxInput): readonly FilterRule[] {
  return box.groups
    .filter((g) => g.where === 'control-plane' && g.nameif !== null)
    .map((g) => rule(box, g.line, on(g.nameif ?? ''), { do: 'call', list: listId(g.list, g.six) }, true));
}

const LISTENERS: Action = {
  do: 'unknown',
  what: {
    ja: '装置自身のほかのサービスが待ち受けているかどうか',
    en: 'whether another service of the device itself listens',
  },
};

function rulesOf(box: BoxInput, web: number | null): readonly FilterRule[] {
  return box.config.management.flatMap((line) => {
    if (/^(?:snmp-server|management-access|http server)\b/.test(line.text)) return [];
    const read = /^(?:ipv6 )?icmp /.test(line.text) ? icmp(box, line) : management(box, line, web);
    if (!read && !(line.text.startsWith('http ') && web === null))
      box.draft.note(
        'not-understood',
        line,
        '装置への管理アクセスの行を理解できない',
        'this line on access to the device was not understood',
      );
    return read ?? [];
  });
}

export function toTheDevice(box: BoxInput): { lists: readonly FilterList[]; stages: readonly Stage[] } {
  const web = httpPort(box.config);
  const read = rulesOf(box, web);
  const unread = box.draft.notes.some((n) => n.kind === 'not-understood');
  const rules = [
    ...read,
    ...icmpRest(box, false),
    ...icmpRest(box, true),
    ...(unread ? [] : [closed(box, web)]),
    ...controlPlane(box),
  ];
  const at = box.draft.at(box.config.at);
  const list: FilterList = { id: TO_THE_BOX, name: TO_THE_BOX, rules, end: LISTENERS, endLog: null, at };
  return { lists: [list], stages: [{ kind: 'filter', list: TO_THE_BOX, when: ANY }] };
}
