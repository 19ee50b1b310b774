/** Model, release and modes, as the first lines of a configuration say them. */
import type { Release } from './context.ts';

export interface Header {
  /** `FGVM64`, `FGT60F`. */
  readonly model: string;
  /** `7.2.5`, or `5.2` where the file has no more. */
  readonly version: string;
  readonly release: Release;
  readonly build: string | null;
  /** The VDOM, where the file is a backup of one. */
  readonly vdom: string | null;
}

/** `#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin`; up to 6.0 as `5.02` or `6.00`. */
const VERSION = /^#config-version=([A-Za-z0-9_]+)-(\d+)\.(\d+)(?:\.(\d+))?(?:-[A-Z]+)?(?:-build(\d+))?/m;
const VDOM = /^#global_vdom=0:vd_name=([^\s/:]+)/m;

/** A release of two parts has two digits in the second: 5.02 is 5.2, 6.00 is 6.0. */
export function readHeader(text: string): Header | null {
  const head = text.slice(0, 4096);
  const [, model = '', major = '', minor = '', patch, build] = VERSION.exec(head) ?? [];
  if (model === '') return null;
  const release = {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? null : Number(patch),
  };
  const version = [release.major, release.minor, ...(release.patch === null ? [] : [release.patch])].join(
    '.',
  );
  return { model, version, release, build: build ?? null, vdom: VDOM.exec(head)?.[1] ?? null };
}

/** Whether a release is older than another; null where it is not known. */
export function before(release: Release | null, major: number, minor: number, patch: number): boolean | null {
  if (!release) return null;
  if (release.major !== major) return release.major < major;
  if (release.minor !== minor) return release.minor < minor;
  return release.patch === null ? null : release.patch < patch;
}
