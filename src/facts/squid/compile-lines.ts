/** The directives of access rules in file order: which ACLs there are at each line, and which rows Squid takes. */
import { askerOf, define, isDefined } from './acl-askers.ts';
import { squidTerm } from './acl-group.ts';
import { builtInAcls } from './built-in.ts';
import { addAcl } from './compile-acl-line.ts';
import { type CompiledLines, type LinesDraft, linesDraft, needAcls, note } from './compile-draft.ts';
import { ACCESS_DIRECTIVES, type AccessDirective } from './program.ts';
import type { SquidDirective, SquidSection } from './section.ts';
import { isOn } from './switches.ts';
import type { SquidVersion } from './version.ts';

function ignoredAction(draft: LinesDraft, d: SquidDirective): void {
  note(
    draft,
    'ignored-row',
    d,
    `${d.name} のこの位置は allow か deny (小文字) でなければならず、この行は無視される`,
    `${d.name} must have allow or deny here, in lower case; this line is ignored`,
  );
}

function withoutAcls(draft: LinesDraft, d: SquidDirective, action: string): void {
  note(
    draft,
    'ignored-row',
    d,
    `${d.name} の ${action} に ACL がなく、この行は無視される。すべてなら all と書く`,
    `${d.name} names no ACL after ${action} and this line is ignored; write all if everything is meant`,
  );
}

/** The names of a row that counts; null for one without allow or deny, or without an ACL, which Squid merely logs. */
function rowNames(draft: LinesDraft, d: SquidDirective, skip: number): readonly string[] | null {
  const [action, ...names] = d.args.slice(skip);
  if (action !== 'allow' && action !== 'deny') {
    ignoredAction(draft, d);
    return null;
  }
  needAcls(draft, d, names);
  if (names.length + d.missing.length > 0) return names;
  withoutAcls(draft, d, action);
  return null;
}

function addRow(draft: LinesDraft, d: SquidDirective, of: AccessDirective): void {
  const names = rowNames(draft, d, 0);
  if (!names) return;
  const open = d.missing.length > 0;
  draft.rows[of].push({ allow: d.args[0] === 'allow', terms: names.map(squidTerm), open, at: d.at });
}

const ALIASES: Readonly<Record<string, AccessDirective>> = { http_access2: 'adapted_http_access' };

const accessDirective = (name: string): AccessDirective | null =>
  (Object.hasOwn(ALIASES, name) ? ALIASES[name] : ACCESS_DIRECTIVES.find((a) => a === name)) ?? null;

/** Rows of other directives are not kept, but an ACL that they lack is as fatal. */
function checkRow(draft: LinesDraft, d: SquidDirective): void {
  const asker = askerOf(d.name);
  if (asker && isDefined(draft.named, asker, d.args[0] ?? '')) rowNames(draft, d, asker.skip);
}

/**
 * `%LOGIN` or `%ul` (LFT_USER_LOGIN) in the format, which is every word with a `%` in front of the program: Squid then
 * asks for credentials before it runs it.
 */
function addClass(draft: LinesDraft, { args: [name, ...rest] }: SquidDirective): void {
  if (name === undefined) return;
  const start = rest.findIndex((a) => a.startsWith('%'));
  const end = rest.findIndex((a, i) => i > start && !a.startsWith('%'));
  const format = start < 0 ? [] : rest.slice(start, end < 0 ? rest.length : end);
  draft.classes.add(name);
  if (format.some((a) => /^%[-"'#[/\\0-9.]*(LOGIN|ul)$/.test(a))) draft.asking.add(name);
}

const SCHEMES: ReadonlySet<string> = new Set(['basic', 'digest', 'ntlm', 'negotiate']);

function addAuth(draft: LinesDraft, { args }: SquidDirective): void {
  const [scheme = '', word, value] = args;
  if (word === 'program' && value !== undefined && SCHEMES.has(scheme)) draft.authSchemes.add(scheme);
  if (scheme === 'basic' && word === 'casesensitive') draft.caseSensitive = isOn(value);
}

function take(draft: LinesDraft, d: SquidDirective): void {
  const access = accessDirective(d.name);
  if (access) addRow(draft, d, access);
  else if (d.name === 'acl') addAcl(draft, d);
  else if (d.name === 'auth_param') addAuth(draft, d);
  else if (d.name === 'external_acl_type') addClass(draft, d);
  else {
    define(draft.named, d);
    checkRow(draft, d);
  }
}

/** A directive that this release does not know is a gap of the section already. */
export function compileLines(section: SquidSection, version: SquidVersion): CompiledLines {
  const draft = linesDraft(version);
  for (const d of builtInAcls(version)) take(draft, d);
  for (const d of section.directives) {
    if (d.state === 'known' && (d.versions?.includes(version) ?? true)) take(draft, d);
  }
  return draft;
}
