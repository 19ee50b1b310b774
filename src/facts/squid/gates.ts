/**
 * What may still take back an allow of http_access, in the order in which Squid asks (ClientHttpRequest::doCallouts,
 * FwdState, tunnelStart, peer selection, processReplyAccess).
 */
import type { Bilingual } from '../../model/text.ts';
import type { SquidAcl } from './acl.ts';
import { decide, type Prepared, prepareRequest, type SquidEnv, settle, walkAll } from './evaluate.ts';
import type { AccessDirective, SquidProgram } from './program.ts';
import type { SquidDecision, SquidRequest } from './request.ts';
import { endsHere } from './request-faults.ts';
import type { SeenRequest } from './request-parse.ts';
import { directivesOf, type SquidSection } from './section.ts';
import { isSwitchedOn } from './switches.ts';
import { type Ending, isAuth, type Taken, walkRows } from './walk.ts';

/** null: it lets the request pass. */
type Gate = (prepared: Prepared) => SquidDecision | null;

const unknown = (gate: string, because: Bilingual): SquidDecision => ({
  verdict: 'unknown',
  row: null,
  gate,
  because,
});

const denied = (gate: string, because: Bilingual): SquidDecision => ({
  ...unknown(gate, because),
  verdict: 'deny',
});

const said = (section: SquidSection, name: string): readonly (readonly string[])[] =>
  directivesOf(section, name).map((d) => d.args);

const isConnect = ({ request }: Prepared): boolean => request.method === 'CONNECT';

/** Content adaptation sees the request first and may change or answer it. */
const adaptation: Gate = ({ env }) => {
  const runs = isSwitchedOn(env.section, 'icap_enable') || isSwitchedOn(env.section, 'ecap_enable');
  if (!runs || said(env.section, 'adaptation_access').length === 0) return null;
  return unknown('adaptation_access', {
    ja: 'ICAP/eCAP のサービスが要求を書き換えたり拒んだりしうる',
    en: 'an ICAP or eCAP service may change or refuse the request',
  });
};

const rewriting: Gate = ({ env }) =>
  said(env.section, 'url_rewrite_program').some(([program]) => program !== undefined && program !== 'none')
    ? unknown('url_rewrite_program', {
        ja: 'url_rewrite_program が URL を書き換えうる',
        en: 'url_rewrite_program may change the URL',
      })
    : null;

/** Answers of one list whose own rows decide; without rows it lets everything pass. */
function listed(prepared: Prepared, directive: AccessDirective): SquidDecision | null {
  if (prepared.program.rows[directive].length === 0) return null;
  const decision = settle(prepared, directive, walkAll(prepared, directive));
  return decision.verdict === 'allow' ? null : decision;
}

const adapted: Gate = (prepared) => listed(prepared, 'adapted_http_access');

/** PURGE works only where an ACL names it (Config2.onoff.enable_purge). */
const purge: Gate = ({ program, request }) => {
  if (request.method !== 'PURGE') return null;
  const named = [...program.acls.values()].some(
    ({ test }) => test.test === 'word' && test.of === 'method' && test.words.has('PURGE'),
  );
  if (named) return null;
  return denied('purge', {
    ja: 'PURGE を名指す acl がないので、Squid は PURGE を受け付けない',
    en: 'no acl names PURGE, and Squid then refuses it',
  });
};

const bump: Gate = ({ env, request }) =>
  request.method === 'CONNECT' &&
  request.entry.sslBump &&
  said(env.section, 'ssl_bump').some(([action]) => action === 'terminate')
    ? unknown('ssl_bump', {
        ja: 'ssl_bump terminate が TLS の接続を切りうる',
        en: 'ssl_bump terminate may cut the TLS connection',
      })
    : null;

const touches = (taken: Taken | null, program: SquidProgram): boolean => {
  for (let at = taken; at; at = at.before) {
    const acl = program.acls.get(at.acl);
    if (acl && isAuth(acl)) return true;
  }
  return false;
};

/** Endings of a list that never asks for credentials: what it makes of one that would. */
const quiet = (endings: readonly Ending[], challengeAs: 'allow' | 'deny'): readonly Ending[] =>
  endings.map((e) => ({ ...e, last: null, answer: e.answer === 'challenge' ? challengeAs : e.answer }));

const WAITS: Bilingual = {
  ja: 'miss_access は認証の結果を待たないので、利用者の ACL の答えがその時々で変わる',
  en: 'miss_access does not wait for credentials to be checked, so that an ACL of users says now this, now that',
};

/** Squid answers it itself: nothing is forwarded. */
const staysHere = (request: SeenRequest): boolean =>
  request.method === 'PURGE' || request.url.scheme === 'CACHE_OBJECT' || endsHere(request);

const MAY_NOT_BE_ASKED: Bilingual = {
  ja: 'ssl_bump で開く CONNECT と、Squid 自身のページには、miss_access は働かない',
  en: 'miss_access is not asked of a CONNECT that ssl_bump opens, nor of pages of Squid itself',
};

/** Whether a tunnel is opened, and whether the host is this proxy, only the running proxy knows. */
const mayNotBeAsked = (prepared: Prepared): boolean =>
  isConnect(prepared)
    ? prepared.request.entry.sslBump && said(prepared.env.section, 'ssl_bump').length > 0
    : prepared.request.url.path.startsWith('/squid-internal-');

/**
 * Asked without waiting, and of the client itself whatever X-Forwarded-For says. Only a plain deny counts: an ACL that
 * would ask for credentials lets the request pass. What the cache holds is served all the same.
 */
const miss: Gate = (prepared) => {
  const { program, contexts, request } = prepared;
  const [context] = contexts;
  const rows = program.rows.miss_access;
  if (rows.length === 0 || !context || staysHere(request)) return null;
  const own = {
    ...context,
    src: request.client,
    undecided: (acl: SquidAcl) => isAuth(acl) || context.undecided(acl),
  };
  const endings = walkRows(rows, own);
  if (endings?.some((e) => touches(e.trail, program))) return unknown('miss_access', WAITS);
  const direct = { ...prepared, contexts: [own] };
  const decision = settle(direct, 'miss_access', [endings && quiet(endings, 'allow')]);
  if (decision.verdict === 'allow') return null;
  return mayNotBeAsked(prepared) ? unknown('miss_access', MAY_NOT_BE_ASKED) : decision;
};

type Peers = 'always_direct' | 'never_direct';

/** All that a list may say; without rows it says deny. null: more than can be followed. */
function answersOf(prepared: Prepared, directive: Peers): ReadonlySet<Ending['answer'] | null> {
  if (prepared.program.rows[directive].length === 0) return new Set(['deny']);
  const each = walkAll(prepared, directive);
  const answers = each.flatMap((e) => (e ? quiet(e, 'deny').map((x) => x.answer) : null));
  return new Set(answers);
}

const only = (answers: ReturnType<typeof answersOf>, answer: 'allow' | 'deny'): boolean =>
  answers.size === 1 && answers.has(answer);

/** A request that may not go direct needs a peer. */
const direct: Gate = (prepared) => {
  const { section } = prepared.env;
  if (staysHere(prepared.request)) return null;
  const never = answersOf(prepared, 'never_direct');
  const always = answersOf(prepared, 'always_direct');
  if (only(never, 'deny') || only(always, 'allow')) return null;
  const peers = said(section, 'cache_peer').length > 0;
  const closed =
    said(section, 'cache_peer_access').length > 0 || said(section, 'cache_peer_domain').length > 0;
  if (peers && !closed) return null;
  const sure = !peers && only(never, 'allow') && only(always, 'deny');
  const because = {
    ja: 'never_direct により直接は送れず、使える cache_peer もない',
    en: 'never_direct keeps it from going direct, and there is no cache_peer for it',
  };
  if (sure) return denied('never_direct', because);
  return unknown('never_direct', {
    ja: '直接送れるか、使える cache_peer があるかが決まらない',
    en: 'whether it may go direct, or has a cache_peer, is not known',
  });
};

/** What only a reply can tell; in requests these match nothing. */
const OF_REPLIES =
  /^(rep_header|rep_mime_type|http_status|hier_code|hier_code_regex|squid_error|peername|peername_regex|adaptation_service|ssl_error|note|has)$/;

/** Not asked of CONNECT. Whatever is no allow is a deny: it is too late to ask for credentials. */
const reply: Gate = (prepared) => {
  const rows = prepared.program.rows.http_reply_access;
  if (isConnect(prepared) || rows.length === 0) return null;
  const each = prepared.contexts.map((c) =>
    walkRows(rows, { ...c, undecided: (acl) => OF_REPLIES.test(acl.type) || c.undecided(acl) }),
  );
  const decision = settle(
    prepared,
    'http_reply_access',
    each.map((e) => e && quiet(e, 'deny')),
  );
  return decision.verdict === 'allow' ? null : decision;
};

const GATES: readonly Gate[] = [adaptation, rewriting, adapted, bump, purge, miss, direct, reply];

/**
 * As `decide`, and then what the gates behind an allow say: `allow` only where all of them let the request pass.
 * `gate` names the directive that decided.
 */
export function decideThroughGates(
  program: SquidProgram,
  request: SquidRequest,
  env: SquidEnv,
): SquidDecision {
  const first = decide(program, request, env);
  if (first.verdict !== 'allow') return first;
  const prepared = prepareRequest(program, request, env);
  if ('verdict' in prepared) return prepared;
  for (const gate of GATES) {
    const decision = gate(prepared);
    if (decision) return decision;
  }
  return first;
}
