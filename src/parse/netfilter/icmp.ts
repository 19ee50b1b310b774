/**
 * Types and codes of ICMP and ICMPv6 by the names that iptables (libxt_icmp.h) and nft (datatype tables) give them,
 * and the answers of REJECT.
 */
export interface IcmpKind {
  readonly type: number;
  /** null: any. */
  readonly code: number | null;
}

const kinds = (
  ...rows: readonly (readonly [string, number, (number | null)?])[]
): ReadonlyMap<string, IcmpKind> =>
  new Map(rows.map(([name, type, code]) => [name, { type, code: code ?? null }]));

/** Of IPv4. */
export const ICMP_NAMES = kinds(
  ['echo-reply', 0],
  ['pong', 0],
  ['destination-unreachable', 3],
  ['network-unreachable', 3, 0],
  ['host-unreachable', 3, 1],
  ['protocol-unreachable', 3, 2],
  ['port-unreachable', 3, 3],
  ['fragmentation-needed', 3, 4],
  ['source-route-failed', 3, 5],
  ['network-unknown', 3, 6],
  ['host-unknown', 3, 7],
  ['network-prohibited', 3, 9],
  ['host-prohibited', 3, 10],
  ['TOS-network-unreachable', 3, 11],
  ['TOS-host-unreachable', 3, 12],
  ['communication-prohibited', 3, 13],
  ['host-precedence-violation', 3, 14],
  ['precedence-cutoff', 3, 15],
  ['source-quench', 4],
  ['redirect', 5],
  ['network-redirect', 5, 0],
  ['host-redirect', 5, 1],
  ['TOS-network-redirect', 5, 2],
  ['TOS-host-redirect', 5, 3],
  ['echo-request', 8],
  ['ping', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['ttl-exceeded', 11],
  ['ttl-zero-during-transit', 11, 0],
  ['ttl-zero-during-reassembly', 11, 1],
  ['parameter-problem', 12],
  ['ip-header-bad', 12, 0],
  ['required-option-missing', 12, 1],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['info-request', 15],
  ['info-reply', 16],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
);

export const ICMPV6_NAMES = kinds(
  ['destination-unreachable', 1],
  ['no-route', 1, 0],
  ['communication-prohibited', 1, 1],
  ['beyond-scope', 1, 2],
  ['address-unreachable', 1, 3],
  ['port-unreachable', 1, 4],
  ['failed-policy', 1, 5],
  ['reject-route', 1, 6],
  ['packet-too-big', 2],
  ['time-exceeded', 3],
  ['ttl-exceeded', 3],
  ['ttl-zero-during-transit', 3, 0],
  ['ttl-zero-during-reassembly', 3, 1],
  ['parameter-problem', 4],
  ['bad-header', 4, 0],
  ['unknown-header-type', 4, 1],
  ['unknown-option', 4, 2],
  ['echo-request', 128],
  ['ping', 128],
  ['echo-reply', 129],
  ['pong', 129],
  ['mld-listener-query', 130],
  ['mld-listener-report', 131],
  ['mld-listener-done', 132],
  ['mld-listener-reduction', 132],
  ['router-solicitation', 133],
  ['nd-router-solicit', 133],
  ['router-advertisement', 134],
  ['nd-router-advert', 134],
  ['neighbour-solicitation', 135],
  ['neighbor-solicitation', 135],
  ['nd-neighbor-solicit', 135],
  ['neighbour-advertisement', 136],
  ['neighbor-advertisement', 136],
  ['nd-neighbor-advert', 136],
  ['redirect', 137],
  ['nd-redirect', 137],
  ['router-renumbering', 138],
  ['ind-neighbor-solicit', 141],
  ['ind-neighbor-advert', 142],
  ['mld2-listener-report', 143],
);

/** Codes as nft names them, of ICMP type 3 and of ICMPv6 type 1; its text does so for codes of every type. */
export const CODE_NAMES: Readonly<Record<4 | 6, ReadonlyMap<string, number>>> = {
  4: new Map([
    ['net-unreachable', 0],
    ['host-unreachable', 1],
    ['prot-unreachable', 2],
    ['port-unreachable', 3],
    ['frag-needed', 4],
    ['net-prohibited', 9],
    ['host-prohibited', 10],
    ['admin-prohibited', 13],
  ]),
  6: new Map([
    ['no-route', 0],
    ['admin-prohibited', 1],
    ['addr-unreachable', 3],
    ['port-unreachable', 4],
    ['policy-fail', 5],
    ['reject-route', 6],
  ]),
};

/** What REJECT sends, by iptables' words for `--reject-with`. */
export const REJECT_WITH: Readonly<Record<4 | 6, ReadonlyMap<string, string>>> = {
  4: new Map([
    ['icmp-net-unreachable', 'icmp-3-0'],
    ['net-unreach', 'icmp-3-0'],
    ['icmp-host-unreachable', 'icmp-3-1'],
    ['host-unreach', 'icmp-3-1'],
    ['icmp-proto-unreachable', 'icmp-3-2'],
    ['proto-unreach', 'icmp-3-2'],
    ['icmp-port-unreachable', 'icmp-3-3'],
    ['port-unreach', 'icmp-3-3'],
    ['icmp-net-prohibited', 'icmp-3-9'],
    ['net-prohib', 'icmp-3-9'],
    ['icmp-host-prohibited', 'icmp-3-10'],
    ['host-prohib', 'icmp-3-10'],
    ['icmp-admin-prohibited', 'icmp-3-13'],
    ['admin-prohib', 'icmp-3-13'],
    ['tcp-reset', 'tcp-reset'],
    ['tcp-rst', 'tcp-reset'],
  ]),
  6: new Map([
    ['icmp6-no-route', 'icmpv6-1-0'],
    ['no-route', 'icmpv6-1-0'],
    ['icmp6-adm-prohibited', 'icmpv6-1-1'],
    ['adm-prohibited', 'icmpv6-1-1'],
    ['icmp6-addr-unreachable', 'icmpv6-1-3'],
    ['addr-unreach', 'icmpv6-1-3'],
    ['icmp6-port-unreachable', 'icmpv6-1-4'],
    ['port-unreach', 'icmpv6-1-4'],
    ['icmp6-policy-fail', 'icmpv6-1-5'],
    ['policy-fail', 'icmpv6-1-5'],
    ['icmp6-reject-route', 'icmpv6-1-6'],
    ['reject-route', 'icmpv6-1-6'],
    ['tcp-reset', 'tcp-reset'],
  ]),
};

/** The answer of iptables' REJECT where the rule names none. */
export const REJECT_DEFAULT: Readonly<Record<4 | 6, string>> = { 4: 'icmp-3-3', 6: 'icmpv6-1-4' };
