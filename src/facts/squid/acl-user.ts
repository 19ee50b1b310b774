/** proxy_auth and proxy_auth_regex (acl/UserData.cc): REQUIRED is a word only where it stands first on its line. */
import type { Location } from '../../model/evidence.ts';
import { type AclLine, type AclSource, argAt, type CompiledAcl, compiled, say, shown } from './acl-line.ts';
import { patternsOf } from './acl-pattern.ts';
import type { SquidNote } from './section.ts';
import { isFrom } from './version.ts';

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
  draft.names.add(text);
  if (text !== 'REQUIRED') return;
  const because = say(
    'この位置の REQUIRED は利用者名として読まれる。行の最初の値にする',
    'REQUIRED at this place is read as the name of a user; make it the first value of its line, without -i',
  );
  draft.notes.push(note('required-is-name', because, argAt(line.directive, arg)));
}

/**
 * Whether the line says REQUIRED, and where its names begin. Up to 5 an option -i is read as the first value once more,
 * and what follows it is a name whatever it is; behind `--` it is an option all the same.
 */
function opening(draft: Draft, line: AclLine): { readonly required: boolean; readonly from: number } {
  const { args } = line.directive;
  const word = args[line.first];
  const optioned = line.options.has('-i') || line.options.has('+i');
  if (line.options.has('-i')) draft.caseless = true;
  if (!optioned && word?.startsWith('-i')) {
    draft.caseless = true;
    return { required: false, from: line.first + 1 };
  }
  const required = !optioned && word === 'REQUIRED';
  return { required, from: line.first + (required ? 1 : 0) };
}

function takeLine(draft: Draft, line: AclLine): void {
  const { required, from } = opening(draft, line);
  draft.any ||= required;
  for (let arg = from; arg < line.directive.args.length; arg++) takeName(draft, line, arg);
  if (!draft.any || draft.names.size === 0) return;
  draft.names.clear();
  const because = say(
    'REQUIRED と利用者名を両方書くと利用者名は捨てられ、認証できた利用者すべてに一致する。名前の ACL を別に作る',
    'with REQUIRED the names are dropped and every authenticated user matches; make an ACL of its own for the names',
  );
  draft.notes.push(note('required-drops-names', because, line.directive.at));
}

/** From 6 options are taken off before the values; what REQUIRED after one then is cannot be told without such a Squid. */
const unclear = ({ lines, version }: AclSource): boolean =>
  isFrom(version, '6') && lines.some((l) => l.options.size > 0 && l.directive.args[l.first] === 'REQUIRED');

function capitals(names: ReadonlySet<string>, at: Location): readonly SquidNote[] {
  return [...names]
    .filter((name) => name !== name.toLowerCase() && name !== 'REQUIRED')
    .map((name) =>
      note(
        'upper-case-user',
        say(
          `認証した名前は小文字にされるので、大文字を含む ${shown(name)} には一致しない。小文字で書くか casesensitive on にする`,
          `authenticated names are lowered, so that ${shown(name)} with its capitals never matches; write it in lower case or set casesensitive on`,
        ),
        at,
      ),
    );
}

/** `lowered`: the proxy lowers the names that it is given, so that a name with capitals never meets one. */
export function userAcl(source: AclSource, lowered: boolean): CompiledAcl {
  const draft: Draft = { names: new Set(), notes: [], any: false, caseless: false };
  for (const line of source.lines) takeLine(draft, line);
  if (unclear(source)) return compiled({ test: 'condition', asks: true, fresh: false });
  const { names, caseless, any, notes } = draft;
  const [first] = source.lines;
  if (lowered && !caseless && first) notes.push(...capitals(names, first.directive.at));
  const held = caseless ? new Set([...names].map((name) => name.toLowerCase())) : names;
  return compiled({ test: 'user', any, names: held, caseless, patterns: [] }, notes);
}

export function userPatternAcl(source: AclSource): CompiledAcl {
  const { patterns, notes, refusals, open } = patternsOf(source);
  return compiled(
    { test: 'user', any: false, names: new Set(), caseless: false, patterns },
    notes,
    refusals,
    open,
  );
}
