/**
 * The running configuration of a Cisco ASA, FTD (its ASA part) or PIX: `show running-config`, `more system:running-config`,
 * or a terminal log of either, with hit counts where the output of `show access-list` stands in it or beside it.
 */
import type { FirewallDevice } from '../../facts/firewall/model.ts';
import type { Evidence, Intact } from '../../model/evidence.ts';
import { type Draft, draft as newDraft } from '../cisco/draft.ts';
import { blocksOf, type ConfigLine, type ConfigText, configText, listingBeside } from '../cisco/lines.ts';
import { locate, type ParseContext, type Parsed, type Parser, type StatedHost, tally } from '../parser.ts';
import { collect } from './collect.ts';
import { type AsaConfig, asaConfig } from './config.ts';
import { asaDevice } from './device.ts';
import { hitsOf, isListing } from './hits.ts';
import type { Hits } from './lists.ts';
import { modeOf } from './modes.ts';
import { isAsaConfig } from './recognise.ts';

/** Each configuration in a file: a log may hold those of several contexts. */
function configurations(lines: readonly ConfigLine[]): readonly (readonly ConfigLine[])[] {
  const parts: ConfigLine[][] = [];
  let versions = 0;
  for (const line of lines) {
    const begins = line.indent === 0 && /^(?:ASA|PIX|NGFW) Version /.test(line.text);
    if (begins) versions += 1;
    if (parts.length === 0 || (begins && versions > 1)) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts;
}

/** Text of a command in a terminal log stands for the whole of it only where it asked for the whole. */
function partial(draft: Draft, text: ConfigText): void {
  for (const line of text.partial)
    draft.gap(
      'partial-configuration',
      line,
      'このコマンドは設定の一部しか表示しない。show running-config の全体が要る',
      'this command shows a part of the configuration only; all of show running-config is needed',
    );
}

const NO_ACCESS_GROUP = {
  ja: 'アクセス リストがどのインターフェイスに適用されているかが、このファイルにない。show running-config の全体が要る',
  en: 'this file does not say on which interface the access lists are applied; all of show running-config is needed',
};

function misplaced(draft: Draft, text: ConfigText): void {
  if (text.misplaced)
    draft.gap(
      'misplaced-configuration',
      text.misplaced,
      '設定を表示しないコマンドの出力の中に、設定らしい行がある',
      'a line that looks like configuration stands in the output of a command that shows none',
    );
}

/** A file of access lists and objects alone does not say where they filter. */
function unbound(config: AsaConfig, draft: Draft): void {
  if (config.interfaces.length > 0 || config.oldInterfaces.length > 0) return;
  draft.gap('no-interfaces', config.at, NO_ACCESS_GROUP.ja, NO_ACCESS_GROUP.en);
}

interface ReadConfig {
  readonly config: AsaConfig;
  readonly draft: Draft;
}

function readConfig(evidence: Evidence, lines: readonly ConfigLine[], count: Draft['tally']): ReadConfig {
  const draft = newDraft(evidence, count);
  const first = lines[0] ?? { number: 1, indent: 0, text: '' };
  const config = asaConfig(first);
  count.irrelevant(lines.filter((line) => line.text.startsWith('!')).length);
  for (const block of blocksOf(lines, modeOf)) collect(config, draft, block);
  unbound(config, draft);
  return { config, draft };
}

/** `: Saved` or the version is the first line of a configuration that an ASA printed, and `: end` its last. */
function intactOf(lines: readonly ConfigLine[]): Intact {
  if (lines.some((l) => l.text === ': end')) return 'yes';
  return lines.some((l) => /^(?:: Saved$|(?:ASA|PIX|NGFW) Version )/.test(l.text)) ? 'cut' : 'cannot-tell';
}

/** Of several configurations none may be cut. */
function worst(all: readonly Intact[]): Intact {
  if (all.includes('cut')) return 'cut';
  return all.length > 0 && all.every((i) => i === 'yes') ? 'yes' : 'cannot-tell';
}

function cut(draft: Draft, config: AsaConfig): void {
  draft.gap(
    'cut',
    config.at,
    '最後の行 (: end) がなく、途中で切れているかもしれない。もう一度出力して全体を保存すること',
    'the last line (: end) is missing: it may be cut short; show it again and save all of it',
  );
}

/** `fw01/dmz#` is the prompt of the context dmz. */
function contextOf(config: AsaConfig, text: ConfigText, several: boolean): string {
  if (!config.context && !several) return '';
  const named = text.prompts
    .map((p) => p.split('/'))
    .find(([, c]) => c !== undefined && c === config.hostname);
  const only = text.prompts.length === 1 ? text.prompts[0]?.split('/')[1] : undefined;
  return named?.[1] ?? only ?? config.hostname ?? '';
}

function hostsOf(read: readonly ReadConfig[]): readonly StatedHost[] {
  const names = new Map<string, StatedHost>();
  for (const { config, draft } of read) {
    const name = config.context ? null : config.hostname;
    if (name !== null && /^[A-Za-z0-9][\w.-]*$/.test(name) && !names.has(name))
      names.set(name, { name, at: draft.at(config.at) });
  }
  return [...names.values()];
}

function parse(evidence: Evidence, context: ParseContext): Parsed {
  const text = configText(evidence.text, isListing);
  const count = tally();
  count.irrelevant(text.irrelevant);
  const own = text.accessLists.length > 0;
  const hits: Hits = hitsOf(own ? text.accessLists : listingBeside(evidence, context, isListing));
  count.understood(text.accessLists.length);
  const parts = configurations(text.config);
  const intact = parts.map(intactOf);
  const read = parts.map((lines) => readConfig(evidence, lines, count));
  for (const [i, { config, draft }] of read.entries())
    if (intact[i] === 'cut' && text.partial.length === 0) cut(draft, config);
  const [first] = read;
  if (first) {
    partial(first.draft, text);
    misplaced(first.draft, text);
  }
  const devices: readonly FirewallDevice[] = read.map(({ config, draft }) =>
    asaDevice(config, draft, contextOf(config, text, read.length > 1), hits),
  );
  return {
    kind: 'cisco-asa-config',
    sections: devices.length > 0 ? { devices: { devices, at: locate(evidence, 1, '') } } : {},
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact: worst(intact),
    problems: read.flatMap((r) => r.draft.problems),
    ...(read.length === 1 && { hosts: hostsOf(read) }),
  };
}

export const ciscoAsaConfig: Parser = { kind: 'cisco-asa-config', recognise: isAsaConfig, parse };
