/**
 * The fields of one Windows Firewall rule ([MS-GPFAS] 2.2.2.19), whatever carries them: `Key=Value|` rule strings in
 * the registry, or the elements of a GPO or RSoP report. Keys and keywords are compared without case.
 */
import type { FirewallRule, FirewallStore } from '../facts/windows-firewall/model.ts';
import type { Location } from '../model/evidence.ts';
import type { Tokens } from './firewall-tokens.ts';
import {
  familyAddressTokens,
  interfaceTokens,
  portTokens,
  profileTokens,
  protocolToken,
  UNLIMITED,
} from './firewall-tokens.ts';

/** `LPort` and `445`. A key may be repeated; its values are then alternatives. */
export type FirewallField = readonly [key: string, value: string];

export interface FirewallRuleOrigin {
  /** Name of the registry value; null where the source does not show it (reports). */
  readonly id: string | null;
  readonly store: FirewallStore;
  /** What the source says of the direction, where no field does. */
  readonly direction: FirewallRule['direction'] | null;
  readonly at: Location;
}

/** Lists that several keys fill, e.g. LPort, LPort2_10 and LPort2_20. */
type ListName = 'profile' | 'lport' | 'rport' | 'ra4' | 'ra6' | 'la4' | 'la6' | 'interface';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Draft {
  readonly rule: Mutable<FirewallRule>;
  action: FirewallRule['action'] | null;
  direction: FirewallRule['direction'] | null;
  readonly lists: Map<ListName, string[]>;
  readonly notUnderstood: string[];
}

type Setter = (draft: Draft, value: string, key: string) => void;

const odd: Setter = (draft, value, key) => void draft.notUnderstood.push(`${key}=${value}`);

const ignore: Setter = () => undefined;

const intoList =
  (name: ListName): Setter =>
  (draft, value) => {
    const list = draft.lists.get(name) ?? [];
    if (list.length === 0) draft.lists.set(name, list);
    if (!value.includes(',')) list.push(value);
    else list.push(...value.split(',').map((t) => t.trim()));
  };

const ACTIONS: ReadonlyMap<string, FirewallRule['action']> = new Map([
  ['allow', 'allow'],
  ['block', 'block'],
  ['bypass', 'bypass'],
]);

const DIRECTIONS: ReadonlyMap<string, FirewallRule['direction']> = new Map([
  ['in', 'in'],
  ['out', 'out'],
]);

/** Values of Security, Security2_9 and Security2: each asks for an authenticated (IPsec) connection. */
const SECURED = /^(authenticate|authenticateencrypt|an-noencap|ane-nego)$/i;

const setSecurity: Setter = (draft, value, key) => {
  if (SECURED.test(value)) draft.rule.authenticated = true;
  else odd(draft, value, key);
};

const setAuthenticated: Setter = (draft) => {
  draft.rule.authenticated = true;
};

const setEnabled: Setter = (draft, value, key) => {
  draft.rule.enabled = !/^false$/i.test(value);
  if (!/^(true|false)$/i.test(value)) odd(draft, value, key);
};

const setProtocol: Setter = (draft, value, key) => {
  const protocol = protocolToken(value);
  if (protocol === undefined) odd(draft, value, key);
  else draft.rule.protocol = protocol;
};

/**
 * Setters by lower-case key. Ignored are what only describes a rule, what widens it for tunnels (Edge, Defer) and what
 * concerns ICMP or outbound traffic. Keys that are not here narrow the rule in a way this program does not judge
 * (Platform, LUAuth, TTK, NNm, SecurityRealmId…).
 */
const SETTERS: ReadonlyMap<string, Setter> = new Map([
  [
    'action',
    (draft, value, key) => {
      draft.action = ACTIONS.get(value.toLowerCase()) ?? null;
      if (draft.action === null) odd(draft, value, key);
    },
  ],
  [
    'dir',
    (draft, value, key) => {
      draft.direction = DIRECTIONS.get(value.toLowerCase()) ?? null;
      if (draft.direction === null) odd(draft, value, key);
    },
  ],
  ['active', setEnabled],
  ['protocol', setProtocol],
  ['profile', intoList('profile')],
  ['lport', intoList('lport')],
  ['lport2_10', intoList('lport')],
  ['lport2_20', intoList('lport')],
  ['lport2_24', intoList('lport')],
  ['lport2_25', intoList('lport')],
  ['lport2_28', intoList('lport')],
  ['lport2_29', intoList('lport')],
  ['rport', intoList('rport')],
  ['rport2_10', intoList('rport')],
  ['rport2_25', intoList('rport')],
  ['rport2_28', intoList('rport')],
  ['ra4', intoList('ra4')],
  ['ra42', intoList('ra4')],
  ['ra6', intoList('ra6')],
  ['ra62', intoList('ra6')],
  ['la4', intoList('la4')],
  ['la6', intoList('la6')],
  ['if', intoList('interface')],
  ['iftype', intoList('interface')],
  [
    'app',
    (draft, value) => {
      draft.rule.program = value;
    },
  ],
  [
    'svc',
    (draft, value) => {
      draft.rule.service = value;
    },
  ],
  [
    'apppkgid',
    (draft, value) => {
      draft.rule.package = value;
    },
  ],
  [
    'name',
    (draft, value) => {
      draft.rule.name = value;
    },
  ],
  [
    'embedctxt',
    (draft, value) => {
      draft.rule.group = value;
    },
  ],
  ['security', setSecurity],
  ['security2', setSecurity],
  ['security2_9', setSecurity],
  ['security2_10', setSecurity],
  ['rmauth', setAuthenticated],
  ['ruauth', setAuthenticated],
  ...[
    'version',
    'desc',
    'edge',
    'defer',
    'lsm',
    'lom',
    'pcross',
    'skipver',
    'icmp4',
    'icmp6',
    'authbypassout',
  ].map((key) => [key, ignore] as const),
] satisfies readonly (readonly [string, Setter])[]);

/** Takes a list over, and what is odd in it. */
function take<T>(draft: Draft, key: string, tokens: Tokens<T>): readonly T[] {
  for (const token of tokens.notUnderstood) draft.notUnderstood.push(`${key}=${token}`);
  return tokens.list;
}

function addresses(draft: Draft, key: string, v4: ListName, v6: ListName): readonly string[] {
  const lists = draft.lists;
  if (!lists.has(v4) && !lists.has(v6)) return [];
  return take(draft, key, familyAddressTokens(lists.get(v4) ?? [], lists.get(v6) ?? []));
}

const ports = (draft: Draft, key: string, name: ListName) => {
  const list = draft.lists.get(name);
  return list ? take(draft, key, portTokens(list)) : [];
};

function finishLists(draft: Draft): void {
  const { rule, lists } = draft;
  if (lists.size === 0) return;
  rule.localPorts = ports(draft, 'LPort', 'lport');
  rule.remotePorts = ports(draft, 'RPort', 'rport');
  rule.remoteAddresses = addresses(draft, 'RA', 'ra4', 'ra6');
  rule.localAddresses = addresses(draft, 'LA', 'la4', 'la6');
  const profiles = lists.get('profile');
  if (profiles) rule.profiles = take(draft, 'Profile', profileTokens(profiles));
  const interfaces = lists.get('interface');
  if (interfaces) rule.interfaceTypes = interfaceTokens(interfaces);
}

/**
 * One rule. Anything unknown in it is kept in `notUnderstood`: it may narrow the rule. A rule without an action or a
 * direction is read as an inbound allow and marked so. One without `Active` is disabled ([MS-GPFAS] 2.2.2.19).
 */
export function ruleFromFields(fields: readonly FirewallField[], origin: FirewallRuleOrigin): FirewallRule {
  const draft: Draft = {
    rule: {
      ...UNLIMITED,
      action: 'allow',
      direction: 'in',
      id: origin.id ?? '',
      store: origin.store,
      at: origin.at,
    },
    action: null,
    direction: origin.direction,
    lists: new Map(),
    notUnderstood: [],
  };
  for (const [key, value] of fields) (SETTERS.get(key.toLowerCase()) ?? odd)(draft, value.trim(), key);
  finishLists(draft);
  if (draft.action === null) draft.notUnderstood.push('Action=');
  if (draft.direction === null) draft.notUnderstood.push('Dir=');
  const { rule } = draft;
  return {
    ...rule,
    id: rule.id === '' ? rule.name : rule.id,
    action: draft.action ?? 'allow',
    direction: draft.direction ?? 'in',
    notUnderstood: draft.notUnderstood,
  };
}
