/** Domains below which anybody can have a name, so that a list that holds one names no destination. */

const PREFECTURES =
  'hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba tokyo kanagawa niigata ' +
  'toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga kyoto osaka hyogo nara wakayama tottori ' +
  'shimane okayama hiroshima yamaguchi tokushima kagawa ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki ' +
  'kagoshima okinawa';

const JAPAN: ReadonlySet<string> = new Set(PREFECTURES.split(' ').map((name) => `${name}.jp`));

/** Services that give names to whoever asks. */
const HOSTED: ReadonlySet<string> = new Set(
  'github.io gitlab.io amazonaws.com s3.amazonaws.com cloudfront.net azurewebsites.net blob.core.windows.net herokuapp.com appspot.com web.app firebaseapp.com pages.dev workers.dev netlify.app vercel.app'.split(
    ' ',
  ),
);

/** One label, or two of a registry (`co.jp`, `com.br`, `me.uk`). */
const REGISTRY =
  /^(?:[^.]+|(?:ac|ad|co|com|ed|edu|go|gob|gov|gr|lg|ltd|me|mil|ne|net|nom|or|org|plc)\.[a-z]{2})$/;

export const isWideDomain = (name: string): boolean =>
  REGISTRY.test(name) || JAPAN.has(name) || HOSTED.has(name);
