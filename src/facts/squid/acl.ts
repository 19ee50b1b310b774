/** What an ACL of a squid.conf asks of a request, compiled for one release of Squid. */
import type { Location } from '../../model/evidence.ts';
import type { AddressSet } from '../address-set.ts';
import type { Pattern } from '../ere/syntax.ts';

/** One word of a row: an ACL, or its opposite. */
export interface SquidTerm {
  /** Lower case: ACL names are compared without case. */
  readonly name: string;
  readonly negated: boolean;
}

/** Inclusive. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** Names of hosts, lower case. `exact`: `d`; `below`: `d` of `.d`, which is d and everything below it (no leading dot here). */
export interface DomainList {
  readonly exact: ReadonlySet<string>;
  readonly below: ReadonlySet<string>;
}

/** `days`: bit 0 is Sunday. Minutes of the day, both ends inclusive (ACLTimeData). */
export interface TimeWindow {
  readonly days: number;
  readonly from: number;
  readonly to: number;
}

/** What a regular expression is held against. */
export type PatternSubject =
  | 'url'
  | 'urlpath'
  | 'urllogin'
  | 'dst-host'
  | 'browser'
  | 'referer'
  | 'req-header'
  | 'req-mime-type';

/** Words compared as a whole. Methods are upper case where Squid knows them, protocols upper case. */
export type WordSubject = 'method' | 'proto' | 'myportname';

export type AclTest =
  | { readonly test: 'always' }
  /** Nothing meets it here: an empty ACL, or a type that this directive never asks (rep_header in http_access). */
  | { readonly test: 'never' }
  /** `literalOnly`: the flag -n, no look-up of names. For `dst` the address of the URL's host. */
  | {
      readonly test: 'address';
      readonly of: 'src' | 'dst' | 'localip';
      readonly set: AddressSet;
      readonly literalOnly: boolean;
    }
  | { readonly test: 'domain'; readonly names: DomainList; readonly literalOnly: boolean }
  | {
      readonly test: 'pattern';
      readonly of: PatternSubject;
      /** Lower case; of `req-header` only. */
      readonly header: string | null;
      readonly patterns: readonly Pattern[];
      readonly literalOnly: boolean;
    }
  | { readonly test: 'number'; readonly of: 'port' | 'localport'; readonly ranges: readonly NumberRange[] }
  | { readonly test: 'word'; readonly of: WordSubject; readonly words: ReadonlySet<string> }
  | { readonly test: 'time'; readonly windows: readonly TimeWindow[] }
  /** proxy_auth and proxy_auth_regex: asks for credentials. `any`: REQUIRED. Names as Squid holds them (lower case if so). */
  | {
      readonly test: 'user';
      readonly any: boolean;
      readonly names: ReadonlySet<string>;
      readonly caseless: boolean;
      readonly patterns: readonly Pattern[];
    }
  | { readonly test: 'any-of'; readonly terms: readonly SquidTerm[] }
  /** One list of terms a line; the lines are alternatives, in order. */
  | { readonly test: 'all-of'; readonly lines: readonly (readonly SquidTerm[])[] }
  /**
   * Only the running proxy can tell: external programs, names to be looked up, connections. `asks`: as an external
   * ACL with %LOGIN, it asks for credentials first. `fresh`: each time anew (random), so that two rows may differ.
   */
  | { readonly test: 'condition'; readonly asks: boolean; readonly fresh: boolean };

export interface SquidAcl {
  /** Lower case. */
  readonly name: string;
  /** As written, e.g. `dstdomain`, `ssl::server_name`. */
  readonly type: string;
  readonly test: AclTest;
  /** A value file is missing or a value is not understood: there may be more values than `test` holds. */
  readonly open: boolean;
  /** Its lines; empty for one that is built in. */
  readonly at: readonly Location[];
}
