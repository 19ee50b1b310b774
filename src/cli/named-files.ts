/** Whether a squid.conf may name a file: by its own name, or by a pattern of an include that fits it. */
import { globMatch } from '../parse/glob.ts';

const CONTINUED = /\\\r?\n/g;
const INCLUDE = /^[ \t]*include[ \t](.*)$/gm;

/** The last part of each word of an include that holds a sign of a pattern. */
function patterns(text: string): readonly string[] {
  const lines = [...text.replace(CONTINUED, ' ').matchAll(INCLUDE)];
  const words = lines.flatMap(([, rest = '']) => rest.split(/[\s"']+/));
  return words.filter((w) => /[*?[]/.test(w)).map((w) => w.slice(w.lastIndexOf('/') + 1));
}

/** Too much is no fault here; what is named and not read counts as missing. */
export const namedBy = (text: string): ((file: string) => boolean) => {
  const fits = patterns(text);
  return (file) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    return text.includes(name) || fits.some((pattern) => globMatch(pattern, name));
  };
};
