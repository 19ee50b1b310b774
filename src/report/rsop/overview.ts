/** The GPOs of a domain in lines of text, and as JSON. */
import type { GpoVersion } from '../../facts/gpo.ts';
import type { DomainOverview, GpoOverview, GpoState } from '../../facts/rsop/overview.ts';
import type { Bilingual, Language } from '../../model/text.ts';
import { partialLines } from './doubts.ts';
import { findingJson } from './json.ts';
import { findingLines } from './text.ts';
import { HALF_WORDS } from './words.ts';

/** The overview of one domain of the evidence. */
export interface ToldDomain {
  /** The folder of evidence it comes from. */
  readonly name: string;
  readonly overview: DomainOverview;
  readonly partial: readonly Bilingual[];
}

const STATES: Readonly<Record<GpoState, Bilingual>> = {
  enabled: { ja: '有効', en: 'enabled' },
  'user-disabled': { ja: 'ユーザーの構成が無効', en: 'user half disabled' },
  'machine-disabled': { ja: 'コンピューターの構成が無効', en: 'computer half disabled' },
  disabled: { ja: '無効', en: 'disabled' },
  'not-shown': { ja: '有効か読めない', en: 'whether it is enabled is not readable' },
  'no-object': { ja: 'AD の GPO が証拠にない', en: 'its object in AD is not among the evidence' },
};

const WORDS = {
  domain: { ja: 'ドメイン', en: 'domain' },
  version: { ja: '版', en: 'version' },
  unlinked: { ja: 'リンクなし', en: 'no links' },
  unseen: { ja: '見えるリンクはない', en: 'no link that is shown' },
  enforced: { ja: '強制', en: 'enforced' },
  disabled: { ja: 'リンクが無効', en: 'link disabled' },
  more: { ja: '見えないリンクがありうる', en: 'there may be links that are not shown' },
} as const;

const versionText = (version: GpoVersion | null, half: 'machine' | 'user'): string =>
  version ? String(version[half]) : '?';

/** `Computer Configuration AD 3, SYSVOL 3; User Configuration AD 0, SYSVOL 0`. */
function versionsText({ inDirectory, inSysvol }: GpoOverview, language: Language): string {
  const halves = (['machine', 'user'] as const).map(
    (half) =>
      `${HALF_WORDS[half][language]} AD ${versionText(inDirectory, half)}, SYSVOL ${versionText(inSysvol, half)}`,
  );
  return halves.join('; ');
}

function linkLines({ links }: GpoOverview, sure: boolean, language: Language): readonly string[] {
  if (links.length === 0) return [`      <- (${WORDS[sure ? 'unlinked' : 'unseen'][language]})`];
  return links.map(({ som, link }) => {
    const marks = [
      ...(link.enforced ? [WORDS.enforced[language]] : []),
      ...(link.disabled ? [WORDS.disabled[language]] : []),
    ];
    return `      <- ${som.dn}${marks.length > 0 ? ` [${marks.join(', ')}]` : ''}`;
  });
}

const gpoLines = (gpo: GpoOverview, sure: boolean, language: Language): readonly string[] => [
  `  ${gpo.name}  ${gpo.name === gpo.id ? '' : `${gpo.id}  `}${STATES[gpo.state][language]}`,
  `      ${WORDS.version[language]}: ${versionsText(gpo, language)}`,
  ...linkLines(gpo, sure, language),
];

export function overviewText({ name, overview, partial }: ToldDomain, language: Language): readonly string[] {
  const { gpos, findings, linksOpen } = overview;
  return [
    `${WORDS.domain[language]}: ${name}`,
    ...partialLines(partial, language),
    '',
    `GPO (${gpos.length})`,
    ...gpos.flatMap((gpo) => gpoLines(gpo, linksOpen.length === 0, language)),
    ...linksOpen.map((because) => `   ?  ${WORDS.more[language]}: ${because[language]}`),
    '',
    ...findingLines(findings, language),
  ];
}

const gpoJson = ({ id, name, state, inDirectory, inSysvol, links }: GpoOverview) => ({
  id,
  name,
  state,
  versions: { directory: inDirectory, sysvol: inSysvol },
  links: links.map(({ som, link }) => ({
    to: som.dn,
    enforced: link.enforced,
    disabled: link.disabled,
  })),
});

export const overviewJson = ({ name, overview, partial }: ToldDomain) => ({
  domain: name,
  partial,
  gpos: overview.gpos.map(gpoJson),
  linksOpen: overview.linksOpen,
  findings: overview.findings.map(findingJson),
});
