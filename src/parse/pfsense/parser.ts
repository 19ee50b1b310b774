/** The config.xml of pfSense and OPNsense, as the management interface backs it up. */
import type { FirewallNote } from '../../facts/firewall/model.ts';
import type { Evidence, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate, type Parsed, type Parser, problem } from '../parser.ts';
import { rootName } from '../xml.ts';
import { deviceOf } from './device.ts';
import { type Config, readConfig } from './records.ts';

type Flavour = Config['flavour'];

/** Where OPNsense keeps rules of its own. */
const OWN_RULES = 'OPNsense/Firewall/Filter';

const flavourOf = (evidence: Evidence): Flavour | null => {
  const root = rootName(evidence.text);
  return root === 'pfsense' || root === 'opnsense' ? root : null;
};

/** What every whole export has: without one of them, what it would say of packets is not known. */
const REQUIRED = [['system'], ['interfaces'], ['filter', OWN_RULES], ['nat', OWN_RULES]] as const;

const withoutSection = (name: string): Bilingual => ({
  ja: `要素 ${name} の無い部分的なエクスポートなので、この装置の判定には使えない。全体を保存し直す`,
  en: `a partial export without ${name}, from which nothing of this device can be judged; save the whole`,
});

const missingOf = (config: Config): readonly Bilingual[] =>
  REQUIRED.filter((names) => !names.some((name) => config.sections.has(name))).map(([name]) =>
    withoutSection(name),
  );

const unread = (path: string): Bilingual => ({
  ja: `要素 ${path} を読み取れない`,
  en: `element ${path} is not understood`,
});

function problemsOf(config: Config, evidence: Evidence): readonly Problem[] {
  const { end } = config;
  const stopped = end.message ? [problem(evidence, end.line, end.message, true)] : [];
  const unknown = [...config.unknown].map(([path, line]) => problem(evidence, line, unread(path), true));
  const partial = end.message ? [] : missingOf(config).map((m) => problem(evidence, 1, m, true));
  return [...stopped, ...partial, ...unknown];
}

/** A file that was cut, or is only a part, leaves a gap: what is missing may permit. */
function gapsOf(config: Config, evidence: Evidence): readonly FirewallNote[] {
  const { end } = config;
  if (end.message) return [{ kind: 'cut', because: end.message, at: locate(evidence, end.line, '') }];
  return missingOf(config).map((because) => ({ kind: 'partial', because, at: locate(evidence, 1, '') }));
}

export const pfsenseXml: Parser = {
  kind: 'pfsense-xml',
  recognise: (evidence) => flavourOf(evidence) !== null,
  parse: (evidence): Parsed => {
    const config = readConfig(evidence, flavourOf(evidence) ?? 'pfsense');
    const device = deviceOf(config, evidence);
    const gaps = gapsOf(config, evidence);
    const at = locate(evidence, 1, `<${config.flavour}>`);
    return {
      kind: 'pfsense-xml',
      sections: { devices: { devices: [{ ...device, gaps: [...device.gaps, ...gaps] }], at } },
      lines: config.tally.counts(),
      notUnderstood: config.tally.listed(),
      intact: config.end.state === 'whole' ? 'yes' : 'cut',
      problems: problemsOf(config, evidence),
    };
  },
};
