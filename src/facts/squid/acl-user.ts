/** proxy_auth and proxy_auth_regex (acl/UserData.cc): REQUIRED is a word only where it stands first on its line. */
import type { Location } from '../../model/evidence.ts';
import { type AclLine, type AclSource, argAt, type CompiledAcl, compiled, say, shown } from './acl-line.ts';
import { patternsOf } from './acl-pattern.ts';
import type { SquidNote } from './section.ts';
import { isFrom, type SquidVersion } from './version.ts';

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

interface Word {
  readonly text: string;
  readonly arg: number;
}

function takeName(draft: Draft, line: AclLine, { text, arg }: Word): void {
  draft.names.add(text);
  if (text !== 'REQUIRED') return;
  const because = say(
    'この位置の REQUIRED は利用者名として読まれる。-i なしで行の最初の値にする',
    'REQUIRED at this place is read as the name of a user; make it the first value of its line, without -i',
  );
  draft.notes.push(note('required-is-name', because, argAt(line.directive, arg)));
}

/** Up to 5, options are given back to the list of values (acl/Options.cc): only the first word is then looked at. */
function optionWords({ directive, first }: AclLine): readonly string[] {
  const words = directive.args.slice(2, first).filter((a) => a !== '--');
  return words.flatMap((word) => [...word.slice(1)].map((letter) => `${word[0]}${letter}`));
}

/** Names of the line, after its first word has been taken for REQUIRED or -i. */
function namesOf(draft: Draft, line: AclLine, version: SquidVersion): readonly Word[] {
  const { args } = line.directive;
  const options = optionWords(line);
  const values = args.slice(line.first).map((text, i) => ({ text, arg: line.first + i }));
  if (isFrom(version, '6') && options.length > 0) {
    draft.caseless = options.at(-1) === '-i';
    return values;
  }
  const words = [...options.map((text) => ({ text, arg: 0 })), ...values];
  const [first] = words;
  if (first?.text.startsWith('-i')) draft.caseless = true;
  else if (first?.text === 'REQUIRED') draft.any = true;
  else return words;
  return words.slice(1);
}

function takeLine(draft: Draft, line: AclLine, version: SquidVersion): void {
  for (const word of namesOf(draft, line, version)) takeName(draft, line, word);
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
  for (const line of source.lines) takeLine(draft, line, source.version);
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
