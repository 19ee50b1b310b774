/** What `list` shows: aligned text, or the same as JSON. */
import { getBorderCharacters, table } from 'table';
import type { Check } from '../check/define-check.ts';
import { rolesOf } from '../check/engine.ts';
import type { Control } from '../model/control.ts';
import type { EvidenceKind } from '../model/evidence.ts';
import type { Bilingual, Language } from '../model/text.ts';
import { SEVERITY_WORDS } from './words.ts';

/** Rows of `data` are what JSON gets; `head` and `rows` what people read. */
export interface Listing {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly data: readonly object[];
}

export interface EvidenceRow {
  readonly kind: EvidenceKind;
  readonly howToCollect: Bilingual;
  /** Whether a file of this kind shows that its end is its real end. */
  readonly showsCut: 'yes' | 'partly' | 'no';
}

export interface FormatRow {
  readonly name: string;
  readonly what: Bilingual;
}

const pick = (language: Language, words: readonly Bilingual[]): string[] => words.map((w) => w[language]);

const ID: Bilingual = { ja: 'ID', en: 'ID' };
const CONTROL: Bilingual = { ja: '統制', en: 'control' };
const TITLE: Bilingual = { ja: '内容', en: 'title' };
const SEVERITY: Bilingual = { ja: '重大度', en: 'severity' };
const CHECKS: Bilingual = { ja: '検査', en: 'checks' };
const UNREAD: Bilingual = { ja: '読めない部分', en: 'unread' };
const ROLES: Bilingual = { ja: '役割', en: 'roles' };
const EVIDENCE: Bilingual = { ja: '証拠', en: 'evidence' };
const SHOWS_CUT: Bilingual = { ja: '途中切れ', en: 'shows a cut' };
const COLLECT: Bilingual = { ja: '採取', en: 'collect' };
const FORMAT: Bilingual = { ja: '形式', en: 'format' };

export function listControls(
  controls: readonly Control[],
  checks: readonly Check[],
  language: Language,
): Listing {
  const of = (c: Control): string[] => checks.filter((k) => k.control === c.id).map((k) => k.id);
  return {
    head: pick(language, [ID, TITLE, SEVERITY, CHECKS, UNREAD]),
    rows: controls.map((c) => [
      c.id,
      c.title[language],
      SEVERITY_WORDS[c.severity][language],
      String(of(c).length),
      String(c.unread.length),
    ]),
    data: controls.map((c) => ({ ...c, checks: of(c) })),
  };
}

export function listChecks(
  controls: readonly Control[],
  checks: readonly Check[],
  language: Language,
): Listing {
  const rows = checks.flatMap((check) => {
    const control = controls.find((c) => c.id === check.control);
    if (!control) return [];
    const { id, title, evidence } = check;
    const severity = check.severity ?? control.severity;
    return [{ id, control: control.id, title, severity, roles: rolesOf(check, control), evidence }];
  });
  return {
    head: pick(language, [ID, CONTROL, TITLE, ROLES, EVIDENCE]),
    rows: rows.map((r) => [
      r.id,
      r.control,
      r.title[language],
      r.roles.join(', '),
      [...r.evidence].join(', '),
    ]),
    data: rows,
  };
}

const SHOWS: Readonly<Record<EvidenceRow['showsCut'], Bilingual>> = {
  yes: { ja: '示す', en: 'yes' },
  partly: { ja: '一部', en: 'partly' },
  no: { ja: '示さない', en: 'no' },
};

export const listEvidence = (kinds: readonly EvidenceRow[], language: Language): Listing => ({
  head: pick(language, [EVIDENCE, SHOWS_CUT, COLLECT]),
  rows: kinds.map((k) => [k.kind, SHOWS[k.showsCut][language], k.howToCollect[language]]),
  data: kinds,
});

export const listFormats = (formats: readonly FormatRow[], language: Language): Listing => ({
  head: pick(language, [FORMAT, TITLE]),
  rows: formats.map((f) => [f.name, f.what[language]]),
  data: formats,
});

const noBorders = {
  border: { ...getBorderCharacters('void'), bodyJoin: '  ' },
  columnDefault: { paddingLeft: 0, paddingRight: 0 },
  drawHorizontalLine: () => false,
};

/** Columns aligned by display width (a Japanese character takes two cells), without trailing blanks. */
export function renderList(listing: Listing): string {
  const text = table([[...listing.head], ...listing.rows.map((r) => [...r])], noBorders);
  return `${text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')}\n`;
}

export const listJson = (listing: Listing): string => `${JSON.stringify(listing.data, null, 2)}\n`;
