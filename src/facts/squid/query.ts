/** A question over all requests, and its answer. */
import type { Bilingual } from '../../model/text.ts';
import type { AddressSet } from '../address-set.ts';
import type { NumberRange } from './acl.ts';
import type { SquidDecision, SquidRequest } from './request.ts';

/** Which requests are meant; what is left out is free. */
export interface SquidQuery {
  readonly verdict: 'allow' | 'deny' | 'challenge';
  readonly src?: AddressSet;
  /** Upper case. `but`: every method except these. */
  readonly method?: { readonly only: readonly string[] } | { readonly but: readonly string[] };
  readonly port?: readonly NumberRange[];
  /** true: without credentials; false: with some user's. */
  readonly unauthenticated?: boolean;
  /**
   * A host name (`.d`: it and below), addresses that the host is or resolves to, or every host that no dstdomain and dst
   * of the program names (nor the name that its address has by reverse look-up).
   */
  readonly dst?:
    | { readonly domain: string }
    | { readonly addresses: AddressSet }
    | { readonly unlisted: true };
  /** Minute of the week, 0 = Sunday 00:00, in the proxy's local time; null or absent: any. */
  readonly minute?: number | null;
}

export type SquidAnswer =
  /** `request` is a concrete one that the evaluator confirms with `decision`. */
  | { readonly answer: 'witness'; readonly request: SquidRequest; readonly decision: SquidDecision }
  /** Proved over all requests of the query. `rows`: those that settle it. */
  | { readonly answer: 'none'; readonly rows: readonly SquidDecision['row'][] }
  | { readonly answer: 'undecided'; readonly because: readonly Bilingual[] };

/** A host that no list names: some such host exists whatever the lists are. */
export const UNLISTED_HOST = 'www.uchibori-probe.net';
