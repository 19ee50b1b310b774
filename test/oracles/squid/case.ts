/** What is asked of the real Squid, and what it answers. */
import type { SquidRequest } from '../../../src/facts/squid/request.ts';

export interface OracleCase {
  /** Appended to ports and switches of the harness. `@DIR@` stands for the folder of `files`, `@AUTH@` for a helper of Basic that takes every password. */
  readonly conf: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly requests: readonly SquidRequest[];
  /** Also tell which row decided; much slower. */
  readonly explain?: boolean;
}

/**
 * `allow` is every answer that no access list gave. `reply-deny`: http_reply_access. `miss-deny`: miss_access.
 * `refused`: Squid calls the request invalid. `error:…`: there was no answer.
 */
export type OracleVerdict =
  | 'allow'
  | 'deny'
  | 'challenge'
  | 'reply-deny'
  | 'miss-deny'
  | 'refused'
  | `error:${string}`;

export interface OracleAnswer {
  readonly verdict: OracleVerdict;
  /** Of http_access, 1-based; 0: the end of the list; null: not asked for, or no row was asked. */
  readonly row: number | null;
  readonly status: number;
}

export type OracleResult =
  | {
      readonly ok: true;
      readonly answers: readonly OracleAnswer[];
      /** ISO 8601 in UTC, the time zone of this Squid. */
      readonly from: string;
      readonly to: string;
    }
  /** Squid does not take the configuration. */
  | { readonly ok: false; readonly error: string };

/** Ports of the harness; decisions need them too. The third takes every address there is. */
export const ORACLE_PORTS = `http_port 127.0.0.1:3128 name=main
http_port [::1]:3128 name=main6
http_port 3130 name=any
http_port 127.0.0.1:3131
`;
