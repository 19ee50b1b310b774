/** 1:1 NAT and network prefix translation: `binat`, which holds both ways. */
import { type AddressSet, parseAddressSet, toRanges } from '../../facts/address-set.ts';
import type { Action, AddressTarget, FilterRule, Match } from '../../facts/firewall/model.ts';
import { always, endMatch, idOf, isOff, made, onPorts, unclear, whatTarget } from './nat-parts.ts';
import { flag, isSet, legacyEnd, listOf, type RawEnd } from './raw-rule.ts';
import type { Config, ConfigRecord } from './records.ts';
import type { RuleContext } from './rules.ts';

/** A block onto one of its own size; what is no single range is not followed. */
function shift(from: AddressSet, onto: AddressSet, text: string): AddressTarget {
  const [a, more] = toRanges(from);
  const [b, also] = toRanges(onto);
  if (!a || !b || more || also || a.version !== b.version) return { to: 'unknown', what: whatTarget(text) };
  return { to: 'shift', version: a.version, first: a.from, last: a.to, onto: b.from };
}

export interface OneToOne {
  readonly in: FilterRule;
  readonly out: FilterRule;
}

interface Pair {
  readonly internal: string;
  readonly external: string;
  readonly peer: RawEnd;
  readonly enabled: boolean;
}

/** The length of the inner block holds for the outer one (filter_nat_rules_generate). */
function outerBlock(internal: string, external: string): AddressSet | null {
  const length = internal.split('/')[1];
  return parseAddressSet(length === undefined || external.includes('/') ? external : `${external}/${length}`);
}

function setOf(context: RuleContext, text: string): AddressSet | null {
  const own = context.interfaces.byKey.get(text);
  return own && own.dynamic.length === 0 ? own.port.connected : parseAddressSet(text);
}

/** What `binat` does one way: the block it takes, and the block it makes of it. */
function mapped(context: RuleContext, id: string, pair: Pair, way: 'in' | 'out') {
  const inner = setOf(context, pair.internal);
  const outer = outerBlock(pair.internal, pair.external);
  const [from, onto, text] = way === 'in' ? [outer, inner, pair.internal] : [inner, outer, pair.external];
  const target: AddressTarget =
    from && onto ? shift(from, onto, text) : { to: 'unknown', what: whatTarget(pair.external) };
  const side = way === 'in' ? 'dst' : 'src';
  const match: Match = from ? { kind: side, set: from } : unclear(id, pair.internal);
  return { match, to: way === 'in' ? { dst: target } : { src: target } };
}

function oneWay(
  context: RuleContext,
  record: ConfigRecord,
  id: string,
  pair: Pair,
  way: 'in' | 'out',
): FilterRule {
  const on = record.fields.interface ?? '';
  const port = onPorts(context, way, on);
  const peer = endMatch(context, id, pair.peer, way === 'in' ? 'src' : 'dst');
  const { match: own, to } = mapped(context, id, pair, way);
  const isOff = flag(context.flavour, record.fields.nobinat);
  const action: Action = isOff ? { do: 'permit' } : { do: 'translate', to };
  const text = `binat on ${on || 'wan'} from ${pair.internal} to ${pair.peer.texts[0] ?? 'any'} -> ${pair.external}`;
  const enabled = pair.enabled && port !== null && peer !== null;
  const match: Match = { kind: 'all', of: [port ?? always, own, peer ?? always] };
  return made(context, { record, id, text, match, action, enabled });
}

function oneToOne(context: RuleContext, record: ConfigRecord, index: number, pair: Pair): OneToOne {
  const id = idOf('1:1', record, index);
  const make = (way: 'in' | 'out'): FilterRule => oneWay(context, record, id, pair, way);
  return { in: make('in'), out: make('out') };
}

const ANY_END: RawEnd = { texts: ['any'], not: false, port: '' };

export function oneToOnes(config: Config, context: RuleContext): readonly OneToOne[] {
  const legacy = (config.records.get('nat/onetoone') ?? []).map((record, i) => {
    const internal = legacyEnd(record, 'source').texts[0] ?? record.fields.internal ?? '';
    const peer = legacyEnd(record, 'destination');
    return oneToOne(context, record, i, {
      internal,
      external: record.fields.external ?? '',
      peer: peer.texts.length === 0 ? ANY_END : peer,
      enabled: !isOff(config, record),
    });
  });
  const npt = (config.records.get('nat/npt') ?? []).map((record, i) =>
    oneToOne(context, record, legacy.length + i, {
      internal: legacyEnd(record, 'source').texts[0] ?? '',
      external: legacyEnd(record, 'destination').texts[0] ?? '',
      peer: ANY_END,
      enabled: !isOff(config, record),
    }),
  );
  const own = (
    ['OPNsense/Firewall/Filter/onetoone/rule', 'OPNsense/Firewall/Filter/npt/rule'] as const
  ).flatMap((path) =>
    (config.records.get(path) ?? []).map((record, i) => {
      const { fields } = record;
      const isNpt = path.includes('/npt/');
      return oneToOne(context, record, i, {
        internal: fields.source_net ?? '',
        external: (isNpt ? fields.destination_net : fields.external) ?? '',
        peer: isNpt
          ? ANY_END
          : { texts: listOf(fields.destination_net), not: isSet(fields.destination_not), port: '' },
        enabled: fields.enabled === undefined || isSet(fields.enabled),
      });
    }),
  );
  return [...legacy, ...npt, ...own];
}
