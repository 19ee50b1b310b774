/** Commands to a configuration (YAMAHA command reference Rev.23: 8 IP, 14 tunnels, 23 NAT, 30 IPv6, 37 schedule). */
import {
  type Applied,
  type Config,
  config,
  descriptorIn,
  type Filter,
  type Interface,
  interfaceIn,
  type Said,
  type Version,
} from './config.ts';
import {
  isIrrelevantDescriptor,
  isIrrelevantFilter,
  isIrrelevantHead,
  isIrrelevantIp,
  isIrrelevantOnInterface,
} from './irrelevant.ts';
import { type Command, isArgument, wordsOf } from './lines.ts';

export type Outcome = 'understood' | 'irrelevant' | 'not-understood';

interface State {
  readonly config: Config;
  /** `pp select`, `tunnel select`. */
  pp: string | null;
  tunnel: string | null;
}

/** A command without its `no`. */
interface Line {
  readonly no: boolean;
  readonly words: readonly string[];
  readonly line: number;
  readonly text: string;
}

const said = ({ line, words }: Line, from: number): Said => ({ line, words: words.slice(from) });

function putFilter(map: Map<string, Filter>, number: string, line: Line): Outcome {
  if (line.no) map.delete(number);
  else map.set(number, { line: line.line, text: line.words.slice(3).join(' '), read: null });
  return 'understood';
}

function put(map: Map<string, Said>, key: string, line: Line, from: number): Outcome {
  if (line.no) map.delete(key);
  else map.set(key, said(line, from));
  return 'understood';
}

function gap(state: State, line: Line, kind: string, ja: string, en: string): Outcome {
  if (!line.no) state.config.gaps.push({ kind, line: line.line, text: line.text, because: { ja, en } });
  return 'understood';
}

function note(state: State, line: Line, kind: string, ja: string, en: string): Outcome {
  if (!line.no) state.config.notes.push({ kind, line: line.line, text: line.text, because: { ja, en } });
  return 'understood';
}

/** `ip filter …`, `ipv6 filter …`. */
function filter(state: State, version: Version, line: Line): Outcome {
  const { words } = line;
  const what = words[2] ?? '';
  const { filters, dynamics, sets } = state.config;
  if (/^\d+$/.test(what)) return putFilter(filters[version], what, line);
  if (what === 'dynamic') {
    if (words[3] === 'timer') return 'irrelevant';
    return /^\d+$/.test(words[3] ?? '') ? put(dynamics[version], words[3] ?? '', line, 4) : 'not-understood';
  }
  if (what === 'set') return put(sets, `${version} ${words[3] ?? ''} ${words[4] ?? ''}`, line, 5);
  return isIrrelevantFilter(what) ? 'irrelevant' : 'not-understood';
}

const NUMBERS = /^\d+$/;

function applied(line: Line, words: readonly string[]): Applied {
  const at = words.indexOf('dynamic');
  const statics = at < 0 ? words : words.slice(0, at);
  const dynamics = at < 0 ? [] : words.slice(at + 1);
  return { line: line.line, words, statics, dynamics, set: null };
}

function secure(of: Interface, version: Version, line: Line): Outcome {
  const [keyword, direction = '', ...rest] = line.words.slice(3);
  if (keyword !== 'filter') return 'not-understood';
  if (direction === 'name') {
    for (const way of ['in', 'out']) {
      const key = `${version} ${way}`;
      if (line.no) of.filters.delete(key);
      else
        of.filters.set(key, { line: line.line, words: rest, statics: [], dynamics: [], set: rest[0] ?? '' });
    }
    return 'understood';
  }
  if (direction !== 'in' && direction !== 'out') return 'not-understood';
  const key = `${version} ${direction}`;
  if (line.no) of.filters.delete(key);
  else if (rest.every((w) => NUMBERS.test(w) || w === 'dynamic')) of.filters.set(key, applied(line, rest));
  else return 'not-understood';
  return 'understood';
}

function address(of: Interface, version: Version, line: Line, key: string, text: string): Outcome {
  if (line.no) of.addresses.delete(`${version} ${key}`);
  else if (/^(?:dhcp|ipcp|auto|map-e)$/.test(text) || text.includes('@')) of.leased = true;
  else if (text !== '') of.addresses.set(`${version} ${key}`, text);
  return 'understood';
}

/** Words behind `ip INTERFACE`. */
function onInterface(state: State, version: Version, of: Interface, line: Line): Outcome {
  const [what = '', ...rest] = line.words.slice(2);
  const [first = ''] = rest;
  switch (what) {
    case 'secure':
      return secure(of, version, line);
    case 'address':
      return address(of, version, line, version === 4 ? 'address' : `address ${first}`, first);
    case 'secondary':
      return address(of, version, line, `secondary ${rest[1] ?? ''}`, rest[1] ?? '');
    case 'vrrp':
      if (first === 'shutdown') return 'irrelevant';
      return address(of, version, line, `vrrp ${first}`, rest[1] ?? '');
    case 'nat':
      of.descriptors = line.no ? null : said(line, 4);
      return 'understood';
    case 'forward':
      state.config.moreRoutes = state.config.moreRoutes || !line.no;
      return 'understood';
    case 'inbound':
    case 'policy':
      return gap(
        state,
        line,
        'policy-filter',
        `${what} filter はこの版では読まない`,
        `${what} filters are not read by this version`,
      );
    case 'dpi':
      return note(
        state,
        line,
        'may-block',
        'DPI フィルターが通信を落とすことがある',
        'DPI filters may drop packets',
      );
    case 'intrusion':
      return note(
        state,
        line,
        'may-block',
        '侵入検知が通信を落とすことがある',
        'intrusion detection may drop packets',
      );
    default:
      return isIrrelevantOnInterface(what) ? 'irrelevant' : 'not-understood';
  }
}

const INTERFACE = /^(?:lan\d+(?:[./]\d+)?|vlan\d+|wan\d+|onu\d+|bridge\d+|loopback\d+|null|brdg\d*)$/;

/** The interface a word of a command stands for, where it is one. */
function interfaceName(state: State, word: string): string | null {
  if (word === 'pp') return state.pp ?? 'pp';
  if (word === 'tunnel') return state.tunnel ?? 'tunnel';
  return INTERFACE.test(word) ? word : null;
}

/** What follows `ip` or `ipv6` itself and is no interface. */
function ofRouter(state: State, version: Version, line: Line, word: string): Outcome | null {
  switch (word) {
    case 'filter':
      return filter(state, version, line);
    case 'route':
      if (line.words[2] === 'change') return 'irrelevant';
      return put(state.config.routes, `${version} ${line.words[2] ?? ''}`, line, 2);
    case 'routing':
      if (version === 6) state.config.ipv6Off = line.words[2] === 'off' && !line.no ? said(line, 2) : null;
      if (line.words[2] !== 'off') return 'understood';
      return note(state, line, 'no-routing', 'IP パケットを中継しない設定', 'IP packets are not forwarded');
    case 'policy':
    case 'inbound':
      return gap(
        state,
        line,
        'policy-filter',
        'ポリシー型のフィルターはこの版では読まない',
        'filters of policies are not read by this version',
      );
    case 'forward':
    case 'local':
      state.config.moreRoutes = true;
      return 'understood';
    default:
      return word === 'dpi' || isIrrelevantIp(word) ? 'irrelevant' : null;
  }
}

function ip(state: State, version: Version, line: Line): Outcome {
  const word = line.words[1] ?? '';
  const name = interfaceName(state, word);
  if (name !== null) return onInterface(state, version, interfaceIn(state.config, name, line.line), line);
  return ofRouter(state, version, line, word) ?? 'not-understood';
}

/** `nat descriptor …`. */
function nat(state: State, line: Line): Outcome {
  const words = line.words.slice(2);
  const [what = '', second = '', third = '', fourth = ''] = words;
  const of = (id: string) => descriptorIn(state.config, id);
  if (line.words[1] !== 'descriptor') return 'not-understood';
  if (isIrrelevantDescriptor(words)) return 'irrelevant';
  switch (`${what} ${what === 'masquerade' || what === 'address' ? second : ''}`.trim()) {
    case 'type':
      of(second).type = line.no ? null : said(line, 4);
      return 'understood';
    case 'address outer':
      of(third).outer = line.no ? null : said(line, 5);
      return 'understood';
    case 'address inner':
      of(third).inner = line.no ? null : said(line, 5);
      return 'understood';
    case 'masquerade incoming':
      of(third).incoming = line.no ? null : said(line, 5);
      return 'understood';
    case 'static':
      return put(of(second).statics, third, line, 5);
    case 'masquerade static':
      return put(of(third).masquerades, fourth, line, 6);
    default:
      return 'not-understood';
  }
}

function setEnabled(state: State, name: string, line: Line, on: boolean): void {
  interfaceIn(state.config, name, line.line).enabled = on;
}

/** `pp select`, `pp enable`, `tunnel select`, `tunnel disable`. */
function selected(state: State, kind: 'pp' | 'tunnel', line: Line): Outcome {
  const [, what = '', which = ''] = line.words;
  if (what === 'select') {
    const none = line.no || which === 'none' || which === '';
    state[kind] = none ? null : `${kind} ${which}`;
    state[kind === 'pp' ? 'tunnel' : 'pp'] = null;
    if (!none) interfaceIn(state.config, `${kind} ${which}`, line.line);
    return 'understood';
  }
  if (what !== 'enable' && what !== 'disable') return 'irrelevant';
  if (which !== 'all' && which !== '')
    setEnabled(state, `${kind} ${which}`, line, (what === 'enable') !== line.no);
  return 'understood';
}

/** Commands that a schedule runs may change filters and routes. */
function schedule(state: State, line: Line): Outcome {
  const command = / (?:\*|pp \S+|tunnel \S+) +(.*)$/.exec(line.text)?.[1] ?? '';
  if (!/^(?:no )?(?:ip|ipv6|nat|ethernet|pp|tunnel|lua)\b/.test(command)) return 'irrelevant';
  return gap(
    state,
    line,
    'schedule',
    'スケジュールで実行されるコマンドがフィルターや経路を変えることがある',
    'commands run on a schedule may change filters or routes',
  );
}

function ethernet(state: State, line: Line): Outcome {
  if (line.words[1] === 'filter') return 'irrelevant';
  return note(
    state,
    line,
    'may-block',
    'イーサネットフィルターが通信を落とすことがある',
    'Ethernet filters may drop packets',
  );
}

const ROUTING: ReadonlySet<string> = new Set(['rip', 'ospf', 'ospfv3', 'bgp']);

function routing(state: State, line: Line): Outcome {
  if (line.words[1] === 'use' && line.words[2] === 'on' && !line.no) state.config.moreRoutes = true;
  return 'understood';
}

/** `description lan1 …`, or `description …` of the selected pp or tunnel. */
function description(state: State, line: Line): Outcome {
  const [, word = '', ...rest] = line.words;
  const name = interfaceName(state, word);
  const text = (name === null ? line.words.slice(1) : rest).join(' ').replace(/^"|"$/g, '');
  const of = name ?? state.pp ?? state.tunnel;
  if (of !== null && !line.no) interfaceIn(state.config, of, line.line).alias = text;
  return 'understood';
}

function other(state: State, line: Line): Outcome {
  const [head = '', second = '', ...rest] = line.words;
  if (head === 'console' && second === 'prompt') state.config.prompt = rest.join(' ').replace(/"/g, '');
  if (head === 'snmp' && second === 'sysname') state.config.sysname = said(line, 2);
  if (head === 'syslog') {
    if (second === 'notice') state.config.notice = rest[0] === 'on' && !line.no;
    return second === 'notice' ? 'understood' : 'irrelevant';
  }
  if (head === 'lua') {
    return note(
      state,
      line,
      'script',
      'Lua スクリプトが設定を変えることがある',
      'Lua scripts may change the configuration',
    );
  }
  // What is left of a broken line begins with a word that also begins commands: `tcp * 22`.
  return isIrrelevantHead(head) && !line.words.every(isArgument) ? 'irrelevant' : 'not-understood';
}

function bridge(state: State, line: Line): Outcome {
  return gap(
    state,
    line,
    'bridge',
    'ブリッジインターフェイスの中の通信はこの版では扱わない',
    'traffic within a bridge interface is not followed by this version',
  );
}

/** Commands of IPv6 that give no interface an address and the router no route. */
const WITHOUT_IPV6: ReadonlySet<string> = new Set(['filter', 'routing', 'rh0', 'nd', 'max', 'reassembly']);
const OF_FILTERS: ReadonlySet<string> = new Set(['secure', 'mtu', 'tcp', 'inbound', 'policy', 'rebound']);

function brings6(state: State, { words }: Line): boolean {
  const [head, word = '', what = ''] = words;
  if (head !== 'ipv6') return head === 'ospfv3' || head === 'bgp';
  const name = interfaceName(state, word);
  return name === null ? !WITHOUT_IPV6.has(word) : !OF_FILTERS.has(what);
}

/** `show config` tells of interfaces first, and of these behind them. */
const PAST_INTERFACES: ReadonlySet<string> = new Set('nat syslog dhcp dns schedule httpd sshd'.split(' '));

/** Whether IPv6 runs, and whether the part of the configuration that says so is there. */
function traces(state: State, line: Line): void {
  const { config } = state;
  const [head = '', second = ''] = line.words;
  if (!line.no && brings6(state, line)) config.ipv6 = true;
  if (PAST_INTERFACES.has(head) || ((head === 'ip' || head === 'ipv6') && second === 'filter'))
    config.pastInterfaces = true;
  else if (head === 'ip' || head === 'ipv6' || ((head === 'pp' || head === 'tunnel') && second === 'select'))
    config.pastInterfaces = false;
}

function run(state: State, line: Line): Outcome {
  const [head = ''] = line.words;
  traces(state, line);
  if (head === 'ip') return ip(state, 4, line);
  if (head === 'ipv6') return ip(state, 6, line);
  if (head === 'nat') return nat(state, line);
  if (head === 'pp' || head === 'tunnel') return selected(state, head, line);
  if (head === 'schedule') return schedule(state, line);
  if (head === 'ethernet') return ethernet(state, line);
  if (head === 'bridge') return bridge(state, line);
  if (head === 'description') return description(state, line);
  if (ROUTING.has(head)) return routing(state, line);
  return other(state, line);
}

const PLAIN_FILTER = /^ip(v6)? filter (\d+) (?=\S)/;

/** Nearly all lines of a large file define a filter: these are not told apart word by word. False: it is another one. */
function plainFilter({ config }: State, { line, text }: Command): boolean {
  const found = PLAIN_FILTER.exec(text);
  if (!found) return false;
  const [head, six, number = ''] = found;
  config.filters[six === undefined ? 4 : 6].set(number, { line, text: text.slice(head.length), read: null });
  config.pastInterfaces = true;
  return true;
}

function runText(state: State, { line, text }: Command): Outcome {
  const words = wordsOf(text);
  const no = words[0] === 'no';
  return run(state, { no, words: no ? words.slice(1) : words, line, text });
}

/** Each command once, in order; `done` hears what became of it. */
export function readConfig(
  list: readonly Command[],
  done: (command: Command, outcome: Outcome) => void,
): Config {
  const state: State = { config: config(), pp: null, tunnel: null };
  for (const command of list) {
    if (command.text === '' || command.text.startsWith('#')) done(command, 'irrelevant');
    else if (plainFilter(state, command)) done(command, 'understood');
    else done(command, runText(state, command));
  }
  return state.config;
}
