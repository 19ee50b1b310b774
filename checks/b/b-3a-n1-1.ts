import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { decide, fail, notApplicable, pass, undecided } from '../../src/check/verdict.ts';
import { squidAuthSchemes } from '../../src/facts/squid/listeners.ts';
import { directivesOf } from '../../src/facts/squid/section.ts';

/** The client picks among the schemes offered, so Basic as a fallback is Basic. */
export default defineCheck({
  id: 'B-3a-N1.1',
  control: 'B-3a-N1',
  title: { ja: 'Basic 認証を提示しない', en: 'Basic authentication is not offered' },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate({ squid }) {
    return decide(squid, (section) => {
      const refused = becauseOfGap(section, true);
      if (refused) return refused;
      const schemes = squidAuthSchemes(section);
      const basic = schemes.find((s) => s.scheme.toLowerCase() === 'basic');
      const [chosen] = directivesOf(section, 'auth_schemes');
      if (basic && chosen) {
        return undecided(
          {
            ja: 'auth_schemes が提示する方式を要求ごとに変える',
            en: 'auth_schemes changes what is offered from request to request',
          },
          [],
          { witness: [basic.at, chosen.at] },
        );
      }
      if (basic) {
        return fail([basic.at], { ja: 'Basic 認証を提示する', en: 'Basic authentication is offered' });
      }
      const gap = becauseOfGap(section);
      if (gap) return gap;
      const [first, ...rest] = schemes.map((s) => s.at);
      if (!first) return notApplicable({ ja: '認証を行っていない', en: 'no authentication is configured' });
      const names = schemes.map((s) => s.scheme).join(', ');
      return pass([first, ...rest], { ja: `提示する方式: ${names}`, en: `schemes offered: ${names}` });
    });
  },
});
