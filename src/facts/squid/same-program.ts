/** Whether two releases make the same access program of a file. */
import type { AclTest, SquidAcl } from './acl.ts';
import { askedAcls } from './gather.ts';
import { ACCESS_DIRECTIVES, type SquidProgram } from './program.ts';

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const value of a) if (!b.has(value)) return false;
  return true;
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === 'bigint') return String(v);
    if (v instanceof Set) return [...v].sort();
    return v instanceof Uint8Array ? v.join('') : v;
  });

/** Long lists of domains are compared name by name, not as texts. */
function sameTest(a: AclTest, b: AclTest): boolean {
  if (a === b) return true;
  if (a.test === 'domain' && b.test === 'domain') {
    const names = sameSet(a.names.exact, b.names.exact) && sameSet(a.names.below, b.names.below);
    return names && a.literalOnly === b.literalOnly;
  }
  if (a.test === 'pattern' && b.test === 'pattern') {
    const patterns =
      a.patterns.length === b.patterns.length &&
      a.patterns.every((p, i) => p === b.patterns[i] || text(p) === text(b.patterns[i]));
    return patterns && text({ ...a, patterns: [] }) === text({ ...b, patterns: [] });
  }
  return a.test === b.test && text(a) === text(b);
}

const sameAcl = (a: SquidAcl, b: SquidAcl | undefined): boolean =>
  b !== undefined && a.type === b.type && a.open === b.open && sameTest(a.test, b.test);

function sameRows(a: SquidProgram, b: SquidProgram): boolean {
  const shown = (p: SquidProgram): string =>
    text(
      ACCESS_DIRECTIVES.map((d) =>
        p.rows[d].map(({ allow, terms, open, at }) => ({ allow, terms, open, line: at.line })),
      ),
    );
  return shown(a) === shown(b);
}

const refused = (p: SquidProgram): string =>
  text(p.gaps.filter((g) => g.scope === 'text').map((g) => g.because));

/** ACLs that no row asks do not count. */
export function sameProgram(a: SquidProgram, b: SquidProgram): boolean {
  if (refused(a) !== refused(b) || !sameRows(a, b)) return false;
  const rows = ACCESS_DIRECTIVES.flatMap((d) => a.rows[d]);
  return askedAcls(a, rows).every((acl) => sameAcl(acl, b.acls.get(acl.name)));
}
