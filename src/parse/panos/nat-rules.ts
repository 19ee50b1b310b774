/**
 * NAT rules: the first that matches translates, one that names no translation keeps the packet as it is. Zones are those
 * of the untranslated packet, the destination zone that of the route to the untranslated destination (PAN-OS Networking
 * Administrator's Guide, NAT Policy Rules). Security rules then see the untranslated addresses and the zone to which the
 * translated destination is routed.
 */
import type { AddressSet } from '../../facts/address-set.ts';
import { toRanges, union, unionOf } from '../../facts/address-set.ts';
import type {
  Action,
  AddressTarget,
  FilterRule,
  Match,
  PortTarget,
  Translation,
} from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import { all, any } from './conditions.ts';
import {
  described,
  isEnabled,
  located,
  members,
  missing,
  type Readers,
  schedule,
  side,
  target,
  unread,
} from './rule-parts.ts';
import { ports } from './services.ts';
import { type ConfNode, child, find, isYes, nodesOf, valueAt, values } from './tree.ts';

const KNOWN = new Set(
  `from to source destination service disabled schedule target description nat-type to-interface
   active-active-device-binding source-translation destination-translation dynamic-destination-translation`.split(
    /\s+/,
  ),
);

function zones(readers: Readers, rule: ConfNode): Match {
  const from = members(rule, 'from');
  const to = members(rule, 'to');
  return all([
    from ? readers.zones.from(from) : missing(readers, rule, 'from'),
    to ? readers.zones.to(to) : missing(readers, rule, 'to'),
  ]);
}

function out(rule: ConfNode): Match {
  const name = valueAt(rule, 'to-interface');
  return name === null || name === 'any' ? ANY : { kind: 'out', ports: [name] };
}

/** Of a pair in which both are active, a rule belongs to one device or to both. */
function binding(readers: Readers, rule: ConfNode): Match {
  const text = valueAt(rule, 'active-active-device-binding');
  if (text === null || text === 'both') return ANY;
  return readers.conditions.unknown(`device-binding ${text}`, {
    ja: `アクティブ/アクティブ構成の装置 ${text}`,
    en: `device ${text} of an active/active pair`,
  });
}

function matchOf(readers: Readers, rule: ConfNode): Match {
  const service = members(rule, 'service');
  return all([
    zones(readers, rule),
    out(rule),
    side(readers, rule, 'source'),
    side(readers, rule, 'destination'),
    service ? readers.services.match(service, rule.line) : ANY,
    binding(readers, rule),
    schedule(readers, rule),
    target(readers, rule),
    unread(readers, rule, KNOWN),
  ]);
}

const KEPT: PortTarget = { to: 'shift', first: 0, last: 65_535, onto: 0 };

const unknownTarget = (rule: ConfNode): AddressTarget => ({
  to: 'unknown',
  what: {
    ja: `NAT ルール ${rule.name} の変換後のアドレス`,
    en: `the translated address of NAT rule ${rule.name}`,
  },
});

/** The set that names stand for, where all of it is known. */
function exact(readers: Readers, names: readonly string[]): AddressSet | null {
  const sets = names.map((name) => readers.addresses.exact(name));
  return names.length > 0 && sets.every((s) => s !== null) ? unionOf(sets) : null;
}

const oneRange = (set: AddressSet | null) => {
  const ranges = set ? toRanges(set) : [];
  return ranges.length === 1 ? ranges[0] : undefined;
};

/** Each of a block onto its fellow in another block of the same size; null where they are no such blocks. */
function shift(from: AddressSet | null, onto: AddressSet | null): AddressTarget | null {
  const a = oneRange(from);
  const b = oneRange(onto);
  if (!a || !b || a.version !== b.version || a.to - a.from !== b.to - b.from) return null;
  return { to: 'shift', version: a.version, first: a.from, last: a.to, onto: b.from };
}

function interfaceTarget(readers: Readers, at: ConfNode, rule: ConfNode): AddressTarget {
  const names = values(child(at, 'ip'));
  if (names.length === 0 && child(at, 'floating-ip') === null) return { to: 'interface' };
  const hosts = exact(
    readers,
    names.map((n) => n.split('/')[0] ?? ''),
  );
  return hosts ? { to: 'addresses', set: hosts } : unknownTarget(rule);
}

function pool(readers: Readers, at: ConfNode, rule: ConfNode): AddressTarget {
  const own = child(at, 'interface-address');
  if (own) return interfaceTarget(readers, own, rule);
  const set = exact(readers, values(child(at, 'translated-address')));
  return set ? { to: 'addresses', set } : unknownTarget(rule);
}

/** Addresses of a pool, and of its fallback; one of them, and which is not told. */
function dynamicIp(readers: Readers, at: ConfNode, rule: ConfNode): AddressTarget {
  const main = pool(readers, at, rule);
  const fallback = child(at, 'fallback');
  if (!fallback) return main;
  const other = pool(readers, fallback, rule);
  if (main.to !== 'addresses' || other.to !== 'addresses') return unknownTarget(rule);
  return { to: 'addresses', set: union(main.set, other.set) };
}

const originals = (readers: Readers, rule: ConfNode, part: string): AddressSet | null =>
  isYes(rule, `negate-${part}`) ? null : exact(readers, values(child(rule, part)));

function staticIp(readers: Readers, at: ConfNode, rule: ConfNode): AddressTarget {
  const onto = exact(readers, values(child(at, 'translated-address')));
  const moved = shift(originals(readers, rule, 'source'), onto);
  if (moved) return moved;
  return onto ? { to: 'addresses', set: onto } : unknownTarget(rule);
}

function source(readers: Readers, rule: ConfNode): Translation {
  const at = child(rule, 'source-translation');
  const kind = nodesOf(at).at(-1);
  if (!kind) return {};
  switch (kind.name) {
    case 'dynamic-ip-and-port':
      return { src: pool(readers, kind, rule) };
    case 'dynamic-ip':
      return { src: dynamicIp(readers, kind, rule), sport: KEPT };
    case 'static-ip':
      return { src: staticIp(readers, kind, rule), sport: KEPT };
    default:
      return { src: unknownTarget(rule) };
  }
}

function destination(readers: Readers, rule: ConfNode): Translation {
  const fixed = child(rule, 'destination-translation');
  const at = fixed ?? child(rule, 'dynamic-destination-translation');
  if (!at) return {};
  const onto = exact(readers, values(child(at, 'translated-address')));
  const moved = fixed ? shift(originals(readers, rule, 'destination'), onto) : null;
  const dst: AddressTarget = moved ?? (onto ? { to: 'addresses', set: onto } : unknownTarget(rule));
  const written = valueAt(at, 'translated-port');
  const set = written === null ? null : ports([written]);
  return set ? { dst, dport: { to: 'ports', set } } : { dst };
}

const FAMILY: Bilingual = {
  ja: 'IPv6 と IPv4 の間の変換 (NAT64)',
  en: 'translation between IPv6 and IPv4 (NAT64)',
};

function actionOf(readers: Readers, rule: ConfNode): Action {
  const type = valueAt(rule, 'nat-type') ?? 'ipv4';
  if (type === 'nat64') {
    const to: AddressTarget = { to: 'unknown', what: FAMILY };
    return { do: 'translate', to: { src: to, dst: to } };
  }
  if (type !== 'ipv4' && type !== 'nptv6') {
    return { do: 'unknown', what: { ja: `NAT の種類 ${type}`, en: `NAT type ${type}` } };
  }
  const to = { ...source(readers, rule), ...destination(readers, rule) };
  return Object.keys(to).length === 0 ? { do: 'permit' } : { do: 'translate', to };
}

function plain(readers: Readers, rule: ConfNode, match: Match, action: Action): FilterRule {
  return {
    id: rule.name,
    name: rule.name,
    at: located(readers, rule, 'nat'),
    enabled: isEnabled(rule),
    match,
    action,
    log: null,
    hits: null,
    comment: described(rule),
  };
}

/**
 * `bi-directional`: whoever addresses the translated source reaches the source. From which zones is not documented: those
 * of the rule's own destination for certain.
 */
function reverse(readers: Readers, rule: ConfNode, forward: Action): FilterRule | null {
  const at = find(rule, 'source-translation', 'static-ip');
  if (!isYes(at, 'bi-directional') || forward.do !== 'translate' || forward.to.dst) return null;
  const inside = originals(readers, rule, 'source');
  const outside = exact(readers, values(child(at, 'translated-address')));
  const dst = shift(outside, inside) ?? unknownTarget(rule);
  const zone = members(rule, 'to');
  const elsewhere = readers.conditions.unknown(`bi-directional ${rule.name}`, {
    ja: `双方向 NAT ルール ${rule.name} の逆向きが効くゾーン`,
    en: `the zones in which the reverse of NAT rule ${rule.name} works`,
  });
  const where = any([zone ? readers.zones.from(zone) : ANY, elsewhere]);
  const to: Match = outside ? { kind: 'dst', set: outside } : elsewhere;
  const limits = [binding(readers, rule), schedule(readers, rule), target(readers, rule)];
  const made = plain(readers, rule, all([where, to, ...limits]), { do: 'translate', to: { dst } });
  return { ...made, id: `${rule.name} (bi-directional)`, implicit: true };
}

/** One rule, and what it brings about in the other direction. */
export function natRules(readers: Readers, rule: ConfNode): readonly FilterRule[] {
  const action = actionOf(readers, rule);
  const forward = plain(readers, rule, matchOf(readers, rule), action);
  const back = reverse(readers, rule, action);
  return back ? [forward, back] : [forward];
}
