/** Output of `nft -j list ruleset` (libnftables-json(5)). */
import type { FirewallNote } from '../../facts/firewall/model.ts';
import type { Evidence, Location } from '../../model/evidence.ts';
import { assemble } from '../netfilter/assemble.ts';
import { netfilterDevice } from '../netfilter/device.ts';
import { note } from '../netfilter/notes.ts';
import { excerpt, type Parsed, type Parser, problem, tally } from '../parser.ts';
import { type NftRecord, readRecords } from './records.ts';
import { readRuleset } from './ruleset.ts';

const RECOGNISED = /^\s*\{\s*"nftables"\s*:\s*\[/;

const CUT = [
  'ファイルが途中で切れている。nft -j list ruleset の出力をもう一度保存する',
  'the file is cut off; save the output of nft -j list ruleset again',
] as const;

const MAX_GAPS = 20;

function parse(evidence: Evidence): Parsed {
  const { records, intact } = readRecords(evidence.text);
  const locate = ({ line, text }: NftRecord): Location => ({
    file: evidence.file,
    line,
    text: excerpt(text),
  });
  const at: Location = { file: evidence.file, line: 1, text: '' };
  const ruleset = readRuleset(records, locate);
  const cut: readonly FirewallNote[] = intact === 'yes' ? [] : [note('cut-off', at, ...CUT)];
  const gaps = [...cut, ...ruleset.gaps].slice(0, MAX_GAPS);
  const assembled = assemble(ruleset.chains, (chain) => !ruleset.dormant.has(chain.table));
  const device = netfilterDevice(
    { vendor: 'nftables', version: ruleset.version, families: [4, 6], gaps, notes: ruleset.notes, at },
    assembled,
  );
  const count = tally();
  count.understood(records.length - ruleset.unclear.length);
  for (const unclear of ruleset.unclear) count.notUnderstood(unclear);
  return {
    kind: 'nft-json',
    sections: { devices: { devices: [device], at } },
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact,
    problems: gaps.map((g) => problem(evidence, g.at.line, g.because, true)),
  };
}

export const nftJson: Parser = {
  kind: 'nft-json',
  recognise: ({ text }) => RECOGNISED.test(text),
  parse,
};
