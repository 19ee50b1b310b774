/** `uchibori init`: a site file to start from. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Assignment } from '../assess.ts';
import { NOTHING_SHARED, readTarget } from '../assess.ts';
import { loadPacEngine } from '../collect/pac-wasm.ts';
import type { Observed } from '../facts/observed.ts';
import { mergeObserved, observe } from '../facts/observed.ts';
import { EMPTY_SITE } from '../model/site.ts';
import type { Language } from '../model/text.ts';
import { siteTemplate } from '../report/site-template.ts';
import { EXIT } from '../report/verdict.ts';
import { openEstate, readFolder } from './estate.ts';
import { Failure } from './failure.ts';
import { fileOutput, stdoutOutput } from './output.ts';
import { progress } from './progress.ts';

export interface InitOptions {
  readonly language: Language;
  /** `-`: standard output. */
  readonly out: string;
  readonly force: boolean;
}

async function observeAll(
  evidence: string,
  language: Language,
): Promise<{ observed: Observed; name: string }> {
  const estate = openEstate(evidence);
  const job: Assignment = {
    catalogue: { controls: [], checks: [] },
    site: EMPTY_SITE,
    shared: NOTHING_SHARED,
    options: { pacEngine: loadPacEngine, asOf: Date.now() },
  };
  const shown = progress(language, false);
  const parts: Observed[] = [];
  for (const [done, folder] of estate.folders.entries()) {
    shown.step(done, estate.folders.length);
    const { evidence: files } = readFolder(folder, estate.sums);
    if (files.length > 0) parts.push(observe((await readTarget(folder.name, files, job)).facts));
  }
  shown.end();
  return { observed: mergeObserved(parts), name: basename(estate.root) };
}

export async function init(evidence: string, o: InitOptions): Promise<number> {
  if (o.out !== '-' && !o.force && existsSync(o.out)) {
    throw new Failure(EXIT.usage, {
      ja: `${o.out}: すでにある。上書きするなら --force、別名にするなら --out を指定する`,
      en: `${o.out}: exists already; give --force to overwrite it or --out for another name`,
    });
  }
  const { observed, name } = await observeAll(evidence, o.language);
  const output = o.out === '-' ? stdoutOutput() : fileOutput(o.out);
  try {
    await output.write(siteTemplate(observed, name, o.language));
    await output.commit();
  } finally {
    output.discard();
  }
  if (o.out !== '-') {
    const said = {
      ja: `${o.out} を書いた。コメントの質問に答えてから uchibori scan ${evidence} --site ${o.out} を実行する`,
      en: `wrote ${o.out}; answer the questions in its comments, then run uchibori scan ${evidence} --site ${o.out}`,
    };
    process.stderr.write(`uchibori: ${said[o.language]}\n`);
  }
  return EXIT.compliant;
}
