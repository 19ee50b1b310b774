/** `uchibori firewall reach`: what gets from one segment to another, through every firewall between. */

import type { At } from '../../facts/firewall/query.ts';
import { parseService } from '../../facts/firewall/service-text.ts';
import { type SiteAnswer, siteReach } from '../../facts/firewall/site-reach.ts';
import type { Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { answerJson, answerLines } from '../../report/reach-text.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';
import { stdoutOutput } from '../output.ts';
import { endsFor, loadNetwork, type NetworkFlags, pairsOf } from './network.ts';

export interface ReachFlags extends NetworkFlags {
  readonly from?: string;
  readonly to?: string;
  readonly service: readonly string[];
  readonly format: 'text' | 'json';
  readonly at: At;
  readonly language: Language;
}

const LIMITS = { pieces: 50, boxes: 8 };

export function servicesOf(texts: readonly string[]): ReturnType<typeof parseService>[] {
  return texts.map((text) => {
    const service = parseService(text);
    if (service) return service;
    throw new Failure(EXIT.usage, {
      ja: `--service ${text}: tcp/443、udp/5000-5100、icmp、ip/50、any のように書く`,
      en: `--service ${text}: write it like tcp/443, udp/5000-5100, icmp, ip/50 or any`,
    });
  });
}

/** One question is answered like a test: 0 nothing passes (proved), 1 something does, 2 it cannot be told. */
function exitOf(answers: readonly SiteAnswer[]): number {
  if (answers.some((a) => a.answer === 'permitted')) return EXIT.nonCompliant;
  return answers.some((a) => a.answer === 'undetermined') ? EXIT.undecided : EXIT.compliant;
}

export async function firewallReach(flags: ReachFlags): Promise<number> {
  const { language } = flags;
  const named = servicesOf(flags.service).flatMap((s) => s ?? []);
  const service = named.length > 0 ? named : null;
  const { site, firewalls } = await loadNetwork(flags);
  const pairs = pairsOf(endsFor(site, flags.from, '--from'), endsFor(site, flags.to, '--to'));
  const output = stdoutOutput();
  const answers: SiteAnswer[] = [];
  for (const [from, to] of pairs) {
    const answer = siteReach(firewalls, site, { from, to, service, ...flags.at }, LIMITS);
    answers.push(answer);
    const lines =
      flags.format === 'json'
        ? [safeJson(answerJson(from.name, to.name, answer, language))]
        : answerLines(from, to, answer, language).map(printable);
    await output.write(lines.map((l) => `${l}\n`).join(''));
  }
  await output.commit();
  return exitOf(answers);
}
