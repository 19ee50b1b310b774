/** Whether a Squid offers Basic authentication, and over which of its listeners. */
import type { SquidListener } from '../facts/squid/listeners.ts';
import { squidAuthSchemes, squidListeners } from '../facts/squid/listeners.ts';
import { directivesOf, type SquidSection } from '../facts/squid/section.ts';
import type { Bilingual } from '../model/text.ts';
import { becauseOfGap } from './squid.ts';
import { fail, notApplicable, pass, undecided, type Verdict } from './verdict.ts';

type Leg = 'clear-text' | 'tls';

const WORDS = {
  'clear-text': { ja: '平文', en: 'in clear text', listens: 'clear text' },
  tls: { ja: 'TLS ', en: 'within TLS', listens: 'TLS' },
} as const;

/** Ports on which Squid asks for credentials: those that clients name. */
const asking = (section: SquidSection, leg: Leg): readonly SquidListener[] =>
  squidListeners(section).filter((l) => l.mode === 'forward' && l.tls === (leg === 'tls'));

function judgeOffered(section: SquidSection, leg: Leg): Verdict | null {
  const basic = squidAuthSchemes(section).find((s) => s.scheme.toLowerCase() === 'basic');
  if (!basic) return null;
  const [listener] = asking(section, leg);
  if (!listener) return null;
  const [chosen] = directivesOf(section, 'auth_schemes');
  if (chosen) {
    return undecided(
      {
        ja: 'auth_schemes が提示する方式を要求ごとに変える',
        en: 'auth_schemes changes what is offered from request to request',
      },
      [],
      { witness: [basic.at, chosen.at] },
    );
  }
  return fail([basic.at, listener.at], {
    ja: `${WORDS[leg].ja}の待ち受け ${listener.address} で Basic 認証を提示する。直し方: auth_param basic の行を除く`,
    en: `Basic authentication is offered ${WORDS[leg].en} on ${listener.address}. Remedy: remove the auth_param basic lines`,
  });
}

const noListener = (leg: Leg): Bilingual => ({
  ja: `利用者が名指しする${WORDS[leg].ja}の待ち受けがない`,
  en: `no listener that clients name speaks ${WORDS[leg].listens}`,
});

export function judgeSchemes(section: SquidSection, leg: Leg): Verdict {
  const settled = becauseOfGap(section, true) ?? judgeOffered(section, leg) ?? becauseOfGap(section);
  if (settled) return settled;
  const schemes = squidAuthSchemes(section);
  const [first, ...rest] = schemes.map((s) => s.at);
  if (!first) return notApplicable({ ja: '認証を行っていない', en: 'no authentication is configured' });
  const listeners = asking(section, leg).map((l) => l.at);
  if (listeners.length === 0) return notApplicable(noListener(leg), { witness: [section.at] });
  const names = schemes.map((s) => s.scheme).join(', ');
  return pass([first, ...rest, ...listeners], {
    ja: `${WORDS[leg].ja}の待ち受けで Basic 認証を提示しない (方式: ${names})`,
    en: `Basic authentication is not offered ${WORDS[leg].en} (schemes: ${names})`,
  });
}
