/** Services as rule tables write them: `tcp/443`, `443/tcp`, `TCP 80-90`, `TCP:80,443`, `icmp/8`, `HTTPS`. */
import { numberUnion } from '../../facts/firewall/bounds.ts';
import { NUMBERS_8 } from '../../facts/firewall/match-packet-numbers.ts';
import type { NumberSet, NumberSpan, Service } from '../../facts/firewall/model.ts';
import { PROTOCOL_NUMBERS } from '../../facts/firewall/packet-text.ts';
import { NAMED_SERVICES, withoutRemark, wordKey } from './words.ts';

const service = (protocols: NumberSet, sport: NumberSet | null, dport: NumberSet | null): Service => ({
  protocols,
  sport,
  dport,
  icmpType: null,
  icmpCode: null,
});

const one = (n: number): NumberSet => [{ from: n, to: n }];

/** One or two protocols: `tcp`, `17`, `tcp/udp`. */
export function protocolsOf(text: string): NumberSet | null {
  const words = wordKey(text).split(/\s*[/+,]\s*/);
  const numbers = words.map(
    (w) => PROTOCOL_NUMBERS.get(w === 'icmp6' || w === 'ipv6-icmp' ? 'icmpv6' : w) ?? number(w, 255),
  );
  if (numbers.some((n) => n === null)) return null;
  return numberUnion(numbers.flatMap((n) => (n === null ? [] : [{ from: n, to: n }])));
}

const number = (text: string, most: number): number | null =>
  /^\d{1,5}$/.test(text) && Number(text) <= most ? Number(text) : null;

function span(text: string): NumberSpan | null {
  const [, first = '', last = first] = /^(\d{1,5})(?:\s*[-~〜]\s*(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const from = number(first, 65535);
  const to = number(last, 65535);
  return from === null || to === null || from > to ? null : { from, to };
}

/** `1024以上`, `>=1024`, `1023以下`. */
function openSpan(text: string): NumberSpan | null {
  const least = /^(?:(\d{1,5})\s*(?:以上|以降)|(?:>=|≧|≥)\s*(\d{1,5}))$/.exec(text);
  const most = /^(?:(\d{1,5})\s*以下|(?:<=|≦|≤)\s*(\d{1,5}))$/.exec(text);
  const from = least && number(least[1] ?? least[2] ?? '', 65535);
  const to = most && number(most[1] ?? most[2] ?? '', 65535);
  if (from !== null) return { from, to: 65535 };
  return to === null ? null : { from: 0, to };
}

/** `http`, `HTTP(8080)`: the number behind a name is what counts. */
function namedPorts(part: string, bare: string): readonly NumberSpan[] | null {
  const written = /\(([\d\s-]+)\)$/.exec(part)?.[1];
  const known = NAMED_SERVICES.get(bare);
  if (!known) return null;
  const texts = written === undefined ? known : [`tcp/${written}`];
  const spans = texts.flatMap((t) => (/^(?:tcp|udp)\//.test(t) ? (span(t.slice(4)) ?? []) : []));
  return spans.length > 0 ? spans : null;
}

function spansOf(part: string): readonly NumberSpan[] | null {
  const bare = withoutRemark(part);
  const found = span(bare) ?? openSpan(bare);
  return found ? [found] : namedPorts(part, bare);
}

/** `80`, `80-90`, `80,443`, `80 443`, `22(SSH)`, `1024以上`, `http`; null: none of these. */
export function portsOf(text: string): NumberSet | null {
  const parts = wordKey(text)
    .replace(/番(?:ポート)?/g, '')
    .replace(/\s*[-~:〜]\s*/g, '-')
    .split(/\s*[,、]\s*|\s+(?=\d)/);
  const spans = parts.map((p) => spansOf(p.trim()));
  return spans.some((s) => s === null) ? null : numberUnion(spans.flatMap((s) => s ?? []));
}

const ICMP: ReadonlySet<number> = new Set([1, 58]);
const PORTED: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

function icmp(protocols: NumberSet, rest: string): Service | null {
  const [type = '', code] = rest.split(/[/,]/);
  const t = number(type.trim(), 255);
  const c = code === undefined ? null : number(code.trim(), 255);
  if (t === null || (code !== undefined && c === null)) return null;
  return { ...service(protocols, null, null), icmpType: one(t), icmpCode: c === null ? null : one(c) };
}

/** Protocol and what follows it; source ports after `src`. */
export function protocolService(protocols: NumberSet, rest: string, sport: string): Service | null {
  const all = (table: ReadonlySet<number>): boolean =>
    protocols.every((p) => p.from === p.to && table.has(p.from));
  const from = sport === '' ? null : portsOf(sport);
  if (sport !== '' && (from === null || !all(PORTED))) return null;
  if (rest === '') return service(protocols, from, null);
  if (all(ICMP)) return icmp(protocols, rest);
  const ports = all(PORTED) ? portsOf(rest) : null;
  return ports && service(protocols, from, ports);
}

const ANY_SERVICE: Service = service(NUMBERS_8, null, null);

/** `src 1024-65535` or `sport 53` at the end, in brackets or not. */
const SPORT = /[\s([]*(?:src|sport|source|送信元)[\s:=]*([\d\s,~-]+)[)\]]?$/;

function written(text: string): Service | null {
  const sport = SPORT.exec(text);
  const bare = (sport ? text.slice(0, sport.index) : text).trim();
  const from = sport?.[1]?.trim() ?? '';
  const [, head = '', rest = ''] =
    /^(tcp\/udp|tcp\+udp|[a-z][a-z0-9-]*|ip\/\d+)(?:\s*[/:\s-]\s*(.*))?$/.exec(bare) ?? [];
  if (head.startsWith('ip/') || head === 'ip') {
    const protocol = number(head === 'ip' ? rest : head.slice(3), 255);
    return protocol === null ? null : service(one(protocol), null, null);
  }
  const protocols = head === '' ? null : protocolsOf(head);
  if (protocols) return protocolService(protocols, rest, from);
  const [, ports = '', name = ''] = /^([\d\s,~-]+)\s*\/\s*([a-z0-9]+)$/.exec(bare) ?? [];
  const behind = name === '' ? null : protocolsOf(name);
  return behind && protocolService(behind, ports, from);
}

/** null: not understood. */
export function serviceOf(text: string): readonly Service[] | null {
  const key = wordKey(text).replaceAll('〜', '~');
  if (key === 'any') return [ANY_SERVICE];
  const named = NAMED_SERVICES.get(key);
  if (named) return named.flatMap((t) => written(t) ?? []);
  const made = written(key);
  return made && [made];
}
