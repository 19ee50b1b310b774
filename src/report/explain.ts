/** What a control is about, as sections: `explain` prints them, the pages under docs/controls are made of them. */
import type { Check } from '../check/define-check.ts';
import { exportKey, howToCollect } from '../check/how-to-collect.ts';
import type { Combine, Control, Mappings } from '../model/control.ts';
import type { Bilingual, Language } from '../model/text.ts';
import { PROVENANCE_WORDS, ROLE_WORDS, SEVERITY_WORDS, STAGE_WORDS } from './words.ts';

export interface Item {
  /** What the text is about (a part, a kind of evidence, a framework), shown before it; '' for nothing. */
  readonly lead: string;
  readonly text: string;
  /** A path, value or command, to be shown as it is. */
  readonly code: boolean;
}

export interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

const WORDS = {
  basis: { ja: '典拠', en: 'Basis' },
  scope: { ja: '位置づけ', en: 'Scope' },
  objective: { ja: '目的', en: 'Objective' },
  settings: { ja: '設定', en: 'Settings' },
  evidence: { ja: '証拠', en: 'Evidence' },
  collect: { ja: '採取の方法', en: 'How to collect it' },
  decided: { ja: 'この版が判定すること', en: 'What this version decides' },
  rule: { ja: '適合の条件', en: 'Passes when' },
  unread: { ja: 'この版が読めないもの', en: 'What this version cannot read' },
  remediation: { ja: '是正', en: 'Remediation' },
  mappings: { ja: '対応づけ (当プロジェクトによる)', en: 'Mappings (ours)' },
  none: { ja: 'なし', en: 'nothing' },
} as const satisfies Record<string, Bilingual>;

const prose = (text: string, lead = ''): Item => ({ lead, text, code: false });

/** What reads the same in both languages is a path, a value or a command. */
const item = (text: Bilingual, language: Language, lead = ''): Item => ({
  lead,
  text: text[language],
  code: text.ja === text.en,
});

/** The condition as one line: `E-7c or (E-7a and E-7b)`. */
export function combineText(rule: Combine, language: Language): string {
  if (typeof rule === 'string') return rule;
  const [parts, word] =
    'all' in rule ? [rule.all, { ja: 'かつ', en: 'and' }] : [rule.any, { ja: 'または', en: 'or' }];
  const shown = parts.map((p) => (typeof p === 'string' ? p : `(${combineText(p, language)})`));
  return shown.join(` ${word[language]} `);
}

function basis(control: Control, language: Language): Item[] {
  const ja = language === 'ja';
  const page =
    control.page === null ? '' : ja ? `、印刷ページ ${control.page}` : `, printed page ${control.page}`;
  const ours = ja ? '日本語の標題は当プロジェクトによる' : 'the Japanese title is ours';
  const title = control.titleIsOurs && control.provenance !== 'inferred' ? [prose(ours)] : [];
  return [prose(`${control.label}${page}`), prose(PROVENANCE_WORDS[control.provenance][language]), ...title];
}

function scope(control: Control, language: Language): Item[] {
  const ja = language === 'ja';
  const roles = control.roles.map((r) => ROLE_WORDS[r][language]).join(ja ? '、' : ', ');
  const severity = SEVERITY_WORDS[control.severity][language];
  return [
    prose(STAGE_WORDS[control.stage][language]),
    prose(severity, ja ? '重大度' : 'severity'),
    prose(roles, ja ? '対象' : 'applies to'),
  ];
}

/** `HKLM\\…\\Key` of a setting written as `HKLM\\…\\Key\\Value (REG_DWORD) = 1`. */
const KEY = /^((?:HKLM|HKCU)\\[^({]+)\\[^\\(]+ \(REG_/;

const keysOf = (control: Control): string[] => [
  ...new Set(control.settings.flatMap((s) => KEY.exec(s.en)?.[1] ?? [])),
];

/** Registry keys are asked for one by one; of the other kinds the general command. */
function commands(control: Control, checks: readonly Check[], language: Language): Item[] {
  const kinds = [...new Set(checks.flatMap((c) => c.evidence))].sort();
  const keys = keysOf(control);
  return kinds.flatMap((kind) => {
    const list = kind === 'reg-export' && keys.length > 0 ? keys.map(exportKey) : [howToCollect(kind)];
    return list.map((command) => item(command, language, kind));
  });
}

const FRAMEWORKS: readonly (readonly [keyof Mappings, string])[] = [
  ['attack', 'MITRE ATT&CK'],
  ['mitigations', 'MITRE ATT&CK Mitigations'],
  ['nist80053', 'NIST SP 800-53'],
  ['cisControlsV8', 'CIS Controls v8'],
  ['cisBenchmark', 'CIS Benchmarks'],
];

const mappingItems = (mappings: Mappings): Item[] =>
  FRAMEWORKS.flatMap(([key, name]) => {
    const list = mappings[key];
    return list ? [prose(list.join(key === 'cisBenchmark' ? '; ' : ', '), name)] : [];
  });

function decided(checks: readonly Check[], language: Language): Item[] {
  if (checks.length === 0) return [prose(WORDS.none[language])];
  return checks.map((c) => prose(c.title[language], c.id));
}

/** The sections of one control, empty ones left out. `checks`: those of this control. */
export function explainSections(control: Control, checks: readonly Check[], language: Language): Section[] {
  const all = (texts: readonly Bilingual[]): Item[] => texts.map((t) => item(t, language));
  const rule = control.combine ? [prose(combineText(control.combine, language))] : [];
  const unread = control.unread.map((u) => prose(u.what[language], u.part));
  const sections: readonly (readonly [Bilingual, readonly Item[]])[] = [
    [WORDS.basis, basis(control, language)],
    [WORDS.scope, scope(control, language)],
    [WORDS.objective, [prose(control.objective[language])]],
    [WORDS.settings, all(control.settings)],
    [WORDS.evidence, all(control.evidence)],
    [WORDS.collect, commands(control, checks, language)],
    [WORDS.decided, decided(checks, language)],
    [WORDS.rule, rule],
    [WORDS.unread, unread],
    [WORDS.remediation, [prose(control.remediation[language])]],
    [WORDS.mappings, mappingItems(control.mappings)],
  ];
  return sections
    .filter(([, items]) => items.length > 0)
    .map(([title, items]) => ({ title: title[language], items }));
}

/** Text for a terminal, ending in a line end. */
export function explain(control: Control, checks: readonly Check[], language: Language): string {
  const sections = explainSections(control, checks, language).flatMap(({ title, items }) => [
    '',
    title,
    ...items.map((i) => `  ${items.length > 1 ? '- ' : ''}${i.lead === '' ? '' : `${i.lead}: `}${i.text}`),
  ]);
  return `${[`${control.id}  ${control.title[language]}`, ...sections].join('\n')}\n`;
}
