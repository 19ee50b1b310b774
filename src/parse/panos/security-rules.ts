/** Security rules: the first that matches decides. PAN-OS Administrator's Guide, Security Policy. */
import type { Action, FilterRule, Match } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import { all, not } from './conditions.ts';
import {
  asked,
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
import { type ConfNode, child, isYes, valueAt } from './tree.ts';

const KNOWN = new Set(
  `from to source destination source-user category application service negate-source negate-destination
   hip-profiles source-hip destination-hip source-device destination-device source-imsi source-imei source-nw-slice
   saas-user-list saas-tenant-list disabled schedule target action rule-type log-start log-end icmp-unreachable
   profile-setting option qos description`.split(/\s+/),
);

/** Whoever sends is free to be that user, on that device, asking for that kind of site. */
const OF_SENDER = [
  'source-user',
  'category',
  'hip-profiles',
  'source-hip',
  'source-device',
  'saas-user-list',
  'saas-tenant-list',
];
const OF_OTHERS = ['destination-hip', 'destination-device', 'source-imsi', 'source-imei', 'source-nw-slice'];

function zones(readers: Readers, rule: ConfNode): Match {
  const from = members(rule, 'from');
  const to = members(rule, 'to');
  if (!from) return missing(readers, rule, 'from');
  const type = valueAt(rule, 'rule-type');
  if (type === 'intrazone') return readers.zones.within(from);
  if (!to) return missing(readers, rule, 'to');
  const both = all([readers.zones.from(from), readers.zones.to(to)]);
  if (type === 'interzone') return all([both, not(readers.zones.within(['any']))]);
  return both;
}

function traffic(readers: Readers, rule: ConfNode): Match {
  const applications = members(rule, 'application');
  const services = members(rule, 'service');
  if (!applications) return missing(readers, rule, 'application');
  if (!services) return missing(readers, rule, 'service');
  return readers.applications.match(applications, services, rule.line);
}

function matchOf(readers: Readers, rule: ConfNode): Match {
  return all([
    zones(readers, rule),
    side(readers, rule, 'source'),
    side(readers, rule, 'destination'),
    traffic(readers, rule),
    ...OF_SENDER.map((part) => asked(readers, rule, part, 'sender')),
    ...OF_OTHERS.map((part) => asked(readers, rule, part, 'unknown')),
    schedule(readers, rule),
    target(readers, rule),
    unread(readers, rule, KNOWN),
  ]);
}

const PERMIT: Action = { do: 'permit' };
const DENY: Action = { do: 'deny' };
const RESET: Action = { do: 'deny', reject: 'tcp-reset' };
const UNREACHABLE: Action = { do: 'deny', reject: 'icmp-3-13' };

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['allow', PERMIT],
  // What is sent back, if anything, depends on the application.
  ['deny', DENY],
  ['drop', DENY],
  ['reset-client', RESET],
  ['reset-server', RESET],
  ['reset-both', RESET],
]);

export function actionOf(rule: ConfNode): Action {
  const text = valueAt(rule, 'action');
  const known = ACTIONS.get(text ?? '');
  if (!known) {
    const shown = text ?? '';
    return {
      do: 'unknown',
      what: {
        ja: `ルール ${rule.name} の動作 ${shown || '(書かれていない)'}`,
        en: `the action ${shown || '(none written)'} of rule ${rule.name}`,
      },
    };
  }
  return known === DENY && isYes(rule, 'icmp-unreachable') ? UNREACHABLE : known;
}

/** The end of a session is logged unless a rule says otherwise; of the default rules, nothing is. */
const isLogged = (rule: ConfNode, byDefault: boolean): boolean => {
  const end = valueAt(rule, 'log-end');
  return isYes(rule, 'log-start') || (end === null ? byDefault : end === 'yes');
};

export function securityRule(readers: Readers, rule: ConfNode): FilterRule {
  const enabled = isEnabled(rule);
  return {
    id: rule.name,
    name: rule.name,
    at: located(readers, rule, 'security'),
    enabled,
    match: matchOf(readers, rule),
    action: actionOf(rule),
    log: isLogged(rule, true),
    hits: null,
    comment: described(rule),
  };
}

/**
 * What becomes of packets that no rule matches: `intrazone-default` lets them pass within a zone, `interzone-default`
 * denies the others, neither logs. `overrides`: nearest first, of which the first that says it counts (Panorama
 * Administrator's Guide: what the firewall says overrides the device group, and that overrides shared).
 */
export function defaultRule(
  readers: Readers,
  name: 'intrazone-default' | 'interzone-default',
  overrides: readonly ConfNode[],
  line: number,
): FilterRule {
  const match = name === 'intrazone-default' ? readers.zones.within(['any']) : ANY;
  const usual = name === 'intrazone-default' ? PERMIT : DENY;
  const acting = overrides.find((o) => child(o, 'action') !== null);
  const [first] = overrides;
  return {
    id: name,
    name,
    at: first ? located(readers, first, 'default-security') : readers.remarks.at(line, name),
    enabled: true,
    ...(first ? {} : { implicit: true as const }),
    match,
    action: acting ? actionOf(acting) : usual,
    log: first ? isLogged(first, false) : false,
    hits: null,
    comment: null,
  };
}
