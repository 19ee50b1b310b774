/**
 * The start mode of a service is a registry value: [Service General Setting], Services.xml and whatever writes `Start` below
 * the service's key say the same thing in two ways ([MS-GPSB] 2.2.8).
 */
import type { Bilingual } from '../../model/text.ts';
import type { Contribution, ResultantSetting } from './model.ts';

/** Below HKLM. */
export const SERVICES = 'SYSTEM\\CurrentControlSet\\Services\\';

const PREFIX = `hklm\\${SERVICES}`.toLowerCase();
const SUFFIX = '\\start';

/** Path of the value, as `settingIn` takes it. */
export const startOf = (service: string): string => `HKLM\\${SERVICES}${service}\\Start`;

/** The service whose start mode a registry value is, by the id of the value; null: it is none. */
export function serviceOf(id: string): string | null {
  if (!id.endsWith(SUFFIX) || !id.startsWith(PREFIX)) return null;
  const name = id.slice(PREFIX.length, -SUFFIX.length);
  return name === '' || name.includes('\\') ? null : name;
}

const BOTH: Bilingual = {
  ja: 'サービスの設定とレジストリの値とが、同じサービスのスタートアップを違うように定めるか、一方が決まらない',
  en: 'the setting of the service and the registry value define its start differently, or one of the two is open',
};

function startIn({ statement }: Contribution): number | null {
  if (statement.of === 'service') return statement.service.start;
  if (statement.of !== 'registry' || statement.write.type !== 'REG_DWORD') return null;
  return typeof statement.write.data === 'number' ? statement.write.data : null;
}

const heardIn = ({ result }: ResultantSetting): readonly Contribution[] =>
  result.state === 'open' ? result.candidates : [result.winner];

function sureStart({ result }: ResultantSetting): number | null {
  return result.state === 'set' ? startIn(result.winner) : null;
}

/** One setting with what the other way of saying it comes to: sure only where both say the same. */
export function withTwin(own: ResultantSetting, twin: ResultantSetting): ResultantSetting {
  const start = sureStart(own);
  if (start !== null && start === sureStart(twin)) return own;
  const candidates = [...heardIn(own), ...heardIn(twin)];
  return { ...own, result: { state: 'open', because: BOTH, candidates } };
}
