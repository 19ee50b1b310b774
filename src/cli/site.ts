/** Reads the site file named on the command line. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import { decode } from '../bundle/decode.ts';
import type { Site } from '../model/site.ts';
import { EMPTY_SITE } from '../model/site.ts';
import { EXIT } from '../report/verdict.ts';
import { errorCode, Failure } from './failure.ts';

export interface LoadedSite {
  readonly site: Site;
  readonly file: string | null;
  readonly sha256: string | null;
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (thrown) {
    const missing = errorCode(thrown) === 'ENOENT';
    throw new Failure(missing ? EXIT.missingInput : EXIT.io, {
      ja: `${path}: サイト ファイルを開けない (${errorCode(thrown)})。uchibori init で雛形を作れる`,
      en: `${path}: the site file cannot be opened (${errorCode(thrown)}); uchibori init writes one to start from`,
    });
  }
}

/** Site files of thousands of assets. */
const LARGE_BYTES = 256 * 1024;

/** What reading a large file leaves behind (100 MB for 10,000 assets) would stay in memory for the whole scan. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** `path` null: no site file; the site then bears `name` and declares nothing. */
export async function loadSite(path: string | null, name: string): Promise<LoadedSite> {
  if (path === null) return { site: { ...EMPTY_SITE, name }, file: null, sha256: null };
  const bytes = bytesOf(path);
  const { parseSite } = await import('../parse/site-file.ts');
  const ids = [...CONTROLS.map((c) => c.id), ...CHECKS.map((c) => c.id)];
  const parsed = parseSite(decode(bytes).text, path, ids);
  if (!parsed.ok) throw new Failure(EXIT.badInput, ...parsed.errors.map((e) => e.text));
  if (bytes.length > LARGE_BYTES) collectGarbage();
  return { site: parsed.site, file: path, sha256: createHash('sha256').update(bytes).digest('hex') };
}
