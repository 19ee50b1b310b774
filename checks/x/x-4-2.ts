import { defineCheck } from '../../src/check/define-check.ts';
import { type Forbidden, judgeForbidden } from '../../src/check/squid-proof.ts';
import { decide, pass } from '../../src/check/verdict.ts';
import { closeManager, managerAlone } from '../../src/facts/squid/manager.ts';
import { directivesOf, type SquidDirective, type SquidSection } from '../../src/facts/squid/section.ts';

const MANAGER: Forbidden = {
  query: {},
  fault: {
    ja: '利用者がキャッシュ マネージャー (利用者の通信先などが見える) を開ける',
    en: 'users can open the cache manager, which shows among other things where users go',
  },
  change: closeManager,
};

/** The first line that names an action, or all of them, decides about it (cachemgr_passwd); `none`: no password. */
function allProtected(section: SquidSection): SquidDirective | null {
  for (const line of directivesOf(section, 'cachemgr_passwd')) {
    if (line.args[0] === 'none') return null;
    if (line.args.slice(1).includes('all')) return line;
  }
  return null;
}

export default defineCheck({
  id: 'X-4.2',
  control: 'X-4',
  title: {
    ja: '利用者がキャッシュ マネージャーを開けない',
    en: 'Users cannot open the cache manager',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid, site }) =>
    decide(squid, (section) => {
      const judged = judgeForbidden(managerAlone(section), site, MANAGER, section);
      const password = allProtected(section);
      if ('settled' in judged) {
        return judged.settled.status === 'fail' && password
          ? pass([password.at], {
              ja: 'すべての操作にパスワードが要るか、閉じられている (cachemgr_passwd)',
              en: 'every action takes a password or is disabled (cachemgr_passwd)',
            })
          : judged.settled;
      }
      const [first = section.at, ...rest] = judged.rows;
      return pass([first, ...rest], {
        ja: '利用者からのマネージャーへの要求はどれも通らない (全要求について証明済み)',
        en: 'no request of users to the manager gets through (proved over all requests)',
      });
    }),
});
