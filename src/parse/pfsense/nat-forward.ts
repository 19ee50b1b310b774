/** Port forwards: `rdr` on the outer interface, and what NAT reflection repeats of them on inner ones. */
import type { Action, FilterRule, Match, PortTarget, Translation } from '../../facts/firewall/model.ts';
import {
  addressTarget,
  always,
  endMatch,
  idOf,
  isOff,
  legacySpelling,
  made,
  onPorts,
  serviceMatch,
  spelled,
  unclear,
} from './nat-parts.ts';
import { flag, isSet, legacyEnd } from './raw-rule.ts';
import type { Config, ConfigRecord } from './records.ts';
import type { Placed, RuleContext } from './rules.ts';
import { portsOf } from './services.ts';

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

export interface Forward {
  readonly rule: FilterRule;
  readonly pass: Placed | null;
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

export function forwards(config: Config, context: RuleContext): readonly Forward[] {
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
  }));
}

/** Redirects repeated on inner interfaces, so that inner hosts reach the outer address: in which form is not followed. */
export function reflections(
  config: Config,
  context: RuleContext,
  own: readonly Forward[],
): readonly FilterRule[] {
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
