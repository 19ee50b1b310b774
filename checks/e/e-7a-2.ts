import { judgeAdministrators } from '../../src/check/administrators.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, plain } from '../../src/check/setting.ts';
import { judgeUserSetting } from '../../src/check/user-setting.ts';
import { allOf, undecided } from '../../src/check/verdict.ts';

/**
 * Without the policy a standard user can share folders of his own profile only, and only after an administrator has
 * opted in; so its lack fails where users are administrators, and is open where they are not.
 */
export default defineCheck({
  id: 'E-7a.2',
  control: 'E-7a',
  title: {
    ja: '利用者がプロファイル内のファイルを共有できない',
    en: 'Users cannot share files of their profile',
  },
  reads: ['registry', 'os', 'localGroups', 'shared'],
  evidence: ['reg-export', 'net-localgroup', 'localgroup-json'],
  evaluate(facts) {
    const policy = judgeUserSetting(facts.registry, facts.os, {
      key: 'Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer',
      name: 'NoInplaceSharing',
      type: 'REG_DWORD',
      secure: equals(1),
      expected: plain('1'),
      whenAbsent: always(0),
    });
    if (policy.status !== 'fail') return policy;
    const administrators = judgeAdministrators(facts);
    if (administrators.status === 'fail') return allOf([policy, administrators]);
    return undecided(
      {
        ja: `${policy.because.ja}。利用者が管理者でもあれば不合格だが、そうとは示されていない`,
        en: `${policy.because.en}; it fails where users are administrators too, which is not shown`,
      },
      administrators.missing,
      { witness: policy.witness, layers: policy.layers, annotations: policy.annotations },
    );
  },
});
