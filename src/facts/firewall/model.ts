/**
 * The rule model into which every firewall, router and packet filter is read: a device is a short program over packets.
 * A reader of a format puts its vendor's semantics (order, implicit rules, zones, place of NAT) into this form; the engine
 * beside this file knows no vendor. Conditions that cannot be decided from the evidence stay in the rule, by name.
 */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { AddressSet } from '../address-set.ts';

export const FIREWALL_VENDORS = [
  'fortios',
  'asa',
  'ios',
  'panos',
  'junos',
  'iptables',
  'nftables',
  'rtx',
  'pfsense',
  'opnsense',
  'checkpoint',
  'csv',
  'windows',
] as const;
export type FirewallVendor = (typeof FIREWALL_VENDORS)[number];

/** Both ends inclusive. */
export interface NumberSpan {
  readonly from: number;
  readonly to: number;
}

/** Ascending, disjoint, not adjacent. */
export type NumberSet = readonly NumberSpan[];

/**
 * One alternative of a service; parts are ANDed, null is any. Ports exist in packets of TCP, UDP, DCCP, SCTP and UDP-Lite
 * only, types and codes in those of ICMP (1) and ICMPv6 (58) only: a part that is not null fails for every other protocol.
 */
export interface Service {
  /** IANA protocol numbers. */
  readonly protocols: NumberSet;
  readonly sport: NumberSet | null;
  readonly dport: NumberSet | null;
  readonly icmpType: NumberSet | null;
  readonly icmpCode: NumberSet | null;
}

export const CONNECTION_STATES = ['new', 'established', 'related', 'invalid', 'untracked'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/**
 * Whose choice it is whether a condition holds. `sender`: whoever sends the packet can make it hold (the application it
 * speaks, a user who may be logged on), so that a permit under it is a way through. `time`: it holds at some times and not
 * at others. `unknown`: it holds or not, and the evidence does not say which (what an FQDN resolves to, an external list).
 */
export type ConditionChoice = 'sender' | 'time' | 'unknown';

/** Local wall-clock times of the device. */
export interface Schedule {
  /** Minutes of the week from Monday 00:00 (0-10079) at which it holds; null: always. */
  readonly weekly: NumberSet | null;
  /** `YYYY-MM-DDTHH:MM[:SS]`, inclusive; null: since ever. */
  readonly from: string | null;
  /** `YYYY-MM-DDTHH:MM[:SS]`, inclusive; null: for ever. */
  readonly to: string | null;
}

export interface Condition {
  /**
   * Two conditions with one id hold together. It names the object and, for an address, the side, as the same list may hold
   * a packet's source and not its destination: `dst fqdn www.example.test`.
   */
  readonly id: string;
  readonly choice: ConditionChoice;
  /** What it is, for a sentence that ends "because of …": `FQDN オブジェクト WSUS (wsus.example.test)`. */
  readonly what: Bilingual;
  /** Of `time`: decided at an instant; one that has ended for good never holds. */
  readonly schedule?: Schedule;
}

/**
 * A set of packets. Share one object between rules that mean the same set (an address group): the engine works it out once
 * an object.
 */
export type Match =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'all'; readonly of: readonly Match[] }
  | { readonly kind: 'any'; readonly of: readonly Match[] }
  | { readonly kind: 'not'; readonly of: Match }
  /** IPv4 and IPv6 together; `ALL_IPV4` alone is a test of the family. */
  | { readonly kind: 'src' | 'dst'; readonly set: AddressSet }
  /** Addresses with `address & mask == value`, for masks that are no prefix. */
  | {
      readonly kind: 'src-bits' | 'dst-bits';
      readonly version: 4 | 6;
      readonly value: bigint;
      readonly mask: bigint;
    }
  | { readonly kind: 'service'; readonly of: readonly Service[] }
  /** Where the packet came in or goes out: names of `FirewallDevice.ports`; a name ending in `*` is every port whose name begins so. */
  | { readonly kind: 'in' | 'out'; readonly ports: readonly string[] }
  | { readonly kind: 'state'; readonly of: readonly ConnectionState[] }
  /** Whether NAT of this device has changed this side of the packet (netfilter `ct status dnat`, pf `rdr pass`). */
  | { readonly kind: 'translated'; readonly side: 'src' | 'dst' }
  /** TCP packets whose flags (FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128) have `flags & mask == value`. */
  | { readonly kind: 'flags'; readonly mask: number; readonly value: number }
  | { readonly kind: 'condition'; readonly condition: Condition };

/** What a part of the packet becomes. */
export type AddressTarget =
  /** One of them: which, only a single address tells. */
  | { readonly to: 'addresses'; readonly set: AddressSet }
  /** `address - first + onto`, for a block mapped to another of the same size and family. */
  | {
      readonly to: 'shift';
      readonly version: 4 | 6;
      readonly first: bigint;
      readonly last: bigint;
      readonly onto: bigint;
    }
  /** The device's own address on the port it leaves by (masquerade), or came in by (redirect). */
  | { readonly to: 'interface' }
  | { readonly to: 'unknown'; readonly what: Bilingual };

export type PortTarget =
  | { readonly to: 'ports'; readonly set: NumberSet }
  | { readonly to: 'shift'; readonly first: number; readonly last: number; readonly onto: number };

/** Parts left out stay as they are; a source port is free where the source address changes and nothing is said of it. */
export interface Translation {
  readonly src?: AddressTarget;
  readonly dst?: AddressTarget;
  readonly sport?: PortTarget;
  readonly dport?: PortTarget;
}

export type Action =
  /** Passes this stage. In a stage of NAT: stays as it is. */
  | { readonly do: 'permit' }
  /** `reject`: what is sent back, e.g. `tcp-reset`, `icmp-3-13`; absent: nothing, or not known. */
  | { readonly do: 'deny'; readonly reject?: string }
  /** Counts, logs or marks only; the next rule follows. */
  | { readonly do: 'next' }
  /** The other list; what it does not decide comes back to the next rule. */
  | { readonly do: 'call'; readonly list: string }
  /** The other list, whose end is the end of this one. */
  | { readonly do: 'goto'; readonly list: string }
  | { readonly do: 'return' }
  | { readonly do: 'translate'; readonly to: Translation }
  /** Not understood: what becomes of these packets, here and further on, is not known. */
  | { readonly do: 'unknown'; readonly what: Bilingual };

export interface FilterRule {
  /** As the device calls it: its number, name or uid; unique in its list where the format makes it so. */
  readonly id: string;
  readonly name: string | null;
  readonly at: Location;
  /** A disabled rule is kept for reports and matches nothing. */
  readonly enabled: boolean;
  /** Built in, not written; `at` is then the line that brings it about. */
  readonly implicit?: true;
  /**
   * A rule or part of one that was not understood stays in its place: a part as a condition of choice `unknown`, an
   * unknown action as `unknown`.
   */
  readonly match: Match;
  readonly action: Action;
  /** null: the format or this file does not say. */
  readonly log: boolean | null;
  /** Packets or sessions counted; null: not in this evidence. */
  readonly hits: number | null;
  readonly comment: string | null;
}

/** Rules in the order in which they are asked; the first that matches and decides, decides. */
export interface FilterList {
  readonly id: string;
  /** As people call it: the chain, the ACL, the zone pair. */
  readonly name: string;
  readonly rules: readonly FilterRule[];
  /** What becomes of a packet that no rule decides. A list that others call ends in `return`. */
  readonly end: Action;
  /** Whether that is logged; null: not known, or a matter of course not to be. */
  readonly endLog: boolean | null;
  /** What it denies is not forwarded for want of routing: no rule of people, so that there is nothing to log. */
  readonly unrouted?: true;
  /** The line that says so, or that begins the list. */
  readonly at: Location;
}

/**
 * One step of a packet's way. `filter`: a denied packet ends here, a permitted one goes to the next step. `nat`: the rule
 * that matches rewrites the packet, or none does. A step is for the packets that `when` matches, others skip it.
 * `out` is asked of where the device's routes send the destination as it then is.
 */
export interface Stage {
  readonly kind: 'filter' | 'nat';
  readonly list: string;
  readonly when: Match;
  /** `original`: addresses and ports as they came in, whatever NAT did meanwhile (PAN-OS, Check Point). Default `current`. */
  readonly sees?: 'original' | 'current';
}

/** Where packets come in and go out, in the finest unit that rules name: an interface; a zone whose interfaces are not known. */
export interface FirewallPort {
  readonly name: string;
  /** Zones or name aliases (`nameif`, description is not one) by which people and the site file may call it. */
  readonly aliases: readonly string[];
  /** Its own addresses. */
  readonly addresses: AddressSet;
  /** The networks on it. */
  readonly connected: AddressSet;
  readonly enabled: boolean;
}

/** Longest prefix first decides; `port` null: discarded. */
export interface Route {
  readonly to: AddressSet;
  readonly port: string | null;
  readonly at: Location;
}

/** What was read and makes no rule, or not the one it seems to make; `kind` is a permanent word, e.g. `undefined-reference`. */
export interface FirewallNote {
  readonly kind: string;
  readonly because: Bilingual;
  readonly at: Location;
}

/** One virtual firewall (VDOM, vsys, context, logical system) or the whole device. */
export interface FirewallDevice {
  /** Of the VDOM, vsys or context; '' where the device has only one. */
  readonly context: string;
  readonly vendor: FirewallVendor;
  /** Its name and release as the evidence states them. */
  readonly hostname: string | null;
  readonly version: string | null;
  /** Families of which it decides; of a packet of another family this evidence says nothing. */
  readonly families: readonly (4 | 6)[];
  /** Whether replies of a permitted connection pass without a rule. */
  readonly stateful: boolean;
  readonly ports: readonly FirewallPort[];
  readonly routes: readonly Route[];
  /** Whether no other route may exist (no dynamic routing, no policy routing, nothing unread). */
  readonly routesComplete: boolean;
  readonly lists: readonly FilterList[];
  /** The way of a packet through the device. */
  readonly forward: readonly Stage[];
  /** The way of a packet to the device itself; null: this evidence does not tell. */
  readonly input: readonly Stage[] | null;
  /**
   * What was not understood, might carry policy and stands in no rule (there: a condition or action `unknown`). While
   * there is one, nothing of this device passes.
   */
  readonly gaps: readonly FirewallNote[];
  /** Written and without effect, or with another than it seems. */
  readonly notes: readonly FirewallNote[];
  readonly at: Location;
}

/** What one file says of packet filtering. */
export interface DeviceSection {
  readonly devices: readonly FirewallDevice[];
  readonly at: Location;
}

export const ANY: Match = { kind: 'always' };
export const NONE: Match = { kind: 'never' };
