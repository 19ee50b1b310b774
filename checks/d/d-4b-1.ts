import { defineCheck } from '../../src/check/define-check.ts';
import { endsOfRole, judgeNoWay, lacks, NETWORK_EVIDENCE, pairs } from '../../src/check/reach.ts';

export default defineCheck({
  id: 'D-4b.1',
  control: 'D-4b',
  title: {
    ja: 'ユーザ セグメントから運用管理セグメントに何も届かない',
    en: 'User segments reach nothing in the admin segment',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate(network) {
    const users = endsOfRole(network.site, 'user');
    const admins = endsOfRole(network.site, 'admin');
    const ways = pairs(users, admins, null, {
      ja: 'ユーザ セグメントから運用管理セグメントに届く',
      en: 'a user segment reaches the admin segment',
    });
    return judgeNoWay(network, ways, lacks(users.length === 0 ? 'user' : 'admin'));
  },
});
