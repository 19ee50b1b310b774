/** Sentences of findings about rules. */
import type { Bilingual } from '../../model/text.ts';
import type { Condition, FilterRule } from './model.ts';
import type { RuleFault } from './query.ts';

const MOST_NAMED = 5;

const nameOf = ({ id, name }: FilterRule, [open, close]: readonly [string, string]): string =>
  name === null || name === id ? `${open}${id}${close}` : `${id} ${open}${name}${close}`;

/** 「10」、「20」 ほか 3 件; "10", "20" and 3 more. */
function named(rules: readonly FilterRule[]): Bilingual {
  const shown = rules.slice(0, MOST_NAMED);
  const more = rules.length - shown.length;
  return {
    ja: shown.map((r) => nameOf(r, ['「', '」'])).join('、') + (more > 0 ? ` ほか ${more} 件` : ''),
    en: shown.map((r) => nameOf(r, ['"', '"'])).join(', ') + (more > 0 ? ` and ${more} more` : ''),
  };
}

export function shadowedText(by: readonly FilterRule[]): Bilingual {
  const names = named(by);
  if (by.length === 0)
    return {
      ja: '先に決まる通信を除くと、この規則に届く通信はない',
      en: 'nothing is left for this rule of what others decide first',
    };
  return {
    ja: `先にある規則 ${names.ja} がこの規則の通信をすべて決めるため、この規則には何も届かない`,
    en: `earlier rules (${names.en}) decide all of its traffic, so that nothing comes to this rule`,
  };
}

export function partText(by: readonly FilterRule[]): Bilingual {
  const names = named(by);
  return {
    ja: `先にある逆の動作の規則 ${names.ja} が、この規則の通信の一部を先に決める`,
    en: `earlier rules of the opposite action (${names.en}) decide a part of its traffic first`,
  };
}

export function redundantText(by: readonly FilterRule[]): Bilingual {
  if (by.length === 0)
    return {
      ja: 'この規則がなくても、リストの終わりの既定の扱いが同じ結果になる',
      en: 'without it, the end of the list treats its traffic the same way',
    };
  const names = named(by);
  return {
    ja: `この規則がなくても、後にある規則 ${names.ja} などで同じ結果になる`,
    en: `without it, later rules (${names.en}) or the end of the list treat its traffic the same way`,
  };
}

export function expiredText(conditions: readonly Condition[]): Bilingual {
  const ends = conditions.flatMap((c) => c.schedule?.to ?? []);
  return {
    ja: `期限(${ends.join('、')})を過ぎているため、もう一致しない: ${conditions.map((c) => c.what.ja).join('、')}`,
    en: `its time is over (${ends.join(', ')}), so it matches no more: ${conditions.map((c) => c.what.en).join(', ')}`,
  };
}

/** Faults that are told by the fault alone. */
export const PLAIN: Readonly<
  Record<Exclude<RuleFault, 'shadowed' | 'partly-shadowed' | 'redundant' | 'expired'>, Bilingual>
> = {
  'never-matches': {
    ja: '条件が互いに両立しないため、どの通信にも一致しない',
    en: 'its conditions exclude each other, so that it matches no traffic',
  },
  'any-any': {
    ja: '送信元、宛先、サービスのどれも絞らずに許可している',
    en: 'it permits any source to any destination with any service',
  },
  disabled: { ja: '無効にされたまま残っている', en: 'it is disabled and still there' },
  unlogged: { ja: 'この規則に一致した通信はログに残らない', en: 'traffic that it matches is not logged' },
  unused: {
    ja: 'この証拠の計数では、一度も一致していない',
    en: 'by the counters of this evidence nothing has matched it',
  },
};
