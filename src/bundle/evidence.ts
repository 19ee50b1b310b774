import { createHash } from 'node:crypto';
import type { Evidence } from '../model/evidence.ts';
import { decode } from './decode.ts';

export interface RawFile {
  readonly file: string;
  readonly target: string;
  readonly bytes: Uint8Array;
  readonly verified: boolean;
}

/** Hashes and decodes a file. */
export function toEvidence(raw: RawFile): Evidence {
  const { encoding, text } = decode(raw.bytes);
  const sha256 = createHash('sha256').update(raw.bytes).digest('hex');
  return { ...raw, folderWhole: raw.verified, sha256, encoding, text };
}
