/** What Squid says to one request, decided by walking its http_access rows as Squid does. */
import type { Bilingual } from '../../model/text.ts';
import { credentialsOf, userNames } from './credentials.ts';
import { ending, tooMany, undecided } from './decision-text.ts';
import { asksByPage, denyPage, redirects } from './deny-info.ts';
import { clientAddresses } from './forwarded.ts';
import type { AccessDirective, SquidProgram } from './program.ts';
import type { SquidDecision, SquidRequest, SquidVerdict } from './request.ts';
import { oddMethodAcls, readRequest, type SeenRequest } from './request-parse.ts';
import type { SquidSection } from './section.ts';
import { type Ending, isAuth, type Taken, type WalkContext, walkRows } from './walk.ts';

/** What is known beside the program. */
export interface SquidEnv {
  /** The section that the program was compiled from: its listeners, schemes and switches. */
  readonly section: SquidSection;
  /** ISO 8601, for a request without a time; absent: the time is then not known. */
  readonly asOf?: string;
  /** Addresses of a host name, null for one that is not known; absent: none is known. */
  readonly resolve?: (host: string) => readonly string[] | null;
  /** true: a reverse look-up never finds a name. */
  readonly noReverse?: boolean;
}

export interface Prepared {
  readonly program: SquidProgram;
  readonly env: SquidEnv;
  readonly request: SeenRequest;
  /** One for each address that the client may count as. */
  readonly contexts: readonly WalkContext[];
}

export function prepare(program: SquidProgram, request: SeenRequest, env: SquidEnv): Prepared {
  const odd = oddMethodAcls(env.section);
  const base: WalkContext = {
    program,
    version: program.version,
    request,
    src: request.client,
    resolve: env.resolve ?? null,
    noReverse: env.noReverse ?? false,
    users: userNames(env.section, request.user),
    credentials: credentialsOf(request.entry, request.user),
    undecided: (acl) => odd.has(acl.name),
  };
  const contexts = clientAddresses(env.section, base).map((src) => ({ ...base, src }));
  return { program, env, request, contexts };
}

/** A deny that an ACL of users decides asks again; deny_info may give another answer, to a missing user only a cut. */
function verdictOf(section: SquidSection, { answer, last }: Ending): SquidVerdict {
  if (answer === 'allow' || !last) return answer;
  if (answer === 'challenge') return denyPage(section, last, true) === 'reset' ? 'deny' : 'challenge';
  if (redirects(section, last)) return 'deny';
  return isAuth(last) || asksByPage(denyPage(section, last)) ? 'challenge' : 'deny';
}

function trailOf(taken: Taken | null): ReadonlyMap<string, boolean> {
  const out = new Map<string, boolean>();
  for (let at = taken; at; at = at.before) out.set(at.acl, at.met);
  return out;
}

/** What two endings with different verdicts were taken to differ in; of all such, those with the shortest ways. */
function hangsOn(section: SquidSection, endings: readonly Ending[]): readonly string[] {
  const ways = endings
    .map((e) => ({ verdict: verdictOf(section, e), trail: trailOf(e.trail) }))
    .sort((a, b) => a.trail.size - b.trail.size);
  const one = ways[0];
  const other = ways.find((w) => w.verdict !== one?.verdict);
  if (!one || !other) return [];
  const differing = [...other.trail].filter(([acl, met]) => one.trail.get(acl) !== met);
  return [...new Map([...differing, ...one.trail]).keys()];
}

/** One answer over all endings: theirs where they agree, else unknown. */
export function settle(
  { program, env, contexts }: Prepared,
  directive: AccessDirective,
  each: readonly (readonly Ending[] | null)[],
): SquidDecision {
  const endings = each.flatMap((e) => e ?? []);
  if (each.includes(null))
    return { verdict: 'unknown', row: null, gate: directive, because: tooMany(directive) };
  const verdicts = new Set(endings.map((e) => verdictOf(env.section, e)));
  const [verdict, other] = verdicts;
  const [first] = endings;
  if (verdict === undefined || other !== undefined || !first) {
    const because = undecided(program, hangsOn(env.section, endings), contexts.length > 1);
    return { verdict: 'unknown', row: null, gate: directive, because };
  }
  const same = endings.every((e) => e.row === first.row);
  return { verdict, row: first.row, gate: directive, because: ending(directive, verdict, first, same) };
}

export const walkAll = (
  prepared: Prepared,
  directive: AccessDirective,
): readonly (readonly Ending[] | null)[] =>
  prepared.contexts.map((context) => walkRows(prepared.program.rows[directive], context));

const outside = (verdict: SquidVerdict, because: Bilingual): SquidDecision => ({
  verdict,
  row: null,
  gate: 'request',
  because,
});

/** The request as Squid sees it, or why no rule is asked at all. */
export function prepareRequest(
  program: SquidProgram,
  request: SquidRequest,
  env: SquidEnv,
): Prepared | SquidDecision {
  const read = readRequest(request, env.section, program.version, env.asOf ?? null);
  if (read.ok) return prepare(program, read.request, env);
  return outside(read.refused ? 'deny' : 'unknown', read.because);
}

/**
 * What http_access says to a request: allow, deny, challenge (Squid asks for credentials), or unknown where that hangs
 * on what only the running proxy knows. `gate` is `http_access`, or `request` where Squid refuses the request before it
 * asks any rule (`deny`) or the request cannot be read (`unknown`). Gates after an allow: gates.ts.
 * `user` counts as valid credentials of that name. Nothing is said of a program with a gap of scope `text`: the caller
 * asks for those first.
 */
export function decide(program: SquidProgram, request: SquidRequest, env: SquidEnv): SquidDecision {
  const prepared = prepareRequest(program, request, env);
  if ('verdict' in prepared) return prepared;
  return settle(prepared, 'http_access', walkAll(prepared, 'http_access'));
}
