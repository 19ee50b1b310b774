/**
 * The fields of one Windows Firewall rule ([MS-GPFAS] 2.2.2), whatever carries them: `Key=Value|` rule strings in the
 * registry, or the elements of a GPO or RSoP report. Keys and keywords are compared without case.
 */
import type { FirewallProfile, FirewallRule, FirewallStore, PortSpec } from '../facts/windows-firewall.ts';
import type { Location } from '../model/evidence.ts';

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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Draft extends Mutable<FirewallRule> {
  readonly profiles: FirewallProfile[];
  readonly localPorts: PortSpec[];
  readonly remotePorts: PortSpec[];
  readonly remoteAddresses: string[];
  readonly localAddresses: string[];
  readonly interfaceTypes: string[];
  readonly notUnderstood: string[];
}

const PROFILES: Readonly<Record<string, FirewallProfile>> = {
  domain: 'domain',
  private: 'private',
  public: 'public',
};

const ACTIONS: Readonly<Record<string, FirewallRule['action']>> = {
  allow: 'allow',
  block: 'block',
  bypass: 'bypass',
};

const DIRECTIONS: Readonly<Record<string, FirewallRule['direction']>> = { in: 'in', out: 'out' };

/** 256 is "any" ([MS-FASP] 2.2.32). */
const ANY_PROTOCOL = 256;
const MAX_PORT = 65535;

/** A port, a range `a-b`, or a keyword such as `RPC-EPMap`; null when it is none of them. */
export function portSpec(token: string): PortSpec | null {
  const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(token);
  if (range) {
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    return from <= to && to <= MAX_PORT ? { kind: 'range', from, to } : null;
  }
  return /^[a-z][\w-]*$/i.test(token) ? { kind: 'keyword', keyword: token } : null;
}

const tokens = (value: string): string[] =>
  value
    .split(',')
    .map((t) => t.trim())
    .filter((t) => t !== '');

const odd = (draft: Draft, key: string, value: string): void => {
  draft.notUnderstood.push(`${key}=${value}`);
};

function addPorts(draft: Draft, into: PortSpec[], key: string, value: string): void {
  for (const token of tokens(value)) {
    const spec = portSpec(token);
    if (spec) into.push(spec);
    else odd(draft, key, token);
  }
}

function setProtocol(draft: Draft, key: string, value: string): void {
  const number = Number(value);
  if (!/^\d{1,3}$/.test(value) || number > ANY_PROTOCOL) odd(draft, key, value);
  else draft.protocol = number === ANY_PROTOCOL ? null : number;
}

/** Values of Security, Security2_9 and Security2_10: each asks for an authenticated (IPsec) connection. */
const SECURED = /^(authenticate|authenticateencrypt|an-noencap|ane-nego)$/i;

function setSecurity(draft: Draft, key: string, value: string): void {
  if (SECURED.test(value)) draft.authenticated = true;
  else odd(draft, key, value);
}

const bool = (value: string): boolean | null => {
  const v = value.toLowerCase();
  return v === 'true' ? true : v === 'false' ? false : null;
};

type Setter = (draft: Draft, value: string, key: string) => void;

const word =
  <T>(table: Readonly<Record<string, T>>, set: (draft: Draft, value: T) => void): Setter =>
  (draft, value, key) => {
    const known = table[value.toLowerCase()];
    if (known === undefined) odd(draft, key, value);
    else set(draft, known);
  };

const ignore: Setter = () => undefined;

/** Keys by lower-case name. What only describes the rule, or widens it for tunnels and ICMP types, is left out. */
const SETTERS: Readonly<Record<string, Setter>> = {
  action: word(ACTIONS, (draft, v) => {
    draft.action = v;
  }),
  active: (draft, value, key) => {
    const known = bool(value);
    if (known === null) odd(draft, key, value);
    else draft.enabled = known;
  },
  dir: word(DIRECTIONS, (draft, v) => {
    draft.direction = v;
  }),
  profile: word(PROFILES, (draft, v) => void draft.profiles.push(v)),
  protocol: (draft, value, key) => setProtocol(draft, key, value),
  app: (draft, value) => {
    draft.program = value;
  },
  svc: (draft, value) => {
    draft.service = value === '*' ? null : value;
  },
  embedctxt: (draft, value) => {
    draft.group = value;
  },
  name: (draft, value) => {
    draft.name = value;
  },
  iftype: (draft, value) => {
    if (value.toLowerCase() !== 'all') draft.interfaceTypes.push(value);
  },
  rmauth: (draft) => {
    draft.authenticated = true;
  },
  ruauth: (draft) => {
    draft.authenticated = true;
  },
  luauth: (draft) => {
    draft.authenticated = true;
  },
  version: ignore,
  desc: ignore,
  edge: ignore,
  defer: ignore,
  icmp4: ignore,
  icmp6: ignore,
};

/** Keys that come in numbered variants, e.g. `LPort2_10`, `RA42`, `Security2_9`. */
const FAMILIES: readonly (readonly [RegExp, Setter])[] = [
  [/^lport/, (draft, value, key) => addPorts(draft, draft.localPorts, key, value)],
  [/^rport/, (draft, value, key) => addPorts(draft, draft.remotePorts, key, value)],
  [/^ra[46]/, (draft, value) => void draft.remoteAddresses.push(...tokens(value))],
  [/^la[46]/, (draft, value) => void draft.localAddresses.push(...tokens(value))],
  [/^security/, (draft, value, key) => setSecurity(draft, key, value)],
];

const setterFor = (key: string): Setter | undefined =>
  (Object.hasOwn(SETTERS, key) ? SETTERS[key] : undefined) ??
  FAMILIES.find(([pattern]) => pattern.test(key))?.[1];

/** What a rule may not leave out. It is read as open, and marked, when it does. */
function markMissing(draft: Draft, fields: readonly FirewallField[], direction: boolean): void {
  const present = new Set(fields.map(([key]) => key.toLowerCase()));
  if (!present.has('action')) odd(draft, 'Action', '');
  if (!present.has('active')) odd(draft, 'Active', '');
  if (!present.has('dir') && !direction) odd(draft, 'Dir', '');
}

/** One rule. Anything unknown in it is kept in `notUnderstood`: it may narrow the rule. */
export function ruleFromFields(fields: readonly FirewallField[], origin: FirewallRuleOrigin): FirewallRule {
  const draft: Draft = {
    id: origin.id ?? '',
    name: '',
    store: origin.store,
    enabled: true,
    direction: origin.direction ?? 'in',
    action: 'allow',
    profiles: [],
    protocol: null,
    localPorts: [],
    remotePorts: [],
    remoteAddresses: [],
    localAddresses: [],
    program: null,
    service: null,
    group: null,
    interfaceTypes: [],
    authenticated: false,
    notUnderstood: [],
    at: origin.at,
  };
  for (const [key, value] of fields) {
    const setter = setterFor(key.toLowerCase());
    if (setter) setter(draft, value.trim(), key);
    else odd(draft, key, value);
  }
  markMissing(draft, fields, origin.direction !== null);
  if (draft.id === '') draft.id = draft.name;
  return draft;
}
