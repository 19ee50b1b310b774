/**
 * A PAC's text, without running it: its tokens, and why the probes may not speak for every URL. JavaScript is not
 * parsed; where the text leaves the plain vocabulary of PAC files, that is a doubt, and a doubt never lets it pass.
 */
import type { Bilingual } from '../model/text.ts';

export interface PacToken {
  readonly kind: 'word' | 'string' | 'template' | 'number' | 'regex' | 'punct';
  readonly text: string;
  readonly at: number;
}

const WORD = /[A-Za-z_$][\w$]*/y;
const NUMBER = /\d[\w.]*/y;
const BLANK = /(?:\s+|\/\/[^\r\n]*|<!--[^\r\n]*)/y;
const TWO = /(?:&&|\|\||[=!]==?|[+\-<>]=|\+\+|--|=>)/y;

/** The end of a quoted text that starts at `from`; the end of the line where it is not closed. */
function endOfString(text: string, from: number): number {
  const quote = text[from];
  for (let i = from + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === quote) return i + 1;
    else if (char === '\n' && quote !== '`') return i;
  }
  return text.length;
}

function endOfRegex(text: string, from: number): number {
  let inSet = false;
  for (let i = from + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '\n') return from + 1;
    else if (char === '[') inSet = true;
    else if (char === ']') inSet = false;
    else if (char === '/' && !inSet) return i + 1;
  }
  return from + 1;
}

/** A `/` begins a regular expression where no value stands before it. */
const mayStartRegex = (last: PacToken | undefined): boolean =>
  !last || (last.kind === 'punct' && !/^[)\]}]$/.test(last.text)) || last.text === 'return';

const sticky = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
};

function next(text: string, at: number, last: PacToken | undefined): { kind: PacToken['kind']; end: number } {
  const char = text[at] ?? '';
  const word = sticky(WORD, text, at);
  if (word) return { kind: 'word', end: at + word.length };
  const number = sticky(NUMBER, text, at);
  if (number) return { kind: 'number', end: at + number.length };
  if (char === '"' || char === "'") return { kind: 'string', end: endOfString(text, at) };
  if (char === '`') return { kind: 'template', end: endOfString(text, at) };
  if (char === '/' && mayStartRegex(last)) {
    const end = endOfRegex(text, at);
    return { kind: end > at + 1 ? 'regex' : 'punct', end };
  }
  return { kind: 'punct', end: at + (sticky(TWO, text, at)?.length ?? 1) };
}

export function pacTokens(text: string): PacToken[] {
  const out: PacToken[] = [];
  for (let at = 0; at < text.length; ) {
    const blank = sticky(BLANK, text, at);
    if (blank) {
      at += blank.length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 2;
      continue;
    }
    const { kind, end } = next(text, at, out.at(-1));
    out.push({ kind, text: text.slice(at, end), at });
    at = end;
  }
  return out;
}

/** What a string token says, its simple escapes resolved. */
export const stringValue = (token: PacToken): string => token.text.slice(1, -1).replace(/\\(.)/gs, '$1');

/** Words with which the outcome is a matter of the predicates alone, which the probes exercise one by one. */
const PLAIN = new Set(
  (
    'function FindProxyForURL if else return var let const true false null undefined host url ' +
    'isPlainHostName dnsDomainIs localHostOrDomainIs isInNet isResolvable dnsResolve myIpAddress shExpMatch ' +
    'isInNetEx isResolvableEx dnsResolveEx myIpAddressEx toLowerCase alert'
  ).split(' '),
);

const doubt = (ja: string, en: string): Bilingual => ({ ja, en });

function strangeWord(tokens: readonly PacToken[]): string | null {
  const declared = new Set(
    tokens.flatMap((t, i) => (/^(var|let|const)$/.test(tokens[i - 1]?.text ?? '') ? [t.text] : [])),
  );
  const strange = tokens.find(
    (t, i) =>
      t.kind === 'word' && !PLAIN.has(t.text) && (!declared.has(t.text) || tokens[i - 1]?.text === '.'),
  );
  return strange?.text ?? null;
}

const ROUTE = /\b(DIRECT|PROXY|HTTPS?|SOCKS[45]?)\b/i;

export const isRoute = (token: PacToken): boolean => token.kind === 'string' && ROUTE.test(token.text);

/** A variable that holds a route and is used more than once: which use was reached cannot be told. */
function sharedRoute(tokens: readonly PacToken[]): string | null {
  for (const [i, token] of tokens.entries()) {
    const name = tokens[i - 2];
    if (!isRoute(token) || !/^[=+]=?$/.test(tokens[i - 1]?.text ?? '') || name?.kind !== 'word') continue;
    if (/DIRECT/i.test(token.text) && tokens.filter((t) => t.text === name.text).length > 2) return name.text;
  }
  return null;
}

/** Texts put together elsewhere than in a route: what they are compared with cannot be read off. */
const builtText = (tokens: readonly PacToken[]): boolean =>
  tokens.some((t, i) => {
    if (t.text !== '+' && t.text !== '+=') return false;
    let k = i - 1;
    while (/^(word|string|number)$/.test(tokens[k]?.kind ?? '') || tokens[k]?.text === '+') k -= 1;
    return !tokens.slice(k + 1, i + 2).some(isRoute);
  });

/** `a && b` where b is not a negation: both must hold at once, which single probes do not try. */
const jointCondition = (tokens: readonly PacToken[]): boolean =>
  tokens.some((t, i) => t.text === '&&' && tokens[i + 1]?.text !== '!');

/** An `if` inside the block of another one. */
function nestedIf(tokens: readonly PacToken[]): boolean {
  const blocks: boolean[] = [];
  let pending = false;
  for (const [i, token] of tokens.entries()) {
    if (token.text === 'if') {
      if (blocks.includes(true)) return true;
      pending = true;
    } else if (token.text === '{') {
      const opensIf = pending && tokens[i - 1]?.text === ')';
      blocks.push(opensIf);
      pending = false;
    } else if (token.text === '}') blocks.pop();
    else if (token.text === ';') pending = false;
  }
  return false;
}

/** Doubts that the text alone raises. */
export function textDoubts(tokens: readonly PacToken[]): readonly Bilingual[] {
  const out: Bilingual[] = [];
  const word = strangeWord(tokens);
  if (word) {
    out.push(
      doubt(
        `「${word.slice(0, 40)}」を使っており、すべての分岐を試せたと言えない`,
        `uses "${word.slice(0, 40)}", so the probes may not have tried every branch`,
      ),
    );
  }
  if (tokens.some((t) => t.kind === 'regex' || t.kind === 'template' || t.text === '?' || t.text === '[')) {
    out.push(
      doubt(
        '正規表現・添字・条件演算子などがあり、すべての分岐を試せたと言えない',
        'holds regular expressions, indexing or conditional expressions, so the probes may not have tried every branch',
      ),
    );
  }
  const shared = sharedRoute(tokens);
  if (shared) {
    out.push(
      doubt(
        `変数 ${shared} に入れた経路を複数の場所で使い、どれに届いたか分からない`,
        `the route in variable ${shared} is used in several places; which of them were reached is not known`,
      ),
    );
  }
  if (builtText(tokens)) {
    out.push(
      doubt(
        '比べる文字列を組み立てており、何と比べるか読み取れない',
        'puts texts together for its comparisons, so what it compares with cannot be read off',
      ),
    );
  }
  if (jointCondition(tokens) || nestedIf(tokens)) {
    out.push(
      doubt(
        '複数の条件が同時に成り立つ場合の分岐があり、試していない組み合わせがありうる',
        'has branches that need several conditions at once; some combination may not have been tried',
      ),
    );
  }
  return out;
}

/** The mark that tells which literal an answer came from. */
export const markOf = (index: number): string => `;#${index}#`;

/** The same program with a mark at the end of each literal that names a route. */
export function withMarks(text: string, routes: readonly PacToken[]): string {
  let out = '';
  let from = 0;
  for (const [index, token] of routes.entries()) {
    const end = token.at + token.text.length - 1;
    out += text.slice(from, end) + markOf(index);
    from = end;
  }
  return out + text.slice(from);
}
