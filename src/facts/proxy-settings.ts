import type { Location } from '../model/evidence.ts';

/** `netsh winhttp show proxy`: proxy null = direct access. */
export interface WinHttpProxy {
  readonly proxy: string | null;
  readonly bypass: readonly string[];
  readonly at: Location;
}

/** What one PAC answered for one probe. */
export interface PacDecision {
  readonly url: string;
  readonly host: string;
  /**
   * `internet`: a public name or address that nobody would list. `internal`: a plain name or a private address.
   * `named`: a name or address the PAC itself lists; only the reader knows whether it is inside.
   */
  readonly scope: 'internet' | 'internal' | 'named';
  /** e.g. [{kind:'PROXY', host:'proxy.example', port:8080}, {kind:'DIRECT'}] in the order the PAC gave. */
  readonly route: readonly PacHop[];
  /** The answer rested on DNS, the client's address or the time, which are not known here. */
  readonly conditional: boolean;
}

export interface PacHop {
  readonly kind: 'DIRECT' | 'PROXY' | 'HTTP' | 'HTTPS' | 'SOCKS' | 'SOCKS4' | 'SOCKS5';
  readonly host: string | null;
  readonly port: number | null;
}

export interface PacSection {
  readonly decisions: readonly PacDecision[];
  /** Why the probes cannot speak for every URL (built strings, unreached DIRECT, limits hit); empty when they can. */
  readonly doubts: readonly { readonly ja: string; readonly en: string }[];
  readonly at: Location;
}
