/** Random values of ACLs, over a small world in which they often meet and often just miss. */
import type { Random } from './random.ts';

const two = (n: number): string => String(n).padStart(2, '0');

export const v4 = (r: Random): string =>
  `${r.pick(['10', '10', '192'])}.${r.pick([0, 1, 168])}.${r.pick([0, 1, 2, 10])}.${r.pick([0, 1, 2, 7, 10, 128, 255])}`;

export const v6 = (r: Random): string =>
  `2001:db8:${r.pick(['', '0:', '1:'])}:${r.pick(['1', '2', 'a', '10:1'])}`;

function orderedRange(r: Random): string {
  const head = `10.${r.pick([0, 1])}.${r.pick([0, 1, 2])}`;
  const [from, to] = [r.below(256), r.below(256)].sort((a, b) => a - b);
  return `${head}.${from}-${head}.${to}`;
}

export function addressValue(r: Random): string {
  switch (r.below(12)) {
    case 0:
    case 1:
      return v4(r);
    case 2:
    case 3:
      return `${v4(r)}/${r.pick([8, 9, 15, 16, 17, 23, 24, 25, 30, 31, 32])}`;
    case 4:
      return `${v4(r)}/255.255.${r.pick(['255.0', '0.0', '255.128', '255.255', '254.0'])}`;
    case 5:
    case 6:
      return orderedRange(r);
    case 7:
      return `${orderedRange(r)}/${r.pick([24, 28, 32])}`;
    case 8:
      return v6(r);
    case 9:
      return `${v6(r)}/${r.pick([32, 48, 64, 112, 127, 128])}`;
    case 10:
      return `2001:db8::${r.below(9)}-2001:db8::${10 + r.below(90)}`;
    default:
      return r.pick([
        '10.0.0.0/8',
        '10.0.0.0/8',
        '192.168.0.0/16',
        '10.1.0.0/16',
        '0.0.0.0/0',
        '::/0',
        '10.1.2.0/24',
      ]);
  }
}

export const LABELS = ['www', 'mail', 'a', 'b', 'x-y'] as const;
export const DOMAINS = ['one.test', 'two.test', 'sub.one.test', 'xone.test', 'test', 'lone'] as const;

export const hostName = (r: Random): string =>
  r.once(2) ? `${r.pick(LABELS)}.${r.pick(DOMAINS)}` : r.pick(DOMAINS);

const cased = (r: Random, text: string): string => (r.once(6) ? text.toUpperCase() : text);

export const domainValue = (r: Random): string =>
  cased(r, `${r.once(2) ? '.' : ''}${hostName(r)}${r.once(15) ? '.' : ''}`);

export const PORTS = [21, 70, 80, 81, 443, 444, 563, 1024, 1025, 8080, 65535] as const;

export function portValue(r: Random): string {
  const [a, b] = [r.pick(PORTS), r.pick(PORTS)].sort((x, y) => x - y);
  return r.once(3) ? `${a}-${b}` : String(a);
}

export const METHODS = [
  'GET',
  'POST',
  'HEAD',
  'CONNECT',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PATCH',
  'X-ODD',
] as const;

export const methodValue = (r: Random): string =>
  r.once(6) ? r.pick(METHODS).toLowerCase() : r.pick(METHODS);

export const SCHEMES = ['http', 'https', 'ftp', 'HTTP', 'none', 'urn'] as const;

/** `now` is the minute of the day: windows begin and end around it. */
export function timeValue(r: Random, now: number): string {
  const near = (): number => Math.min(1439, Math.max(0, now + r.below(9) - 4));
  const [from, to] = r.once(2) ? [near(), near()] : [r.below(1440), r.below(1441)];
  const [a, b] = [from, to].sort((x, y) => x - y) as [number, number];
  const days = r.once(2)
    ? `${r.some(1, 4, () => r.pick(['S', 'M', 'T', 'W', 'H', 'F', 'A', 'D'])).join('')} `
    : '';
  const hours = `${two(Math.floor(a / 60))}:${two(a % 60)}-${two(Math.floor(b / 60))}:${two(b % 60)}`;
  return days !== '' && r.once(3) ? days.trim() : `${days}${hours}`;
}

export const USERS = ['bob', 'eve', 'Bob', 'carol', 'd.e-f', 'ann@x'] as const;

const LITERALS = [
  'one',
  'two',
  'test',
  'http',
  'ftp',
  'www',
  'a',
  'b',
  '\\.',
  '/',
  ':',
  '443',
  '80',
  'x',
  'q=1',
  '\\?',
  'curl',
  'Mozilla',
  'text',
] as const;
const ATOMS = [
  '[A-Z]',
  '[^A-Z]',
  '.',
  '[a-z]',
  '[^/]',
  '[[:digit:]]',
  '[.:]',
  '(one|two)',
  '(a|b|)',
  '[^.]',
  '\\w',
  '(x)',
] as const;
const COUNTS = ['*', '+', '?', '{1,2}', '{2}', '{0}'] as const;

function piece(r: Random): string {
  const base = r.once(3) ? r.pick(ATOMS) : r.pick(LITERALS);
  return r.once(5) ? `${base}${r.pick(COUNTS)}` : base;
}

/** A regular expression without blanks, that regcomp takes. */
export function patternValue(r: Random): string {
  const body = r.some(1, 4, () => piece(r)).join('');
  const text = `${r.once(4) ? '^' : ''}${r.once(8) ? '.*' : ''}${body}${r.once(4) ? '$' : ''}`;
  return r.once(10) ? `${text}|${piece(r)}` : cased(r, text);
}
