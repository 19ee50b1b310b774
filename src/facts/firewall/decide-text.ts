/** Sentences of decisions. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Fate, Outcome } from './evaluate.ts';
import type { Settled } from './evaluate-split.ts';
import type { Open } from './match-packet.ts';
import type { FilterList, FilterRule, FirewallNote } from './model.ts';

const MAX_NAMES = 5;

const place = ({ file, line }: Location): string => `${file}:${line}`;

const ruleName = ({ id, name }: FilterRule): string =>
  name === null || name === id ? `「${id}」` : `${id}「${name}」`;
const ruleNameEn = ({ id, name }: FilterRule): string =>
  name === null || name === id ? `"${id}"` : `${id} "${name}"`;

const SAID: Readonly<Record<Fate, Bilingual>> = {
  permit: { ja: '許可する', en: 'permits it' },
  deny: { ja: '拒否する', en: 'denies it' },
  unknown: { ja: 'どう扱うか分からない', en: 'treats it in a way that is not known' },
};

function byRule(rule: FilterRule, fate: Fate): Bilingual {
  const implicit = rule.implicit === true;
  return {
    ja: `${implicit ? '暗黙の' : ''}規則 ${ruleName(rule)}(${place(rule.at)})が${SAID[fate].ja}`,
    en: `${implicit ? 'implicit ' : ''}rule ${ruleNameEn(rule)} (${place(rule.at)}) ${SAID[fate].en}`,
  };
}

function byEnd(list: FilterList, fate: Fate): Bilingual {
  const rest =
    fate === 'deny' ? { ja: '既定の拒否', en: 'default deny' } : { ja: '既定の扱い', en: 'default' };
  return {
    ja: `どの規則にも当たらず、リスト「${list.name}」の終わり(${rest.ja}、${place(list.at)})が${SAID[fate].ja}`,
    en: `no rule matches, and the end of list "${list.name}" (${rest.en}, ${place(list.at)}) ${SAID[fate].en}`,
  };
}

const FIXED: Readonly<Record<'no-filter' | 'no-route' | 'input-untold' | 'too-much', Bilingual>> = {
  'no-filter': {
    ja: '通り道にこれを調べるリストがないので通る',
    en: 'no list on its way looks at it, so it passes',
  },
  'no-route': { ja: '宛先への経路が破棄(null)になっている', en: 'the route to its destination discards it' },
  'input-untold': {
    ja: '宛先が機器自身のアドレスで、機器あての通信の扱いはこの証拠に書かれていない',
    en: 'it goes to an address of the device itself, and this evidence does not tell what becomes of such packets',
  },
  'too-much': {
    ja: '未知の条件や入れ子が多すぎて、たどりきれない',
    en: 'it hangs on more unknown conditions or nesting than can be followed',
  },
};

/** What decided, or why nothing did. */
export function outcomeText({ reason, rule, list, fate }: Outcome): Bilingual {
  switch (reason.why) {
    case 'rule':
      if (rule) return byRule(rule, fate);
      return list ? byEnd(list, fate) : FIXED['no-filter'];
    case 'action': {
      const what = rule ? byRule(rule, fate) : { ja: '', en: '' };
      return {
        ja: `${what.ja}: ${reason.action.what.ja}`,
        en: `${what.en}: ${reason.action.what.en}`,
      };
    }
    case 'no-list':
      return { ja: `リスト「${reason.list}」が定義されていない`, en: `list "${reason.list}" is not defined` };
    case 'undecided-list':
      return {
        ja: `リスト「${list?.name ?? ''}」がこれを決めずに終わる`,
        en: `list "${list?.name ?? ''}" ends without deciding it`,
      };
    default:
      return FIXED[reason.why];
  }
}

const PORT: Bilingual = { ja: 'どのインターフェイスを通るか', en: 'which interface it uses' };
const PART: Bilingual = {
  ja: 'パケットの与えられていない値、または NAT 後のアドレスやポート',
  en: 'parts of the packet that are not given, or its addresses and ports after NAT',
};

function openText(open: Open): Bilingual {
  if (open.open === 'condition') return open.condition.what;
  return open.open === 'in' || open.open === 'out' ? PORT : PART;
}

function* chain(settled: Settled | null): Generator<Settled> {
  for (let s = settled; s; s = s.up) yield s;
}

const mark = (s: Settled): string => `${s.key} ${s.value}`;

/** What was settled one way for one outcome and not so for the other. */
function differing(a: Settled | null, b: Settled | null): readonly Open[] {
  const inA = new Set([...chain(a)].map(mark));
  const inB = new Set([...chain(b)].map(mark));
  const only = [
    ...[...chain(a)].filter((s) => s.key === '' || !inB.has(mark(s))),
    ...[...chain(b)].filter((s) => s.key === '' || !inA.has(mark(s))),
  ];
  return only.map((s) => s.open);
}

/** Names, each once, those asked first before the others. */
function listed(opens: readonly Open[]): Bilingual {
  const byJa = new Map(opens.toReversed().map((o) => [openText(o).ja, openText(o)]));
  const texts = [...byJa.values()];
  const more = texts.length > MAX_NAMES;
  const shown = texts.slice(0, MAX_NAMES);
  return {
    ja: shown.map((t) => t.ja).join('、') + (more ? ' ほか' : ''),
    en: shown.map((t) => t.en).join(', ') + (more ? ', …' : ''),
  };
}

/** Two outcomes of which both may be. */
export function openOutcomes(a: Outcome, b: Outcome): Bilingual {
  const names = listed(differing(a.settled, b.settled));
  const [one, other] = [outcomeText(a), outcomeText(b)];
  return {
    ja: `${names.ja}で変わる: ${one.ja}か、${other.ja}`,
    en: `it hangs on ${names.en}: either ${one.en}, or ${other.en}`,
  };
}

/** An outcome that is not known, under what had to be settled to come there. */
export function unknownOutcome(end: Outcome): Bilingual {
  const opens = [...chain(end.settled)].map((s) => s.open);
  const text = outcomeText(end);
  if (opens.length === 0) return text;
  const names = listed(opens);
  return { ja: `${names.ja}によっては、${text.ja}`, en: `depending on ${names.en}, ${text.en}` };
}

/** Rules that differ and decide alike. */
export const alike = (a: Outcome, b: Outcome): Bilingual => {
  const [one, other] = [outcomeText(a), outcomeText(b)];
  return {
    ja: `いずれにせよ同じ: ${one.ja}か、${other.ja}`,
    en: `the same either way: ${one.en}, or ${other.en}`,
  };
};

/** What was not understood keeps the rest from being certain. */
export function gapText(gaps: readonly FirewallNote[], read: Bilingual): Bilingual {
  const [gap] = gaps;
  const where = gap ? ` (${place(gap.at)})` : '';
  const more =
    gaps.length > 1 ? { ja: ` ほか ${gaps.length - 1} 件`, en: ` and ${gaps.length - 1} more` } : null;
  return {
    ja: `読み取れない設定があるため確実なことは言えない: ${gap?.because.ja ?? ''}${where}${more?.ja ?? ''}。読めた限りでは、${read.ja}`,
    en: `nothing is certain, as parts were not understood: ${gap?.because.en ?? ''}${where}${more?.en ?? ''}; as far as it was read, ${read.en}`,
  };
}

export const otherFamily = (version: 4 | 6): Bilingual => ({
  ja: `この証拠は IPv${version} のパケットの扱いを示していない`,
  en: `this evidence does not tell what becomes of IPv${version} packets`,
});

export const SEVERAL: Bilingual = {
  ja: '複数の規則の組が関わり、その順序が分からない',
  en: 'several rule bases take part, and their order is not known',
};
