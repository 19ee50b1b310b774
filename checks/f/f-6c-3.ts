import { defineCheck } from '../../src/check/define-check.ts';
import { decide, fail, pass } from '../../src/check/verdict.ts';
import { wholeBackups, wholeSysvol } from '../../src/facts/gpo-query.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import type { Bilingual } from '../../src/model/text.ts';

const asideOf = (count: number): Bilingual =>
  count === 0
    ? { ja: '', en: '' }
    : {
        ja: `。うち ${count} 件はコメントなど Windows が読まない所にあるが、SYSVOL を読む者には読める`,
        en: ` (${count} of them where Windows does not read it, such as in a comment; whoever reads SYSVOL does)`,
      };

/** The key to a cpassword is public ([MS-GPPREF] 2.2.1.1.4): whoever reads SYSVOL reads the password. */
export default defineCheck({
  id: 'F-6c.3',
  control: 'F-6c',
  title: {
    ja: 'グループ ポリシーの基本設定にパスワードが残っていない',
    en: 'No password is stored in Group Policy Preferences',
  },
  roles: ['user-endpoint', 'policy', 'domain'],
  faultAnywhere: true,
  severity: 'critical',
  reads: ['gpos', 'directory'],
  evidence: ['gpp-xml', 'gpo-backup-xml', 'gpo-report-xml', 'gpresult-xml', 'ad-ndjson'],
  evaluate({ gpos, directory, target }) {
    const found = gpos.flatMap((g) => g.cpasswords);
    if (isNonEmpty(found)) {
      const [first, ...rest] = found;
      const users = [...new Set(found.map((c) => c.userName || c.item))].join(', ');
      const aside = asideOf(found.filter((c) => c.aside).length);
      return fail([first.at, ...rest.map((c) => c.at)], {
        ja: `cpassword が残っている (${users})。誰でも復号できるので、消してパスワードを変える${aside.ja}`,
        en: `cpassword is stored (${users}); anybody can decrypt it, so delete it and change the password${aside.en}`,
      });
    }
    if (target.role === 'domain') {
      return decide(directory, (domain) =>
        decide(wholeSysvol(gpos, domain), (count, at) =>
          pass(at, {
            ja: `SYSVOL の GPO ${count} 個のどのファイルにも cpassword がない`,
            en: `no file of the ${count} GPOs in SYSVOL holds a cpassword`,
          }),
        ),
      );
    }
    return decide(wholeBackups(gpos), (count, at) =>
      pass(at, {
        ja: `バックアップされた GPO ${count} 個のどのファイルにも cpassword がない`,
        en: `no file of the ${count} GPOs backed up holds a cpassword`,
      }),
    );
  },
});
