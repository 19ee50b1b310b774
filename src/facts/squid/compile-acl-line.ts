/** One `acl` line: its type, its options, and what has to stand before it. */
import { aclFlags } from './acl-flags.ts';
import { type AclLine, say, shown, valuesOf } from './acl-line.ts';
import { type AclType, aclType, canonicalType } from './acl-types.ts';
import { type AclLines, type LinesDraft, needAcls, note, refuse } from './compile-draft.ts';
import type { SquidDirective } from './section.ts';

/** A name is kept in 64 bytes. */
const MAX_NAME = 63;

function needGroup(draft: LinesDraft, line: AclLine): void {
  const { directive } = line;
  needAcls(draft, directive, valuesOf(line));
  if (directive.missing.length === 0) return;
  const because = say(
    'ACL 名のファイルが証拠になく、この組が何をまとめたものか分からない。squid.conf とともに採取する',
    'a file of ACL names is not among the evidence, so what this group joins is not known; collect it with squid.conf',
  );
  draft.unknown.push({ scope: 'text', because, at: directive.at });
}

function needAuth(draft: LinesDraft, d: SquidDirective): void {
  if (draft.authSchemes.size > 0) return;
  refuse(
    draft,
    d,
    '認証を求める ACL より前に auth_param の program がない',
    'no auth_param with a program stands before this ACL, which asks for credentials',
  );
}

function needClass(draft: LinesDraft, line: AclLine, before: AclLines | undefined): void {
  const d = line.directive;
  const name = valuesOf(line)[0] ?? '';
  if (!draft.classes.has(name)) {
    refuse(
      draft,
      d,
      `external_acl_type「${shown(name)}」がこの行より前にない`,
      `external_acl_type "${shown(name)}" does not stand before this line`,
    );
  }
  if (before)
    refuse(draft, d, 'external の ACL は 2 行に分けられない', 'an external ACL cannot go on over lines');
  if (draft.asking.has(name)) needAuth(draft, d);
}

function need(draft: LinesDraft, type: AclType, line: AclLine, before: AclLines | undefined): void {
  const { by } = type.family;
  if (by === 'group') needGroup(draft, line);
  else if (by === 'user') needAuth(draft, line.directive);
  else if (by === 'external') needClass(draft, line, before);
}

/** null: this release has no such type, or the ACL has another one; the file is then refused. */
function typeOf(draft: LinesDraft, d: SquidDirective, name: string, written: string): AclType | null {
  const { version } = draft;
  const canonical = canonicalType(written, version);
  const type = aclType(canonical, version);
  const before = draft.acls.get(name.toLowerCase());
  if (!type) {
    refuse(
      draft,
      d,
      `ACL の型 ${shown(written)} は Squid ${version} にない (大文字と小文字は区別される)`,
      `Squid ${version} has no ACL type ${shown(written)} (case matters)`,
    );
  } else if (before && canonicalType(before.type, version) !== canonical) {
    refuse(
      draft,
      d,
      `ACL ${shown(name)} の型が ${before.type} から ${written} に変わる`,
      `the ACL ${shown(name)} changes its type from ${before.type} to ${written}`,
    );
    return null;
  }
  return type;
}

function addLine(draft: LinesDraft, d: SquidDirective, name: string, written: string): void {
  const type = typeOf(draft, d, name, written);
  if (!type) return;
  // What a value file holds is never an option.
  const { options, first, refused } = aclFlags(d.args.slice(0, d.lists?.[0]?.from), 2, type, draft.version);
  if (refused) draft.refusals.push({ at: d.at, because: refused });
  const line: AclLine = { directive: d, options, first };
  const before = draft.acls.get(name.toLowerCase());
  need(draft, type, line, before);
  if (before) before.lines.push(line);
  else draft.acls.set(name.toLowerCase(), { written: name, type: written, known: type, lines: [line] });
}

export function addAcl(draft: LinesDraft, d: SquidDirective): void {
  const [name, type] = d.args;
  if (name === undefined || type === undefined) {
    refuse(draft, d, 'acl に名前か型がない', 'this acl lacks its name or type');
    return;
  }
  if (name.length > MAX_NAME) {
    refuse(draft, d, 'ACL の名前が 63 文字を超える', 'the name of the ACL exceeds 63 characters');
  }
  // Squid compares this one name with case.
  if (type !== 'proto' || name !== 'manager') {
    addLine(draft, d, name, type);
    return;
  }
  note(
    draft,
    'redefined-built-in',
    d,
    'ACL manager は組み込みで、この行は無視される。削除する',
    'the ACL manager is built in and this line is ignored; remove it',
  );
}
