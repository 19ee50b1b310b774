/** `uchibori rsop`: which GPOs win for a computer or a user, and why. */
import type { SiteDirectory } from '../../facts/directory/site-directories.ts';
import { resultFor } from '../../facts/rsop/compose.ts';
import type { ResultantSetting, Rsop, RsopOptions, RsopSubject } from '../../facts/rsop/model.ts';
import { computersNamed, usersNamed } from '../../facts/rsop/subjects.ts';
import type { Bilingual, Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { rsopJson, settingJson } from '../../report/rsop/json.ts';
import { rsopText, subjectLines } from '../../report/rsop/text.ts';
import { whyLines } from '../../report/rsop/why.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';
import { loadDomains } from './load.ts';

export interface RsopFlags {
  readonly bundle: string;
  readonly computer?: string;
  readonly user?: string;
  readonly why: readonly string[];
  readonly site?: string;
  readonly address?: string;
  readonly wmi: readonly string[];
  readonly format: 'text' | 'json';
  readonly language: Language;
}

const usage = (because: Bilingual): Failure => new Failure(EXIT.usage, because);

function wmiOf(words: readonly string[]): RsopOptions['wmi'] {
  return new Map(
    words.map((word) => {
      const [, name, holds] = /^(.+)=(true|false)$/is.exec(word) ?? [];
      if (name === undefined || holds === undefined) {
        throw usage({
          ja: `--wmi ${word}: 名前=true か 名前=false と書く`,
          en: `--wmi ${word}: write name=true or name=false`,
        });
      }
      return [name.trim().toLowerCase(), holds.toLowerCase() === 'true'] as const;
    }),
  );
}

interface Found<T> {
  readonly domain: SiteDirectory;
  readonly account: T;
}

type Look = typeof computersNamed;

/** The one account of the name, over all domains of the evidence. */
function only(
  domains: readonly SiteDirectory[],
  name: string,
  look: Look,
  what: Bilingual,
): Found<ReturnType<Look>[number]> {
  const found = domains.flatMap((domain) =>
    look(domain.directory, name).map((account) => ({ domain, account })),
  );
  const [first, second] = found;
  if (first && !second) return first;
  const names = found.map((f) => f.account.dn).join(', ');
  throw new Failure(
    EXIT.missingInput,
    first
      ? {
          ja: `${name}: この名前の${what.ja}が複数ある。DN か SID で指定する: ${names}`,
          en: `${name}: several ${what.en}s have this name; give the DN or the SID: ${names}`,
        }
      : {
          ja: `${name}: この名前の${what.ja}は証拠にない`,
          en: `${name}: the evidence holds no ${what.en} of this name`,
        },
  );
}

const COMPUTER: Bilingual = { ja: 'コンピューター', en: 'computer' };
const USER: Bilingual = { ja: 'ユーザー', en: 'user' };

interface Asked {
  readonly domain: SiteDirectory;
  readonly subject: RsopSubject;
}

function askedOf(domains: readonly SiteDirectory[], flags: RsopFlags): Asked {
  const computer =
    flags.computer === undefined ? null : only(domains, flags.computer, computersNamed, COMPUTER);
  const user = flags.user === undefined ? null : only(domains, flags.user, usersNamed, USER);
  const domain = computer?.domain ?? user?.domain;
  if (!domain) {
    throw usage({
      ja: '--computer か --user (または両方) を指定する',
      en: 'name a --computer, a --user, or both',
    });
  }
  if (user && user.domain !== domain) {
    throw usage({
      ja: 'コンピューターとユーザーが別の証拠フォルダのドメインにある。一つの証拠にまとめる',
      en: 'the computer and the user are in domains of different evidence folders; put these into one',
    });
  }
  return { domain, subject: { computer: computer?.account ?? null, user: user?.account ?? null } };
}

const lower = (text: string): string => text.toLowerCase();

/** Settings whose name is, or holds, what was asked for; an exact name leaves out those that only hold it. */
function matching({ settings }: Rsop, asked: string): readonly ResultantSetting[] {
  const wanted = lower(asked).replace(/…/g, '');
  const exact = settings.filter((s) => lower(s.name) === wanted);
  if (exact.length > 0) return exact;
  const last = settings.filter((s) => lower(s.name).endsWith(`\\${wanted}`));
  return last.length > 0
    ? last
    : settings.filter((s) => partsOf(asked).every((p) => lower(s.name).includes(p)));
}

/** `HKLM\…\AutoShareWks` asks for what begins and ends so. */
const partsOf = (asked: string): readonly string[] =>
  lower(asked)
    .split(/…|\.\.\./)
    .filter((part) => part !== '');

const notNamed = (asked: string, language: Language): string =>
  language === 'ja'
    ? `${asked}: 適用される GPO のどれも定めていない`
    : `${asked}: no GPO that applies names it`;

function whyText(rsop: Rsop, asked: readonly string[], language: Language): readonly string[] {
  const blocks = asked.flatMap((name) => {
    const found = matching(rsop, name);
    if (found.length === 0) return [notNamed(name, language), ''];
    return found.flatMap((setting) => {
      const list = rsop.lists.find((l) => l.half === setting.half);
      return list ? [...whyLines(setting, list, language), ''] : [];
    });
  });
  return [...subjectLines(rsop, language), '', ...blocks];
}

function jsonText(rsop: Rsop, asked: readonly string[]): string {
  const whole = rsopJson(rsop);
  if (asked.length === 0) return safeJson(whole);
  const settings = asked.flatMap((name) => matching(rsop, name)).map(settingJson);
  return safeJson({ ...whole, settings });
}

const isOpen = ({ lists, settings }: Rsop): boolean =>
  settings.some((s) => s.result.state === 'open') || lists.some((l) => l.open.length > 0);

/** Exit code 0: all that was asked for is sure; 2: something stays open. */
export async function rsop(flags: RsopFlags): Promise<number> {
  const { language } = flags;
  const options: RsopOptions = {
    site: flags.site ?? null,
    address: flags.address ?? null,
    wmi: wmiOf(flags.wmi),
  };
  const { domain, subject } = askedOf(await loadDomains(flags.bundle), flags);
  const result = resultFor(domain, subject, options);
  const settings =
    flags.why.length === 0 ? result.settings : flags.why.flatMap((name) => matching(result, name));
  const shown = { ...result, settings };
  if (flags.format === 'json') process.stdout.write(`${jsonText(result, flags.why)}\n`);
  else {
    const lines = flags.why.length > 0 ? whyText(result, flags.why, language) : rsopText(result, language);
    process.stdout.write(lines.map((l) => `${printable(l)}\n`).join(''));
  }
  return isOpen(shown) ? EXIT.undecided : EXIT.compliant;
}
