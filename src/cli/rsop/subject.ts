/** Whom is asked about: the one computer and the one user of the names given, over all domains of the evidence. */
import { wholeness } from '../../facts/directory/directory.ts';
import { dnsNameOf, domainKeyOf } from '../../facts/directory/dn.ts';
import type { SiteDirectory } from '../../facts/directory/site-directories.ts';
import type { RsopSubject } from '../../facts/rsop/model.ts';
import { computersNamed, usersNamed } from '../../facts/rsop/subjects.ts';
import type { Bilingual } from '../../model/text.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';

interface Found<T> {
  readonly domain: SiteDirectory;
  readonly account: T;
}

/** What is looked for, by which of the searches of a collection, and in words. */
interface Sought {
  readonly look: typeof computersNamed;
  readonly search: 'computers' | 'users';
  readonly words: Bilingual;
}

const COMPUTER: Sought = {
  look: computersNamed,
  search: 'computers',
  words: { ja: 'コンピューター', en: 'computer' },
};

const USER: Sought = { look: usersNamed, search: 'users', words: { ja: 'ユーザー', en: 'user' } };

const filesOf = ({ directory }: SiteDirectory): readonly string[] => [
  ...new Set(
    directory.sections.map(({ at, readAt }) =>
      readAt === null ? at.file : `${at.file} (${new Date(readAt).toISOString()})`,
    ),
  ),
];

/** One object in two folders of evidence: its domain was collected twice. No name can tell the two apart. */
function twice(name: string, key: string, domains: readonly SiteDirectory[]): Failure {
  const domain = dnsNameOf(domainKeyOf(key));
  const files = domains.flatMap(filesOf);
  return new Failure(EXIT.badInput, {
    ja: `${name}: ドメイン ${domain} が証拠に二重にある。使う採取一つだけを残し、ほかのフォルダを除く: ${files.join('、')}`,
    en: `${name}: the evidence holds the domain ${domain} more than once; keep the collection to be used and take the other folders away: ${files.join(', ')}`,
  });
}

function absent(name: string, domains: readonly SiteDirectory[], { search, words }: Sought): Failure {
  const because = domains.flatMap((d) => wholeness(d.directory, search)?.because ?? [])[0];
  const rest = because
    ? {
        ja: `。ただし${words.ja}のすべては証拠にない: ${because.ja}`,
        en: `; but not all ${words.en}s are in it: ${because.en}`,
      }
    : { ja: '', en: '' };
  return new Failure(EXIT.missingInput, {
    ja: `${name}: この名前の${words.ja}は証拠にない${rest.ja}`,
    en: `${name}: the evidence holds no ${words.en} of this name${rest.en}`,
  });
}

/** The one account of the name. */
function only(domains: readonly SiteDirectory[], name: string, sought: Sought) {
  const found: readonly Found<ReturnType<typeof computersNamed>[number]>[] = domains.flatMap((domain) =>
    sought.look(domain.directory, name).map((account) => ({ domain, account })),
  );
  const [first, second] = found;
  if (!first) throw absent(name, domains, sought);
  if (!second) return first;
  const keys = new Set(found.map((f) => f.account.key));
  if (keys.size < found.length) {
    throw twice(
      name,
      first.account.key,
      found.map((f) => f.domain),
    );
  }
  const names = found.map((f) => f.account.dn).join(', ');
  throw new Failure(EXIT.missingInput, {
    ja: `${name}: この名前の${sought.words.ja}が複数ある。DN か SID で指定する: ${names}`,
    en: `${name}: several ${sought.words.en}s have this name; give the DN or the SID: ${names}`,
  });
}

export interface AskedSubject {
  readonly domain: SiteDirectory;
  readonly subject: RsopSubject;
}

/** null: nobody is named. */
export function subjectOf(
  domains: readonly SiteDirectory[],
  names: { readonly computer?: string; readonly user?: string },
): AskedSubject | null {
  const computer = names.computer === undefined ? null : only(domains, names.computer, COMPUTER);
  const user = names.user === undefined ? null : only(domains, names.user, USER);
  const domain = computer?.domain ?? user?.domain;
  if (!domain) return null;
  if (user && user.domain !== domain) {
    throw new Failure(EXIT.usage, {
      ja: 'コンピューターとユーザーが別の証拠フォルダのドメインにある。一つの証拠にまとめる',
      en: 'the computer and the user are in domains of different evidence folders; put these into one',
    });
  }
  return { domain, subject: { computer: computer?.account ?? null, user: user?.account ?? null } };
}
