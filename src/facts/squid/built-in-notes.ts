/** Lines that add to an ACL that Squid has without them: nothing of it is replaced. */
import { covers } from '../address-set.ts';
import type { AclTest } from './acl.ts';
import { addressAcl } from './acl-address.ts';
import { type AclLine, type AclSource, say, shown, valuesOf } from './acl-line.ts';
import { isBuiltIn } from './built-in.ts';
import type { SquidNote } from './section.ts';

const ALL = say(
  'all は組み込みの ACL で、ここに書いた値にかかわらずすべてに一致する。範囲を限る ACL は別の名前で作る',
  'all is built in and matches everything whatever is written here; give an ACL for some addresses another name',
);

const adds = (name: string) =>
  say(
    `${name} は組み込みの ACL で、この行の値は置き換えではなく組み込みの値への追加になる。別の名前で作る`,
    `${name} is built in: the values of this line are added to those it has and replace none; use another name`,
  );

const everything = (test: AclTest): boolean => test.test === 'address' && test.set.length === 2;

/** Whether the lines from the second on say more than the first. */
function addsAddresses(source: AclSource): boolean {
  const [first] = source.lines;
  const own = first && addressAcl({ ...source, lines: [first] }, 'src').test;
  const { test } = addressAcl(source, 'src');
  if (own?.test !== 'address') return false;
  return test.test !== 'address' || !covers(own.set, test.set);
}

const addsWords = ({ lines: [first, ...others] }: AclSource): boolean => {
  const own = new Set(first ? valuesOf(first).map((v) => v.toLowerCase()) : []);
  return others.some(
    (l) => l.directive.missing.length > 0 || valuesOf(l).some((v) => !own.has(v.toLowerCase())),
  );
};

const says = (line: AclLine): boolean => valuesOf(line).length + line.directive.missing.length > 0;

export function builtInNotes(source: AclSource): readonly SquidNote[] {
  const [first, ...others] = source.lines;
  if (!first || others.length === 0 || !isBuiltIn(first.directive.at)) return [];
  const type = first.directive.args[1];
  const isAll = source.name === 'all';
  const odd = (line: AclLine): boolean => {
    const alone = { ...source, lines: [line] };
    if (isAll) return !everything(addressAcl(alone, 'src').test);
    const both = { ...source, lines: [first, line] };
    return type === 'src' || type === 'dst' ? addsAddresses(both) : addsWords(both);
  };
  return others
    .filter((line) => says(line) && odd(line))
    .map(({ directive }) => ({
      kind: 'redefined-built-in',
      because: isAll ? ALL : adds(shown(source.name)),
      at: directive.at,
    }));
}
