/** The scopes of management above an account, and what each lets through from those above it ([MS-GPOL] 3.2.5.1.3 to .5). */
import type { Bilingual } from '../../model/text.ts';
import { parentSoms } from '../directory/directory.ts';
import { parentKey, typeOf } from '../directory/dn.ts';
import type { Account, Som } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import * as text from './gpo-list-text.ts';
import type { Standing } from './model.ts';
import { type Sites, sitesOf } from './sites.ts';

const YES: Standing = { applies: 'yes' };

/** A scope on the way up, with what those below it do to its links that are not enforced. */
export interface Level {
  readonly som: Som;
  /** Whether links here that are not enforced get past the scopes below. */
  readonly inherited: Standing;
  /** Whether the subject is below it at all: open for sites that may be the subject's. */
  readonly reached: Standing;
}

export interface SomChain {
  /** From the nearest OU up to the domain, then sites. */
  readonly levels: readonly Level[];
  /** Why GPOs may be missing. */
  readonly open: readonly Bilingual[];
}

interface Above {
  readonly key: string;
  /** null: not in the evidence. */
  readonly som: Som | null;
}

/** From the nearest up: every key above is the end of the one below it, so that length tells their order. */
function above(directory: Directory, account: Account): readonly Above[] {
  const { soms, unknown } = parentSoms(directory, account);
  const all = [...soms.map((som) => ({ key: som.key, som })), ...unknown.map((key) => ({ key, som: null }))];
  return all.sort((a, b) => b.key.length - a.key.length);
}

/** What a scope does to links above it ([MS-GPOL] 2.2.2: gpOptions 1). */
function blockOf({ key, som }: Above): Standing {
  if (!som) return { applies: 'open', reason: 'parent', because: text.parentUnknown(key) };
  if (som.blocksInheritance === null) {
    return { applies: 'open', reason: 'links', because: text.blockUnknown(som.name) };
  }
  if (!som.blocksInheritance) return YES;
  return { applies: 'no', reason: 'blocked-inheritance', because: text.blocked(som.name) };
}

const RANK = { yes: 0, open: 1, no: 2 } as const;

/** The lower scope's word stands unless the next one says more. */
const stricter = (a: Standing, b: Standing): Standing => (RANK[b.applies] > RANK[a.applies] ? b : a);

function missing({ key, som }: Above): readonly Bilingual[] {
  if (!som) return [text.linksUnderUnknown(key)];
  return som.links === null ? [text.linksHidden(som.name)] : [];
}

/** Sites stand above the domain, which may block them too. */
function siteLevels({ sites, certain }: Sites, inherited: Standing): readonly Level[] {
  return sites.map((som) => ({
    som,
    inherited,
    reached: certain ? YES : { applies: 'open', reason: 'site', because: text.siteOpen(som.name) },
  }));
}

/** Key of the nearest scope: containers are none, so that what is in them has the chain of what holds them. */
export function placeOf(account: Account): string {
  let key = parentKey(account.key);
  while (key !== null && typeOf(key) === 'cn') key = parentKey(key);
  return key ?? '';
}

/** What tells where a computer is: `RsopOptions` has both. */
export interface Whereabouts {
  readonly site: string | null;
  readonly address: string | null;
}

export function somChain(directory: Directory, account: Account, where: Whereabouts): SomChain {
  const levels: Level[] = [];
  const open: Bilingual[] = [];
  let inherited: Standing = YES;
  for (const one of above(directory, account)) {
    if (one.som) levels.push({ som: one.som, inherited, reached: YES });
    open.push(...missing(one));
    inherited = stricter(inherited, blockOf(one));
  }
  const sites = sitesOf(directory, where);
  return { levels: [...levels, ...siteLevels(sites, inherited)], open: [...open, ...sites.open] };
}
