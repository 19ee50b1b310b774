/** proxy_auth and proxy_auth_regex (acl/UserData.cc): REQUIRED is a word only where it stands first on its line. */
import { type AclLine, type AclSource, argAt, type CompiledAcl, compiled, say, shown } from './acl-line.ts';
import { patternsOf } from './acl-pattern.ts';
import type { SquidNote } from './section.ts';

interface Draft {
  readonly names: Set<string>;
  readonly notes: SquidNote[];
  any: boolean;
  caseless: boolean;
}

const note = (kind: string, because: SquidNote['because'], at: SquidNote['at']): SquidNote => ({
  kind,
  because,
  at,
});

function takeName(draft: Draft, line: AclLine, arg: number): void {
  const text = line.directive.args[arg] ?? '';
  draft.names.add(draft.caseless ? text.toLowerCase() : text);
  if (text !== 'REQUIRED') return;
  const because = say(
    'この位置の REQUIRED は利用者名として読まれる。行の最初の値にする',
    'REQUIRED at this place is read as the name of a user; make it the first value of its line, without -i',
  );
  draft.notes.push(note('required-is-name', because, argAt(line.directive, arg)));
}

function takeLine(draft: Draft, line: AclLine): void {
  const { args } = line.directive;
  if (line.options.has('-i')) {
    draft.caseless = true;
    for (const name of [...draft.names]) draft.names.add(name.toLowerCase());
  }
  const required = !line.options.has('-i') && !line.options.has('+i') && args[line.first] === 'REQUIRED';
  if (required) draft.any = true;
  for (let arg = line.first + (required ? 1 : 0); arg < args.length; arg++) takeName(draft, line, arg);
  if (!draft.any || draft.names.size === 0) return;
  draft.names.clear();
  const because = say(
    'REQUIRED と利用者名を両方書くと利用者名は捨てられ、認証できた利用者すべてに一致する。名前の ACL を別に作る',
    'with REQUIRED the names are dropped and every authenticated user matches; make an ACL of its own for the names',
  );
  draft.notes.push(note('required-drops-names', because, line.directive.at));
}

/** `lowered`: the proxy lowers the names that it is given, so that a name with capitals never meets one. */
export function userAcl(source: AclSource, lowered: boolean): CompiledAcl {
  const draft: Draft = { names: new Set(), notes: [], any: false, caseless: false };
  for (const line of source.lines) takeLine(draft, line);
  const { names, caseless, any, notes } = draft;
  if (lowered && !caseless) {
    for (const name of names) {
      if (name === name.toLowerCase()) continue;
      const because = say(
        `認証した名前は小文字にされるので、大文字を含む ${shown(name)} には一致しない。小文字で書くか casesensitive on にする`,
        `authenticated names are lowered, so that ${shown(name)} with its capitals never matches; write it in lower case or set casesensitive on`,
      );
      notes.push(note('upper-case-user', because, source.lines[0]?.directive.at ?? NOWHERE));
    }
  }
  return compiled({ test: 'user', any, names, caseless, patterns: [] }, notes);
}

const NOWHERE = { file: '', line: 0, text: '' };

export function userPatternAcl(source: AclSource): CompiledAcl {
  const { patterns, notes, open } = patternsOf(source);
  return compiled({ test: 'user', any: false, names: new Set(), caseless: false, patterns }, notes, [], open);
}
