/** Where a Squid listens, in which mode, and which authentication it offers. */
import type { Location } from '../model/evidence.ts';
import type { SquidSection } from './squid.ts';
import { directivesOf } from './squid-program.ts';

export interface SquidListener {
  readonly tls: boolean;
  /** `intercept`: takes connections that were meant for others, with redirection (`tproxy`: keeping their address). */
  readonly mode: 'forward' | 'intercept' | 'tproxy' | 'accel';
  readonly sslBump: boolean;
  /** As written: `3128`, `192.0.2.1:3128`, `[::1]:3128`, `proxy.example:3128`. */
  readonly address: string;
  readonly at: Location;
}

function modeOf(options: readonly string[]): SquidListener['mode'] {
  if (options.includes('tproxy')) return 'tproxy';
  if (options.includes('intercept') || options.includes('transparent')) return 'intercept';
  return options.some((o) => /^(accel|vhost|vport|defaultsite)(=|$)/.test(o)) ? 'accel' : 'forward';
}

export const squidListeners = (section: SquidSection): readonly SquidListener[] =>
  [false, true].flatMap((tls) =>
    directivesOf(section, tls ? 'https_port' : 'http_port').map((d) => ({
      tls,
      mode: modeOf(d.args.slice(1)),
      sslBump: d.args.includes('ssl-bump'),
      address: d.args[0] ?? '',
      at: d.at,
    })),
  );

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
