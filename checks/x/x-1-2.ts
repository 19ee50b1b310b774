import { defineCheck } from '../../src/check/define-check.ts';
import { SECURITY_LOG_POLICY, SECURITY_LOG_SERVICE } from '../../src/check/log-size.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { decide, fail, pass, undecided } from '../../src/check/verdict.ts';
import type { Fact, NonEmpty } from '../../src/facts/known.ts';
import { known, unknown } from '../../src/facts/known.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';
import { setting, storedValues } from '../../src/facts/registry.ts';
import type { Location } from '../../src/model/evidence.ts';

/** What Windows makes of text other than plain digits ("", "0x0", "1.0") nothing documents. */
const numberIn = (text: string, name: string, at: Location): Fact<number> =>
  /^\d+$/.test(text)
    ? known(Number(text), [at])
    : unknown({
        ja: `ポリシーの ${name} が数字だけでなく (${at.file}:${at.line})、その動作が分からない`,
        en: `${name} of the policy is not plain digits (${at.file}:${at.line}), and what Windows does with it is not known`,
      });

/** The policy is text ("0", "1"); the service's own value is a number. */
function numberOf(registry: RegistryFacts, name: string): Fact<number> {
  const policy = setting(registry, SECURITY_LOG_POLICY.hive, SECURITY_LOG_POLICY.key, name).stored;
  if (policy.state === 'unknown')
    return unknown(policy.because, ['reg-export'], [`HKLM\\${SECURITY_LOG_POLICY.key}`]);
  if (policy.state === 'set' && policy.write.type === 'REG_SZ') {
    return numberIn(String(policy.write.data), name, policy.write.at);
  }
  const own = setting(registry, SECURITY_LOG_SERVICE.hive, SECURITY_LOG_SERVICE.key, name).stored;
  if (own.state === 'unknown')
    return unknown(own.because, ['reg-export'], [`HKLM\\${SECURITY_LOG_SERVICE.key}`]);
  if (own.state === 'set' && own.write.type === 'REG_DWORD') {
    return known(Number(own.write.data), [own.write.at]);
  }
  return known(0, [own.state === 'set' ? own.write.at : own.at]);
}

/** Of the service: -1 as a DWORD. */
const NEVER_OVERWRITE = 0xffff_ffff;

/** Source-initiated subscriptions of Windows Event Forwarding: `Server=http://collector:5985/wsman/…`. */
const SUBSCRIPTIONS =
  'SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\EventForwarding\\SubscriptionManager';

/** What is overwritten is kept elsewhere only if it was sent there before. */
function judgeForwarded(registry: RegistryFacts, at: NonEmpty<Location>): Verdict {
  const managers = storedValues(registry, 'HKLM', SUBSCRIPTIONS).filter(
    (w) => typeof w.data === 'string' && /(?:^|,)\s*server\s*=\s*https?:\/\/[^\s/:,?#@]/i.test(w.data),
  );
  const [first] = managers;
  if (first) {
    return pass(
      [first.at, ...at],
      {
        ja: '古いイベントは上書きされるが、その前に収集サーバへ転送する設定がある',
        en: 'old events are overwritten, but the host is set to forward them to a collector before',
      },
      { annotations: ['capability-only'] },
    );
  }
  return undecided(
    {
      ja: `古いイベントは上書きされ、転送しているかどうかが示されていない (HKLM\\${SUBSCRIPTIONS}、または別の収集ソフト)`,
      en: `old events are overwritten, and nothing shows that they are forwarded (HKLM\\${SUBSCRIPTIONS}, or another agent)`,
    },
    ['reg-export'],
    { witness: at, keys: [`HKLM\\${SUBSCRIPTIONS}`] },
  );
}

const judgeArchive = (registry: RegistryFacts, at: NonEmpty<Location>): Verdict =>
  decide(numberOf(registry, 'AutoBackupLogFiles'), (backup, where) =>
    backup === 1
      ? pass([...at, ...where], {
          ja: '満杯になったログは自動で別のファイルに保存される',
          en: 'a full log is archived automatically',
        })
      : fail([...at, ...where], {
          ja: 'ログが満杯になると新しいイベントが記録されない (Retention が有効で AutoBackupLogFiles が 1 でない)',
          en: 'a full log records no new events (Retention is on and AutoBackupLogFiles is not 1)',
        }),
  );

export default defineCheck({
  id: 'X-1.2',
  control: 'X-1',
  title: {
    ja: 'セキュリティ ログが満杯になってもイベントを失わない',
    en: 'A full Security log loses no events',
  },
  reads: ['registry'],
  evidence: ['reg-export'],
  evaluate: ({ registry }) =>
    decide(numberOf(registry, 'Retention'), (retention, at) => {
      if (retention === 0) return judgeForwarded(registry, at);
      if (retention === 1 || retention === NEVER_OVERWRITE) return judgeArchive(registry, at);
      return undecided(
        {
          ja: `Retention = ${retention} の動作が分からない`,
          en: `what Windows does with Retention = ${retention} is not known`,
        },
        [],
        { witness: at },
      );
    }),
});
