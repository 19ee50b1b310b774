/** Sorts the blocks of an ASA configuration into its statements, and counts the lines that build none. */
import type { Draft } from '../cisco/draft.ts';
import { type Block, type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { type AsaConfig, type AsaList, asaVersion, type GroupKind } from './config.ts';
import { bearingOf } from './irrelevant.ts';

/** A statement taken in; its lines are counted here, or later where they are resolved (`later`). */
type Taken = 'understood' | 'irrelevant' | 'later' | 'unread';
type Handler = (config: AsaConfig, draft: Draft, block: Block, words: readonly string[]) => Taken;

const GROUP_KINDS: Readonly<Record<string, GroupKind>> = {
  network: 'network',
  service: 'service',
  protocol: 'protocol',
  'icmp-type': 'icmp-type',
  icmp: 'icmp-type',
  user: 'user',
  security: 'security',
};

const listOf = (lists: Map<string, AsaList>, name: string): AsaList => {
  const known = lists.get(name) ?? { name, lines: [] };
  lists.set(name, known);
  return known;
};

/** `line N` puts a rule before the one that has the number now. */
function addToList(list: AsaList, line: ConfigLine, place: string | undefined): void {
  const at = place === undefined ? list.lines.length : Number(place) - 1;
  if (at >= 0 && at < list.lines.length) list.lines.splice(at, 0, line);
  else list.lines.push(line);
}

const NOT_FILTERS = new Set(['standard', 'ethertype', 'webtype']);

const accessList: Handler = (config, _, { line }, words) => {
  const name = words[1] ?? '';
  if (words[2] !== undefined && NOT_FILTERS.has(words[2])) return 'irrelevant';
  addToList(listOf(config.lists, name), line, words[2] === 'line' ? words[3] : undefined);
  return 'later';
};

const object: Handler = (config, draft, block, words) => {
  const [, kind, name] = words;
  if (name === undefined) return 'unread';
  const known = config.objects.get(name) ?? {
    kind: kind === 'network' || kind === 'service' ? kind : 'other',
    lines: [],
    at: block.line,
  };
  config.objects.set(name, known);
  for (const line of block.body) {
    if (line.text.startsWith('nat ')) config.objectNats.push({ object: name, line });
    else if (/^(?:description\b|app-id\b|app-agent\b|exit$)/.test(line.text)) draft.tally.irrelevant();
    else if (known.kind === 'other') draft.tally.irrelevant();
    else {
      if (!/^(?:host|subnet|range|fqdn|service) /.test(line.text)) draft.doubt(line);
      known.lines.push(line);
    }
  }
  return 'understood';
};

const MEMBER = /^(?:(?:network|service|port|protocol|icmp|group)-object|user|user-group|security-group) /;

const group: Handler = (config, draft, block, words) => {
  // Some writers put `group` between the two words.
  const rest = words[1] === 'group' ? words.slice(2) : words.slice(1);
  const kind = GROUP_KINDS[rest[0] ?? ''];
  const name = rest[1];
  if (kind === undefined || name === undefined) return 'unread';
  const known = config.groups.get(name) ?? {
    kind: kind === 'service' && rest[2] !== undefined ? 'port' : kind,
    lines: [],
    at: block.line,
  };
  config.groups.set(name, known);
  for (const line of block.body) {
    if (/^(?:description\b|exit$)/.test(line.text)) draft.tally.irrelevant();
    else {
      if (!MEMBER.test(line.text)) draft.doubt(line);
      known.lines.push(line);
    }
  }
  return 'understood';
};

const nat: Handler = (config, _, { line }) => {
  if (/^nat (?:\([^)]*\) )?(?:\d+ |after-auto (?:\d+ )?)?source /.test(line.text))
    config.twiceNats.push(line);
  else config.oldNats.push(line);
  return 'later';
};

const oldNat: Handler = (config, _, { line }) => {
  config.oldNats.push(line);
  return 'later';
};

const routing: Handler = (config, draft, block) => {
  config.routesOpen = true;
  draft.tally.irrelevant(block.body.length);
  return 'understood';
};

const same: Handler = (config, _, __, words) => {
  if (words[2] === 'inter-interface') config.interfacesMeet = true;
  else if (words[2] === 'intra-interface') config.hairpins = true;
  else return 'unread';
  return 'understood';
};

const management: Handler = (config, _, { line }, words) => {
  if (bearingOf(words[0] ?? '', words[1]) === 'irrelevant') return 'irrelevant';
  config.management.push(line);
  return 'understood';
};

const vpn: Handler = (config, draft, block, words) => {
  if (bearingOf(words[0] ?? '', words[1]) === 'irrelevant') {
    draft.tally.irrelevant(block.body.length);
    return 'irrelevant';
  }
  config.vpn.push(block.line, ...block.body.filter((l) => /^enable |^address-pool /.test(l.text)));
  if (block.body.some((l) => /^vpn-filter value /.test(l.text))) config.vpnFilters = true;
  draft.tally.irrelevant(block.body.length);
  return 'understood';
};

const sysopt: Handler = (config, _, __, words) => {
  if (words[1] !== 'connection') return 'irrelevant';
  if (words[2] === 'permit-vpn' || words[2] === 'permit-ipsec') config.permitVpn = true;
  return 'understood';
};

const ip: Handler = (config, draft, block, words) => {
  if (words[1] === 'local' && words[2] === 'pool') return vpn(config, draft, block, words);
  if (words[1] === 'address') {
    config.oldInterfaces.push(block.line);
    return 'understood';
  }
  return bearingOf('ip', words[1]) === 'irrelevant' ? 'irrelevant' : 'unread';
};

const ipv6: Handler = (config, draft, block, words) => {
  if (words[1] === 'access-list' && words[2] !== undefined) {
    listOf(config.lists6, words[2]).lines.push(block.line);
    return 'later';
  }
  if (words[1] === 'route') return route(config, draft, block, words);
  if (words[1] === 'icmp') return management(config, draft, block, words);
  if (words[1] === 'router') return routing(config, draft, block, words);
  return bearingOf('ipv6', words[1]) === 'irrelevant' ? 'irrelevant' : 'unread';
};

const route: Handler = (config, _, { line }) => {
  config.routes.push(line);
  return 'later';
};

const version: Handler = (config, _, __, words) => {
  config.version = asaVersion(words[2] ?? '') ?? config.version;
  config.context = words.includes('<context>');
  // Threat Defense has no security levels: all of them are 0, and its interfaces meet.
  if (words[0] === 'NGFW') {
    config.interfacesMeet = true;
    config.hairpins = true;
  }
  return 'understood';
};

const no: Handler = (config, draft, block, words) => {
  const text = words.slice(1).join(' ');
  if (/^sysopt connection permit-(?:vpn|ipsec)$/.test(text)) config.permitVpn = false;
  else if (text === 'nat-control') config.natControl = null;
  else if (text.startsWith('same-security-traffic')) return 'understood';
  else if (
    /^(?:access-list|access-group|object|object-group|nat|static|global|route|established)\b/.test(text)
  )
    return 'unread';
  draft.tally.irrelevant(block.body.length);
  return 'irrelevant';
};

const clear: Handler = (config, _, __, words) => {
  const at = words.indexOf('access-list');
  const name = words[at + 1];
  if (at > 0 && name !== undefined) config.lists.delete(name);
  else if (at > 0) config.lists.clear();
  return 'irrelevant';
};

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['ASA', version],
  ['PIX', version],
  ['NGFW', version],
  ['access-list', accessList],
  ['object', object],
  ['object-group', group],
  ['nat', nat],
  ['global', oldNat],
  ['static', oldNat],
  ['alias', oldNat],
  [
    'nat-control',
    (config, _, { line }) => {
      config.natControl = line;
      return 'understood';
    },
  ],
  ['router', routing],
  ['same-security-traffic', same],
  ['ssh', management],
  ['telnet', management],
  ['http', management],
  ['icmp', management],
  ['snmp-server', management],
  ['management-access', management],
  ['crypto', vpn],
  ['webvpn', vpn],
  ['group-policy', vpn],
  ['tunnel-group', vpn],
  ['tunnel-group-map', vpn],
  ['sysopt', sysopt],
  ['ip', ip],
  ['ipv6', ipv6],
  ['route', route],
  ['no', no],
  ['clear', clear],
  ['names', () => 'irrelevant'],
  [
    'name',
    (config, _, __, words) => {
      const [, address, name] = words;
      if (address === undefined || name === undefined) return 'unread';
      config.names.set(name, address);
      return 'understood';
    },
  ],
  [
    'hostname',
    (config, _, __, words) => {
      config.hostname = words[1] ?? null;
      return 'understood';
    },
  ],
  [
    'interface',
    (config, _, block) => {
      config.interfaces.push(block);
      return 'understood';
    },
  ],
  [
    'nameif',
    (config, _, { line }) => {
      config.oldInterfaces.push(line);
      return 'understood';
    },
  ],
  [
    'time-range',
    (config, _, block, words) => {
      config.timeRanges.set(words[1] ?? '', block);
      return 'understood';
    },
  ],
  [
    'access-group',
    (config, _, { line }) => {
      config.accessGroups.push(line);
      return 'later';
    },
  ],
  [
    'firewall',
    (config, _, __, words) => {
      if (words[1] === 'transparent') config.transparent = true;
      return 'understood';
    },
  ],
]);

/** Comments, and what `show` prints around a configuration. */
const FRAME = /^(?:[:!]|Cryptochecksum:|\[OK\]|\.{3}|Saved$|Written by )/;

function other(draft: Draft, block: Block, words: readonly string[]): Taken {
  const bearing = bearingOf(words[0] ?? '', words[1]);
  if (bearing === null) return 'unread';
  draft.tally.irrelevant(block.body.length);
  if (bearing === 'narrowing' && words[0] === 'service-policy')
    draft.note(
      'inspection',
      block.line,
      '検査 (policy-map) が、許可された通信をさらに絞ることがある。ここでは考えない',
      'inspection (policy-map) may stop some of what is permitted; that is not reckoned with here',
    );
  return 'irrelevant';
}

/** Most lines of a large configuration are these. */
function filterLine(config: AsaConfig, { line, body }: Block): boolean {
  const { text } = line;
  if (!text.startsWith('access-list ') || body.length > 0) return false;
  const end = text.indexOf(' ', 12);
  if (end < 13 || !/^ (?:extended|remark) /.test(text.slice(end, end + 10))) return false;
  listOf(config.lists, text.slice(12, end)).lines.push(line);
  return true;
}

function frame(config: AsaConfig, draft: Draft, block: Block): boolean {
  if (!FRAME.test(block.line.text)) return false;
  if (block.line.text === ': end') config.ended = true;
  draft.tally.irrelevant();
  return true;
}

/** Takes one block in. */
export function collect(config: AsaConfig, draft: Draft, block: Block): void {
  if (filterLine(config, block)) return;
  if (frame(config, draft, block)) {
    for (const line of block.body) collect(config, draft, { line, body: [] });
    return;
  }
  const words = wordsOf(block.line.text);
  const handler = HANDLERS.get(words[0] ?? '');
  const taken = handler ? handler(config, draft, block, words) : other(draft, block, words);
  if (taken === 'understood') draft.tally.understood();
  else if (taken === 'irrelevant') draft.tally.irrelevant();
  else if (taken === 'unread') {
    draft.unread(block.line);
    for (const line of block.body) draft.tally.notUnderstood(draft.at(line));
  }
}
