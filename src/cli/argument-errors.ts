/** What the parser of arguments (commander) complains of, in Japanese; the text stays as it is where it says something else. */

/** Its sentences (commander 14, lib/command.js and lib/suggestSimilar.js), with what is quoted in them. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.*)'$/, 'エラー: 引数 $1 がない'],
  [/^error: option '(.*)' argument missing$/, 'エラー: オプション $1 に値がない'],
  [/^error: required option '(.*)' not specified$/, 'エラー: オプション $1 は省けない'],
  [
    /^error: option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/,
    'エラー: オプション $1 の値 $2 は使えない。使えるもの: $3',
  ],
  [
    /^error: option '(.*)' cannot be used with option '(.*)'$/,
    'エラー: オプション $1 は $2 と一緒に使えない',
  ],
  [/^error: unknown option '(.*)'$/, 'エラー: $1 というオプションはない'],
  [/^error: unknown command '(.*)'$/, 'エラー: $1 というコマンドはない'],
  [
    /^error: too many arguments(?: for '.*')?\. Expected (\d+) arguments? but got (\d+)\.$/,
    'エラー: 引数が多すぎる ($1 個のところに $2 個ある)',
  ],
  [/^\(Did you mean (?:one of )?(.*)\?\)$/, '($1 のことか)'],
];

function lineInJapanese(line: string): string {
  const found = SENTENCES.find(([sentence]) => sentence.test(line));
  return found ? line.replace(...found) : line;
}

export const argumentErrorInJapanese = (text: string): string =>
  text.split('\n').map(lineInJapanese).join('\n');
