/** The config.xml of pfSense and OPNsense, as the management interface backs it up. */
import type { Evidence, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate, type Parsed, type Parser, problem } from '../parser.ts';
import { rootName } from '../xml.ts';
import { deviceOf } from './device.ts';
import { type Config, readConfig } from './records.ts';

type Flavour = Config['flavour'];

const flavourOf = (evidence: Evidence): Flavour | null => {
  const root = rootName(evidence.text);
  return root === 'pfsense' || root === 'opnsense' ? root : null;
};

const NO_FILTER: Bilingual = {
  ja: 'インターフェースが書かれていない部分的なエクスポートなので、この装置の判定には使えない',
  en: 'a partial export without interfaces, from which nothing of this device can be judged',
};

const unread = (path: string): Bilingual => ({
  ja: `要素 ${path} を読み取れない`,
  en: `element ${path} is not understood`,
});

function problemsOf(config: Config, evidence: Evidence): readonly Problem[] {
  const { end } = config;
  const stopped = end.message ? [problem(evidence, end.line, end.message, true)] : [];
  const unknown = [...config.unknown].map(([path, line]) => problem(evidence, line, unread(path), true));
  const partial = config.records.has('interfaces/*') ? [] : [problem(evidence, 1, NO_FILTER, true)];
  return [...stopped, ...partial, ...unknown];
}

/** A file that was cut, or is only a part, leaves a gap: what is missing may permit. */
function gapsOf(
  config: Config,
  evidence: Evidence,
): readonly { kind: string; because: Bilingual; at: Problem }[] {
  const { end } = config;
  const at = problem(evidence, end.line, end.message ?? NO_FILTER, true);
  if (end.message) return [{ kind: 'cut', because: end.message, at }];
  return config.records.has('interfaces/*') ? [] : [{ kind: 'partial', because: NO_FILTER, at }];
}

export const pfsenseXml: Parser = {
  kind: 'pfsense-xml',
  recognise: (evidence) => flavourOf(evidence) !== null,
  parse: (evidence): Parsed => {
    const config = readConfig(evidence, flavourOf(evidence) ?? 'pfsense');
    const device = deviceOf(config, evidence);
    const gaps = gapsOf(config, evidence).map(({ kind, because, at }) => ({
      kind,
      because,
      at: locate(evidence, at.line, ''),
    }));
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
