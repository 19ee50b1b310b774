import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting } from '../../src/check/setting.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { fail, pass, undecided } from '../../src/check/verdict.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import type { Domains } from '../../src/facts/target-facts.ts';

type Facts = Pick<Domains, 'registry' | 'os' | 'services' | 'shares'>;

const SERVICE = 'LanmanServer';

const judgeStored = ({ registry, os }: Facts): Verdict =>
  judgeSetting(registry, os, {
    hive: 'HKLM',
    key: `SYSTEM\\CurrentControlSet\\Services\\${SERVICE}`,
    name: 'Start',
    type: 'REG_DWORD',
    secure: equals(4),
    expected: { ja: '4 (無効)', en: '4 (disabled)' },
    whenAbsent: always(2),
  });

/** What the lists of services and shares show of the service: where it runs, where it is stopped. */
function live({ services, shares }: Facts) {
  const all = services.known ? services.value.flatMap((s) => s.items) : [];
  const server = all.filter((s) => s.name.toLowerCase() === SERVICE.toLowerCase());
  const listed = shares.known ? shares.value.flatMap((s) => s.shares) : [];
  return {
    running: [...server.filter((s) => s.state === 'running'), ...listed].map((found) => found.at),
    stopped: server.filter((s) => s.state === 'stopped').map((found) => found.at),
  };
}

/** The guide's "stop the sharing function": the Server service disabled, and not running. */
export default defineCheck({
  id: 'E-7a.3',
  control: 'E-7a',
  title: {
    ja: 'ファイル共有機能 (Server サービス) が無効で、動いていない',
    en: 'The Server service is disabled and does not run',
  },
  reads: ['registry', 'os', 'services', 'shares'],
  evidence: ['reg-export', 'services-json', 'services-csv', 'net-share', 'smb-share-json'],
  evaluate(facts) {
    const stored = judgeStored(facts);
    if (stored.status !== 'pass') return stored;
    const { running, stopped } = live(facts);
    if (isNonEmpty(running) && isNonEmpty(stopped)) {
      return undecided(
        {
          ja: 'Server サービスが動いているかどうか、証拠の間で食い違う',
          en: 'the evidence disagrees on whether the Server service runs',
        },
        [],
        { witness: [...running, ...stopped], layers: stored.layers, annotations: ['conflicting-evidence'] },
      );
    }
    if (isNonEmpty(running)) {
      return fail(
        running,
        {
          ja: `${stored.because.ja}。ただし Server サービスはまだ動いている`,
          en: `${stored.because.en}; but the Server service still runs`,
        },
        { layers: stored.layers, annotations: ['pending-reboot'] },
      );
    }
    if (isNonEmpty(stopped)) {
      return pass([stopped[0], ...stopped.slice(1), ...stored.witness], stored.because, {
        layers: stored.layers,
      });
    }
    return undecided(
      {
        ja: `${stored.because.ja}。Server サービスが止まっていることを示す証拠がない`,
        en: `${stored.because.en}; nothing shows that the Server service has stopped`,
      },
      ['services-json'],
      { witness: stored.witness, layers: stored.layers },
    );
  },
});
