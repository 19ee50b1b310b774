/** Decisions beside those of the real Squid. */
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { decide, type SquidEnv } from '../../../src/facts/squid/evaluate.ts';
import { decideThroughGates } from '../../../src/facts/squid/gates.ts';
import type { SquidProgram } from '../../../src/facts/squid/program.ts';
import type { SquidDecision, SquidRequest } from '../../../src/facts/squid/request.ts';
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import { sectionOf } from '../../facts/squid/section.ts';
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

export interface Ours {
  readonly program: SquidProgram;
  readonly section: SquidSection;
  /** Why Squid would refuse it; null: it would not. */
  readonly refused: string | null;
}

/** What we make of it, and what the program says of it. */
export function ours({ lines, files }: Configuration): Ours {
  const named = Object.entries(files).map(([name, text]) => [`@DIR@/${name}`, text] as const);
  const section = sectionOf(`${ORACLE_PORTS}${lines.join('\n')}\n`, Object.fromEntries(named));
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

/** `row`: the row that decides too. `gates`: also what comes after an allow of http_access. */
export type Compared = 'verdict' | 'row' | 'gates';

function said(program: SquidProgram, { verdict, gate, row }: SquidDecision, compared: Compared): string {
  if (gate === 'request' && verdict === 'deny') return 'refused';
  if (gate === 'miss_access') return verdict === 'deny' ? 'miss-deny' : verdict;
  if (gate === 'http_reply_access') return verdict === 'deny' ? 'reply-deny' : verdict;
  const number = row === null ? 0 : program.rows.http_access.indexOf(row) + 1;
  return compared === 'row' ? `${verdict} by row ${number}` : verdict;
}

const heard = ({ verdict, row }: OracleAnswer, compared: Compared): string =>
  compared === 'row' && row !== null ? `${verdict} by row ${row}` : verdict;

type Answered = Extract<OracleResult, { ok: true }>;

/** miss_access does not wait for a password to be checked, so that users there are not decided. */
const isOpen = ({ gate, verdict }: SquidDecision): boolean => gate === 'miss_access' && verdict === 'unknown';

/** Squid's own errors are replies too, and http_reply_access may put another in their place. */
const agrees = (own: string, squid: string): boolean =>
  own === squid ||
  // A connection that is closed without a reply.
  (squid.startsWith('error:') && own === 'refused') ||
  (squid === 'reply-deny' && (own === 'refused' || own === 'miss-deny'));

function differing(
  configuration: Configuration,
  { program, section }: Ours,
  requests: readonly SquidRequest[],
  { answers, from, to }: Answered,
  compared: Compared,
): readonly Difference[] {
  const by = compared === 'gates' ? decideThroughGates : decide;
  return requests.flatMap((request, i) => {
    const answer = answers[i];
    if (!answer) throw new Error('no answer');
    const squid = heard(answer, compared);
    // A minute may have passed while Squid was asked.
    const decisions = [from, to].map((asOf) => by(program, request, world(section, asOf)));
    const all = decisions.map((d) => said(program, d, compared));
    return all.some((own) => agrees(own, squid)) || decisions.some(isOpen)
      ? []
      : [{ configuration, request, ours: [...new Set(all)].join(' or '), squid }];
  });
}

export interface Comparison {
  /** Pairs of a configuration and a request; none where both refuse the configuration. */
  readonly pairs: number;
  readonly differences: readonly Difference[];
}

/** Every pair that the two decide differently. */
export async function compare(
  oracle: SquidOracle,
  configuration: Configuration,
  requests: readonly SquidRequest[],
  compared: Compared,
): Promise<Comparison> {
  const mine = ours(configuration);
  const conf = configuration.lines.join('\n');
  const explain = compared === 'row';
  const result = await oracle.run({ conf, files: configuration.files, requests, explain });
  if (result.ok && mine.refused === null) {
    const differences = differing(configuration, mine, requests, result, compared);
    return { pairs: requests.length, differences };
  }
  if (!result.ok && mine.refused !== null) return { pairs: 0, differences: [] };
  const ownText = mine.refused === null ? 'takes it' : `refuses it: ${mine.refused}`;
  const squid = result.ok ? 'takes it' : `refuses it: ${result.error}`;
  return { pairs: 0, differences: [{ configuration, request: null, ours: ownText, squid }] };
}

/** The same difference with as few lines as it takes. */
export async function smallest(
  oracle: SquidOracle,
  difference: Difference,
  compared: Compared,
): Promise<Difference> {
  let least = difference;
  for (let i = difference.configuration.lines.length - 1; i >= 0; i--) {
    const lines = least.configuration.lines.filter((_, at) => at !== i);
    const requests = difference.request ? [difference.request] : [];
    const found = await compare(oracle, { ...least.configuration, lines }, requests, compared);
    const same = found.differences.find((f) => (f.request === null) === (difference.request === null));
    if (same) least = same;
  }
  return least;
}

export function showDifference({ configuration, request, ours: own, squid }: Difference): string {
  const files = Object.entries(configuration.files).map(([name, text]) => `${name}:\n${text}`);
  const asked = request ? JSON.stringify(request) : '(the configuration)';
  return [...configuration.lines, ...files, asked, `ours:  ${own}`, `squid: ${squid}`].join('\n');
}
