/** The page of one control: Japanese first, then English, then the cases its checks are tested with. */
import type { Check } from '../../src/check/define-check.ts';
import type { Control } from '../../src/model/control.ts';
import type { Language } from '../../src/model/text.ts';
import type { Item, Section } from '../../src/report/explain.ts';
import { explainSections } from '../../src/report/explain.ts';
import { code, escaped, NOTE } from './markdown.ts';

const item = (i: Item): string => {
  const text = i.code ? code(i.text) : escaped(i.text);
  return i.lead === '' ? text : `**${i.lead}**: ${text}`;
};

function section({ title, items }: Section): string[] {
  const [only] = items;
  const lines = items.length === 1 && only ? [item(only)] : items.map((i) => `- ${item(i)}`);
  return [`### ${title}`, '', ...lines, ''];
}

const half = (control: Control, checks: readonly Check[], language: Language): string[] => [
  `## ${escaped(control.title[language])}`,
  '',
  ...explainSections(control, checks, language).flatMap(section),
];

const CASE = /^## (pass|fail|unknown|notapplicable|manual|notchecked): (.+)$/gm;

/** A case as the tests run it: what is expected, and in which words. */
function caseLines(check: Check, read: (path: string) => string | null): string[] {
  const path = `fixtures/checks/${check.id}.md`;
  const text = read(path);
  if (text === null) return [];
  const cases = [...text.matchAll(CASE)].map((m) => `- ${code(m[1] ?? '')} ${escaped(m[2] ?? '')}`);
  return [`### [${check.id}](../../${path})`, '', ...cases, ''];
}

export function controlPage(
  control: Control,
  checks: readonly Check[],
  read: (path: string) => string | null,
): string {
  const cases = checks.flatMap((c) => caseLines(c, read));
  const tested = cases.length === 0 ? [] : ['## 判定の例 / Cases', '', ...cases];
  return [
    NOTE,
    `# ${control.id}`,
    '',
    ...half(control, checks, 'ja'),
    ...half(control, checks, 'en'),
    ...tested,
  ].join('\n');
}
