/** config.xml of OPNsense: rules of its own and inherited ones side by side. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractPolicy,
  type AbstractSchedule,
  type AbstractZone,
  type Capability,
  deviceAddress,
} from '../policy.ts';
import { keyOf, type PfAlias, type PfEnd, type PfRule, PLACES, type Place, spell } from './pf-spelling.ts';
import { gatewaysXml } from './pfsense.ts';
import { around, element } from './xml-text.ts';

export const CAN: readonly Capability[] = ['negate', 'icmp', 'icmp-type', 'protocol', 'schedule'];

function interfaceXml(zone: AbstractZone): string {
  const own = zone.connected.map((p) => deviceAddress(p).split('/'));
  const [four = ['', '']] = own.filter(([a = '']) => !a.includes(':'));
  const [six = ['', '']] = own.filter(([a = '']) => a.includes(':'));
  return around(keyOf(zone), [
    element('if', `vtnet${zone.index}`),
    element('descr', zone.name),
    element('enable', '1'),
    element('ipaddr', four[0] ?? ''),
    element('subnet', four[1] ?? ''),
    element('ipaddrv6', six[0] ?? ''),
    element('subnetv6', six[1] ?? ''),
  ]);
}

function endXml(side: string, end: PfEnd): string {
  const what =
    end.kind === 'any'
      ? element('any', '1')
      : element(end.kind === 'interface' ? 'network' : 'address', end.text);
  return around(side, [
    what,
    ...(end.port === '' ? [] : [element('port', end.port)]),
    ...(end.not ? [element('not', '1')] : []),
  ]);
}

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function legacyXml(pf: PfRule, index: number, r: Random): string {
  const { rule, place } = pf;
  const floating = place !== 'interface';
  return around(
    'rule',
    [
      element('type', rule.action === 'permit' ? 'pass' : r.pick(['block', 'reject'])),
      ...(pf.interfaces.length === 0 ? [] : [element('interface', pf.interfaces.join(','))]),
      element('ipprotocol', pf.family),
      element('statetype', 'keep state'),
      ...(rule.comment ? [element('descr', rule.comment)] : []),
      element('direction', 'in'),
      ...(floating ? [element('floating', 'yes')] : []),
      ...(place === 'floating-last-match' ? [] : [element('quick', '1')]),
      ...(pf.protocol === '' ? [] : [element('protocol', pf.protocol)]),
      ...(pf.icmpType === null ? [] : [element('icmptype', String(pf.icmpType))]),
      endXml('source', pf.source),
      endXml('destination', pf.destination),
      ...(rule.log ? [element('log', '1')] : []),
      ...(rule.enabled ? [] : [element('disabled', '1')]),
      ...(rule.schedule === null ? [] : [element('sched', rule.schedule)]),
    ],
    ` uuid="${uuid(index)}"`,
  );
}

const netText = (end: PfEnd): string => (end.kind === 'any' ? 'any' : end.text);

function mvcXml(pf: PfRule, index: number, sequence: number): string {
  const { rule } = pf;
  const quick = pf.place === 'floating-last-match' ? '0' : '1';
  return around(
    'rule',
    [
      element('enabled', rule.enabled ? '1' : '0'),
      element('statetype', 'keep'),
      element('sequence', String(sequence)),
      element('action', rule.action === 'permit' ? 'pass' : 'block'),
      element('quick', quick),
      element('interfacenot', '0'),
      element('interface', pf.interfaces.join(',')),
      element('direction', 'in'),
      element('ipprotocol', pf.family),
      element('protocol', pf.protocol === '' ? 'any' : pf.protocol.toUpperCase()),
      element('icmptype', pf.icmpType === null ? '' : String(pf.icmpType)),
      element('source_net', netText(pf.source)),
      element('source_not', pf.source.not ? '1' : '0'),
      element('source_port', pf.source.port),
      element('destination_net', netText(pf.destination)),
      element('destination_not', pf.destination.not ? '1' : '0'),
      element('destination_port', pf.destination.port),
      element('log', rule.log ? '1' : '0'),
      element('sched', rule.schedule ?? ''),
      element('description', rule.comment ?? ''),
    ],
    ` uuid="${uuid(index)}"`,
  );
}

const mvcAlias = ({ name, type, entries }: PfAlias, index: number): string =>
  around(
    'alias',
    [
      element('enabled', '1'),
      element('name', name),
      element('type', type),
      element('content', entries.join('\n')),
    ],
    ` uuid="${uuid(500000 + index)}"`,
  );

const legacyAlias = ({ name, type, entries }: PfAlias): string =>
  around('alias', [element('name', name), element('type', type), element('address', entries.join(' '))]);

const scheduleXml = ({ name, days, from, to }: AbstractSchedule): string =>
  around('schedule', [
    element('name', name),
    around('timerange', [
      element('position', days.map((d) => d + 1).join(',')),
      element('hour', `${from}-${to}`),
    ]),
  ]);

interface Written {
  readonly legacy: readonly string[];
  readonly own: readonly string[];
}

/** OPNsense's own rules come first in their place; a single interface is no floating rule there. */
function rulesXml(rules: readonly PfRule[], r: Random): Written {
  const legacy: string[] = [];
  const own: string[] = [];
  for (const place of PLACES) {
    const here = rules.filter((pf) => pf.place === place);
    const split = canBeOwn(here, place) ? r.below(here.length + 1) : 0;
    for (const pf of here.slice(0, split)) own.push(mvcXml(pf, own.length, 10 * (own.length + 1)));
    for (const pf of here.slice(split)) legacy.push(legacyXml(pf, 100000 + legacy.length, r));
  }
  return { legacy, own: r.below(2) === 0 ? own : own.reverse() };
}

const canBeOwn = (rules: readonly PfRule[], place: Place): boolean =>
  place === 'interface' || (place === 'floating' && rules.every((pf) => pf.interfaces.length !== 1));

export function write(policy: AbstractPolicy, r: Random): string {
  const { rules, aliases } = spell(policy, r);
  const { gateways, routes } = gatewaysXml(policy.zones);
  const { legacy, own } = rulesXml(rules, r);
  const old = r.below(3) === 0;
  const sections = [
    around('system', [
      element('hostname', policy.name),
      element('ipv6allow', '1'),
      element('disablenatreflection', 'yes'),
    ]),
    around('interfaces', policy.zones.map(interfaceXml)),
    around('filter', legacy),
    ...(old ? [around('aliases', aliases.map(legacyAlias))] : []),
    around('nat', [around('outbound', [element('mode', 'disabled')])]),
    around('OPNsense', [
      around('Firewall', [
        around('Alias', [around('aliases', old ? [] : aliases.map(mvcAlias))], ' version="1.0.1"'),
        around('Filter', [around('rules', own)], ' version="1.0.4"'),
      ]),
    ]),
    gateways,
    routes,
    around('schedules', policy.schedules.map(scheduleXml)),
  ];
  return `<?xml version="1.0"?>\n${around('opnsense', sections)}\n`;
}
