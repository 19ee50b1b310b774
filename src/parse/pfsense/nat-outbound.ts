/** Outbound NAT: rules written by hand, and those that the device makes for inner networks. */
import type {
  Action,
  AddressTarget,
  FilterRule,
  Match,
  PortTarget,
  Translation,
} from '../../facts/firewall/model.ts';
import { endOf } from './ends.ts';
import { addressTarget, idOf, isOff, made, onPorts, spelled } from './nat-parts.ts';
import { flag, isSet, legacyEnd, listOf, type RawEnd } from './raw-rule.ts';
import type { Config, ConfigRecord } from './records.ts';
import type { RuleContext } from './rules.ts';
import { portsOf } from './services.ts';

function outboundTarget(context: RuleContext, { fields }: ConfigRecord): AddressTarget {
  const text =
    fields.target === 'other-subnet' ? `${fields.targetip}/${fields.targetip_subnet}` : (fields.target ?? '');
  return addressTarget(context, text);
}

function sourcePort(context: RuleContext, text: string, isStatic: boolean): PortTarget | null {
  if (isStatic) return null;
  const ports = text === '' ? null : portsOf(context.aliases, 'sport', text);
  const set = ports && !('gone' in ports) ? ports.set : [{ from: 1024, to: 65535 }];
  return set ? { to: 'ports', set } : null;
}

function outbound(config: Config, context: RuleContext, record: ConfigRecord, index: number): FilterRule {
  const { fields } = record;
  const id = idOf('nat', record, index);
  const mvc = record.path.startsWith('OPNsense');
  const end = (side: 'source' | 'destination'): RawEnd => {
    const raw = mvc
      ? {
          texts: listOf(fields[`${side}_net`]),
          not: isSet(fields[`${side}_not`]),
          port: fields[`${side}_port`] ?? '',
        }
      : legacyEnd(record, side);
    const port = mvc ? raw.port : ((side === 'source' ? fields.sourceport : fields.dstport) ?? '');
    return { ...raw, port };
  };
  const spelling = {
    source: end('source'),
    destination: end('destination'),
    protocol: (fields.protocol ?? '').toLowerCase(),
  };
  const port = fields.interface ? onPorts(context, 'out', fields.interface) : null;
  const match = spelled(context, id, spelling, port);
  const sport = sourcePort(
    context,
    (mvc ? fields.target_port : fields.natport) ?? '',
    flag(config.flavour, fields.staticnatport),
  );
  const to: Translation = { src: outboundTarget(context, record), ...(sport ? { sport } : {}) };
  const action: Action = flag(config.flavour, fields.nonat) ? { do: 'permit' } : { do: 'translate', to };
  const off = mvc ? fields.enabled !== undefined && !isSet(fields.enabled) : isOff(config, record);
  const text = `nat on ${fields.interface ?? ''} from ${spelling.source.texts[0] ?? '?'} to ${spelling.destination.texts[0] ?? 'any'} -> ${fields.target || 'interface'}`;
  return made(context, {
    record,
    id,
    text,
    match: match ?? { kind: 'never' },
    action,
    enabled: match !== null && !off,
  });
}

/** Inner networks leave by the address of an interface that has a gateway. */
function automatic(context: RuleContext): readonly FilterRule[] {
  const all = [...context.interfaces.byKey.values()].filter((i) => i.port.enabled);
  const inner = all.filter((i) => !i.gateway.v4);
  const src: Match = {
    kind: 'any',
    of: inner.flatMap((i) => {
      const end = endOf(context, 'src', i.key, false);
      return 'match' in end ? [end.match] : [];
    }),
  };
  const family = endOf(context, 'src', '0.0.0.0/0', false);
  return all
    .filter((i) => i.gateway.v4 && i.record && !(i.record.fields.if ?? '').startsWith('ovpn'))
    .flatMap((i) => {
      const { record } = i;
      if (!record || !('match' in family)) return [];
      const match: Match = { kind: 'all', of: [{ kind: 'out', ports: [i.key] }, family.match, src] };
      const to: Translation = {
        src: { to: 'interface' },
        sport: { to: 'ports', set: [{ from: 1024, to: 65535 }] },
      };
      const text = `nat on ${i.key} from inner networks (automatic)`;
      const rule = made(context, {
        record,
        id: `automatic ${i.key}`,
        text,
        match,
        action: { do: 'translate', to },
        enabled: true,
      });
      return [{ ...rule, implicit: true as const, comment: null }];
    });
}

export function outbounds(config: Config, context: RuleContext): readonly FilterRule[] {
  const mode = config.settings.get('nat/outbound/mode')?.text || 'automatic';
  if (mode === 'disabled') return [];
  const manual = mode === 'advanced' || mode === 'hybrid';
  const records = [
    ...(config.records.get('OPNsense/Firewall/Filter/snatrules/rule') ?? []),
    ...(config.records.get('nat/outbound/rule') ?? []),
  ];
  return [
    ...(manual ? records.map((r, i) => outbound(config, context, r, i)) : []),
    ...(mode === 'automatic' || mode === 'hybrid' ? automatic(context) : []),
  ];
}
