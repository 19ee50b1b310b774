/** What a Squid writes about requests: which access logs there are, and which codes each line of them holds. */
import type { Location } from '../../model/evidence.ts';
import { directivesOf, type SquidDirective, type SquidSection } from './section.ts';

export interface SquidAccessLog {
  /** `daemon:/var/log/squid/access.log`, or a path. */
  readonly place: string;
  readonly format: string;
  /** Format codes in canonical form, e.g. `>a`, `un`, `{User-Agent}>h`; null where the format is not known. */
  readonly codes: ReadonlySet<string> | null;
  /** Only requests that match ACLs are logged: others are hidden. */
  readonly limited: boolean;
  readonly at: Location;
}

export interface SquidLogging {
  readonly logs: readonly SquidAccessLog[];
  /** `access_log none` without ACLs, from which on nothing is logged. */
  readonly none: Location | null;
  /** No access_log line stands there: Squid logs to its default file in its own format, `own`. */
  readonly byDefault: boolean;
  readonly own: SquidAccessLog;
}

/** The formats Squid has built in (logformat in cf.data.pre). A logformat of the same name is ignored. */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['squid', '%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt'],
  ['common', '%>a - %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st %Ss:%Sh'],
  ['combined', '%>a - %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh'],
  ['referrer', '%ts.%03tu %>a %{Referer}>h %ru'],
  ['useragent', '%>a [%tl] "%{User-Agent}>h"'],
]);

/** `%%` is the sign itself. Else % [quoting] [-] [[0]width[.max]] [{arg}] code [{arg}] */
const CODE =
  /%%|%["'#[/]?-?\d*(?:\.\d+)?(?:\{([^}]*)\})?([<>]?[A-Za-z_]+(?:::[<>]?[A-Za-z_]+)?)(?:\{([^}]*)\})?/g;

/** Codes of more than two letters exist; of a run such as `%tsx` the longest known head is meant. */
const KNOWN = [
  'err_code',
  'err_detail',
  'ssl::>sni',
  'note',
  'adapt',
  'icap',
  'credentials',
  'master_xaction',
  'byte',
  '>a',
  '>A',
  '>p',
  '>eui',
  '>la',
  '>lp',
  '<a',
  '<A',
  '<p',
  '<la',
  '<lp',
  'un',
  'ul',
  'ui',
  'ue',
  'us',
  'et',
  'ea',
  'el',
  'ts',
  'tu',
  'tl',
  'tg',
  'tr',
  'tS',
  '<pt',
  '<tt',
  'dt',
  '>rm',
  '>ru',
  '>rs',
  '>rd',
  '>rP',
  '>rp',
  '>rv',
  'rm',
  'ru',
  'rs',
  'rd',
  'rP',
  'rp',
  'rv',
  '<rm',
  '<ru',
  '>Hs',
  '<Hs',
  'Hs',
  'Ss',
  'Sh',
  'mt',
  '>ha',
  '>h',
  '<h',
  '>st',
  '<st',
  '>sh',
  '<sh',
  'st',
  'h',
];

const canonical = (run: string): string =>
  KNOWN.filter((k) => run.startsWith(k)).sort((a, b) => b.length - a.length)[0] ?? run;

export function logCodes(format: string): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const [, before, run = '', after] of format.matchAll(CODE)) {
    if (run === '') continue;
    const code = canonical(run);
    const argument = before ?? after;
    codes.add(argument !== undefined && /^[<>]h/.test(code) ? `{${argument}}${code}` : code);
  }
  return codes;
}

function formats(section: SquidSection): ReadonlyMap<string, string> {
  const own = directivesOf(section, 'logformat').flatMap((d) =>
    d.args[0] !== undefined && !BUILT_IN.has(d.args[0]) ? [[d.args[0], d.args[1] ?? ''] as const] : [],
  );
  // Of two lines for one name Squid ignores the second.
  return new Map([...own.reverse(), ...BUILT_IN]);
}

/** `module:place [option…] [acl…]`, or in the older form `place [format [acl…]]`. */
function accessLog(d: SquidDirective, known: ReadonlyMap<string, string>, hidden: boolean): SquidAccessLog {
  const [place = '', ...rest] = d.args;
  const options = rest.filter((a) => a.includes('='));
  const words = rest.filter((a) => !a.includes('='));
  const named = options.find((o) => o.startsWith('logformat='))?.slice('logformat='.length);
  const positional = named === undefined && options.length === 0 ? words[0] : undefined;
  const format = named ?? (positional !== undefined && known.has(positional) ? positional : 'squid');
  const acls = format === positional ? words.slice(1) : words;
  const text = named !== undefined && !known.has(named) ? undefined : known.get(format);
  return {
    place,
    format,
    codes: text === undefined ? null : logCodes(text),
    limited: hidden || acls.some((a) => a.toLowerCase() !== 'all') || d.missing.length > 0,
    at: d.at,
  };
}

export function squidLogging(section: SquidSection): SquidLogging {
  const known = formats(section);
  const lines = directivesOf(section, 'access_log');
  const stop = lines.findIndex((d) => d.args[0] === 'none' && d.args.length === 1);
  const kept = stop < 0 ? lines : lines.slice(0, stop);
  return {
    logs: kept.flatMap((d, i) => {
      // `none` with ACLs keeps what they match from every log after it.
      const hidden = kept.slice(0, i).some((e) => e.args[0] === 'none');
      return d.args[0] === 'none' ? [] : [accessLog(d, known, hidden)];
    }),
    none: lines[stop]?.at ?? null,
    byDefault: lines.length === 0,
    own: {
      place: 'daemon:access.log',
      format: 'squid',
      codes: logCodes(BUILT_IN.get('squid') ?? ''),
      limited: false,
      at: section.at,
    },
  };
}
