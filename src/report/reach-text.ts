/** Answers about reachability in lines of text, and as JSON. */
import { toPrefixes } from '../facts/address-set.ts';
import { type NamedSet, shortSet, tellingRules } from '../facts/firewall/blame.ts';
import { packetJson, showPacket } from '../facts/firewall/packet-text.ts';
import type { DiffPiece, PacketBox, PacketBoxes, ReachPiece, RuleAt } from '../facts/firewall/query.ts';
import { serviceText } from '../facts/firewall/service-text.ts';
import type { SiteAnswer } from '../facts/firewall/site-reach.ts';
import type { Bilingual, Language } from '../model/text.ts';

/** `FW01: 12 Allow web (FW01/fw.conf:88)`, or the end of a list. */
function ruleText({ hop, rule, list }: RuleAt, language: Language): string {
  if (!rule) {
    const end: Bilingual =
      list === null
        ? { ja: '何も止めない', en: 'nothing filters' }
        : { ja: `${list} の末尾`, en: `the end of ${list}` };
    return `${hop}: ${end[language]}`;
  }
  const name = rule.name === null || rule.name === rule.id ? rule.id : `${rule.id} ${rule.name}`;
  return `${hop}: ${name} (${rule.at.file}:${rule.at.line})`;
}

const MAX_PREFIXES = 6;

function addressesText(set: PacketBox['src'], language: Language, whole: NamedSet | null): string {
  const short = whole && shortSet(set, whole);
  if (short?.but.length === 0) return short.name;
  if (short) {
    const but = short.but.join(', ');
    return language === 'ja' ? `${short.name} (${but} を除く)` : `${short.name} (but ${but})`;
  }
  const prefixes = toPrefixes(set);
  const shown = prefixes.slice(0, MAX_PREFIXES).join(', ');
  const rest = prefixes.length - MAX_PREFIXES;
  if (rest <= 0) return shown;
  return `${shown}${language === 'ja' ? ` ほか ${rest} 個` : ` and ${rest} more`}`;
}

/** `10.1.0.0/16 → 192.0.2.0/24 tcp/443`; `ends`: what source and destination were asked about, by name. */
const boxText = (box: PacketBox, language: Language, ends: readonly NamedSet[]): string => {
  const src = addressesText(box.src, language, ends[0] ?? null);
  return `${src} → ${addressesText(box.dst, language, ends[1] ?? null)} ${serviceText(box)}`;
};

const MORE: Bilingual = { ja: '(ほかにもある)', en: '(there are more)' };

const boxLines = (
  { boxes, more }: PacketBoxes,
  language: Language,
  ends: readonly NamedSet[] = [],
): readonly string[] => [...boxes.map((b) => boxText(b, language, ends)), ...(more ? [MORE[language]] : [])];

const boxesJson = ({ boxes, more }: PacketBoxes) => ({
  packets: boxes.map((b) => ({ src: toPrefixes(b.src), dst: toPrefixes(b.dst), service: serviceText(b) })),
  more,
});

const ruleJson = ({ hop, rule, list }: RuleAt) => ({
  device: hop,
  rule: rule?.id ?? null,
  list,
  file: rule?.at.file ?? null,
  line: rule?.at.line ?? 0,
});

const pieceJson = (piece: ReachPiece, language: Language) => ({
  permitted: piece.permitted,
  by: tellingRules(piece.by).map(ruleJson),
  conditions: piece.conditions.map((c) => c.what[language]),
  ...boxesJson(piece.packets),
  witness: packetJson(piece.witness),
  ...(piece.because ? { because: piece.because[language] } : {}),
});

const WORDS = {
  none: { ja: 'なし (全パケットについて証明済み)', en: 'none (proved over all packets)' },
  permitted: { ja: '通るものがある', en: 'some packets get through' },
  undetermined: { ja: '決められない', en: 'undetermined' },
  by: { ja: '許すもの', en: 'permitted by' },
  maybe: { ja: '決められないもの', en: 'undetermined at' },
  when: { ja: '条件', en: 'when' },
  witness: { ja: '例', en: 'for instance' },
  stops: { ja: '止めるもの', en: 'stopped by' },
  unfiltered: { ja: '経路上にファイアウォールがない (宣言)', en: 'no firewall stands between (declared)' },
  because: { ja: '理由', en: 'because' },
} as const satisfies Readonly<Record<string, Bilingual>>;

function pieceLines(piece: ReachPiece, language: Language, ends: readonly NamedSet[]): readonly string[] {
  const word = (piece.permitted === 'yes' ? WORDS.by : WORDS.maybe)[language];
  return [
    `  ${word}: ${tellingRules(piece.by)
      .map((b) => ruleText(b, language))
      .join(', ')}`,
    ...boxLines(piece.packets, language, ends).map((l) => `    ${l}`),
    ...piece.conditions.map((c) => `    ${WORDS.when[language]}: ${c.what[language]}`),
    ...(piece.because ? [`    ${WORDS.because[language]}: ${piece.because[language]}`] : []),
    `    ${WORDS.witness[language]}: ${showPacket(piece.witness)}`,
  ];
}

function detailLines(answer: SiteAnswer, language: Language, ends: readonly NamedSet[]): readonly string[] {
  if (answer.answer === 'none') {
    return tellingRules(answer.by).map((b) => `  ${WORDS.stops[language]}: ${ruleText(b, language)}`);
  }
  const pieces = answer.pieces.flatMap((p) => pieceLines(p, language, ends));
  if (answer.answer === 'undetermined') {
    const why = [...new Set(answer.because.map((b) => b[language]))];
    return [...why.map((b) => `  ${WORDS.because[language]}: ${b}`), ...pieces];
  }
  return [...(answer.unfiltered ? [`  ${WORDS.unfiltered[language]}`] : []), ...pieces];
}

/** A heading and what follows from it. */
export const answerLines = (
  from: NamedSet,
  to: NamedSet,
  answer: SiteAnswer,
  language: Language,
): readonly string[] => [
  `${from.name} → ${to.name}: ${WORDS[answer.answer][language]}`,
  ...detailLines(answer, language, [from, to]),
];

export const answerJson = (from: string, to: string, answer: SiteAnswer, language: Language) => ({
  from,
  to,
  answer: answer.answer,
  ...(answer.answer === 'none'
    ? { by: tellingRules(answer.by).map(ruleJson) }
    : { pieces: answer.pieces.map((p) => pieceJson(p, language)) }),
  ...(answer.answer === 'permitted' ? { complete: answer.complete, unfiltered: answer.unfiltered } : {}),
  ...(answer.answer === 'undetermined' ? { because: answer.because.map((b) => b[language]) } : {}),
});

const CHANGES: Readonly<Record<DiffPiece['change'], Bilingual>> = {
  permitted: { ja: '新たに通る', en: 'newly permitted' },
  denied: { ja: '新たに止まる', en: 'newly denied' },
  undetermined: { ja: '変わったか決められない', en: 'undetermined whether it changed' },
};

export const diffLines = (piece: DiffPiece, language: Language): readonly string[] => [
  `${CHANGES[piece.change][language]}: ${ruleText(piece.before, language)} → ${ruleText(piece.after, language)}`,
  ...boxLines(piece.packets, language).map((l) => `  ${l}`),
  ...(piece.because ? [`  ${WORDS.because[language]}: ${piece.because[language]}`] : []),
  `  ${WORDS.witness[language]}: ${showPacket(piece.witness)}`,
];

export const diffJson = (piece: DiffPiece, language: Language) => ({
  change: piece.change,
  before: ruleJson(piece.before),
  after: ruleJson(piece.after),
  ...boxesJson(piece.packets),
  witness: packetJson(piece.witness),
  ...(piece.because ? { because: piece.because[language] } : {}),
});
