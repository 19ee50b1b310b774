/** `uchibori squid decide`: what Squid says to each of a list of requests. */
import { readFileSync } from 'node:fs';
import { toEvidence } from '../../bundle/evidence.ts';
import { decideAcross } from '../../facts/squid/across.ts';
import type { SquidDecision, SquidRequest } from '../../facts/squid/request.ts';
import type { SquidSection } from '../../facts/squid/section.ts';
import type { Language } from '../../model/text.ts';
import { readRequests } from '../../parse/squid/requests.ts';
import { safeJson } from '../../report/escape.ts';
import { EXIT } from '../../report/verdict.ts';
import { errorCode, Failure } from '../failure.ts';
import { stdoutOutput } from '../output.ts';
import { loadSquid, type SquidFlags } from './load.ts';

export interface DecideFlags extends SquidFlags {
  readonly requests: string;
  /** Time of the requests that name none. */
  readonly asOf: string;
  readonly language: Language;
}

function textOf(path: string): string {
  try {
    const bytes = readFileSync(path === '-' ? 0 : path);
    return toEvidence({ file: path, target: '', bytes, verified: false }).text;
  } catch (thrown) {
    const why = errorCode(thrown);
    throw new Failure(why === 'ENOENT' ? EXIT.missingInput : EXIT.io, {
      ja: `${path}: 読めない (${why})`,
      en: `${path}: cannot be read (${why})`,
    });
  }
}

function requestsOf(path: string): readonly SquidRequest[] {
  const read = readRequests(textOf(path));
  if (read.ok) return read.requests;
  const where = `${path}:${read.line}`;
  throw new Failure(EXIT.badInput, {
    ja: `${where}: ${read.because.ja}`,
    en: `${where}: ${read.because.en}`,
  });
}

/** One line of output. `line` 0: no row decided, but the end of the list. */
export function decisionLine(decision: SquidDecision, section: SquidSection, language: Language): string {
  return safeJson({
    verdict: decision.verdict,
    line: decision.row?.at.line ?? 0,
    file: decision.row?.at.file ?? section.at.file,
    because: decision.because[language],
  });
}

/** Exit code 0 when every request was decided, 2 when one is unknown. */
export async function squidDecide(flags: DecideFlags): Promise<number> {
  const section = await loadSquid(flags);
  const requests = requestsOf(flags.requests);
  const output = stdoutOutput();
  let exit: number = EXIT.compliant;
  for (const request of requests) {
    const decision = decideAcross(section, { time: flags.asOf, ...request });
    if (decision.verdict === 'unknown') exit = EXIT.undecided;
    await output.write(`${decisionLine(decision, section, flags.language)}\n`);
  }
  await output.commit();
  return exit;
}
