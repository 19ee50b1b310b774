/** config.xml of pfSense. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractPolicy,
  type AbstractSchedule,
  type AbstractZone,
  type Capability,
  deviceAddress,
} from '../policy.ts';
import { keyOf, type PfAlias, type PfEnd, type PfRule, spell } from './pf-spelling.ts';
import { around, element } from './xml-text.ts';

export const CAN: readonly Capability[] = ['negate', 'icmp', 'icmp-type', 'protocol', 'schedule'];

const [V4, V6] = [(p: string): boolean => !p.includes(':'), (p: string): boolean => p.includes(':')];

function interfaceXml(zone: AbstractZone): string {
  const [four = '', fourBits = ''] = deviceAddress(zone.connected.find(V4) ?? '').split('/');
  const [six = '', sixBits = ''] = deviceAddress(zone.connected.find(V6) ?? '').split('/');
  return around(keyOf(zone), [
    '<enable></enable>',
    element('if', `igb${zone.index}`),
    element('descr', zone.name),
    element('ipaddr', four),
    element('subnet', fourBits),
    element('ipaddrv6', six),
    element('subnetv6', sixBits),
    '<spoofmac></spoofmac>',
  ]);
}

function endXml(side: string, end: PfEnd): string {
  const what =
    end.kind === 'any'
      ? '<any></any>'
      : end.kind === 'interface'
        ? element('network', end.text)
        : element('address', end.text);
  return around(side, [
    what,
    ...(end.port === '' ? [] : [element('port', end.port)]),
    ...(end.not ? ['<not></not>'] : []),
  ]);
}

const typeOf = ({ rule }: PfRule, r: Random): string =>
  rule.action === 'permit' ? 'pass' : r.pick(['block', 'reject']);

function ruleXml(pf: PfRule, index: number, r: Random): string {
  const { rule, place } = pf;
  const floating = place !== 'interface';
  const parts = [
    element('id', ''),
    element('tracker', String(1700000000 + index)),
    element('type', typeOf(pf, r)),
    ...(pf.interfaces.length === 0 ? [] : [element('interface', pf.interfaces.join(','))]),
    element('ipprotocol', pf.family),
    ...(pf.protocol === '' ? [] : [element('protocol', pf.protocol)]),
    ...(pf.icmpType === null ? [] : [element('icmptype', String(pf.icmpType))]),
    ...(floating ? [element('floating', 'yes'), element('direction', 'in')] : []),
    ...(place === 'floating' ? [element('quick', 'yes')] : []),
    endXml('source', pf.source),
    endXml('destination', pf.destination),
    ...(rule.log ? ['<log></log>'] : []),
    ...(rule.enabled ? [] : ['<disabled></disabled>']),
    ...(rule.schedule === null ? [] : [element('sched', rule.schedule)]),
    element('descr', rule.comment ?? rule.name),
  ];
  return around('rule', parts);
}

const aliasXml = ({ name, type, entries }: PfAlias): string =>
  around('alias', [element('name', name), element('address', entries.join(' ')), element('type', type)]);

const scheduleXml = ({ name, days, from, to }: AbstractSchedule): string =>
  around('schedule', [
    element('name', name),
    around('timerange', [
      element('position', days.map((d) => d + 1).join(',')),
      element('hour', `${from}-${to}`),
    ]),
  ]);

/** Routes of the networks that are not connected. */
export function gatewaysXml(zones: readonly AbstractZone[]): {
  readonly gateways: string;
  readonly routes: string;
} {
  const routed = zones.filter((z) => z.routed.length > 0);
  const items = routed.flatMap((z) =>
    ([4, 6] as const).map((version) =>
      around('gateway_item', [
        element('interface', keyOf(z)),
        element('gateway', version === 4 ? z.gateways.v4 : z.gateways.v6),
        element('name', `GW_${z.name}_${version}`),
        element('ipprotocol', version === 4 ? 'inet' : 'inet6'),
      ]),
    ),
  );
  const routes = routed.flatMap((z) =>
    z.routed.map((network) =>
      around('route', [
        element('network', network),
        element('gateway', `GW_${z.name}_${V4(network) ? 4 : 6}`),
      ]),
    ),
  );
  const none = [element('defaultgw4', '-'), element('defaultgw6', '-')];
  return { gateways: around('gateways', [...none, ...items]), routes: around('staticroutes', routes) };
}

export function write(policy: AbstractPolicy, r: Random): string {
  const { rules, aliases } = spell(policy, r);
  const { gateways, routes } = gatewaysXml(policy.zones);
  const sections = [
    element('version', '22.9'),
    around('system', [
      element('hostname', policy.name.toLowerCase()),
      element('domain', 'example.test'),
      '<ipv6allow></ipv6allow>',
      around('webgui', [element('protocol', 'https')]),
    ]),
    around('interfaces', policy.zones.map(interfaceXml)),
    gateways,
    routes,
    around('nat', [around('outbound', [element('mode', 'disabled')])]),
    around(
      'filter',
      rules.map((pf, i) => ruleXml(pf, i, r)),
    ),
    around('aliases', aliases.map(aliasXml)),
    around('schedules', policy.schedules.map(scheduleXml)),
  ];
  return `<?xml version="1.0"?>\n${around('pfsense', sections)}\n`;
}
