/** A YAMAHA router as a device of the rule model. */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  covers,
  parseAddressSet,
  union,
} from '../../facts/address-set.ts';
import type {
  FilterList,
  FirewallDevice,
  FirewallNote,
  FirewallPort,
  Match,
  Route,
  Stage,
} from '../../facts/firewall/model.ts';
import type { Evidence, Location } from '../../model/evidence.ts';
import { unroutedIpv6 } from '../firewall-ipv6.ts';
import { locate } from '../parser.ts';
import { maskText, network } from './addresses.ts';
import type { Config, Interface, Remark, Said, Version } from './config.ts';
import { all, both, familyMatch, listOf, type Reader, unusedFilters } from './filters.ts';
import { translations } from './nat.ts';

export interface Header {
  /** `RTX1210`. */
  readonly model: string;
  /** `14.01.38`. */
  readonly revision: string;
}

/** `# RTX1210 Rev.14.01.38 (Fri Jul 16 …)` at the head of `show config`. */
const HEADER = /^#\s*((?:RTX|RTV|RT|NVR|FWX|SRT|vRX|WLX)[\w-]*)(?: [^\n]*?)?\s+Rev\.\s?([\d.]+)/m;

export function readHeader(text: string): Header | null {
  const [, model, revision] = HEADER.exec(text.slice(0, 4096)) ?? [];
  return model === undefined || revision === undefined ? null : { model, revision };
}

function portOf(of: Interface): FirewallPort {
  const written = [...of.addresses].map(([, text]) => text.split('/'));
  const own = written.map(([base = '']) => parseAddressSet(base));
  const nets = written.map(([base = '', mask]) =>
    network(mask === undefined ? base : `${base}/${maskText(mask)}`),
  );
  const short = of.name.replace(' ', '');
  return {
    name: of.name,
    aliases: [...(short === of.name ? [] : [short]), ...(of.alias ? [of.alias] : [])],
    addresses: union([], ...own.flatMap((s) => (s ? [s] : []))),
    connected: union([], ...nets.flatMap((s) => (s ? [s] : []))),
    enabled: of.enabled,
  };
}

/** The interface in whose network a gateway is. */
function towards(ports: readonly FirewallPort[], gateway: string): string | null {
  const set = parseAddressSet(gateway);
  const found = set && ports.find((p) => p.connected.length > 0 && covers(p.connected, set));
  return found ? found.name : null;
}

interface Way {
  /** null: discarded; undefined: not known. */
  readonly port: string | null | undefined;
  /** It is not always in use. */
  readonly conditional: boolean;
}

/** What follows one `gateway`. */
function way(ports: readonly FirewallPort[], words: readonly string[]): Way {
  const [first = '', second = ''] = words;
  const conditional = words.some((w) => ['filter', 'dpi', 'hide', 'keepalive', 'weight'].includes(w));
  if (first === 'pp' || first === 'tunnel') return { port: `${first} ${second}`, conditional };
  if (first === 'dhcp') return { port: second, conditional };
  if (first === 'null') return { port: null, conditional };
  if (/^(?:loopback|lan|wan|bridge|vlan|onu)\d/.test(first)) return { port: first, conditional };
  return { port: towards(ports, first.split('%')[0] ?? '') ?? undefined, conditional };
}

function destination(text: string, version: Version): AddressSet | null {
  if (text === 'default') return version === 4 ? ALL_IPV4 : ALL_IPV6;
  return network(text);
}

interface Routes {
  readonly routes: readonly Route[];
  readonly complete: boolean;
}

function routeOf(ports: readonly FirewallPort[], version: Version, said: Said, at: Location): Routes {
  const to = destination(said.words[0] ?? '', version);
  const starts = said.words.flatMap((w, i) => (w === 'gateway' ? [i + 1] : []));
  const ways = starts.map((from, i) =>
    way(ports, said.words.slice(from, (starts[i + 1] ?? said.words.length + 1) - 1)),
  );
  const known = ways.filter((w) => w.port !== undefined);
  const complete =
    to !== null && known.length === ways.length && ways.length > 0 && !ways.some((w) => w.conditional);
  return { routes: to ? known.map((w) => ({ to, port: w.port ?? null, at })) : [], complete };
}

function readRoutes(config: Config, ports: readonly FirewallPort[], at: (line: number) => Location): Routes {
  const read = [...config.routes].map(([key, said]) =>
    routeOf(ports, key.startsWith('6') ? 6 : 4, said, at(said.line)),
  );
  const leased = [...config.interfaces.values()].some((i) => i.leased);
  return {
    routes: read.flatMap((r) => r.routes),
    complete: read.every((r) => r.complete) && !config.moreRoutes && !leased,
  };
}

interface Part {
  readonly list: FilterList;
  readonly stage: Stage;
}

function filterParts(reader: Reader, direction: 'in' | 'out'): readonly Part[] {
  return [...reader.config.interfaces.values()].flatMap((of) =>
    ([4, 6] as const).flatMap((version) => {
      const list = listOf(reader, of, version, direction);
      if (!list) return [];
      const when = all([{ kind: direction, ports: [of.name] }, familyMatch(version)]);
      return [{ list, stage: { kind: 'filter', list: list.id, when } as const }];
    }),
  );
}

const ALWAYS: Match = { kind: 'always' };

function natPart(reader: Reader, id: string, rules: FilterList['rules']): readonly Part[] {
  if (rules.length === 0) return [];
  const list: FilterList = {
    id,
    name: id,
    rules,
    end: { do: 'permit' },
    endLog: null,
    at: rules[0]?.at ?? reader.at(1),
  };
  return [{ list, stage: { kind: 'nat', list: id, when: ALWAYS } }];
}

const REST = both(
  'ルーター自身のサービス (HTTP、TELNET、SSH、VPN など) が応答するかどうかは規則として書かれない',
  'whether services of the router itself (HTTP, TELNET, SSH, VPN) answer is not written as rules',
);

function servicePart(reader: Reader): Part {
  const list: FilterList = {
    id: 'services',
    name: 'services',
    rules: [],
    end: { do: 'unknown', what: REST },
    endLog: null,
    at: reader.at(1),
  };
  return { list, stage: { kind: 'filter', list: list.id, when: ALWAYS } };
}

/**
 * IPv6 is routed unless `ipv6 routing off` says otherwise (command reference, 30.1.1); without an address and a route there
 * is nowhere to send it, as every interface has an address of its link alone.
 */
function ipv6Parts({ config, at }: Reader, whole: boolean): readonly Part[] {
  const { ipv6Off, ipv6, pastInterfaces } = config;
  if (ipv6 && !ipv6Off) return [];
  const name = ipv6Off ? 'ipv6 routing off' : 'no ipv6 address';
  const certain = ipv6Off !== null || (whole && pastInterfaces);
  return [unroutedIpv6({ name, at: at(ipv6Off?.line ?? 1), match: ALWAYS, certain })];
}

const FRAGMENT = both(
  '先頭の見出し (# RTX… Rev.…) がない。設定の一部だけの可能性がある',
  'its first line (# RTX… Rev.…) is missing: it may be a part of a configuration',
);

const MAX_NOTES = 2000;

const noteOf =
  (evidence: Evidence, lines: readonly string[]) =>
  (r: Remark): FirewallNote => ({
    kind: r.kind,
    because: r.because,
    at: locate(evidence, r.line, r.text === '' ? (lines[r.line - 1] ?? '') : r.text),
  });

function hostname(config: Config): string | null {
  const prompt = config.prompt?.replace(/[>#\s]+$/, '') ?? '';
  return config.sysname?.words.join(' ').replace(/"/g, '') ?? (prompt === '' ? null : prompt);
}

export function readDevice(evidence: Evidence, lines: readonly string[], config: Config): FirewallDevice {
  const header = readHeader(evidence.text);
  const at = (line: number): Location => locate(evidence, line, lines[line - 1] ?? '');
  const reader: Reader = {
    config,
    at,
    notes: [],
    conditions: new Map(),
    addresses: { src: new Map(), dst: new Map() },
    services: { 4: new Map(), 6: new Map() },
  };
  const ports = [...config.interfaces.values()].map(portOf);
  const nat = translations(reader);
  const six = ipv6Parts(reader, header !== null);
  const inbound = [...natPart(reader, 'nat in', nat.inbound), ...filterParts(reader, 'in')];
  const outbound = [...filterParts(reader, 'out'), ...natPart(reader, 'nat out', nat.outbound)];
  const services = servicePart(reader);
  const routes = readRoutes(config, ports, at);
  const toNote = noteOf(evidence, lines);
  const fragment: readonly FirewallNote[] = header
    ? []
    : [{ kind: 'fragment', because: FRAGMENT, at: at(1) }];
  return {
    context: '',
    vendor: 'rtx',
    hostname: hostname(config),
    version: header ? `${header.model} Rev.${header.revision}` : null,
    families: [4, 6],
    stateful: false,
    ports,
    routes: routes.routes,
    routesComplete: routes.complete && header !== null,
    lists: [...six, ...inbound, ...outbound, services].map((p) => p.list),
    forward: [...six, ...inbound, ...outbound].map((p) => p.stage),
    input: [...inbound, services].map((p) => p.stage),
    gaps: [...fragment, ...config.gaps.map(toNote)],
    notes: [...config.notes, ...reader.notes, ...unusedFilters(reader, MAX_NOTES)]
      .slice(0, MAX_NOTES)
      .map(toNote),
    at: at(1),
  };
}
