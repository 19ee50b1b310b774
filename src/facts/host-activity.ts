import type { Location } from '../model/evidence.ts';

export interface Service {
  /** Service (short) name, e.g. `LanmanServer`. */
  readonly name: string;
  readonly displayName: string;
  readonly state: 'running' | 'stopped' | 'other';
  readonly start: 'boot' | 'system' | 'automatic' | 'manual' | 'disabled' | 'unknown';
  readonly at: Location;
}

export interface Listener {
  readonly proto: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly pid: number | null;
  readonly process: string | null;
  readonly at: Location;
}

export interface ScheduledTask {
  /** Full path, e.g. `\Microsoft\Windows\…`. */
  readonly path: string;
  readonly enabled: boolean | null;
  readonly runAs: string | null;
  readonly at: Location;
}

export interface ListSection<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
  readonly at: Location;
}
