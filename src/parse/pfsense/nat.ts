/**
 * Port forwards, 1:1 and outbound NAT. pf looks at `rdr` before `binat` of a packet that comes in, and at `binat` before
 * `nat` of one that leaves (pf_get_translation); the filter then sees the packet as translated. The first rule decides.
 */
import { type AddressSet, isEmpty, parseAddressSet, toRanges } from '../../facts/address-set.ts';
import type {
  Action,
  AddressTarget,
  FilterRule,
  Match,
  PortTarget,
  Translation,
} from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import { type End, endOf } from './ends.ts';
import { portsNamed } from './interfaces.ts';
import { flag, isSet, legacyEnd, listOf, type RawEnd } from './raw-rule.ts';
import type { Config, ConfigRecord } from './records.ts';
import { conditionMatch, locationOf, type Placed, type RuleContext } from './rules.ts';
import { portMatch, portsOf } from './services.ts';
import { protocolNumbers } from './words.ts';

export interface Nat {
  /** Destination NAT of packets that come in. */
  readonly in: readonly FilterRule[];
  /** Source NAT of packets that leave. */
  readonly out: readonly FilterRule[];
  /** Filter rules of port forwards that let through what they redirect. */
  readonly pass: readonly Placed[];
}

const always: Match = { kind: 'always' };

const unclear = (id: string, what: string): Match =>
  conditionMatch({
    id: `${id} ${what}`,
    choice: 'unknown',
    what: {
      ja: `NAT 規則 ${id} の読み取れない部分 (${what})`,
      en: `a part of NAT rule ${id} that was not understood (${what})`,
    },
  });

interface Spelling {
  readonly source: RawEnd;
  readonly destination: RawEnd;
  readonly protocol: string;
}

const onPorts = (context: RuleContext, way: 'in' | 'out', text: string): Match | null => {
  const ports = listOf(text || 'wan').flatMap((name) => portsNamed(context.interfaces, name) ?? []);
  return ports.length === 0 ? null : { kind: way, ports };
};

const endMatch = (context: RuleContext, id: string, raw: RawEnd, side: 'src' | 'dst'): Match | null => {
  const text = raw.texts[0] ?? 'any';
  if (raw.texts.length > 1) return unclear(id, raw.texts.join(','));
  const end: End = endOf(context, side, text, raw.not);
  return 'match' in end ? end.match : null;
};

function serviceMatch(context: RuleContext, id: string, spelling: Spelling): Match | null {
  const { protocol } = spelling;
  if (protocol === '' || protocol === 'any') return always;
  const numbers = protocolNumbers(protocol === 'icmp' ? 'icmp' : protocol);
  if (!numbers) return unclear(id, `protocol ${protocol}`);
  const sport = portsOf(context.aliases, 'sport', spelling.source.port);
  const dport = portsOf(context.aliases, 'dport', spelling.destination.port);
  return 'gone' in sport || 'gone' in dport ? null : portMatch(numbers, sport, dport);
}

function spelled(context: RuleContext, id: string, spelling: Spelling, port: Match | null): Match | null {
  const of = [
    port,
    endMatch(context, id, spelling.source, 'src'),
    endMatch(context, id, spelling.destination, 'dst'),
    serviceMatch(context, id, spelling),
  ];
  const found = of.filter((m): m is Match => m !== null);
  return found.length < of.length ? null : { kind: 'all', of: found.filter((m) => m.kind !== 'always') };
}

const isOff = (config: Config, { fields }: ConfigRecord): boolean => flag(config.flavour, fields.disabled);

const legacySpelling = (record: ConfigRecord): Spelling => ({
  source: legacyEnd(record, 'source'),
  destination: legacyEnd(record, 'destination'),
  protocol: (record.fields.protocol ?? '').toLowerCase(),
});

interface Draft {
  readonly record: ConfigRecord;
  readonly id: string;
  readonly text: string;
  readonly match: Match;
  readonly action: Action;
  readonly enabled: boolean;
}

const made = (context: RuleContext, draft: Draft): FilterRule => ({
  id: draft.id,
  name: null,
  at: locationOf(context.evidence, draft.record.line, draft.text),
  enabled: draft.enabled,
  match: draft.match,
  action: draft.action,
  log: null,
  hits: null,
  comment: draft.record.fields.descr || draft.record.fields.description || null,
});

const whatTarget = (text: string): Bilingual => ({
  ja: `変換先 ${text} がこのファイルから分からない`,
  en: `the target ${text} is not known from this file`,
});

function addressTarget(context: RuleContext, text: string): AddressTarget {
  if (text === '') return { to: 'interface' };
  const own = text.endsWith('ip')
    ? context.interfaces.byKey.get(text.slice(0, -2))
    : context.interfaces.byKey.get(text);
  const alias = own ? null : context.aliases.address(text);
  const set = own
    ? own.port.addresses
    : (parseAddressSet(text) ?? (alias?.unknown.length === 0 ? alias.set : null));
  return set && !isEmpty(set) ? { to: 'addresses', set } : { to: 'unknown', what: whatTarget(text) };
}

/** A range of ports moves as a whole; one port, or an alias's first, is what all become. */
function portTarget(context: RuleContext, destination: string, local: string): PortTarget | null {
  if (local === '' || local === destination) return null;
  const target = portsOf(context.aliases, 'dport', local);
  const from = portsOf(context.aliases, 'dport', destination);
  const onto = 'gone' in target ? undefined : target.set?.[0];
  if (!onto) return null;
  const span = 'gone' in from || context.aliases.port(destination) ? undefined : from.set?.[0];
  if (span && span.from !== span.to) return { to: 'shift', first: span.from, last: span.to, onto: onto.from };
  return { to: 'ports', set: [{ from: onto.from, to: onto.from }] };
}

const idOf = (kind: string, record: ConfigRecord, index: number): string =>
  record.uuid ?? `${kind} ${index + 1}`;

interface Forward {
  readonly rule: FilterRule;
  readonly pass: Placed | null;
  /** What is left of it after the translation, for rules that let it through. */
  readonly target: AddressSet | null;
}

function forwardAction(context: RuleContext, record: ConfigRecord): Action {
  const { fields } = record;
  if (flag(context.flavour, fields.nordr)) return { do: 'permit' };
  const dport = portTarget(context, fields['destination.port'] ?? '', fields['local-port'] ?? '');
  const to: Translation = { dst: addressTarget(context, fields.target ?? ''), ...(dport ? { dport } : {}) };
  return { do: 'translate', to };
}

/** `pass`: what this rule redirected needs no filter rule; that it was another rule with the same target cannot be told. */
function passRule(
  context: RuleContext,
  forward: FilterRule,
  record: ConfigRecord,
  alone: boolean,
): Placed | null {
  const { action } = forward;
  if (record.fields['associated-rule-id'] !== 'pass' || action.do !== 'translate' || !forward.enabled)
    return null;
  const spelling = legacySpelling(record);
  const { dst, dport } = action.to;
  const target: Match = dst?.to === 'addresses' ? { kind: 'dst', set: dst.set } : always;
  const port =
    dport?.to === 'ports' ? { ...spelling.destination, port: String(dport.set[0]?.from ?? '') } : null;
  const shifted = dport?.to === 'shift' ? `${dport.onto}:${dport.onto + dport.last - dport.first}` : null;
  const destination = port ?? { ...spelling.destination, port: shifted ?? spelling.destination.port };
  const service = serviceMatch(context, forward.id, { ...spelling, destination }) ?? always;
  const source = endMatch(context, forward.id, spelling.source, 'src') ?? always;
  const onPort = onPorts(context, 'in', record.fields.interface ?? '') ?? always;
  const exact = dst?.to === 'addresses' && alone ? [] : [unclear(forward.id, 'pass')];
  const of = [{ kind: 'translated', side: 'dst' } as const, onPort, source, target, service, ...exact];
  const rule: FilterRule = {
    ...forward,
    id: `${forward.id} pass`,
    match: { kind: 'all', of },
    action: { do: 'permit' },
  };
  return { rule, quick: true };
}

function forwards(config: Config, context: RuleContext): readonly Forward[] {
  const records = config.records.get('nat/rule') ?? [];
  const rules = records.map((record, index) => {
    const id = idOf('rdr', record, index);
    const match = spelled(
      context,
      id,
      legacySpelling(record),
      onPorts(context, 'in', record.fields.interface ?? ''),
    );
    const action = forwardAction(context, record);
    const { fields } = record;
    const text = `rdr on ${fields.interface || 'wan'} ${fields.protocol ?? ''} to ${legacyEnd(record, 'destination').texts[0] ?? '?'} port ${fields['destination.port'] ?? 'any'} -> ${fields.target ?? ''} ${fields['local-port'] ?? ''}`;
    const enabled = match !== null && !isOff(config, record);
    return {
      record,
      rule: made(context, { record, id, text, match: match ?? { kind: 'never' }, action, enabled }),
    };
  });
  const targets = new Map<string, number>();
  for (const { record } of rules) {
    const target = record.fields.target ?? '';
    targets.set(target, (targets.get(target) ?? 0) + 1);
  }
  return rules.map(({ record, rule }) => ({
    rule,
    pass: passRule(context, rule, record, targets.get(record.fields.target ?? '') === 1),
    target: null,
  }));
}

/** Redirects repeated on inner interfaces, so that inner hosts reach the outer address: in which form is not followed. */
function reflections(config: Config, context: RuleContext, own: readonly Forward[]): readonly FilterRule[] {
  const off =
    config.flavour === 'pfsense'
      ? config.settings.has('system/disablenatreflection')
      : isSet(config.settings.get('system/disablenatreflection')?.text);
  const inner = [...context.interfaces.byKey.values()]
    .filter((i) => !i.gateway.v4 && i.port.enabled)
    .map((i) => i.key);
  const records = config.records.get('nat/rule') ?? [];
  return own.flatMap(({ rule }, index) => {
    const mode = records[index]?.fields.natreflection ?? '';
    const on = mode === 'enable' || mode === 'purenat' || (mode === '' && !off);
    if (!on || !rule.enabled || rule.action.do !== 'translate' || inner.length === 0) return [];
    const of = reflected(rule.match, inner);
    const match: Match = { kind: 'all', of: [...of, unclear(rule.id, 'natreflection')] };
    return [{ ...rule, id: `${rule.id} reflection`, implicit: true as const, match }];
  });
}

const reflected = (match: Match, inner: readonly string[]): readonly Match[] =>
  (match.kind === 'all' ? match.of : [match]).map(
    (m): Match => (m.kind === 'in' ? { kind: 'in', ports: inner } : m),
  );

/** A block onto one of its own size; what is no single range is not followed. */
function shift(from: AddressSet, onto: AddressSet, text: string): AddressTarget {
  const [a, more] = toRanges(from);
  const [b, also] = toRanges(onto);
  if (!a || !b || more || also || a.version !== b.version) return { to: 'unknown', what: whatTarget(text) };
  return { to: 'shift', version: a.version, first: a.from, last: a.to, onto: b.from };
}

interface OneToOne {
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

function oneToOne(context: RuleContext, record: ConfigRecord, index: number, pair: Pair): OneToOne {
  const id = idOf('1:1', record, index);
  const inner = setOf(context, pair.internal);
  const outer = outerBlock(pair.internal, pair.external);
  const text = `binat on ${record.fields.interface || 'wan'} from ${pair.internal} to ${pair.peer.texts[0] ?? 'any'} -> ${pair.external}`;
  const make = (way: 'in' | 'out'): FilterRule => {
    const port = onPorts(context, way, record.fields.interface ?? '');
    const peer = endMatch(context, id, pair.peer, way === 'in' ? 'src' : 'dst');
    const set = way === 'in' ? outer : inner;
    const own: Match = set ? { kind: way === 'in' ? 'dst' : 'src', set } : unclear(id, pair.internal);
    const target =
      inner && outer
        ? way === 'in'
          ? shift(outer, inner, pair.internal)
          : shift(inner, outer, pair.external)
        : ({ to: 'unknown', what: whatTarget(pair.external) } as const);
    const nobinat = flag(context.flavour, record.fields.nobinat);
    const action: Action = nobinat
      ? { do: 'permit' }
      : { do: 'translate', to: way === 'in' ? { dst: target } : { src: target } };
    const enabled = pair.enabled && port !== null && peer !== null;
    const match: Match = { kind: 'all', of: [port ?? always, own, peer ?? always] };
    return made(context, { record, id, text, match, action, enabled });
  };
  return { in: make('in'), out: make('out') };
}

const ANY_END: RawEnd = { texts: ['any'], not: false, port: '' };

function oneToOnes(config: Config, context: RuleContext): readonly OneToOne[] {
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

function outbounds(config: Config, context: RuleContext): readonly FilterRule[] {
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

export function natOf(config: Config, context: RuleContext): Nat {
  const forwarded = forwards(config, context);
  const pairs = oneToOnes(config, context);
  return {
    in: [
      ...forwarded.map((f) => f.rule),
      ...reflections(config, context, forwarded),
      ...pairs.map((p) => p.in),
    ],
    out: [...pairs.map((p) => p.out), ...outbounds(config, context)],
    pass: forwarded.flatMap((f) => f.pass ?? []),
  };
}
