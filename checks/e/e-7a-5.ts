import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, plain } from '../../src/check/setting.ts';
import { notApplicable, undecided } from '../../src/check/verdict.ts';
import { OS_KEYS } from '../../src/facts/os.ts';

/** Windows 10 1803 removed HomeGroup. */
const FIRST_WITHOUT_HOMEGROUP = 17134;

export default defineCheck({
  id: 'E-7a.5',
  control: 'E-7a',
  title: { ja: 'ホームグループに参加できない', en: 'Joining a homegroup is prevented' },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate({ registry, os }) {
    if (os.build !== null && os.build >= FIRST_WITHOUT_HOMEGROUP) {
      return notApplicable(
        {
          ja: `この版の Windows (ビルド ${os.build}) にホームグループはない`,
          en: `this version of Windows (build ${os.build}) has no homegroups`,
        },
        { witness: os.at ? [os.at] : [] },
      );
    }
    const policy = judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'Software\\Policies\\Microsoft\\Windows\\HomeGroup',
      name: 'DisableHomeGroup',
      type: 'REG_DWORD',
      secure: equals(1),
      expected: plain('1'),
      whenAbsent: always(0),
    });
    if (os.build !== null || policy.status !== 'fail') return policy;
    return undecided(
      {
        ja: `${policy.because.ja}。OS の版が不明で、ホームグループがあるかどうか分からない`,
        en: `${policy.because.en}; whether this version of Windows has homegroups is not known`,
      },
      ['reg-export'],
      { witness: policy.witness, layers: policy.layers, keys: OS_KEYS },
    );
  },
});
