/** A directory from the short form of cases, through the real parser. */

import { NOTHING_SHARED } from '../../../src/assess.ts';
import type { Directory } from '../../../src/facts/directory/query.ts';
import { buildFacts } from '../../../src/facts/target-facts.ts';
import { EMPTY_SITE } from '../../../src/model/site.ts';
import { recognise } from '../../../src/parse/index.ts';
import { domainFiles } from '../../domain-notation.ts';
import { CONTEXT, fromBytes } from '../../evidence.ts';

export const AS_OF = Date.parse('2026-11-01T09:00:00+09:00');

export async function directoryOf(notation: string): Promise<Directory> {
  const { folder, files } = domainFiles(notation.split('\n'), AS_OF);
  const evidence = fromBytes(`${folder}/directory.ndjson`, files.get('directory.ndjson') ?? new Uint8Array());
  const parsed = await recognise(evidence)?.parse(evidence, CONTEXT);
  const facts = buildFacts(
    [{ kind: 'ad-ndjson', file: evidence.file, sections: parsed?.sections ?? {} }],
    NOTHING_SHARED,
    {
      target: { name: folder, role: 'domain', roleSource: 'inferred' },
      asset: null,
      site: EMPTY_SITE,
      asOf: AS_OF,
    },
  );
  if (!facts.directory.known) throw new Error('no directory');
  return facts.directory.value;
}
