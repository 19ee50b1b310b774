/** Protocols and ports of filters (YAMAHA command reference Rev.23, 8.1.10, 8.1.14, 30.7.1). */
import type { Match, NumberSet, Service } from '../../facts/firewall/model.ts';
import { namedPorts, portList } from './ports.ts';

const TCP = 6;
const UDP = 17;

const one = (n: number): NumberSet => [{ from: n, to: n }];

const service = (protocols: NumberSet, parts: Partial<Service> = {}): Service => ({
  protocols,
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
  ...parts,
});

const NUMBERS: Readonly<Record<4 | 6, ReadonlyMap<string, number>>> = {
  4: new Map([
    ['icmp', 1],
    ['tcp', TCP],
    ['udp', UDP],
    ['ipv6', 41],
    ['gre', 47],
    ['esp', 50],
    ['ah', 51],
    ['icmp6', 58],
  ]),
  6: new Map([
    ['icmp4', 1],
    ['tcp', TCP],
    ['udp', UDP],
    ['ipv6', 41],
    ['gre', 47],
    ['esp', 50],
    ['ah', 51],
    ['icmp', 58],
    ['icmp6', 58],
  ]),
};

const spans = (...list: readonly (number | readonly [number, number])[]): NumberSet =>
  list.map((n) => (typeof n === 'number' ? { from: n, to: n } : { from: n[0], to: n[1] }));

/** Groups of ICMP types that have a name. */
const TYPES: Readonly<Record<4 | 6, ReadonlyMap<string, Service>>> = {
  4: new Map([
    ['icmp-error', service(one(1), { icmpType: spans([3, 5], [11, 12], [31, 32]) })],
    ['icmp-info', service(one(1), { icmpType: spans(0, [8, 10], [13, 18], 30, [33, 36]) })],
  ]),
  6: new Map([
    ['icmp-nd', service(one(58), { icmpType: spans([133, 136]) })],
    ['icmp-error', service(one(58), { icmpType: spans([1, 4]) })],
    ['icmp-info', service(one(58), { icmpType: spans([128, 255]) })],
  ]),
};

/** TCP packets with some flags, as the mask and the value of the flag byte. */
const FLAGS: ReadonlyMap<string, number> = new Map([
  ['tcpsyn', 2],
  ['tcpfin', 1],
  ['tcprst', 4],
  ['established', 16],
]);

const TCPFLAG = /^tcpflag(!?)=0x([0-9a-f]{1,4})\/0x([0-9a-f]{1,4})$/i;

/** `value/mask` of the flag byte; bits beyond it are reserved and taken as clear. */
function flagMatch(name: string): Match | null {
  const bit = FLAGS.get(name);
  if (bit !== undefined) return { kind: 'flags', mask: bit, value: bit };
  const [, negated, value = '', mask = ''] = TCPFLAG.exec(name) ?? [];
  if (negated === undefined) return null;
  const wanted = Number.parseInt(value, 16);
  const compared = Number.parseInt(mask, 16);
  const never = (wanted & ~compared) !== 0 || (wanted & 0xff00) !== 0;
  const match: Match = never ? { kind: 'never' } : { kind: 'flags', mask: compared & 0xff, value: wanted };
  return negated === '!' ? { kind: 'not', of: match } : match;
}

interface Ports {
  readonly sport: NumberSet | null;
  readonly dport: NumberSet | null;
}

const isFree = ({ sport, dport }: Ports): boolean => sport === null && dport === null;

/** `*` with ports: they are compared in packets of TCP and UDP only. */
function everything(ports: Ports): Match {
  if (isFree(ports)) return { kind: 'always' };
  const others = spans([0, TCP - 1], [TCP + 1, UDP - 1], [UDP + 1, 255]);
  return {
    kind: 'service',
    of: [service(one(TCP), ports), service(one(UDP), ports), service(others)],
  };
}

type Part = Match | Service | null;

function part(name: string, family: 4 | 6, ports: Ports): Part {
  const flags = flagMatch(name);
  if (flags) return { kind: 'all', of: [{ kind: 'service', of: [service(one(TCP), ports)] }, flags] };
  const types = TYPES[family].get(name);
  if (types) return types;
  const number = /^\d{1,3}$/.test(name) ? Number(name) : NUMBERS[family].get(name);
  if (number === undefined || number > 255) return null;
  return service(one(number), number === TCP || number === UDP ? ports : {});
}

const isService = (p: Part): p is Service => p !== null && 'protocols' in p;

/** With `icmp` alone the ports are types and codes. */
function icmpAlone(name: string, family: 4 | 6, ports: Ports): Match | null {
  const number = NUMBERS[family].get(name);
  if ((number !== 1 && number !== 58) || !/^icmp[46]?$/.test(name)) return null;
  const types = { icmpType: ports.sport, icmpCode: ports.dport };
  return { kind: 'service', of: [service(one(number), types)] };
}

/** Null: cannot be read. */
export function protocolMatch(
  text: string,
  sportText: string,
  dportText: string,
  family: 4 | 6,
): Match | null {
  const sport = portList(sportText);
  const dport = portList(dportText);
  if (sport === undefined || dport === undefined) return null;
  const ports: Ports = { sport, dport };
  const names = text.toLowerCase().split(',');
  if (names.includes('*')) return everything(ports);
  const [only = ''] = names;
  const icmp = names.length === 1 ? icmpAlone(only, family, ports) : null;
  if (icmp) return icmp;
  const parts = names.map((name) => part(name, family, ports));
  if (parts.includes(null)) return null;
  const services = parts.filter(isService);
  const others = parts.filter((p): p is Match => p !== null && !isService(p));
  const matches: readonly Match[] = [
    ...(services.length > 0 ? [{ kind: 'service', of: services } as const] : []),
    ...others,
  ];
  const [first] = matches;
  return matches.length === 1 && first ? first : { kind: 'any', of: matches };
}

/** The connection that a dynamic filter by name of an application is about: its first port. */
export function applicationMatch(name: string): Match | null {
  const lower = name.toLowerCase();
  if (lower === 'tcp' || lower === 'udp') {
    return { kind: 'service', of: [service(one(lower === 'tcp' ? TCP : UDP))] };
  }
  if (lower === 'ping') return { kind: 'service', of: [service(one(1), { icmpType: one(8) })] };
  if (lower === 'ping6') return { kind: 'service', of: [service(one(58), { icmpType: one(128) })] };
  const ports = lower === 'netmeeting' ? [1720, 1503] : namedPorts(lower);
  if (!ports) return null;
  const dport = ports.map((p) => ({ from: p, to: p }));
  return { kind: 'service', of: [service(one(TCP), { dport }), service(one(UDP), { dport })] };
}
