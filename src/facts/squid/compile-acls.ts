/** Every ACL of the file with its test. */
import type { SquidAcl } from './acl.ts';
import { type AclSurroundings, buildAcl } from './acl-build.ts';
import { squidTerm } from './acl-group.ts';
import { type CompiledAcl, type Refusal, say, shown, valuesOf } from './acl-line.ts';
import type { AclFamily } from './acl-types.ts';
import { isBuiltIn } from './built-in.ts';
import { builtInNotes } from './built-in-notes.ts';
import type { AclLines, CompiledLines } from './compile-draft.ts';
import type { SquidNote } from './section.ts';
import type { SquidVersion } from './version.ts';

export interface CompiledAcls {
  readonly acls: ReadonlyMap<string, SquidAcl>;
  readonly notes: readonly SquidNote[];
  readonly refusals: readonly Refusal[];
}

/** Names that the rows ask for, and those that groups among them ask for in turn. */
function reached(lines: CompiledLines, from: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const left = [...from];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const acl = lines.acls.get(name);
    if (acl?.known.family.by !== 'group') continue;
    for (const line of acl.lines) left.push(...valuesOf(line).map((v) => squidTerm(v).name));
  }
  return found;
}

/** ACLs asked when a reply or a peer may be known: everywhere but in http_access and follow_x_forwarded_for. */
function askedLater(lines: CompiledLines): ReadonlySet<string> {
  const { http_access: _, follow_x_forwarded_for: __, ...others } = lines.rows;
  const rows = Object.values(others).flat();
  return reached(
    lines,
    rows.flatMap((r) => r.terms.map((t) => t.name)),
  );
}

/** So many notes of one kind and one ACL are told one by one. */
const MAX_NOTES = 40;

function capped(notes: readonly SquidNote[]): readonly SquidNote[] {
  const byKind = new Map<string, SquidNote[]>();
  for (const n of notes) {
    const of = byKind.get(n.kind);
    if (of) of.push(n);
    else byKind.set(n.kind, [n]);
  }
  return [...byKind.values()].flatMap((of) => {
    const next = of[MAX_NOTES];
    if (!next) return of;
    const more = of.length - MAX_NOTES;
    const because = say(`同じ種類の値がほかに ${more} 個ある`, `${more} more values of this kind`);
    return [...of.slice(0, MAX_NOTES), { ...next, because }];
  });
}

/** Types that match nothing here whatever their values are. */
const NOT_EMPTY: ReadonlySet<AclFamily['by']> = new Set(['reply', 'initiator', 'component']);

function isEmpty(acl: AclLines, { test, refusals }: CompiledAcl): boolean {
  if (refusals.length > 0 || acl.lines.some((l) => l.directive.missing.length > 0)) return false;
  if (test.test === 'user') return !test.any && test.names.size + test.patterns.length === 0;
  return test.test === 'never' && !NOT_EMPTY.has(acl.known.family.by);
}

function emptyNote(acl: AclLines, made: CompiledAcl): readonly SquidNote[] {
  const at = acl.lines[0]?.directive.at;
  if (!at || isBuiltIn(at) || !isEmpty(acl, made)) return [];
  const because = say(
    `ACL ${shown(acl.written)} には値が 1 つもなく、何にも一致しない。deny に書けば何も止めず、! を付ければすべてに一致する`,
    `the ACL ${shown(acl.written)} holds no value and matches nothing: a deny of it stops nothing, and with ! it matches everything`,
  );
  return [{ kind: 'empty-acl', because, at }];
}

function acl(lines: AclLines, made: CompiledAcl, name: string): SquidAcl {
  return {
    name,
    type: lines.type,
    test: made.test,
    open: made.open || lines.lines.some((l) => l.directive.missing.length > 0),
    at: lines.lines.map((l) => l.directive.at).filter((at) => !isBuiltIn(at)),
  };
}

export function compileAcls(lines: CompiledLines, version: SquidVersion): CompiledAcls {
  const later = askedLater(lines);
  const lowered = [...lines.authSchemes].every((s) => s === 'basic') && !lines.caseSensitive;
  const acls = new Map<string, SquidAcl>();
  const notes: SquidNote[] = [];
  const refusals: Refusal[] = [];
  for (const [name, of] of lines.acls) {
    const around: AclSurroundings = { lowered, asking: lines.asking, later: later.has(name) };
    const source = { name: of.written, version, lines: of.lines };
    const made = buildAcl(of.known.family, of.type, source, around);
    acls.set(name, acl(of, made, name));
    notes.push(...capped(made.notes), ...emptyNote(of, made), ...builtInNotes(source));
    refusals.push(...made.refusals);
  }
  return { acls, notes, refusals };
}
