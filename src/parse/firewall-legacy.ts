/**
 * Exceptions of the XP-time firewall policy ("Allow inbound file and printer sharing exception" and its like), which
 * Windows still honours as allow rules. They stand below a profile key of the policy store.
 */
import type { RegistryWrite } from '../facts/registry.ts';
import type { FirewallProfile, FirewallRule, FirewallStore } from '../facts/windows-firewall/model.ts';
import { addressTokens, portTokens, profileTokens, protocolToken, UNLIMITED } from './firewall-tokens.ts';

const PROFILE_KEYS: ReadonlyMap<string, readonly FirewallProfile[]> = new Map([
  ['domainprofile', ['domain']],
  ['standardprofile', ['private', 'public']],
  ['privateprofile', ['private']],
  ['publicprofile', ['public']],
]);

interface Opening {
  readonly protocol: number;
  readonly ports: readonly string[];
}

/** What each exception opens (Windows Firewall ADMX help). Remote administration also lets services open RPC ports. */
const EXCEPTIONS: ReadonlyMap<string, readonly Opening[]> = new Map([
  [
    'services\\fileandprint',
    [
      { protocol: 6, ports: ['139', '445'] },
      { protocol: 17, ports: ['137', '138'] },
    ],
  ],
  ['remoteadminsettings', [{ protocol: 6, ports: ['135', '445', 'RPC'] }]],
  [
    'services\\remotedesktop',
    [
      { protocol: 6, ports: ['3389'] },
      { protocol: 17, ports: ['3389'] },
    ],
  ],
  [
    'services\\upnpframework',
    [
      { protocol: 17, ports: ['1900'] },
      { protocol: 6, ports: ['2869'] },
    ],
  ],
]);

const OPEN_PORTS = 'globallyopenports\\list';

interface Place {
  readonly profiles: readonly FirewallProfile[];
  /** Below the profile key, lower case. */
  readonly exception: string;
}

/** `…\DomainProfile\Services\FileAndPrint` (lower case, below the firewall's root) as a place; null for other keys. */
export function legacyPlace(below: string): Place | null {
  const cut = below.indexOf('\\');
  const profiles = cut < 0 ? undefined : PROFILE_KEYS.get(below.slice(0, cut));
  const exception = below.slice(cut + 1);
  if (!profiles || !(EXCEPTIONS.has(exception) || exception === OPEN_PORTS)) return null;
  return { profiles, exception };
}

const scopeTokens = (scope: string): readonly string[] => scope.split(',').map((t) => t.trim());

function allowRule(
  at: RegistryWrite,
  store: FirewallStore,
  place: Place,
  opening: Opening,
  scope: string,
): FirewallRule {
  const remote = addressTokens(scopeTokens(scope === '' ? '*' : scope));
  const local = portTokens(opening.ports);
  return {
    ...UNLIMITED,
    id: `${at.key}\\${at.name}`,
    name: at.key,
    store,
    at: at.at,
    enabled: true,
    direction: 'in',
    action: 'allow',
    profiles: profileTokens(place.profiles).list,
    protocol: opening.protocol,
    localPorts: local.list,
    remoteAddresses: remote.list,
    notUnderstood: [...remote.notUnderstood, ...local.notUnderstood],
  };
}

/** `445:TCP:10.0.0.0/8,LocalSubnet:Enabled:name`. Anything else may open any port. */
function openPort(write: RegistryWrite, store: FirewallStore, place: Place): FirewallRule | null {
  const parts = typeof write.data === 'string' ? write.data.split(':') : [];
  const [port = '', proto = '', scope = '', state = ''] = parts;
  if (/^disabled$/i.test(state)) return null;
  const protocol = protocolToken(proto);
  const rule = allowRule(write, store, place, { protocol: protocol ?? 0, ports: [port] }, scope);
  const whole = /^enabled$/i.test(state) && typeof protocol === 'number';
  return whole
    ? rule
    : { ...rule, protocol: null, localPorts: [], remoteAddresses: [], notUnderstood: [String(write.data)] };
}

const named = (writes: readonly RegistryWrite[], name: string): RegistryWrite | undefined =>
  writes.findLast((w) => w.op === 'set' && w.name.toLowerCase() === name);

/** The rules that the values of one such key amount to. */
export function legacyRules(
  place: Place,
  writes: readonly RegistryWrite[],
  store: FirewallStore,
): readonly FirewallRule[] {
  if (place.exception === OPEN_PORTS) {
    return writes.filter((w) => w.op === 'set').flatMap((w) => openPort(w, store, place) ?? []);
  }
  const enabled = named(writes, 'enabled');
  if (!enabled || enabled.data === 0) return [];
  const scope = named(writes, 'remoteaddresses')?.data;
  const openings = EXCEPTIONS.get(place.exception) ?? [];
  return openings.map((o) => allowRule(enabled, store, place, o, typeof scope === 'string' ? scope : '*'));
}
