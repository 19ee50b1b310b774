/** The flags of `uchibori squid find` as a question. */
import { type AddressSet, parseAddressSet, unionOf } from '../../facts/address-set.ts';
import { showIpAddress } from '../../facts/ip-address.ts';
import type { NumberRange } from '../../facts/squid/acl.ts';
import { numericHost } from '../../facts/squid/host-address.ts';
import { unmappedSet } from '../../facts/squid/mapped.ts';
import { otherPorts } from '../../facts/squid/ports.ts';
import type { SquidQuery } from '../../facts/squid/query.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';

export interface FindFlags {
  readonly verdict: SquidQuery['verdict'];
  readonly src?: string;
  readonly method?: string;
  readonly port?: string;
  readonly unauthenticated?: boolean;
  readonly authenticated?: boolean;
  readonly dst?: string;
  readonly time?: string;
}

const wrong = (flag: string, text: string, ja: string, en: string): Failure =>
  new Failure(EXIT.usage, { ja: `--${flag} ${text}: ${ja}`, en: `--${flag} ${text}: ${en}` });

/** `!` in front turns the list round. */
const list = (text: string): { readonly not: boolean; readonly items: readonly string[] } => ({
  not: text.startsWith('!'),
  items: text.replace(/^!/, '').split(','),
});

function addresses(flag: string, text: string): AddressSet {
  const sets = text.split(',').map(parseAddressSet);
  const known = sets.filter((s) => s !== null);
  if (known.length < sets.length) {
    throw wrong(
      flag,
      text,
      '10.1.0.0/16 のように書く (コンマで並べてよい)',
      'write as in 10.1.0.0/16 (a list has commas)',
    );
  }
  return unmappedSet(unionOf(known));
}

function range(text: string): NumberRange | null {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (from === undefined) return null;
  const found = { from: Number(from), to: Number(to ?? from) };
  return found.from >= 1 && found.from <= found.to && found.to <= 65535 ? found : null;
}

function ports(text: string): readonly NumberRange[] {
  const { not, items } = list(text);
  const ranges = items.map(range).filter((r) => r !== null);
  if (ranges.length < items.length) {
    throw wrong(
      'port',
      text,
      '443、80,443、1-1023、!443 のように書く',
      'write as in 443, 80,443, 1-1023 or !443',
    );
  }
  const asked = not ? otherPorts(ranges) : ranges;
  if (asked.length === 0) throw wrong('port', text, 'どのポートも残らない', 'leaves no port');
  return asked;
}

function methods(text: string): NonNullable<SquidQuery['method']> {
  const { not, items } = list(text);
  const words = items.map((m) => m.toUpperCase());
  if (words.some((m) => !/^[!#$%&'*+.^_`|~0-9A-Z-]+$/.test(m))) {
    throw wrong('method', text, 'CONNECT や !CONNECT のように書く', 'write as in CONNECT or !CONNECT');
  }
  return not ? { but: words } : { only: words };
}

function destination(text: string): NonNullable<SquidQuery['dst']> {
  const set = parseAddressSet(text.replace(/^\[(.*)\]$/, '$1'));
  if (set) return { addresses: unmappedSet(set) };
  const short = numericHost(text);
  if (short) return { addresses: parseAddressSet(showIpAddress(short)) ?? [] };
  if (/^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text)) return { domain: text.toLowerCase() };
  throw wrong(
    'dst',
    text,
    'www.example.com、.example.com、203.0.113.0/24 のように書く',
    'write as in www.example.com, .example.com or 203.0.113.0/24',
  );
}

/** The clock on the wall that the text shows; its offset is taken for the proxy's own. */
function minute(text: string): number {
  const [, date, hour, min] = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text) ?? [];
  const midnight = new Date(`${date}T00:00:00Z`);
  const isDate = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date ?? '');
  const day = isDate ? midnight.getUTCDay() : Number.NaN;
  const value = day * 1440 + Number(hour) * 60 + Number(min);
  if (!Number.isNaN(value) && Number(hour) < 24 && Number(min) < 60) return value;
  throw wrong(
    'time',
    text,
    '2026-11-02T09:00 のように、プロキシの時計で書く',
    "write as in 2026-11-02T09:00, by the proxy's clock",
  );
}

export function queryOf(flags: FindFlags): SquidQuery {
  if (flags.unauthenticated && flags.authenticated) {
    throw wrong(
      'unauthenticated',
      '--authenticated',
      'どちらか一方だけを指定する',
      'give only one of the two',
    );
  }
  const asked = flags.unauthenticated === true || flags.authenticated === true;
  return {
    verdict: flags.verdict,
    ...(flags.src === undefined ? {} : { src: addresses('src', flags.src) }),
    ...(flags.method === undefined ? {} : { method: methods(flags.method) }),
    ...(flags.port === undefined ? {} : { port: ports(flags.port) }),
    ...(asked ? { unauthenticated: flags.unauthenticated === true } : {}),
    ...(flags.dst === undefined ? {} : { dst: destination(flags.dst) }),
    ...(flags.time === undefined ? {} : { minute: minute(flags.time) }),
  };
}
