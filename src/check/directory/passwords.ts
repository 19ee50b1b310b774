/** Judges the password and lockout policy that a domain object, or a PSO, holds. */
import type { DirectoryObject, PasswordRules } from '../../facts/directory/model.ts';
import { settingsOf } from '../../facts/directory/password-settings.ts';
import type { Domains } from '../../facts/target-facts.ts';
import type { Bilingual } from '../../model/text.ts';
import { fail, pass, undecided, type Verdict } from '../verdict.ts';
import { DIRECTORY_EVIDENCE, faultIf, judgeAnswers, judgeDomains, notShown, searched } from './accounts.ts';

/** CIS Benchmarks for Windows, 1.1 and 1.2; the guide asks for a password policy without numbers. */
export const LOCKOUT_MAX = 5;
export const HISTORY_MIN = 24;

type Wanted = 'minimumLength' | 'complexity' | 'lockoutThreshold' | 'history';

/** Attributes of the domain object, with the schema's case. */
export const OF_DOMAIN: Readonly<Record<Wanted, string>> = {
  minimumLength: 'minPwdLength',
  complexity: 'pwdProperties (DOMAIN_PASSWORD_COMPLEX)',
  lockoutThreshold: 'lockoutThreshold',
  history: 'pwdHistoryLength',
};

/** Those of a PSO. */
export const OF_SETTINGS: Readonly<Record<Wanted, string>> = {
  minimumLength: 'msDS-MinimumPasswordLength',
  complexity: 'msDS-PasswordComplexityEnabled',
  lockoutThreshold: 'msDS-LockoutThreshold',
  history: 'msDS-PasswordHistoryLength',
};

interface Rule {
  readonly field: Wanted;
  readonly secure: (value: number | boolean, minimumLength: number) => boolean;
  readonly expected: (minimumLength: number) => Bilingual;
}

const same = (text: string): Bilingual => ({ ja: text, en: text });

const RULES: readonly Rule[] = [
  {
    field: 'minimumLength',
    secure: (value, length) => Number(value) >= length,
    expected: (length) => ({ ja: `${length} 以上`, en: `${length} or more` }),
  },
  { field: 'complexity', secure: (value) => value === true, expected: () => same('true') },
  {
    field: 'lockoutThreshold',
    secure: (value) => Number(value) >= 1 && Number(value) <= LOCKOUT_MAX,
    expected: () => ({
      ja: `1 以上 ${LOCKOUT_MAX} 以下 (0 はロックアウトしない)`,
      en: `1 to ${LOCKOUT_MAX}; 0 never locks out`,
    }),
  },
  {
    field: 'history',
    secure: (value) => Number(value) >= HISTORY_MIN,
    expected: () => ({ ja: `${HISTORY_MIN} 以上`, en: `${HISTORY_MIN} or more` }),
  },
];

export interface PasswordPolicy {
  readonly object: Pick<DirectoryObject, 'at'>;
  readonly password: PasswordRules;
  /** How the attributes are called. */
  readonly names: Readonly<Record<Wanted, string>>;
  readonly label: Bilingual;
}

const joined = (label: Bilingual, parts: readonly Bilingual[]): Bilingual => ({
  ja: `${label.ja}: ${parts.map((p) => p.ja).join(', ')}`,
  en: `${label.en}: ${parts.map((p) => p.en).join(', ')}`,
});

/** Every number must be shown and strong enough; one that is too weak fails whatever the others are. */
export function judgePasswords(policy: PasswordPolicy, minimumLength: number): Verdict {
  const { object, password, names, label } = policy;
  const said = RULES.map((rule) => {
    const value = password[rule.field];
    const expected = rule.expected(minimumLength);
    const weak = value !== null && !rule.secure(value, minimumLength);
    const name = names[rule.field];
    const text: Bilingual = {
      ja: `${name} = ${value} (期待値: ${expected.ja})`,
      en: `${name} = ${value} (expected ${expected.en})`,
    };
    return { name, value, weak, text };
  });
  const weak = said.filter((s) => s.weak);
  const hidden = said.filter((s) => s.value === null);
  if (weak.length > 0)
    return fail(
      [object.at],
      joined(
        label,
        weak.map((s) => s.text),
      ),
    );
  if (hidden.length > 0) {
    const unread = same(hidden.map((s) => s.name).join(', '));
    return undecided(
      { ja: `${label.ja}: ${unread.ja} が読めない`, en: `${label.en}: ${unread.en} cannot be read` },
      DIRECTORY_EVIDENCE,
      { witness: [object.at] },
    );
  }
  return pass(
    [object.at],
    joined(
      label,
      said.map((s) => s.text),
    ),
  );
}

/** No PSO, whomever it is for, has passwords kept with reversible encryption. */
export const settingsKeepNoReversible = (facts: Pick<Domains, 'directory'>): Verdict =>
  judgeDomains(facts, (directory) =>
    judgeAnswers(
      settingsOf(directory).map((account) => ({
        account,
        answer: faultIf(
          account.password.reversible,
          {
            ja: 'PSO がパスワードを元に戻せる形で保存させる',
            en: 'a PSO that keeps passwords with reversible encryption',
          },
          notShown('msDS-PasswordReversibleEncryptionEnabled'),
        ),
      })),
      {
        ...searched(directory, ['psos']),
        fine: {
          ja: 'PSO は元に戻せる形で保存させない',
          en: 'no PSO keeps passwords with reversible encryption',
        },
      },
    ),
  );
