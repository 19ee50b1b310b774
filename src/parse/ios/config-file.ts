/** The running or startup configuration of Cisco IOS or IOS-XE, or a terminal log of `show running-config`. */
import type { Evidence, Intact } from '../../model/evidence.ts';
import { draft as newDraft } from '../cisco/draft.ts';
import { blocksOf, type ConfigLine, configText, listingBeside } from '../cisco/lines.ts';
import { locate, type ParseContext, type Parsed, type Parser, type StatedHost, tally } from '../parser.ts';
import { withoutBanners } from './banners.ts';
import { collect } from './collect.ts';
import { type IosConfig, iosConfig } from './config.ts';
import { iosDevices } from './device.ts';
import { hitsOf, isListing } from './hits.ts';
import { modeOf } from './modes.ts';
import { isIosConfig } from './recognise.ts';

/** How a configuration that IOS printed begins. */
const BEGINS = /^(?:Building configuration|Current configuration ?: \d+ bytes|version \d)/;
const CONFIGURES = /^(?:version \d|hostname |interface |access-list |object-group |zone|ipv6? )/;

/** `end` is the last line of a configuration that IOS printed; one that names its host and interfaces is a whole one. */
function intactOf(lines: readonly ConfigLine[], config: IosConfig): Intact {
  const end = lines.findLastIndex((l) => l.indent === 0 && l.text === 'end');
  if (end >= 0) return lines.slice(end).some((l) => CONFIGURES.test(l.text)) ? 'cut' : 'yes';
  const head = lines.slice(0, 100).some((l) => BEGINS.test(l.text));
  return head || (config.hostname !== null && config.interfaces.length > 0) ? 'cut' : 'cannot-tell';
}

const CUT = {
  ja: '最後の行 (end) がなく、途中で切れているかもしれない。もう一度出力して全体を保存すること',
  en: 'the last line (end) is missing: it may be cut short; show it again and save all of it',
};

const PARTIAL = {
  ja: 'このコマンドは設定の一部しか表示しない。show running-config の全体が要る',
  en: 'this command shows a part of the configuration only; all of show running-config is needed',
};

const MISPLACED = {
  ja: '設定を表示しないコマンドの出力の中に、設定らしい行がある',
  en: 'a line that looks like configuration stands in the output of a command that shows none',
};

const OPEN_BANNER = {
  ja: 'バナーの終わりの記号がない。これより後の行が設定か文面か分からない',
  en: 'the closing mark of a banner is missing; whether the lines below it are commands or its text is not known',
};

const NO_INTERFACES = {
  ja: 'アクセス リストがどのインターフェイスに適用されているかが、このファイルにない。show running-config の全体が要る',
  en: 'this file does not say on which interface the access lists are applied; all of show running-config is needed',
};

function hostsOf(config: IosConfig, evidence: Evidence): readonly StatedHost[] {
  const name = config.hostname;
  return name !== null && /^[A-Za-z0-9][\w.-]*$/.test(name) ? [{ name, at: locate(evidence, 1, '') }] : [];
}

function parse(evidence: Evidence, context: ParseContext): Parsed {
  const text = configText(evidence.text, isListing);
  const count = tally();
  const draft = newDraft(evidence, count);
  const { lines, irrelevant, open } = withoutBanners(text.config);
  count.irrelevant(text.irrelevant + irrelevant);
  count.understood(text.accessLists.length);
  const config = iosConfig(lines[0] ?? { number: 1, indent: 0, text: '' });
  count.irrelevant(lines.filter((line) => line.text.startsWith('!')).length);
  for (const block of blocksOf(lines, modeOf)) collect(config, draft, block);
  for (const line of text.partial) draft.gap('partial-configuration', line, PARTIAL.ja, PARTIAL.en);
  if (text.misplaced) draft.gap('misplaced-configuration', text.misplaced, MISPLACED.ja, MISPLACED.en);
  const intact = intactOf(lines, config);
  if (intact === 'cut' && text.partial.length === 0) draft.gap('cut', config.at, CUT.ja, CUT.en);
  if (open) draft.gap('open-banner', open, OPEN_BANNER.ja, OPEN_BANNER.en);
  if (config.interfaces.length === 0)
    draft.gap('no-interfaces', config.at, NO_INTERFACES.ja, NO_INTERFACES.en);
  const listing =
    text.accessLists.length > 0 ? text.accessLists : listingBeside(evidence, context, isListing);
  const devices = iosDevices(config, draft, hitsOf(listing));
  return {
    kind: 'cisco-ios-config',
    sections: { devices: { devices, at: locate(evidence, 1, '') } },
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact,
    problems: draft.problems,
    hosts: hostsOf(config, evidence),
  };
}

export const ciscoIosConfig: Parser = { kind: 'cisco-ios-config', recognise: isIosConfig, parse };
