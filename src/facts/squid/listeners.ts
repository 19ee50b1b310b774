/** Where a Squid listens, in which mode, and which authentication it offers. */
import type { Location } from '../../model/evidence.ts';
import { directivesOf, type SquidDirective, type SquidGap, type SquidSection } from './section.ts';

export interface SquidListener {
  readonly tls: boolean;
  /** `intercept`: takes connections that were meant for others, with redirection (`tproxy`: keeping their address). */
  readonly mode: 'forward' | 'intercept' | 'tproxy' | 'accel';
  readonly sslBump: boolean;
  /** As written: `3128`, `192.0.2.1:3128`, `[::1]:3128`, `proxy.example:3128`. */
  readonly address: string;
  /** As `myportname` has it: `name=`, else the address as written. */
  readonly name: string;
  readonly ftp: boolean;
  /** A PROXY header must say who the client is (`require-proxy-header`). */
  readonly proxyHeader: boolean;
  readonly at: Location;
}

const NAME = /^name=(.+)$/s;

function modeOf(options: readonly string[]): SquidListener['mode'] {
  if (options.includes('tproxy')) return 'tproxy';
  if (options.includes('intercept') || options.includes('transparent')) return 'intercept';
  return options.some((o) => /^(accel|vhost|vport|defaultsite)(=|$)/.test(o)) ? 'accel' : 'forward';
}

const PORTS = ['http_port', 'https_port', 'ftp_port'] as const;

export const squidListeners = (section: SquidSection): readonly SquidListener[] =>
  PORTS.flatMap((name) =>
    directivesOf(section, name).map((d) => ({
      tls: name === 'https_port',
      mode: modeOf(d.args.slice(1)),
      sslBump: d.args.includes('ssl-bump'),
      address: d.args[0] ?? '',
      name: d.args.flatMap((o) => NAME.exec(o)?.[1] ?? []).at(-1) ?? d.args[0] ?? '',
      ftp: name === 'ftp_port',
      proxyHeader: d.args.includes('require-proxy-header'),
      at: d.at,
    })),
  );

/** Without a row, PROXY headers are taken of nobody. */
export const takesProxyHeaders = (section: SquidSection): boolean =>
  directivesOf(section, 'proxy_protocol_access').length > 0;

/** Options of a port in Squid 3.1 to 7 (parse_port_option, PeerOptions::parse); case-sensitive. */
const FLAGS: ReadonlySet<string> = new Set(
  (
    'accel transparent intercept tproxy require-proxy-header vhost no-vhost vport allow-direct act-as-origin ' +
    'ignore-cc no-connection-auth connection-auth connection-auth=on connection-auth=off ipv4 ipv6 tcpkeepalive ' +
    'ssl-bump worker-queues ftp-track-dirs ftp-track-dirs=on ftp-track-dirs=off generate-host-certificates ' +
    'disable-pmtu-discovery=off disable-pmtu-discovery=transparent disable-pmtu-discovery=always'
  ).split(' '),
);

/** Options with a value of their own. Of those of TLS by their newer names, Squid only reports one that it does not know. */
const WITH_VALUE =
  /^(tls-|(defaultsite|vport|protocol|name|tcpkeepalive|generate-host-certificates|dynamic_cert_mem_cache_size|cert|key|version|options|cipher|clientca|cafile|capath|crlfile|dhparams|sslflags|sslcontext)=)/;

function faultOf(d: SquidDirective): readonly SquidGap[] {
  const option = d.args.slice(1).find((o) => !FLAGS.has(o) && !WITH_VALUE.test(o));
  if (option === undefined) return [];
  const because = {
    ja: `待ち受けポートのオプション ${option} は知られていない (大文字と小文字は区別される)。Squid が拒む設定であれば、使用中のものではありえない`,
    en: `${option} is no known option of a port (case matters): if Squid refuses it, this cannot be what is in use`,
  };
  return [{ scope: 'text', because, at: d.at }];
}

/** Ports with an option that Squid is not known to take; one that it does not know makes it refuse the file. */
export const squidPortGaps = (section: SquidSection): readonly SquidGap[] =>
  PORTS.flatMap((name) => directivesOf(section, name).flatMap(faultOf));

export interface SquidAuthScheme {
  readonly scheme: string;
  /** Path of the helper program. */
  readonly helper: string;
  readonly helperArgs: readonly string[];
  readonly at: Location;
}

/** In the order in which Squid offers them: that of the first `program` line of each (auth_param). The last one runs. */
export function squidAuthSchemes(section: SquidSection): readonly SquidAuthScheme[] {
  const schemes = new Map<string, SquidAuthScheme>();
  for (const { args, at } of directivesOf(section, 'auth_param')) {
    const [scheme = '', word, helper = '', ...helperArgs] = args;
    if (word === 'program' && helper !== '') schemes.set(scheme, { scheme, helper, helperArgs, at });
  }
  return [...schemes.values()];
}
