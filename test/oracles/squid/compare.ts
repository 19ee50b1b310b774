/** Decisions beside those of the real Squid. */
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { decide, type SquidEnv } from '../../../src/facts/squid/evaluate.ts';
import type { SquidProgram } from '../../../src/facts/squid/program.ts';
import type { SquidDecision, SquidRequest } from '../../../src/facts/squid/request.ts';
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import { squidConf } from '../../../src/parse/squid/conf.ts';
import { CONTEXT, fromText } from '../../evidence.ts';
import {
  ORACLE_PORTS,
  ORACLE_VERSION,
  type OracleAnswer,
  type OracleResult,
  type SquidOracle,
} from '../squid.ts';

export interface Configuration {
  readonly lines: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

export interface Difference {
  readonly configuration: Configuration;
  /** null: one takes the configuration and the other does not. */
  readonly request: SquidRequest | null;
  readonly ours: string;
  readonly squid: string;
}

const FOLDER = '@DIR@/';

function sectionOf({ lines, files }: Configuration): SquidSection {
  const sibling = (path: string) => {
    const text = files[path.slice(FOLDER.length)];
    return text === undefined ? null : fromText(`px/${path}`, text);
  };
  const evidence = fromText('px/squid.conf', `${ORACLE_PORTS}${lines.join('\n')}\n`);
  const parsed = squidConf.parse(evidence, { ...CONTEXT, sibling });
  if (parsed instanceof Promise || !parsed.sections.squid) throw new Error('no section');
  return parsed.sections.squid;
}

export interface Ours {
  readonly program: SquidProgram;
  readonly section: SquidSection;
  /** Why Squid would refuse it; null: it would not. */
  readonly refused: string | null;
}

export function ours(configuration: Configuration): Ours {
  const section = sectionOf(configuration);
  const program = compileSquid(section, ORACLE_VERSION);
  return { program, section, refused: program.gaps.find((g) => g.scope === 'text')?.because.en ?? null };
}

/** In the oracle's world no name is known to DNS. */
const world = (section: SquidSection, asOf: string): SquidEnv => ({
  section,
  asOf,
  resolve: () => [],
  noReverse: true,
});

function said(program: SquidProgram, { verdict, gate, row }: SquidDecision, withRow: boolean): string {
  if (gate === 'request' && verdict === 'deny') return 'refused';
  const number = row === null ? 0 : program.rows.http_access.indexOf(row) + 1;
  return withRow ? `${verdict} by row ${number}` : verdict;
}

const heard = ({ verdict, row }: OracleAnswer, withRow: boolean): string =>
  withRow && row !== null ? `${verdict} by row ${row}` : verdict;

type Answered = Extract<OracleResult, { ok: true }>;

function differing(
  configuration: Configuration,
  { program, section }: Ours,
  requests: readonly SquidRequest[],
  { answers, from, to }: Answered,
  withRow: boolean,
): readonly Difference[] {
  return requests.flatMap((request, i) => {
    const answer = answers[i];
    if (!answer) throw new Error('no answer');
    const squid = heard(answer, withRow);
    // A minute may have passed while Squid was asked.
    const all = [from, to].map((asOf) =>
      said(program, decide(program, request, world(section, asOf)), withRow),
    );
    return all.includes(squid) ? [] : [{ configuration, request, ours: all.join(' or '), squid }];
  });
}

/** Every pair that the two decide differently. */
export async function compare(
  oracle: SquidOracle,
  configuration: Configuration,
  requests: readonly SquidRequest[],
  withRow: boolean,
): Promise<readonly Difference[]> {
  const mine = ours(configuration);
  const conf = configuration.lines.join('\n');
  const result = await oracle.run({ conf, files: configuration.files, requests, explain: withRow });
  if (result.ok && mine.refused === null) return differing(configuration, mine, requests, result, withRow);
  if (!result.ok && mine.refused !== null) return [];
  return [
    {
      configuration,
      request: null,
      ours: mine.refused === null ? 'takes it' : `refuses it: ${mine.refused}`,
      squid: result.ok ? 'takes it' : `refuses it: ${result.error}`,
    },
  ];
}

/** The same difference with as few lines as it takes. */
export async function smallest(
  oracle: SquidOracle,
  difference: Difference,
  withRow: boolean,
): Promise<Difference> {
  let least = difference;
  for (let i = difference.configuration.lines.length - 1; i >= 0; i--) {
    const lines = least.configuration.lines.filter((_, at) => at !== i);
    const requests = difference.request ? [difference.request] : [];
    const found = await compare(oracle, { ...least.configuration, lines }, requests, withRow);
    const same = found.find((f) => (f.request === null) === (difference.request === null));
    if (same) least = same;
  }
  return least;
}

export function showDifference({ configuration, request, ours: own, squid }: Difference): string {
  const files = Object.entries(configuration.files).map(([name, text]) => `${name}:\n${text}`);
  const asked = request ? JSON.stringify(request) : '(the configuration)';
  return [...configuration.lines, ...files, asked, `ours:  ${own}`, `squid: ${squid}`].join('\n');
}
