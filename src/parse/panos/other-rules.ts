/**
 * Rule bases beside those of security and NAT. DoS protection and policy-based forwarding can drop packets by rules of
 * their own, before security rules are asked. Forwarding also takes packets past the routes, and an application override
 * names the application by the ports.
 */
import type { FilterRule, Match } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import { all, any } from './conditions.ts';
import { asked, isEnabled, located, members, type Readers, schedule, side, target } from './rule-parts.ts';
import { type ConfNode, child, find, value, values } from './tree.ts';

/** Zones, or interfaces, where a rule of DoS protection or forwarding is about. */
function place(readers: Readers, at: ConfNode | null, way: 'in' | 'out'): Match {
  const zones = values(child(at, 'zone'));
  const names = values(child(at, 'interface'));
  if (zones.length === 0 && names.length === 0) return ANY;
  return any([
    ...(zones.length === 0 ? [] : [way === 'in' ? readers.zones.from(zones) : readers.zones.to(zones)]),
    ...(names.length === 0 ? [] : [{ kind: way, ports: names } as const]),
  ]);
}

function services(readers: Readers, rule: ConfNode): Match {
  const list = members(rule, 'service');
  const applications = members(rule, 'application') ?? ['any'];
  return readers.applications.match(applications, list ?? ['any'], rule.line);
}

/** A rule that drops. */
function dropping(readers: Readers, rule: ConfNode, base: 'dos' | 'pbf'): FilterRule {
  return {
    id: `${base} ${rule.name}`,
    name: rule.name,
    at: located(readers, rule, base),
    enabled: isEnabled(rule),
    match: all([
      place(readers, child(rule, 'from'), 'in'),
      base === 'dos' ? place(readers, child(rule, 'to'), 'out') : ANY,
      side(readers, rule, 'source'),
      side(readers, rule, 'destination'),
      services(readers, rule),
      asked(readers, rule, 'source-user', 'sender'),
      schedule(readers, rule),
      target(readers, rule),
    ]),
    action: { do: 'deny' },
    log: null,
    hits: null,
    comment: null,
  };
}

export const dosRules = (readers: Readers, rules: readonly ConfNode[]): readonly FilterRule[] =>
  rules.filter((r) => find(r, 'action', 'deny')).map((r) => dropping(readers, r, 'dos'));

export const forwardingRules = (readers: Readers, rules: readonly ConfNode[]): readonly FilterRule[] =>
  rules.filter((r) => find(r, 'action', 'discard')).map((r) => dropping(readers, r, 'pbf'));

/** Whether packets may leave by another way than the routes say. */
export const isDiverting = (rules: readonly ConfNode[]): boolean =>
  rules.some(
    (r) =>
      isEnabled(r) &&
      (find(r, 'action', 'forward') !== null || find(r, 'action', 'forward-to-vsys') !== null),
  );

/** Applications that traffic is taken for by its ports alone. */
export const givenApplications = (rules: readonly ConfNode[]): ReadonlySet<string> =>
  new Set(rules.filter(isEnabled).flatMap((r) => value(child(r, 'application')) ?? []));
