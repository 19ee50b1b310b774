/** Sorts the blocks of an IOS configuration into its statements, and counts the lines that build none. */
import type { Draft } from '../cisco/draft.ts';
import { type Block, type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { wholeNumber } from '../cisco/names.ts';
import type { IosConfig, IosList } from './config.ts';
import { isIrrelevant } from './irrelevant.ts';

/** A statement taken in; its lines are counted here, or later where they are resolved (`later`). */
type Taken = 'understood' | 'irrelevant' | 'later' | 'unread';
type Handler = (config: IosConfig, draft: Draft, block: Block, words: readonly string[]) => Taken;

function listOf(lists: Map<string, IosList>, name: string, kind: IosList['kind'], at: ConfigLine): IosList {
  const known = lists.get(name) ?? { name, kind, lines: [], at };
  lists.set(name, known);
  return known;
}

function addBody(list: IosList, draft: Draft, body: readonly ConfigLine[]): void {
  for (const line of body) {
    if (line.text.startsWith('!') || line.text === 'exit') draft.tally.irrelevant();
    else list.lines.push(line);
  }
}

/** Numbers of lists of IPv4; other numbers are of other protocols (IOS command reference, `access-list`). */
function kindOf(number: number): IosList['kind'] | null {
  if ((number >= 1 && number <= 99) || (number >= 1300 && number <= 1999)) return 'standard';
  return (number >= 100 && number <= 199) || (number >= 2000 && number <= 2699) ? 'extended' : null;
}

const numbered: Handler = (config, draft, { line, body }, words) => {
  const [, name = ''] = words;
  const number = wholeNumber(name, 2699);
  for (const inner of body) draft.unread(inner);
  if (number === null) return 'unread';
  const kind = kindOf(number);
  if (kind === null) return 'irrelevant';
  listOf(config.lists, name, kind, line).lines.push(line);
  return 'later';
};

const LIST_SETTINGS = new Set([
  'resequence',
  'log-update',
  'logging',
  'persistent',
  'helper',
  'match-local-traffic',
  'role-based',
  'match',
]);

const ipAccessList: Handler = (config, draft, block, words) => {
  const [, , kind = '', name] = words;
  if (LIST_SETTINGS.has(kind)) {
    draft.tally.irrelevant(block.body.length);
    return 'irrelevant';
  }
  if ((kind !== 'standard' && kind !== 'extended') || name === undefined) return 'unread';
  addBody(listOf(config.lists, name, kind, block.line), draft, block.body);
  return 'understood';
};

const routing: Handler = (config, draft, block) => {
  config.routesOpen = true;
  draft.tally.irrelevant(block.body.length);
  return 'understood';
};

/** Routes of one VRF may be given to another, and then packets pass between them. */
const vrf: Handler = (config, draft, block, words) => {
  const name = words.at(-1);
  if (name !== undefined) config.vrfs.add(name);
  if (block.body.some((l) => /^(?:route-target (?:import|both)|import |route-replicate )/.test(l.text)))
    config.vrfsLeak = true;
  draft.tally.irrelevant(block.body.length);
  return 'understood';
};

const route: Handler = (config, _, { line }) => {
  if (/ global\b/.test(line.text)) config.vrfsLeak = true;
  config.routes.push(line);
  return 'later';
};

const nat: Handler = (config, _, { line }, words) => {
  if (words[2] === 'translation' || words[2] === 'log' || words[2] === 'service' || words[2] === 'settings')
    return 'irrelevant';
  if (line.text.includes(' vrf ') && !line.text.includes('match-in-vrf')) config.vrfsLeak = true;
  config.nat.push(line);
  return 'later';
};

const ip: Handler = (config, draft, block, words) => {
  const [, second] = words;
  if (second === 'access-list') return ipAccessList(config, draft, block, words);
  if (second === 'nat') return nat(config, draft, block, words);
  if (second === 'route') return route(config, draft, block, words);
  if (second === 'vrf') return vrf(config, draft, block, words);
  if (second === 'default-network') return routing(config, draft, block, words);
  if (second === 'policy-list' || (second === 'local' && words[2] === 'policy')) return 'irrelevant';
  if (second === 'port-map') config.portMaps = true;
  draft.tally.irrelevant(block.body.length);
  return isIrrelevant('ip', second) ? 'irrelevant' : 'unread';
};

const ipv6: Handler = (config, draft, block, words) => {
  const [, second, name] = words;
  if (second === 'access-list' && name !== undefined) {
    if (name === 'log-update') return 'irrelevant';
    addBody(listOf(config.lists6, name, 'ipv6', block.line), draft, block.body);
    return 'understood';
  }
  if (second === 'route') return route(config, draft, block, words);
  if (second === 'router') return routing(config, draft, block, words);
  if (second === 'unicast-routing') config.ipv6Routing = true;
  draft.tally.irrelevant(block.body.length);
  return isIrrelevant('ipv6', second) ? 'irrelevant' : 'unread';
};

const GROUPS: Readonly<Record<string, 'network' | 'service'>> = { network: 'network', service: 'service' };

const group: Handler = (config, draft, block, words) => {
  const [, kind = '', name] = words;
  if (name === undefined) return 'unread';
  const known = config.groups.get(name) ?? { kind: GROUPS[kind] ?? 'other', lines: [], at: block.line };
  config.groups.set(name, known);
  for (const line of block.body) {
    if (known.kind === 'other' || /^(?:description\b|!|exit$)/.test(line.text)) draft.tally.irrelevant();
    else known.lines.push(line);
  }
  return 'understood';
};

/** Maps of the zone firewall are read where zones are; others mark and queue only. */
const map: Handler = (config, draft, block, words) => {
  if (words[1] !== 'type' || words[2] !== 'inspect') {
    draft.tally.irrelevant(block.body.length);
    return 'irrelevant';
  }
  const name = words.at(-1) ?? '';
  const maps = words[0] === 'class-map' ? config.classMaps : config.policyMaps;
  // `class-map type inspect http …` looks into an application and narrows what is inspected.
  maps.set(name, { words, block });
  return 'understood';
};

const no: Handler = (config, draft, block, words) => {
  const [, second, third, kind, name] = words;
  draft.tally.irrelevant(block.body.length);
  if (second === 'ip' && third === 'routing' && kind === undefined) config.noRouting = true;
  else if (second === 'ip' && third === 'access-list') config.lists.delete(name ?? kind ?? '');
  else if (second === 'access-list') config.lists.delete(third ?? '');
  else if (second === 'ipv6' && third === 'unicast-routing') config.ipv6Routing = false;
  else if (second === 'ipv6' && third === 'access-list') config.lists6.delete(kind ?? '');
  else if (second === 'ip' && (third === 'route' || third === 'nat')) return 'unread';
  return 'irrelevant';
};

const named =
  (to: (config: IosConfig) => { words: readonly string[]; block: Block }[]): Handler =>
  (config, _, block, words) => {
    to(config).push({ words, block });
    return 'understood';
  };

const zone: Handler = (config, draft, block, words) => {
  if (words[1] !== 'security' || words[2] === undefined) return 'unread';
  config.zones.add(words[2]);
  draft.tally.irrelevant(block.body.length);
  return 'understood';
};

const vlan: Handler = (config, draft, block, words) => {
  if (words[1] === 'access-map') config.vlanMaps.push({ words, block });
  else if (words[1] === 'filter') config.vlanFilters.push(block.line);
  else {
    draft.tally.irrelevant(block.body.length);
    return 'irrelevant';
  }
  return 'understood';
};

const line: Handler = (config, draft, block, words) => {
  if (words[1] === 'vty') config.vtys.push(block);
  draft.tally.irrelevant(block.body.length);
  return words[1] === 'vty' ? 'understood' : 'irrelevant';
};

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['access-list', numbered],
  ['ip', ip],
  ['ipv6', ipv6],
  ['object-group', group],
  ['router', routing],
  ['vrf', vrf],
  ['no', no],
  ['class-map', map],
  ['policy-map', map],
  ['zone', zone],
  ['zone-pair', named((c) => c.zonePairs)],
  [
    'route-map',
    (config, draft, block, words) => {
      config.routeMaps.push({ words, block });
      draft.tally.irrelevant(block.body.length);
      return 'understood';
    },
  ],
  ['vlan', vlan],
  [
    'end',
    (config) => {
      config.ended = true;
      return 'irrelevant';
    },
  ],
  ['line', line],
  [
    'crypto',
    (config, draft, block, words) => {
      if (words[1] === 'map') config.cryptoMaps.push(block);
      draft.tally.irrelevant(block.body.length);
      return words[1] === 'map' ? 'understood' : 'irrelevant';
    },
  ],
  [
    'version',
    (config, _, __, words) => {
      config.version = words[1] ?? null;
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
    'time-range',
    (config, _, block, words) => {
      config.timeRanges.set(words[1] ?? '', block);
      return 'understood';
    },
  ],
]);

/** What `show` prints around a configuration. */
const FRAME =
  /^(?:!|Building configuration|Current configuration|Using \d+ (?:out of|bytes)|Load for |Time source |:|\^C?$)/;

/** Takes one block in. */
export function collect(config: IosConfig, draft: Draft, block: Block): void {
  if (FRAME.test(block.line.text)) {
    draft.tally.irrelevant();
    for (const inner of block.body) collect(config, draft, { line: inner, body: [] });
    return;
  }
  const words = wordsOf(block.line.text);
  const first = words[0] ?? '';
  const handler = HANDLERS.get(first);
  const irrelevant = !handler && isIrrelevant(first, words[1]);
  const taken = handler?.(config, draft, block, words) ?? (irrelevant ? 'irrelevant' : 'unread');
  if (irrelevant) draft.tally.irrelevant(block.body.length);
  if (taken === 'understood') draft.tally.understood();
  else if (taken === 'irrelevant') draft.tally.irrelevant();
  else if (taken === 'unread') {
    draft.unread(block.line);
    if (!handler) for (const inner of block.body) draft.tally.notUnderstood(draft.at(inner));
  }
}
