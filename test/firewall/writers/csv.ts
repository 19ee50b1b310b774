/** A rule table with a mapping file: headings and words in either language, objects in tables or in the mapping. */
import { toPrefixes } from '../../../src/facts/address-set.ts';
import type { Random } from '../../estate/random.ts';
import {
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type Capability,
  networksOf,
  type PortSpan,
} from '../policy.ts';

export const CAN: readonly Capability[] = ['negate', 'icmp', 'icmp-type', 'icmp-code', 'protocol'];

interface Language {
  readonly headings: Readonly<Record<string, string>>;
  readonly any: string;
  readonly permit: string;
  readonly deny: string;
  readonly yes: string;
  readonly no: string;
}

const ENGLISH: Language = {
  headings: {
    order: 'No.',
    name: 'Rule Name',
    enabled: 'Enabled',
    from: 'From',
    to: 'To',
    source: 'Source',
    'source-not': 'Source Negate',
    destination: 'Destination',
    'destination-not': 'Destination Negate',
    service: 'Service',
    action: 'Action',
    log: 'Log',
    comment: 'Comment',
  },
  any: 'any',
  permit: 'allow',
  deny: 'deny',
  yes: 'yes',
  no: 'no',
};

const JAPANESE: Language = {
  headings: {
    order: '項番',
    name: 'ルール名',
    enabled: '有効',
    from: '送信元ゾーン',
    to: '宛先ゾーン',
    source: '送信元',
    'source-not': '送信元除外',
    destination: '宛先',
    'destination-not': '宛先除外',
    service: 'サービス',
    action: '動作',
    log: 'ログ',
    comment: '備考',
  },
  any: 'すべて',
  permit: '許可',
  deny: '拒否',
  yes: '○',
  no: '×',
};

const quoted = (r: Random, text: string): string =>
  /[",;\r\n\t]/.test(text) || r.below(4) === 0 ? `"${text.replaceAll('"', '""')}"` : text;

const spanText = ({ from, to }: PortSpan): string => (from === to ? String(from) : `${from}-${to}`);

function serviceText(r: Random, service: AbstractService): string {
  if (service.kind === 'protocol') return `ip/${service.number}`;
  if (service.kind === 'icmp') {
    const name = service.version === 4 ? 'icmp' : 'icmpv6';
    const type = service.type === null ? '' : `/${service.type}`;
    return `${name}${type}${service.code === null ? '' : `/${service.code}`}`;
  }
  const { kind, dport, sport } = service;
  const port = dport === null ? '' : spanText(dport);
  const head = r.pick([kind, kind.toUpperCase()]);
  const from = sport === null ? '' : ` (src ${spanText(sport)})`;
  if (port === '') return `${head}${from}`;
  return from === '' && r.below(3) === 0
    ? `${port}/${head}`
    : `${head}${r.pick(['/', ' ', ':'])}${port}${from}`;
}

interface Sheet {
  readonly policy: AbstractPolicy;
  readonly r: Random;
  readonly language: Language;
  readonly separator: string;
  readonly within: string;
}

const cell = ({ r, language, within }: Sheet, names: readonly string[]): string =>
  names.length === 0 ? r.pick([language.any, 'any', 'ALL']) : names.join(r.pick([within, '\n']));

function row(sheet: Sheet, rule: AbstractRule): readonly string[] {
  const { language } = sheet;
  const yes = (value: boolean): string => (value ? language.yes : language.no);
  return [
    String(rule.id),
    rule.name,
    yes(rule.enabled),
    rule.from ?? language.any,
    rule.to ?? language.any,
    cell(sheet, rule.sources),
    yes(rule.negateSource),
    cell(sheet, rule.destinations),
    yes(rule.negateDestination),
    cell(sheet, rule.services),
    rule.action === 'permit' ? language.permit : language.deny,
    yes(rule.log),
    rule.comment ?? '',
  ];
}

const csv = (sheet: Sheet, rows: readonly (readonly string[])[], end: string): string =>
  `${rows.map((cells) => cells.map((c) => quoted(sheet.r, c)).join(sheet.separator)).join(end)}${end}`;

const objectRows = ({ policy, within }: Sheet): readonly (readonly string[])[] => [
  ['name', 'value'],
  ...policy.addressGroups.map((g) => [g.name, g.members.join(within)]),
  ...policy.addresses.map((a) => [a.name, a.text]),
];

const serviceRows = (sheet: Sheet): readonly (readonly string[])[] => [
  ['name', 'value'],
  ...sheet.policy.services.map((s) => [s.name, serviceText(sheet.r, s)]),
  ...sheet.policy.serviceGroups.map((g) => [g.name, g.members.join(sheet.within)]),
];

const yaml = (text: string): string => JSON.stringify(text);

function mapText(sheet: Sheet, separator: string): string {
  const { policy, language } = sheet;
  const columns = Object.entries(language.headings).map(([role, heading]) => `  ${role}: ${yaml(heading)}`);
  const ports = policy.zones.flatMap((zone) => [
    `  ${zone.name}:`,
    `    networks: [${toPrefixes(networksOf(zone)).map(yaml).join(', ')}]`,
  ]);
  const lines = [
    'firewall-csv: 1',
    'csv: rules.csv',
    `hostname: ${policy.name}`,
    `separator: ${separator}`,
    `within: [${yaml(sheet.within)}]`,
    'default-action: deny',
    'routes-complete: yes',
    'columns:',
    ...columns,
    'addresses: {file: addresses.csv}',
    'services: {file: services.csv}',
    'ports:',
    ...ports,
  ];
  return `${lines.join('\n')}\n`;
}

export function write(policy: AbstractPolicy, r: Random): readonly (readonly [string, string])[] {
  const language = r.pick([ENGLISH, JAPANESE]);
  const [separator, name] = r.pick([
    [',', 'comma'],
    [';', 'semicolon'],
    ['\t', 'tab'],
  ] as const);
  const sheet: Sheet = { policy, r, language, separator, within: separator === ';' ? '|' : ';' };
  const end = r.pick(['\n', '\r\n']);
  const rules = policy.rules.map((rule) => row(sheet, rule));
  const shuffled = r.below(2) === 0 ? rules : [...rules].reverse();
  return [
    ['rules.map.yaml', mapText(sheet, name)],
    ['rules.csv', csv(sheet, [Object.values(language.headings), ...shuffled], end)],
    ['addresses.csv', csv(sheet, objectRows(sheet), end)],
    ['services.csv', csv(sheet, serviceRows(sheet), end)],
  ];
}
