/**
 * What to ask a PAC: names and addresses nobody would list, inside ones, and for each name, address, network and
 * pattern in its text the thing itself, things below it, and things that only look like it.
 */
import { isInsideName, isSpecialAddress } from '../facts/address-space.ts';
import { parseIpAddress, showIpAddress } from '../facts/ip-address.ts';
import type { PacDecision } from '../facts/proxy-settings.ts';
import { isRoute, type PacToken, stringValue } from './pac-text.ts';
import type { PacProbe } from './parser.ts';

export interface Question {
  readonly probe: PacProbe;
  readonly scope: PacDecision['scope'];
}

interface Host {
  readonly host: string;
  readonly scope: PacDecision['scope'];
}

/** More names than this are not all tried, which is a doubt. */
export const MAX_LITERALS = 300;

/** Names of ours below real top-level domains. A public name resolves to a public address. */
const OURS = 'uchibori-probe.net';
const PUBLIC_ADDRESS = '93.184.215.14';
const CLIENT = '192.168.10.20';

const INTERNET: readonly Host[] = [
  OURS,
  `www.${OURS}`,
  `a.b.c.d.${OURS}`,
  'uchibori-probe.com',
  'cdn.uchibori-probe.co.jp',
  'uchibori-probe.go.jp',
  'xn--uchibori-9m4g.jp',
  'uchibori-probe.io',
  'uchibori-probe.top',
  '93.184.215.14',
  '8.8.8.8',
  '45.77.200.3',
  '203.0.113.200',
  '[2606:2800:21f:cb07::1]',
].map((host) => ({ host, scope: 'internet' }));

const INTERNAL: readonly Host[] = [
  'localhost',
  'intra',
  'fs01',
  '10.1.2.3',
  '172.16.5.6',
  '172.31.255.254',
  '192.168.1.2',
  '127.0.0.1',
  '169.254.1.1',
  '100.64.1.1',
].map((host) => ({ host, scope: 'internal' }));

/** Something a PAC compares a host or URL with. */
const isName = (text: string): boolean => /^[a-z0-9_*?.-]{2,253}$/i.test(text) && /[a-z0-9]/i.test(text);

const scopeOfAddress = (host: string): PacDecision['scope'] =>
  isSpecialAddress(host) ? 'internal' : 'named';

function fromAddress(text: string, mask: string | undefined): Host[] {
  const ip = parseIpAddress(text);
  if (!ip) return [];
  const bits = mask === undefined ? null : parseIpAddress(mask);
  const size = bits && bits.version === 4 && ip.version === 4 ? 0xffffffffn - bits.value : 0n;
  const values = [ip.value, ip.value + size / 2n + 1n, ip.value + size, ip.value + size + 1n, ip.value - 1n];
  const limit = ip.version === 4 ? 0xffffffffn : (1n << 128n) - 1n;
  return values
    .filter((value) => value >= 0n && value <= limit)
    .map((value) => showIpAddress({ version: ip.version, value }))
    .map((host) => ({ host, scope: scopeOfAddress(host) }));
}

const labels = (name: string): number => name.split('.').filter((l) => l !== '').length;

const clean = (host: string): string => host.replace(/\.{2,}/g, '.').replace(/^\.+|\.+$/g, '');

function fromName(text: string): Host[] {
  if (/^[\d.*?]+$/.test(text)) {
    const host = clean(text.replace(/[*?]/g, '7'));
    const whole = [host, `${host}.7`, `${host}.7.7`, `${host}.7.7.7`].find((h) => parseIpAddress(h));
    return whole ? [{ host: whole, scope: scopeOfAddress(whole) }] : [];
  }
  const filled = clean(text.replace(/\*/g, 'uchibori').replace(/\?/g, 'x'));
  const bare = clean(text.replace(/[*?]/g, ''));
  const scope = (host: string): PacDecision['scope'] => (isInsideName(host) ? 'internal' : 'named');
  const lookalike = labels(bare) === 2 && !/[*?]/.test(text.slice(1)) ? 'internet' : 'named';
  const below = [filled, bare, `www.${bare}`, `a.b.${bare}`].map((host) => ({ host, scope: scope(host) }));
  const joined = `uchibori${bare}`;
  return [
    ...below,
    { host: joined, scope: isInsideName(joined) ? 'internal' : lookalike },
    { host: `${bare}.${OURS}`, scope: 'internet' },
    { host: `x${bare}y.${OURS}`, scope: 'internet' },
  ];
}

interface Url {
  readonly url: string;
  readonly host: string;
  readonly scope: PacDecision['scope'];
}

/** A text that a whole URL is compared with: put after a public host, and as the URL itself. */
function fromUrlText(text: string): Url[] {
  const filled = text
    .replace(/\*/g, 'u')
    .replace(/\?/g, 'x')
    .replace(/[\s"'<>]/g, '');
  const port = /:(\d{1,5})/.exec(text)?.[1];
  const whole = /^[a-z][a-z0-9+.-]*:\/\/([^/:]+)/i.exec(filled);
  const scheme = /^[a-z]+(?=:)/i.exec(filled)?.[0];
  const out: Url[] = [
    { url: `http://www.${OURS}/${filled}`, host: `www.${OURS}`, scope: 'internet' },
    { url: `https://www.${OURS}/?q=${filled}&r=1`, host: `www.${OURS}`, scope: 'internet' },
  ];
  if (port) out.push({ url: `http://www.${OURS}:${port}/`, host: `www.${OURS}`, scope: 'internet' });
  if (scheme) out.push({ url: `${scheme}://www.${OURS}/`, host: `www.${OURS}`, scope: 'internet' });
  if (whole?.[1]) out.push({ url: filled, host: whole[1], scope: 'named' });
  return out;
}

const hostUrl = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

const schemes = (h: Host): Url[] =>
  ['http', 'https'].map((scheme) => ({ ...h, url: `${scheme}://${hostUrl(h.host)}/` }));

const isLiteral = (token: PacToken): boolean => token.kind === 'string' && !isRoute(token);

/** What one literal names: an address with the mask after it, a host, a piece of a URL. */
function minedFrom(tokens: readonly PacToken[], i: number, token: PacToken): Url[] {
  const text = stringValue(token).toLowerCase();
  const after = tokens[i + 2];
  const mask = after?.kind === 'string' && tokens[i + 1]?.text === ',' ? stringValue(after) : undefined;
  const hosts = parseIpAddress(text) ? fromAddress(text, mask) : isName(text) ? fromName(text) : [];
  const pieces = text.length > 1 && text.length < 300 ? fromUrlText(text) : [];
  return [...hosts.flatMap(schemes), ...pieces];
}

const mined = (tokens: readonly PacToken[]): Url[] =>
  [...tokens.entries()]
    .filter(([, token]) => isLiteral(token))
    .slice(0, MAX_LITERALS)
    .flatMap(([i, token]) => minedFrom(tokens, i, token));

export const literalCount = (tokens: readonly PacToken[]): number => tokens.filter(isLiteral).length;

/** The first round: names resolve to a public address, inside ones to a private one. */
export function firstQuestions(tokens: readonly PacToken[], at: number): Question[] {
  const urls = [
    ...[...INTERNET, ...INTERNAL].flatMap(schemes),
    { url: `ftp://ftp.${OURS}/pub/`, host: `ftp.${OURS}`, scope: 'internet' as const },
    { url: `http://www.${OURS}:8080/a/b.html?c=d`, host: `www.${OURS}`, scope: 'internet' as const },
    { url: `ws://www.${OURS}/`, host: `www.${OURS}`, scope: 'internet' as const },
    ...mined(tokens),
  ];
  const seen = new Set<string>();
  return urls
    .filter(({ url, host }) => host !== '' && !seen.has(url) && seen.add(url))
    .map(({ url, host, scope }) => ({
      scope,
      probe: {
        url,
        host,
        resolvesTo: scope === 'internal' ? '10.1.2.3' : PUBLIC_ADDRESS,
        clientAddress: CLIENT,
        at,
      },
    }));
}

/** The addresses a PAC's own text compares with, for names to resolve to and clients to have. */
const addressesIn = (tokens: readonly PacToken[]): string[] =>
  tokens
    .filter((t) => t.kind === 'string')
    .map(stringValue)
    .filter((v) => parseIpAddress(v)?.version === 4 && !/^(255|0)\./.test(v))
    .slice(0, 20);

/** A name that resolves inside is inside, whatever it is called. */
const scopeFor = (q: Question, resolvesTo: string | null): PacDecision['scope'] =>
  resolvesTo !== null && isSpecialAddress(resolvesTo) ? 'internal' : q.scope;

/** Further rounds, for a question at which the PAC asked for names or for the client's address. */
export function followUps(q: Question, asked: readonly string[], tokens: readonly PacToken[]): Question[] {
  const own = addressesIn(tokens);
  const out: Question[] = [];
  if (asked.includes('dns')) {
    for (const resolvesTo of [null, '10.1.2.3', '192.168.7.7', '172.20.1.1', '8.8.8.8', ...own]) {
      out.push({ scope: scopeFor(q, resolvesTo), probe: { ...q.probe, resolvesTo } });
    }
  }
  if (asked.includes('client-address')) {
    for (const clientAddress of ['10.0.0.5', '172.16.0.9', '203.0.113.99', '127.0.0.1', ...own]) {
      out.push({ ...q, probe: { ...q.probe, clientAddress } });
    }
  }
  return out;
}
