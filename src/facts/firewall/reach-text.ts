/** Why an answer is not certain. */
import type { Bilingual } from '../../model/text.ts';
import { type AddressSet, toText } from '../address-set.ts';
import type { Condition, FirewallNote } from './model.ts';

export const missingList = (list: string): Bilingual => ({
  ja: `リスト「${list}」が定義されていない`,
  en: `list "${list}" is not defined`,
});

export const undecidedList = (list: string): Bilingual => ({
  ja: `リスト「${list}」がこれを決めずに終わる`,
  en: `list "${list}" ends without deciding it`,
});

export const BETWEEN_FAMILIES: Bilingual = {
  ja: 'IPv4 と IPv6 の間の NAT の先は追わない',
  en: 'what becomes of packets after NAT between IPv4 and IPv6 is not followed',
};

export const TOO_LARGE: Bilingual = {
  ja: '規則が複雑すぎて、計算の上限を超えた',
  en: 'the rules are too involved for the limits of the computation',
};

export const NO_HOPS: Bilingual = {
  ja: '間にある機器が示されていない',
  en: 'no device is named that stands between them',
};

export const noFamily = (hop: string, version: 4 | 6): Bilingual => ({
  ja: `${hop} の IPv${version} の設定が証拠にない`,
  en: `the IPv${version} configuration of ${hop} is not among the evidence`,
});

export const severalBases = (hop: string): Bilingual => ({
  ja: `${hop} では複数の規則の組と NAT が関わり、その順序が分からない`,
  en: `at ${hop} several rule bases and NAT take part, and their order is not known`,
});

export const unresolvedPorts = (hop: string, names: readonly string[]): Bilingual => ({
  ja: `${hop} に ${names.join('、')} という名前のインターフェイスもゾーンもない`,
  en: `${hop} has no interface or zone named ${names.join(', ')}`,
});

const SOME_ADDRESSES = 3;

function someOf(set: AddressSet): Bilingual {
  const text = toText(set.slice(0, SOME_ADDRESSES));
  return set.length > SOME_ADDRESSES ? { ja: `${text} など`, en: `${text}, …` } : { ja: text, en: text };
}

/** The site file says one port, and the device's own addresses and routes others; none: its routes throw it away. */
export function contradictedPorts(
  hop: string,
  said: readonly string[],
  addresses: AddressSet,
  instead: readonly string[],
): Bilingual {
  const { ja, en } = someOf(addresses);
  const says = said.join(', ');
  const there = instead.join(', ');
  return {
    ja: `サイト ファイルは ${says} とするが、${hop} の設定では ${ja} は ${there === '' ? '破棄される' : `${there} の先にある`}`,
    en: `the site file says ${says}, but ${en} is ${there === '' ? 'thrown away' : `on ${there}`} by the configuration of ${hop}`,
  };
}

export const ownAddress = (set: AddressSet): Bilingual => ({
  ja: `${toText(set)} は経路上の機器自身のアドレスで、通り抜ける通信ではない`,
  en: `${toText(set)} belongs to devices on the way themselves, which is no way through them`,
});

export const NOBODY: Bilingual = {
  ja: '問いに当てはまるパケットがない',
  en: 'no packet is what the question asks about',
};

export function gapOf(hop: string, gaps: readonly FirewallNote[]): Bilingual {
  const [gap] = gaps;
  const where = gap ? ` (${gap.at.file}:${gap.at.line})` : '';
  const more = gaps.length - 1;
  return {
    ja: `${hop} に読み取れない設定がある: ${gap?.because.ja ?? ''}${where}${more > 0 ? ` ほか ${more} 件` : ''}`,
    en: `${hop} has parts that were not understood: ${gap?.because.en ?? ''}${where}${more > 0 ? ` and ${more} more` : ''}`,
  };
}

export const CHOICE: Bilingual = {
  ja: 'どのインターフェイスを通るか、または NAT でどのアドレスやポートになるかで変わる',
  en: 'it hangs on which interface it uses, or which address or port NAT gives it',
};

const MAX_NAMES = 5;

export function hangsOn(conditions: readonly Condition[]): Bilingual {
  const some = conditions.slice(0, MAX_NAMES);
  const more = conditions.length > some.length;
  return {
    ja: `${some.map((c) => c.what.ja).join('、')}${more ? ' ほか' : ''}による`,
    en: `it hangs on ${some.map((c) => c.what.en).join(', ')}${more ? ', …' : ''}`,
  };
}

export const both = (all: readonly Bilingual[]): Bilingual => ({
  ja: [...new Set(all.map((b) => b.ja))].join('。'),
  en: [...new Set(all.map((b) => b.en))].join('; '),
});
