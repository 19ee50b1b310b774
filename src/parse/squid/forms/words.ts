/** Switches, words out of a few, and names of ACLs at the end of a line. */
import type { Bilingual } from '../../../model/text.ts';
import { badWord, cut, type Defined, type Form, MISSING, undefinedName } from './form.ts';

/** One of these words; `enable` and `disable` are older spellings. */
export const oneOf =
  (allowed: string, older = ''): Form =>
  ([word]) => {
    if (word === undefined) return MISSING;
    return `${allowed} ${older}`.split(' ').includes(word) ? null : badWord(cut(word), allowed);
  };

export const onOff: Form = oneOf('on off', 'enable disable');
export const onOffWarn: Form = oneOf('on off warn', 'enable disable');

/** Some word at all. */
export const something: Form = ([word]) => (word === undefined ? MISSING : null);

/** Built in from some release on: a file that names one is not refused by all. */
const SOMEWHERE_BUILT_IN: ReadonlySet<string> = new Set(['connect', 'to_linklocal']);

/** The first name that is no ACL. */
export function undefinedAcl(names: readonly string[], { acls }: Defined): Bilingual | null {
  for (const word of names) {
    const name = (word.startsWith('!') ? word.slice(1) : word).toLowerCase();
    if (!acls.has(name) && !SOMEWHERE_BUILT_IN.has(name)) return undefinedName(cut(word));
  }
  return null;
}

/** `form` for the first `count` words, names of ACLs after them. */
export const thenAcls =
  (form: Form, count: number): Form =>
  (words, defined, name, rest) =>
    form(words, defined, name, rest) ?? undefinedAcl(words.slice(count), defined);

/** `allow` or `deny` after `skip` words, then ACLs: with any other word Squid passes over the line. */
export const actionRow =
  (skip: number): Form =>
  (words, defined) => {
    const action = words[skip];
    return action === 'allow' || action === 'deny' ? undefinedAcl(words.slice(skip + 1), defined) : null;
  };

/** Rows, or a switch for everything, but not both in one file. */
export const ftpEpsv: Form = (words, defined, name, rest) => {
  if (words.length === 0) return MISSING;
  const style = words[0] === 'on' || words[0] === 'off' ? 'switch' : 'rows';
  const isRow = words[0] === 'allow' || words[0] === 'deny';
  if (style === 'rows' && defined.ftpEpsv !== 'switch' && !isRow) return null;
  if (defined.ftpEpsv !== null && defined.ftpEpsv !== style)
    return badWord(cut(words[0] ?? ''), 'on off | allow deny');
  defined.ftpEpsv = style;
  return style === 'rows' ? actionRow(0)(words, defined, name, rest) : null;
};
