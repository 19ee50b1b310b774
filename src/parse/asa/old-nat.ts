/**
 * NAT of ASA and PIX up to 8.2: `nat (IF) 0 access-list`, then `static`, then `nat`/`global` by their number, those with
 * a list before those with a network (ASA 8.2 configuration guide, "NAT Order of Operation").
 */
import { type AddressSet, parseAddressSet, union } from '../../facts/address-set.ts';
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import { type Action, ANY, type FilterRule, type Match } from '../../facts/firewall/model.ts';
import { type Addresses, matchOf, srcOf } from '../cisco/addresses.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { chosenBy, every } from '../cisco/matches.ts';
import { portNumber } from '../cisco/names.ts';
import { reversed } from '../cisco/reversed.ts';
import { blockTarget } from '../cisco/translate.ts';
import type { NatInput, NatRules } from './nat-input.ts';
import { protocolNumbers, service } from './service-words.ts';

interface Global {
  readonly port: string;
  readonly id: string;
  /** null: the address of the interface. */
  readonly pool: AddressSet | null;
}

const inOut = (kind: 'in' | 'out', nameif: string): Match => ({ kind, ports: [nameif] });

function ruleOf(input: NatInput, line: ConfigLine, match: Match, action: Action): FilterRule {
  return {
    id: String(line.number),
    name: null,
    at: input.draft.at(line),
    enabled: true,
    match,
    action,
    log: null,
    hits: null,
    comment: null,
  };
}

const unread = (input: NatInput, line: ConfigLine): NatRules => {
  input.draft.tally.notUnderstood(input.draft.at(line));
  const what = { ja: '理解できない NAT の行', en: 'a line of NAT that was not understood' };
  const rule = ruleOf(input, line, ANY, { do: 'unknown', what });
  return { destination: [rule], source: [rule] };
};

/** What the permits of a list match; null: there is no such list. */
function listMatch(input: NatInput, name: string | undefined): Match | null {
  const list = input.lists.get(name ?? '');
  return list ? chosenBy(list.rules) : null;
}

/** `static (real,mapped) [tcp|udp] mapped [port] real [port] [netmask M]`. */
function staticRules(input: NatInput, line: ConfigLine): NatRules {
  const words = wordsOf(line.text);
  const [, real, mapped] = /^\(([^,()]+),([^,()]+)\)$/.exec(words[1] ?? '') ?? [];
  const protocols = words[2] === 'tcp' || words[2] === 'udp' ? protocolNumbers(words[2]) : null;
  const rest = words.slice(protocols ? 3 : 2);
  const maskAt = words.indexOf('netmask');
  const mask = maskAt > 0 ? (words[maskAt + 1] ?? '') : '255.255.255.255';
  const { names } = input;
  const of = (word: string | undefined): Addresses | null =>
    word === 'interface' && mapped !== undefined
      ? names.interfaceAddress(mapped)
      : names.reader.masked(names.host(word ?? ''), mask, false);
  const outside = of(rest[0]);
  const inside = of(rest[protocols ? 2 : 1]);
  const ports = protocols ? [portNumber(rest[1]), portNumber(rest[3])] : [null, null];
  const [outer = null, inner = null] = ports;
  if (real === undefined || mapped === undefined || !outside || !inside) return unread(input, line);
  if (protocols && (outer === null || inner === null)) return unread(input, line);
  input.draft.tally.understood();
  const port = (side: 'sport' | 'dport', n: number | null): Match =>
    protocols && n !== null ? names.services([service(protocols, { [side]: oneNumber(n) })]) : ANY;
  const shift = (from: number | null, to: number | null) =>
    from !== null && to !== null ? ({ to: 'shift', first: from, last: from, onto: to } as const) : null;
  const back = shift(outer, inner);
  const forth = shift(inner, outer);
  const toInside = { dst: blockTarget(outside, inside), ...(back && { dport: back }) };
  const toOutside = {
    src: rest[0] === 'interface' ? ({ to: 'interface' } as const) : blockTarget(inside, outside),
    ...(forth && { sport: forth }),
  };
  return {
    destination: [
      ruleOf(input, line, every(inOut('in', mapped), matchOf(outside, 'dst'), port('dport', outer)), {
        do: 'translate',
        to: toInside,
      }),
    ],
    source: [
      ruleOf(
        input,
        line,
        every(inOut('in', real), inOut('out', mapped), matchOf(inside, 'src'), port('sport', inner)),
        {
          do: 'translate',
          to: toOutside,
        },
      ),
    ],
  };
}

/** `global (IF) ID A[-B] [netmask M]`, `global (IF) ID interface`. */
function globalOf(input: NatInput, line: ConfigLine): Global | null {
  const [, where = '', id = '', range = ''] = wordsOf(line.text);
  const port = /^\(([^,()]+)\)$/.exec(where)?.[1];
  const pool = range === 'interface' ? null : parseAddressSet(input.names.host(range));
  return port === undefined || (range !== 'interface' && !pool) ? null : { port, id, pool };
}

interface Dynamic {
  readonly port: string;
  readonly id: string;
  readonly byList: boolean;
  readonly match: Match;
}

/** `nat (IF) ID A M …`, `nat (IF) ID access-list NAME`. */
function dynamicOf(input: NatInput, line: ConfigLine): Dynamic | null {
  const [, where = '', id = '', first, second = ''] = wordsOf(line.text);
  const port = /^\(([^,()]+)\)$/.exec(where)?.[1];
  const { names } = input;
  const match =
    first === 'access-list'
      ? listMatch(input, second)
      : srcOf(names.reader.masked(names.host(first ?? ''), names.host(second), false));
  return port === undefined || !match || !/^\d+$/.test(id)
    ? null
    : { port, id, byList: first === 'access-list', match };
}

const STAY: Action = { do: 'permit' };

/** Exempt both ways with a list; with a network (identity) on the way out only. */
function exempt(input: NatInput, line: ConfigLine, nat: Dynamic): NatRules {
  const source = [ruleOf(input, line, every(inOut('in', nat.port), nat.match), STAY)];
  const destination = nat.byList ? [ruleOf(input, line, reversed(nat.match), STAY)] : [];
  return { destination, source };
}

function dynamicRules(input: NatInput, line: ConfigLine, nat: Dynamic, globals: readonly Global[]): NatRules {
  if (nat.id === '0') return exempt(input, line, nat);
  const source = globals
    .filter((g) => g.id === nat.id)
    .map((g) =>
      ruleOf(input, line, every(inOut('in', nat.port), inOut('out', g.port), nat.match), {
        do: 'translate',
        to: { src: g.pool ? { to: 'addresses', set: g.pool } : { to: 'interface' } },
      }),
    );
  return { destination: [], source };
}

/** Several pools of one number on one interface are one. */
function joined(globals: readonly Global[]): readonly Global[] {
  const out = new Map<string, Global>();
  for (const g of globals) {
    const key = `${g.port} ${g.id}`;
    const before = out.get(key);
    const pool = before?.pool && g.pool ? union(before.pool, g.pool) : (before?.pool ?? g.pool);
    out.set(key, before ? { ...before, pool } : g);
  }
  return [...out.values()];
}

interface Numbered {
  readonly rules: NatRules;
  /** 0 exempt, 1 static, 2 by list, 3 by network. */
  readonly rank: number;
}

function numbered(input: NatInput, line: ConfigLine, globals: readonly Global[]): Numbered | null {
  if (line.text.startsWith('global ')) return null;
  if (line.text.startsWith('static ')) return { rules: staticRules(input, line), rank: 1 };
  const nat = line.text.startsWith('nat ') ? dynamicOf(input, line) : null;
  if (!nat) return { rules: unread(input, line), rank: 0 };
  input.draft.tally.understood();
  const rank = nat.id === '0' && nat.byList ? 0 : nat.byList ? 2 : 3;
  return { rules: dynamicRules(input, line, nat, globals), rank };
}

export function oldNatRules(input: NatInput): readonly NatRules[] {
  const lines = input.config.oldNats;
  const globals: Global[] = [];
  const failed: NatRules[] = [];
  for (const line of lines.filter((l) => l.text.startsWith('global '))) {
    const read = globalOf(input, line);
    if (read) input.draft.tally.understood();
    if (read) globals.push(read);
    else failed.push(unread(input, line));
  }
  const pools = joined(globals);
  const ranked = lines.flatMap((line) => numbered(input, line, pools) ?? []);
  return [...failed, ...[...ranked].sort((a, b) => a.rank - b.rank).map((n) => n.rules)];
}
