/** What reaches the device itself: local-in policies, then the services each interface lets in. */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, union } from '../../facts/address-set.ts';
import type { FilterList, FilterRule, Match, Service } from '../../facts/firewall/model.ts';
import { all, at, both, unknown, type Vdom } from './context.ts';
import { type Books, looseMatch, policyAction, ruleOf } from './policies.ts';
import { type Entry, entriesOf, isEnabled, settingsOf, value, values } from './tree.ts';

const service = (protocol: number, parts: Partial<Service>): Service => ({
  protocols: [{ from: protocol, to: protocol }],
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
  ...parts,
});

const tcp = (...ports: readonly number[]): readonly Service[] =>
  ports.map((p) => service(6, { dport: [{ from: p, to: p }] }));

const udp = (...ports: readonly number[]): readonly Service[] =>
  ports.map((p) => service(17, { dport: [{ from: p, to: p }] }));

const echo = (protocol: number, type: number): Service =>
  service(protocol, { icmpType: [{ from: type, to: type }] });

/** Ports of administration may be moved (`config system global`). */
function adminPort(vdom: Vdom, name: string, usual: number): number {
  const text = settingsOf(vdom.global, 'system global');
  const port = Number(text && value(text, name));
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : usual;
}

/** Services of `allowaccess` (CLI reference, `config system interface`). */
function servicesOf(vdom: Vdom, name: string): readonly Service[] | null {
  switch (name) {
    case 'ping':
      return [echo(1, 8), echo(58, 128)];
    case 'https':
      return tcp(adminPort(vdom, 'admin-sport', 443));
    case 'http':
      return tcp(adminPort(vdom, 'admin-port', 80));
    case 'ssh':
      return tcp(adminPort(vdom, 'admin-ssh-port', 22));
    case 'telnet':
      return tcp(adminPort(vdom, 'admin-telnet-port', 23));
    case 'snmp':
      return udp(161);
    case 'fgfm':
      return tcp(541);
    case 'radius-acct':
      return udp(1813);
    default:
      return null;
  }
}

/** Services that trusted hosts of administrators bound. */
const ADMINISTRATION: ReadonlySet<string> = new Set(['https', 'http', 'ssh', 'telnet']);

const TRUSTED = [
  ...Array.from({ length: 10 }, (_, i) => `trusthost${i + 1}`),
  ...Array.from({ length: 10 }, (_, i) => `ip6-trusthost${i + 1}`),
];

/** From where an administrator may come; null: from anywhere. */
function trustedOf(admin: Entry): AddressSet | null {
  const written = TRUSTED.map((name) => values(admin, name)).filter((v) => v.length > 0);
  const sets = written.map((v) => parseAddressSet(v.length > 1 ? `${v[0]}/${v[1]}` : (v[0] ?? '')));
  if (sets.length === 0 || sets.includes(null)) return null;
  return union(NO_ADDRESSES, ...sets.filter((s) => s !== null));
}

/** With trusted hosts for every administrator only these get an answer (technical tip 248943). */
function trusted(vdom: Vdom): Match {
  const admins = [...entriesOf(vdom.global, 'system admin')];
  const sets = admins.map(trustedOf);
  if (admins.length === 0 || sets.includes(null)) return { kind: 'always' };
  return { kind: 'src', set: union(NO_ADDRESSES, ...sets.filter((s) => s !== null)) };
}

function accessRule(books: Books, of: Entry, name: string, from: Match): FilterRule | null {
  const services = servicesOf(books.vdom, name);
  if (!services) return null;
  return {
    id: `${of.key} ${name}`,
    name: null,
    at: at(books.vdom, of.line),
    enabled: true,
    implicit: true,
    match: all([
      { kind: 'in', ports: [of.key] },
      { kind: 'service', of: services },
      ADMINISTRATION.has(name) ? from : { kind: 'always' },
    ]),
    action: { do: 'permit' },
    log: null,
    hits: null,
    comment: null,
  };
}

function accessWords(of: Entry): readonly string[] {
  const six = of.children?.get('system interface/ipv6')?.own;
  const second = of.children?.get('system interface/secondaryip')?.entries.values() ?? [];
  return [
    ...values(of, 'allowaccess'),
    ...(six ? values(six, 'ip6-allowaccess') : []),
    ...[...second].flatMap((e) => values(e, 'allowaccess')),
  ];
}

/**
 * Services for administration that an interface does not name do not answer there; what else the device listens on
 * (VPN, routing protocols, DHCP) is not in the configuration as a rule.
 */
function refused(books: Books, of: Entry, words: ReadonlySet<string>): readonly FilterRule[] {
  const names = ['telnet', 'ssh', 'ping', 'snmp', ...(words.has('https') ? [] : ['http'])];
  const services = names.flatMap((n) => servicesOf(books.vdom, n) ?? []);
  return [
    {
      id: `${of.key} others`,
      name: null,
      at: at(books.vdom, of.line),
      enabled: true,
      implicit: true,
      match: all([
        { kind: 'in', ports: [of.key] },
        { kind: 'service', of: services },
      ]),
      action: { do: 'deny' },
      log: null,
      hits: null,
      comment: null,
    },
  ];
}

const REST = both(
  '装置自身のその他のサービス (VPN、経路制御など) は設定に規則として書かれない',
  'other services of the device itself (VPN, routing protocols) are not written as rules',
);

/** One list for the written policies, which falls through; one for `allowaccess`. */
export function localLists(books: Books): readonly FilterList[] {
  const { vdom, ports } = books;
  const first = at(vdom, vdom.scope.line);
  const from = trusted(vdom);
  const written = ([4, 6] as const).flatMap((family) =>
    entriesOf(vdom.scope, family === 4 ? 'firewall local-in-policy' : 'firewall local-in-policy6').map(
      (of) => {
        const match = isEnabled(of, 'ha-mgmt-intf-only')
          ? unknown(
              vdom,
              `ha-mgmt ${of.key}`,
              both(
                `HA 管理インターフェイスだけのポリシー ${of.key}`,
                `policy ${of.key} of HA management interfaces`,
              ),
            )
          : looseMatch(books, of, family);
        return ruleOf(vdom, of, match, policyAction(of));
      },
    ),
  );
  const access = [...ports.entries.values()].flatMap((of) => {
    const words = accessWords(of);
    return [
      ...[...new Set(words)].map((w) => accessRule(books, of, w, from)).filter((r) => r !== null),
      ...refused(books, of, new Set(words)),
    ];
  });
  const list = (id: string, rules: readonly FilterRule[], end: FilterList['end']): FilterList => ({
    id,
    name: id,
    rules,
    end,
    endLog: null,
    at: first,
  });
  return [
    list('local-in-policy', written, { do: 'permit' }),
    list('allowaccess', access, { do: 'unknown', what: REST }),
  ];
}
