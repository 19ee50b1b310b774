/** `uchibori collect ad`: arguments in, a bundle out, one line on how it went. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { addressOf } from '../../collect/ad/address.ts';
import { type Collected, type CollectOptions, collectAd } from '../../collect/ad/collect.ts';
import { CollectFault } from '../../collect/ad/fault.ts';
import { sysvolFromFolder, sysvolFromSmbclient } from '../../collect/ad/sysvol.ts';
import type { Bilingual, Language } from '../../model/text.ts';
import { printable } from '../../report/escape.ts';
import { EXIT } from '../../report/verdict.ts';
import { errorCode, Failure } from '../failure.ts';
import { passwordFor } from './password.ts';

export interface CollectFlags {
  readonly url: string;
  readonly user: string;
  readonly out: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly servername?: string;
  readonly starttls?: boolean;
  /** false: not wanted; true or left out: by smbclient. */
  readonly sysvol?: string | boolean;
  readonly timeout: string;
  readonly pageSize: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
  readonly language: Language;
}

const EXITS: Readonly<Record<CollectFault['kind'], number>> = {
  usage: EXIT.usage,
  interrupted: EXIT.interrupted,
  output: EXIT.io,
  connection: EXIT.io,
  timeout: EXIT.io,
  protocol: EXIT.io,
  refused: EXIT.io,
};

const MAX_TIMEOUT_S = 3600;
const MAX_PAGE = 5000;

function numberIn(option: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= max) return value;
  throw new Failure(EXIT.usage, {
    ja: `${option} ${text}: 1 から ${max} までの整数を書く`,
    en: `${option} ${text}: write a whole number from 1 to ${max}`,
  });
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

function authority(path: string | undefined): string | null {
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new Failure(EXIT.missingInput, {
      ja: `${path}: 認証局の証明書を読めない (${errorCode(thrown)})`,
      en: `${path}: the certificate of the authority cannot be read (${errorCode(thrown)})`,
    });
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > 0 && blocks.every(isCertificate)) return text;
  throw new Failure(EXIT.badInput, {
    ja: `${path}: PEM 形式の証明書ではないか、壊れている`,
    en: `${path}: is no certificate in PEM form, or a damaged one`,
  });
}

function sysvolOf(flags: CollectFlags, host: string, password: string): CollectOptions['sysvol'] {
  const { sysvol, user } = flags;
  if (sysvol === false) return () => 'left-out';
  const timeout = numberIn('--timeout', flags.timeout, MAX_TIMEOUT_S) * 1000;
  return ({ domain }) =>
    typeof sysvol === 'string'
      ? sysvolFromFolder(sysvol, domain.dnsName)
      : sysvolFromSmbclient({ server: host, dnsName: domain.dnsName, user, password, timeout });
}

const CLEAR = '\r\u001b[K';

const progressTo = (flags: CollectFlags): CollectOptions['progress'] =>
  flags.quiet || !process.stderr.isTTY
    ? () => {}
    : (what, entries) => {
        process.stderr.write(`${CLEAR}${what} ${entries}`);
      };

const SENSITIVE: Bilingual = {
  ja: '採取したものは機密である (アカウントの一覧、SYSVOL に残る cpassword など)。本人だけが読めるフォルダに置く',
  en: 'what was collected is sensitive (accounts, a cpassword left in SYSVOL): keep it where only you can read it',
};

const MAX_REASONS = 20;

/** The second and later reasons why it is partial, one a line. */
function moreReasons({ partial }: Collected): readonly Bilingual[] {
  const shown = partial.slice(1, MAX_REASONS);
  const left = partial.length - 1 - shown.length;
  const rest = {
    ja: `ほか ${left} 件 (directory.ndjson に書いてある)`,
    en: `and ${left} more, in directory.ndjson`,
  };
  return left > 0 ? [...shown, rest] : shown;
}

const AGAIN: Bilingual = {
  ja: '同じコマンドに --force を付けると採取し直す',
  en: 'the same command with --force collects again',
};

/** How it went, line by line. */
function told(found: Collected): readonly Bilingual[] {
  const { folder, entries, pages, partial, kept } = found;
  const gpos = found.gpos === null ? '' : `, ${found.gpos} GPO`;
  const counts = {
    ja: `${entries} 件 (${pages} ページ)${gpos}`,
    en: `${entries} objects (${pages} pages)${gpos}`,
  };
  const [first] = partial;
  if (!first) return [{ ja: `${folder}: ${counts.ja}`, en: `${folder}: ${counts.en}` }];
  if (kept)
    return [
      {
        ja: `${folder}: 前の採取を残した。今回は途中で終わった: ${first.ja}`,
        en: `${folder}: the earlier collection was kept; this one ended early: ${first.en}`,
      },
    ];
  return [
    {
      ja: `${folder}: 部分的である。${first.ja}。${counts.ja}`,
      en: `${folder}: PARTIAL: ${first.en}; ${counts.en}`,
    },
    ...moreReasons(found).map(({ ja, en }) => ({ ja: `部分的である: ${ja}`, en: `also partial: ${en}` })),
    AGAIN,
  ];
}

const say = (text: Bilingual, language: Language): void => {
  process.stderr.write(`uchibori: ${printable(text[language])}\n`);
};

/** A server may say back what it was sent. */
const without = (secret: string, { ja, en }: Bilingual): Bilingual =>
  secret === ''
    ? { ja, en }
    : { ja: ja.replaceAll(secret, '********'), en: en.replaceAll(secret, '********') };

/** Runs until the end, a signal, or a fault; only a signal is answered with a bundle that says so. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(abort.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Exit code 0: whole; 2: partial, and the bundle says what is missing. */
export async function collect(flags: CollectFlags): Promise<number> {
  let password = '';
  try {
    const address = addressOf(flags.url, flags.starttls === true);
    const timeout = numberIn('--timeout', flags.timeout, MAX_TIMEOUT_S) * 1000;
    const pageSize = numberIn('--page-size', flags.pageSize, MAX_PAGE);
    const ca = authority(flags.ca);
    password = await passwordFor(flags.user, flags.passwordFile ?? null, flags.language);
    const { found, aborted } = await interruptible(async (signal) => ({
      found: await collectAd({
        address,
        ca,
        servername: flags.servername ?? null,
        timeout,
        pageSize,
        user: flags.user,
        password,
        out: flags.out,
        force: flags.force === true,
        sysvol: sysvolOf(flags, address.host, password),
        signal,
        now: new Date().toISOString(),
        progress: progressTo(flags),
      }),
      aborted: signal.aborted,
    }));
    if (!flags.quiet && process.stderr.isTTY) process.stderr.write(CLEAR);
    for (const text of told(found)) say(without(password, text), flags.language);
    say(SENSITIVE, flags.language);
    if (aborted) return EXIT.interrupted;
    return found.partial.length > 0 ? EXIT.undecided : EXIT.compliant;
  } catch (thrown) {
    if (thrown instanceof CollectFault) throw new Failure(EXITS[thrown.kind], without(password, thrown.text));
    throw thrown;
  }
}
