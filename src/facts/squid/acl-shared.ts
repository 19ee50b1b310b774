/** Long lists are compiled once for all releases that read them alike. */
import { oncePer } from '../once.ts';
import type { AclLine, AclSource, CompiledAcl } from './acl-line.ts';
import type { SquidDirective } from './section.ts';
import { isFrom } from './version.ts';

interface Made {
  readonly lines: readonly AclLine[];
  readonly acl: CompiledAcl;
}

const made = oncePer((_: SquidDirective) => new Map<'merging' | 'dropping', Made>());

const sameLines = (a: readonly AclLine[], b: readonly AclLine[]): boolean =>
  a.length === b.length &&
  a.every((line, i) => line.directive === b[i]?.directive && line.first === b[i]?.first);

/** Of an ACL in which only the step from 6 to 7 makes a difference. */
export function shared(source: AclSource, make: (source: AclSource) => CompiledAcl): CompiledAcl {
  const [first] = source.lines;
  if (!first) return make(source);
  const known = made(first.directive);
  const era = isFrom(source.version, '7') ? 'merging' : 'dropping';
  const before = known.get(era);
  if (before && sameLines(before.lines, source.lines)) return before.acl;
  const acl = make(source);
  known.set(era, { lines: source.lines, acl });
  return acl;
}
