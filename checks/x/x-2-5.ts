import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { undecided } from '../../src/check/verdict.ts';
import type { OsFacts } from '../../src/facts/os.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';
import { layersOf, setting } from '../../src/facts/registry.ts';
import { ownerOf, readDacl } from '../../src/facts/sddl.ts';

const KEY = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';
const NAME = 'RestrictRemoteSAM';

/** What Windows 10 1607 and Server 2016 do by themselves, other than on domain controllers. */
const ADMINISTRATORS_ONLY = 'O:BAG:BAD:(A;;RC;;;BA)';
const FIRST_RESTRICTED = 14_393;

const ADMINISTRATORS: readonly string[] = ['BA', 'S-1-5-32-544'];

/** The owner has READ_CONTROL, which is all it takes, without any entry ([MS-DTYP] 2.5.3.2). */
const OWNERS: readonly string[] = [...ADMINISTRATORS, 'SY', 'S-1-5-18'];

/** Allowed by the list, beside Administrators; null: it is not understood. */
function others(sddl: string): readonly string[] | null {
  const list = readDacl(sddl);
  if (!list || list.some((ace) => ace.type !== 'A' && ace.type !== 'D')) return null;
  return list
    .filter((ace) => ace.type === 'A' && !ADMINISTRATORS.includes(ace.trustee))
    .map((a) => a.trustee);
}

/** Before, everyone could ask, save where an update of 2017 and this value say otherwise. On controllers all may ask. */
function whenAbsent({ build, productType }: OsFacts): string | null {
  if (productType === 'dc') return 'D:(A;;RC;;;WD)';
  if (productType === null || build === null) return null;
  return build >= FIRST_RESTRICTED ? ADMINISTRATORS_ONLY : null;
}

/** An account or group of the site's own making, such as that of a monitoring product: who is in it is not known. */
const isOwn = (trustee: string): boolean =>
  trustee.startsWith('S-1-5-21-') || trustee.startsWith('S-1-12-1-');

function whyOpen(registry: RegistryFacts): Verdict | null {
  const found = setting(registry, 'HKLM', KEY, NAME);
  const { stored } = found;
  if (stored.state !== 'set' || stored.write.type !== 'REG_SZ') return null;
  const who = others(String(stored.write.data));
  const extras = { witness: [stored.write.at], layers: [layersOf(found)] };
  if (who === null) {
    return undecided(
      { ja: `${NAME} の書式が読み取れない`, en: `the format of ${NAME} is not understood` },
      [],
      extras,
    );
  }
  const owner = ownerOf(String(stored.write.data));
  if (who.length === 0 && (owner === null || !OWNERS.includes(owner))) {
    return undecided(
      {
        ja: `${NAME} の所有者 (${owner ?? '記載なし'}) が Administrators でも SYSTEM でもなく、所有者には一覧になくても読み取りが許される`,
        en: `the owner in ${NAME} (${owner ?? 'none'}) is neither Administrators nor SYSTEM, and an owner may read without being listed`,
      },
      [],
      extras,
    );
  }
  if (who.length === 0 || !who.every(isOwn)) return null;
  const names = who.join(', ');
  return undecided(
    {
      ja: `${NAME} が Administrators のほかに ${names} を許し、それが誰か分からない`,
      en: `${NAME} allows ${names} beside Administrators, and who that is is not known`,
    },
    [],
    extras,
  );
}

export default defineCheck({
  id: 'X-2.5',
  control: 'X-2',
  title: {
    ja: 'アカウントの一覧 (SAM) を遠隔から読めるのは管理者だけ',
    en: 'Only administrators can read the accounts (SAM) from afar',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) =>
    whyOpen(registry) ??
    judgeSetting(registry, os, {
      hive: 'HKLM',
      key: KEY,
      name: NAME,
      type: 'REG_SZ',
      secure: (value) => others(String(value))?.length === 0,
      expected: {
        ja: `Administrators だけを許す ${ADMINISTRATORS_ONLY}`,
        en: `${ADMINISTRATORS_ONLY}, which allows Administrators alone`,
      },
      whenAbsent,
      whenUnknown: {
        ja: '既定は Windows の世代で違い、証拠からは決まらない',
        en: 'its default differs between generations of Windows, and the evidence does not settle it',
      },
    }),
});
