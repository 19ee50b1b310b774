/** Options in front of the values of an ACL (acl/Options.cc). */
import type { Bilingual } from '../../model/text.ts';
import { say, shown } from './acl-line.ts';
import type { AclType } from './acl-types.ts';
import { isFrom, type SquidVersion } from './version.ts';

export interface AclFlags {
  readonly options: ReadonlySet<string>;
  /** Index of the first value. */
  readonly first: number;
  /** An option that the type does not have; Squid then refuses the file. */
  readonly refused: Bilingual | null;
}

/** `-ni` is `-n -i`; a value behind `=` goes with the last of them. */
function lettersOf(token: string): readonly string[] {
  const equals = token.indexOf('=');
  const letters = equals < 0 ? token.slice(1) : token.slice(1, equals);
  return [...letters].map((letter) => `${token[0]}${letter}`);
}

const unsupported = (token: string): Bilingual =>
  say(
    `この型の ACL にオプション ${shown(token)} はなく、Squid はファイル全体を拒む。「-」で始まる値なら前に -- を置く`,
    `ACLs of this type have no option ${shown(token)}, and Squid refuses the whole file; put -- before a value that begins with -`,
  );

function known(token: string, type: AclType, version: SquidVersion): readonly string[] | null {
  if (token.startsWith('--')) {
    const word = token.split('=')[0] ?? '';
    return type.words.includes(word) ? [word] : null;
  }
  const letters = lettersOf(token);
  const flags = isFrom(version, '6') ? [...type.flags, ...type.flagsFrom6] : type.flags;
  const valued = !token.includes('=') || letters.at(-1) === '-m';
  return letters.length > 0 && valued && letters.every((l) => flags.includes(l)) ? letters : null;
}

/** `from`: the index after the name and the type. */
export function aclFlags(
  args: readonly string[],
  from: number,
  type: AclType,
  version: SquidVersion,
): AclFlags {
  const options = new Set<string>();
  let first = from;
  for (; first < args.length; first++) {
    const token = args[first] ?? '';
    if (token === '--') return { options, first: first + 1, refused: null };
    if (!/^[-+]/.test(token)) break;
    const letters = known(token, type, version);
    if (!letters) return { options, first, refused: unsupported(token) };
    for (const letter of letters) options.add(letter);
  }
  return { options, first, refused: null };
}
