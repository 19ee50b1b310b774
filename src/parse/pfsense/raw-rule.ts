/** Rules of both kinds, pfSense's `filter/rule` (which OPNsense inherited) and OPNsense's own, as one shape. */
import type { Bilingual } from '../../model/text.ts';
import type { ConfigRecord } from './records.ts';

export interface RawEnd {
  /** Names, networks or literals; `any`; empty: nothing is said. */
  readonly texts: readonly string[];
  readonly not: boolean;
  /** '' without. */
  readonly port: string;
}

export interface RawRule {
  readonly record: ConfigRecord;
  /** `unsure`: the flag stands in a form that releases read differently. */
  readonly enabled: boolean | 'unsure';
  readonly type: string;
  readonly floating: boolean;
  readonly quick: boolean;
  /** Empty: every interface. */
  readonly interfaces: readonly string[];
  readonly interfaceNot: boolean;
  readonly direction: 'in' | 'out' | 'any';
  /** `inet`, `inet6`, `inet46`, '' where nothing is said. */
  readonly family: string;
  /** Lower case; '' for any. */
  readonly protocol: string;
  readonly source: RawEnd;
  readonly destination: RawEnd;
  readonly icmpTypes: readonly string[];
  readonly log: boolean;
  readonly comment: string | null;
  readonly sequence: number;
}

export type Flavour = 'pfsense' | 'opnsense';

/** PHP's !empty(). */
export const isSet = (text: string | undefined): boolean => text !== undefined && text !== '' && text !== '0';

/** A flag: that it stands there is enough in pfSense; OPNsense wants a value (FilterRule, parseBool). */
export const flag = (flavour: Flavour, text: string | undefined): boolean =>
  flavour === 'pfsense' ? text !== undefined : isSet(text);

export const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((t) => t.trim())
    .filter((t) => t !== '');

/** `any` before `network` before `address`, as both read them. */
export function legacyEnd({ fields }: ConfigRecord, side: 'source' | 'destination'): RawEnd {
  const network = fields[`${side}.network`];
  const address = fields[`${side}.address`];
  const text = fields[`${side}.any`] !== undefined ? 'any' : network || address || '';
  const port = fields[`${side}.port`] ?? '';
  return { texts: text === '' ? [] : [text], not: fields[`${side}.not`] !== undefined, port };
}

/** `<disabled/>` without a value switches a rule off on pfSense; OPNsense's rule writer takes it for not set. */
function enabledOf(flavour: Flavour, { fields }: ConfigRecord): RawRule['enabled'] {
  const { disabled } = fields;
  if (disabled === undefined) return true;
  if (flavour === 'pfsense') return false;
  return disabled === '' ? 'unsure' : disabled === '0';
}

/** Only floating rules may look another way than in. */
function directionOf(floating: boolean, text: string | undefined): RawRule['direction'] {
  if (!floating) return 'in';
  return text === 'out' || text === 'any' ? text : 'in';
}

const lower = (text: string | undefined): string => {
  const word = (text ?? '').toLowerCase();
  return word === 'any' ? '' : word;
};

const types = ({ fields }: ConfigRecord): readonly string[] =>
  listOf(fields.icmptype || fields.icmp6type).filter((t) => t !== 'any');

/** pfSense: an absent direction of a floating rule is none; `floating` must be `yes` for one to count. */
function pfsenseDirection({ fields }: ConfigRecord): RawRule['direction'] {
  if (fields.floating !== 'yes') return 'in';
  return fields.direction === 'in' || fields.direction === 'out' ? fields.direction : 'any';
}

/** pfSense: every rule that does not float. OPNsense: the same, but where the flag stands it is what counts. */
function isQuick(flavour: Flavour, floating: boolean, text: string | undefined): boolean {
  if (flavour === 'pfsense') return !floating || text !== undefined;
  return text === undefined ? !floating : isSet(text);
}

export function legacyRule(flavour: Flavour, record: ConfigRecord): RawRule {
  const { fields } = record;
  const floating = fields.floating !== undefined;
  return {
    record,
    enabled: enabledOf(flavour, record),
    type: fields.type ?? '',
    floating,
    quick: isQuick(flavour, floating, fields.quick),
    interfaces: listOf(fields.interface),
    interfaceNot: isSet(fields.interfacenot),
    direction:
      flavour === 'pfsense' ? pfsenseDirection(record) : opnsenseDirection(floating, fields.direction),
    family: fields.ipprotocol ?? '',
    protocol: lower(fields.protocol),
    source: legacyEnd(record, 'source'),
    destination: legacyEnd(record, 'destination'),
    icmpTypes: types(record),
    log: flag(flavour, fields.log),
    comment: fields.descr || null,
    sequence: 0,
  };
}

/** OPNsense: an absent direction is `in`. */
const opnsenseDirection = (floating: boolean, text: string | undefined): RawRule['direction'] =>
  directionOf(floating || isSet(text), text);

const mvcEnd = ({ fields }: ConfigRecord, side: 'source' | 'destination'): RawEnd => ({
  texts: listOf(fields[`${side}_net`]),
  not: isSet(fields[`${side}_not`]),
  port: fields[`${side}_port`] ?? '',
});

/** Defaults as in the model Filter.xml: enabled, quick, pass, in, inet. */
export function mvcRule(record: ConfigRecord): RawRule {
  const { fields } = record;
  const interfaces = listOf(fields.interface);
  return {
    record,
    enabled: fields.enabled === undefined || isSet(fields.enabled),
    type: fields.action || 'pass',
    floating: interfaces.length !== 1,
    quick: fields.quick === undefined || isSet(fields.quick),
    interfaces,
    interfaceNot: isSet(fields.interfacenot),
    direction: directionOf(true, fields.direction),
    family: fields.ipprotocol || 'inet',
    protocol: lower(fields.protocol),
    source: mvcEnd(record, 'source'),
    destination: mvcEnd(record, 'destination'),
    icmpTypes: types(record),
    log: isSet(fields.log),
    comment: fields.description || null,
    sequence: Number.parseInt(fields.sequence ?? '1', 10) || 0,
  };
}

const endText = ({ texts, not, port }: RawEnd): string =>
  `${not ? '!' : ''}${texts.join(',') || '?'}${port === '' ? '' : ` port ${port}`}`;

/** The rule in one line, much as pf has it. */
export function ruleText(raw: RawRule): string {
  const parts = [
    raw.type || 'pass',
    raw.direction === 'any' ? '' : raw.direction,
    raw.quick ? 'quick' : '',
    raw.interfaces.length === 0 ? '' : `on ${raw.interfaces.join(',')}`,
    raw.family,
    raw.protocol === '' ? '' : `proto ${raw.protocol}`,
    `from ${endText(raw.source)} to ${endText(raw.destination)}`,
    raw.icmpTypes.length === 0 ? '' : `icmp-type ${raw.icmpTypes.join(',')}`,
  ];
  return parts.filter((p) => p !== '').join(' ');
}

export const GONE = (what: string): Bilingual => ({
  ja: `${what} が無いため、装置はこの規則を組み込まない`,
  en: `the device leaves this rule out, as there is no ${what}`,
});
