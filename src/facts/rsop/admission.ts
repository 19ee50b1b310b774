/** Whom the access list of a GPO lets in ([MS-GPOL] 3.2.5.1.6; MS16-072). */
import { APPLY_GROUP_POLICY, access, holds, RIGHT } from '../directory/access.ts';
import type { GpoContainer } from '../directory/model.ts';
import type { Access, Token } from '../directory/query.ts';
import { oncePer } from '../once.ts';
import type { Half } from './model.ts';

/** Who must be let in. */
export interface Readers {
  readonly half: Half;
  /** The account that policy is for. */
  readonly target: Token;
  /** Of the user half: the computer, in whose name user policy is fetched since MS16-072 (KB3163622). */
  readonly computer: Token | null;
  /** The update is part of the computer's Windows: only then is a computer that may not read a sure no. */
  readonly fetchesAsComputer: boolean;
}

export interface Admission {
  /** Read and Apply-Group-Policy by the account it is for. */
  readonly target: Access;
  /** Read by the computer; yes where it need not. */
  readonly computer: Access;
}

/** What one token gets. */
interface Rights {
  readonly read: Access;
  readonly apply: Access;
}

const RANK = { no: 0, open: 1, yes: 2 } as const;

const worse = (a: Access, b: Access): Access => (RANK[b] < RANK[a] ? b : a);

/** Of what "Read" in the console gives (GENERIC_READ, [MS-ADTS] 5.1.3.2): what the client asks for of the object itself. */
const NEEDED = RIGHT.readProperty | RIGHT.readControl;

/** Without List Contents the object can still be read: such a list is not taken for a sure no. */
function readOf({ descriptor }: GpoContainer, token: Token): Access {
  const needed = access(descriptor, token, NEEDED);
  if (needed !== 'yes') return needed;
  return access(descriptor, token, RIGHT.listContents) === 'yes' ? 'yes' : 'open';
}

const LETTER = { yes: 'y', no: 'n', open: 'o' } as const;

/** Everybody whom the list or its owner names: an answer hangs on nothing else of a token. */
export const namedBy = oncePer(({ descriptor }: GpoContainer): readonly string[] => [
  ...new Set([
    ...(descriptor?.dacl ?? []).filter((ace) => !ace.inheritOnly).map((ace) => ace.sid),
    ...(descriptor?.owner ? [descriptor.owner] : []),
  ]),
]);

/** Which of the SIDs a token has, a letter each. */
export function heldOf(token: Token, sids: readonly string[]): string {
  let letters = '';
  for (const sid of sids) letters += LETTER[holds(token, sid)];
  return letters;
}

const known = oncePer((_gpo: GpoContainer) => new Map<string, Rights>());

function rightsOf(gpo: GpoContainer, token: Token): Rights {
  const held = heldOf(token, namedBy(gpo));
  const before = known(gpo).get(held);
  if (before) return before;
  const apply = access(gpo.descriptor, token, RIGHT.controlAccess, APPLY_GROUP_POLICY);
  const rights = { read: readOf(gpo, token), apply };
  known(gpo).set(held, rights);
  return rights;
}

/** A descriptor that is not shown leaves both open. */
export function admissionOf(gpo: GpoContainer, { target, computer }: Readers): Admission {
  const { read, apply } = rightsOf(gpo, target);
  return {
    target: worse(read, apply),
    computer: computer ? rightsOf(gpo, computer).read : 'yes',
  };
}

/** As a letter each, for comparing. */
export const admissionKey = ({ target, computer }: Admission): string => LETTER[target] + LETTER[computer];
