/**
 * "Bypass firewall rules for traffic on the same interface" (`filter/bypassstaticroutes`): between the network of an
 * interface and each network routed statically over it everything passes on that interface, behind the quick rules of the
 * user (filter_rules_generate of pfSense's filter.inc).
 */
import type { Match } from '../../facts/firewall/model.ts';
import { endOf } from './ends.ts';
import type { Config, ConfigRecord } from './records.ts';
import { portOf, staticRecords } from './routes.ts';
import { conditionMatch, type RuleContext, type Way } from './rules.ts';

export interface StaticBypass {
  readonly label: string;
  readonly line: number;
  readonly match: (way: Way) => Match;
}

const all = (...of: readonly Match[]): Match => ({ kind: 'all', of });

/** Packets from one network to the other, either way; null: one of them is not there. */
function between(context: RuleContext, one: string, other: string): Match | null {
  const from = (text: string): Match | null => {
    const end = endOf(context, 'src', text, false);
    return 'match' in end ? end.match : null;
  };
  const to = (text: string): Match | null => {
    const end = endOf(context, 'dst', text, false);
    return 'match' in end ? end.match : null;
  };
  const [a, b, c, d] = [from(one), to(other), from(other), to(one)];
  return a && b && c && d ? { kind: 'any', of: [all(a, b), all(c, d)] } : null;
}

/** Of a gateway that is not in the file the interface is not known, nor whether the rule is made. */
function open(context: RuleContext, network: string, gateway: string): Match | null {
  const part = between(context, network, 'any');
  const condition = conditionMatch({
    id: `static routes by ${gateway}`,
    choice: 'unknown',
    what: {
      ja: `このファイルにないゲートウェイ ${gateway}`,
      en: `gateway ${gateway}, which is not in this file`,
    },
  });
  return part && all(part, condition);
}

/** OPNsense has the setting from its ancestor; where its rule stands among others is not known. */
const ELSEWHERE = conditionMatch({
  id: 'bypassstaticroutes',
  choice: 'unknown',
  what: {
    ja: '静的経路の通信を検査しない設定 (bypassstaticroutes)',
    en: 'the setting that leaves traffic of static routes unchecked (bypassstaticroutes)',
  },
});

function bypassOf(config: Config, context: RuleContext, record: ConfigRecord): readonly StaticBypass[] {
  const { network = '', gateway = '' } = record.fields;
  if (/^null/i.test(gateway)) return [];
  const port = portOf(config, context.interfaces, gateway);
  const found = port === null ? open(context, network, gateway) : between(context, port, network);
  if (!found) return [];
  const part = config.flavour === 'opnsense' ? all(found, ELSEWHERE) : found;
  const match = (way: Way): Match => (port === null ? part : all({ kind: way, ports: [port] }, part));
  return [{ label: `pass between static route ${network} and its interface`, line: record.line, match }];
}

export const staticBypasses = (config: Config, context: RuleContext): readonly StaticBypass[] =>
  config.settings.has('filter/bypassstaticroutes')
    ? staticRecords(config).flatMap((record) => bypassOf(config, context, record))
    : [];
