/** A request as a client puts it to a proxy, and what Squid says to it. */
import type { Bilingual } from '../../model/text.ts';
import type { SquidRow } from './program.ts';

/** As `uchibori squid decide` reads it, one JSON object a line. */
export interface SquidRequest {
  /** Address of the client. */
  readonly src: string;
  readonly method: string;
  /** `http://host/path`, or `host:port` of CONNECT. */
  readonly url: string;
  /** The user whose credentials come with the request; absent: no credentials. */
  readonly user?: string;
  /** Names are compared without case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** ISO 8601; its own offset is taken for the proxy's local time. */
  readonly time?: string;
  /** Address and port of the proxy on which it arrives, where they matter (localip, localport, myportname). */
  readonly listener?: { readonly ip?: string; readonly port?: number; readonly name?: string };
}

export type SquidVerdict = 'allow' | 'deny' | 'challenge' | 'unknown';

/** What decided. `row` null: the end of the list, or no row at all. */
export interface SquidDecision {
  readonly verdict: SquidVerdict;
  readonly row: SquidRow | null;
  /** The directive that decided: http_access, or a later gate that took its allow back. */
  readonly gate: string;
  readonly because: Bilingual;
}
