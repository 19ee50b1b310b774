/** The gates behind an allow of http_access, as sets; those that are not followed may take back whatever they see. */
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, diff, FALSE, or, TRUE } from '../bdd.ts';
import { type Piece, walkSets } from './access.ts';
import type { Asking } from './leaf.ts';
import type { SquidSection } from './section.ts';
import { conditionOf, inSet, isConnect, type Space } from './space.ts';
import { isAuth } from './walk.ts';
import { walkerOf } from './walker.ts';

export interface GatePiece extends Piece {
  /** The directive. */
  readonly gate: string;
}

/** Where each of the requests ends that come to a gate. */
export type Gate = (from: Bdd) => readonly GatePiece[];

/** Part of the requests goes on, the other is denied. */
const divided = (space: Space, gate: string, from: Bdd, denied: Bdd): readonly GatePiece[] => [
  { row: null, verdict: 'allow', set: diff(space.arena, from, denied), gate },
  { row: null, verdict: 'deny', set: and(space.arena, from, denied), gate },
];

const mayTakeBack = (gate: string) => (): Bilingual => ({
  ja: `${gate} が要求を拒むかどうかは調べきれない`,
  en: `whether ${gate} takes the request back cannot be told`,
});

const open =
  (space: Space, gate: string, of: Bdd): Gate =>
  (from) =>
    divided(space, gate, from, and(space.arena, of, conditionOf(space, `gate ${gate}`, mayTakeBack(gate))));

const adapted =
  (space: Space, asking: Asking): Gate =>
  (from) =>
    walkSets(
      walkerOf(space, { ...asking, key: 'adapted ' }),
      space.program.rows.adapted_http_access,
      from,
    ).map((p) => ({
      ...p,
      gate: 'adapted_http_access',
    }));

const fromCache = (): Bilingual => ({
  ja: '応答がキャッシュにあるかは分からない (miss_access はその場合に働かない)',
  en: 'whether the answer is in the cache is not known (miss_access is not asked then)',
});

const waits = (): Bilingual => ({
  ja: 'miss_access は認証の結果を待たないので、利用者の ACL の答えがその時々で変わる',
  en: 'miss_access does not wait for credentials to be checked, so that an ACL of users says now this, now that',
});

const opens = (): Bilingual => ({
  ja: 'ssl_bump が CONNECT を開くかどうかは分からない (miss_access はその場合に働かない)',
  en: 'whether ssl_bump opens a CONNECT is not known (miss_access is not asked then)',
});

/** Tunnels that may be opened are not forwarded as such. */
function bumped(space: Space): Bdd {
  const { arena, entry, dimensions } = space;
  if (said(space.section, 'ssl_bump').length === 0) return FALSE;
  const tunnels = and(arena, isConnect(space), inSet(space, entry, dimensions.bump));
  return and(arena, tunnels, conditionOf(space, 'bumped', opens));
}

/** miss_access waits for nothing, asks nobody, is not asked of what is not forwarded, and sees the client itself. */
function miss(space: Space, asking: Asking): Gate {
  const { arena, program } = space;
  const slow: Asking = {
    ...asking,
    key: 'miss ',
    lookups: 'miss ',
    direct: true,
    undecided: (acl) => isAuth(acl) || acl.test.test === 'condition',
  };
  return (from) => {
    const kept = diff(arena, conditionOf(space, 'cached', fromCache), isConnect(space));
    const always = or(arena, inSet(space, space.method, space.dimensions.purge), bumped(space));
    const waiting = conditionOf(space, 'miss waits', waits);
    return walkSets(walkerOf(space, slow), program.rows.miss_access, from).flatMap(
      (p): readonly GatePiece[] => {
        const gate = 'miss_access';
        if (p.verdict === 'allow') return [{ ...p, gate }];
        const passes = or(arena, p.verdict === 'deny' ? kept : waiting, always);
        return divided(space, gate, p.set, diff(arena, TRUE, passes)).map((d) => ({ ...d, row: p.row }));
      },
    );
  };
}

const said = (section: SquidSection, name: string): readonly (readonly string[])[] =>
  section.directives.filter((d) => d.name === name && d.state === 'known').map((d) => d.args);

/** Squid refuses PURGE where no ACL names it. */
function purge(space: Space): readonly Gate[] {
  const named = [...space.program.acls.values()].some(
    ({ test }) => test.test === 'word' && test.of === 'method' && test.words.has('PURGE'),
  );
  const method = inSet(space, space.method, space.dimensions.purge);
  return named ? [] : [(from) => divided(space, 'purge', from, method)];
}

/** Directives of which any line may take a request back. */
const OPEN_GATES: readonly (readonly [name: string, tunnels: boolean, others: boolean])[] = [
  ['adaptation_access', true, true],
  ['url_rewrite_program', true, true],
  ['ssl_bump', true, false],
  ['never_direct', true, true],
  ['http_reply_access', false, true],
];

function openGates(space: Space): readonly Gate[] {
  const connect = isConnect(space);
  const others = diff(space.arena, TRUE, connect);
  return OPEN_GATES.filter(([name]) => said(space.section, name).length > 0).map(([name, tunnels, rest]) =>
    open(space, name, tunnels ? (rest ? TRUE : connect) : others),
  );
}

/** The gates behind see another request then. */
const rewrites = (section: SquidSection): boolean =>
  ['url_rewrite_program', 'adaptation_access'].some((name) => said(section, name).length > 0);

/** A gate that has rows, followed where it sees the request as it came. */
function followed(space: Space, gate: 'adapted_http_access' | 'miss_access', made: Gate): readonly Gate[] {
  if (space.program.rows[gate].length === 0) return [];
  return [rewrites(space.section) ? open(space, gate, TRUE) : made];
}

/** In no order that matters: what one takes back is denied, whichever comes first. */
export const laterGates = (space: Space, asking: Asking): readonly Gate[] => [
  ...followed(space, 'adapted_http_access', adapted(space, asking)),
  ...followed(space, 'miss_access', miss(space, asking)),
  ...purge(space),
  ...openGates(space),
];
