import type { Location } from '../model/evidence.ts';

/** Win32_Share.Type without its admin bit (0x80000000), or what the `net share` layout shows. */
export type ShareType = 'disk' | 'print' | 'device' | 'ipc';

export interface Share {
  readonly name: string;
  readonly path: string;
  readonly remark: string;
  readonly type: ShareType;
  /** C$, ADMIN$, IPC$…: created by the Server service. For text lists, told by name. */
  readonly administrative: boolean;
  readonly at: Location;
}

/** One list of the shares that exist now (in effect). */
export interface ShareSection {
  readonly shares: readonly Share[];
  /** False when the list may have been cut: no closing line, unbalanced JSON, a row not understood. */
  readonly complete: boolean;
  /** The line that shows the list is this long: its closing line, or its header. */
  readonly at: Location;
}
