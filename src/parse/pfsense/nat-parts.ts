/** What NAT rules of every kind are made of. */
import { isEmpty, parseAddressSet } from '../../facts/address-set.ts';
import type { Action, AddressTarget, FilterRule, Match } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import { type End, endOf } from './ends.ts';
import { portsNamed } from './interfaces.ts';
import { flag, legacyEnd, listOf, type RawEnd } from './raw-rule.ts';
import type { Config, ConfigRecord } from './records.ts';
import { conditionMatch, locationOf, type RuleContext } from './rules.ts';
import { portMatch, portsOf } from './services.ts';
import { protocolNumbers } from './words.ts';

export const always: Match = { kind: 'always' };

export const unclear = (id: string, what: string): Match =>
  conditionMatch({
    id: `${id} ${what}`,
    choice: 'unknown',
    what: {
      ja: `NAT 規則 ${id} の読み取れない部分 (${what})`,
      en: `a part of NAT rule ${id} that was not understood (${what})`,
    },
  });

export interface Spelling {
  readonly source: RawEnd;
  readonly destination: RawEnd;
  readonly protocol: string;
}

export const onPorts = (context: RuleContext, way: 'in' | 'out', text: string): Match | null => {
  const ports = listOf(text || 'wan').flatMap((name) => portsNamed(context.interfaces, name) ?? []);
  return ports.length === 0 ? null : { kind: way, ports };
};

export const endMatch = (
  context: RuleContext,
  id: string,
  raw: RawEnd,
  side: 'src' | 'dst',
): Match | null => {
  const text = raw.texts[0] ?? 'any';
  if (raw.texts.length > 1) return unclear(id, raw.texts.join(','));
  const end: End = endOf(context, side, text, raw.not);
  return 'match' in end ? end.match : null;
};

export function serviceMatch(context: RuleContext, id: string, spelling: Spelling): Match | null {
  const { protocol } = spelling;
  if (protocol === '' || protocol === 'any') return always;
  const numbers = protocolNumbers(protocol);
  if (!numbers) return unclear(id, `protocol ${protocol}`);
  const sport = portsOf(context.aliases, 'sport', spelling.source.port);
  const dport = portsOf(context.aliases, 'dport', spelling.destination.port);
  return 'gone' in sport || 'gone' in dport ? null : portMatch(numbers, sport, dport);
}

export function spelled(
  context: RuleContext,
  id: string,
  spelling: Spelling,
  port: Match | null,
): Match | null {
  const of = [
    port,
    endMatch(context, id, spelling.source, 'src'),
    endMatch(context, id, spelling.destination, 'dst'),
    serviceMatch(context, id, spelling),
  ];
  const found = of.filter((m): m is Match => m !== null);
  return found.length < of.length ? null : { kind: 'all', of: found.filter((m) => m.kind !== 'always') };
}

export const isOff = (config: Config, { fields }: ConfigRecord): boolean =>
  flag(config.flavour, fields.disabled);

export const legacySpelling = (record: ConfigRecord): Spelling => ({
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

export const made = (context: RuleContext, draft: Draft): FilterRule => ({
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

export const whatTarget = (text: string): Bilingual => ({
  ja: `変換先 ${text} がこのファイルから分からない`,
  en: `the target ${text} is not known from this file`,
});

export function addressTarget(context: RuleContext, text: string): AddressTarget {
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

export const idOf = (kind: string, record: ConfigRecord, index: number): string =>
  record.uuid ?? `${kind} ${index + 1}`;
