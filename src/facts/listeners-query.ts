/** Which listening ports of a host can be reached from elsewhere, per protocol and per list. */
import type { Location } from '../model/evidence.ts';
import type { Listener, ListSection } from './host-activity.ts';

export type Protocol = Listener['proto'];

/** What one list says of one protocol. */
export interface PortList {
  /** Without loopback: nobody else reaches those. */
  readonly listeners: readonly Listener[];
  /** False where the list may be cut, or shows nothing of this protocol, so that it may be of the other alone. */
  readonly whole: boolean;
  readonly at: Location;
}

/** 127.0.0.0/8, ::1, and IPv4 loopback mapped into IPv6; netstat writes IPv6 addresses in brackets, with a zone. */
const LOOPBACK = /^\[?(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)(?:%\w+)?\]?$/i;

const isLoopback = ({ address }: Listener): boolean => LOOPBACK.test(address);

/** Every running Windows listens on both protocols, so a list without one of them was not asked for it. */
export function portList(section: ListSection<Listener>, protocol: Protocol): PortList {
  const own = section.items.filter((l) => l.proto === protocol);
  const listeners = own.filter((l) => !isLoopback(l));
  return {
    listeners,
    whole: section.complete && own.length > 0,
    at: (listeners[0] ?? own[0])?.at ?? section.at,
  };
}

/** As the site file writes it: `tcp/445`. */
export const portName = ({ proto, port }: Pick<Listener, 'proto' | 'port'>): string => `${proto}/${port}`;

/** From here on Windows gives out ports to whoever asks for any (RFC 6335 6; Windows since Vista). */
const FIRST_DYNAMIC = 49_152;

/** A UDP socket of a client looks like one of a server; those of TCP do not. */
export const mayBeClient = ({ proto, port }: Listener): boolean => proto === 'udp' && port >= FIRST_DYNAMIC;
