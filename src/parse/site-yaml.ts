/** YAML to plain values with the place of each. YAML 1.2 core only: no tags, no merge keys, no second document. */
import type { ParsedNode, Scalar, YAMLError, YAMLMap, YAMLSeq } from 'yaml';
import { Composer, type CST, isAlias, isMap, isScalar, Parser } from 'yaml';
import type { Bilingual } from '../model/text.ts';
import { shown } from './site-words.ts';

/** Where a value stands: offsets in the text. */
export interface Place {
  readonly at: number;
  /** Of its key; the same as `at` for list entries. */
  readonly keyAt: number;
  readonly children: ReadonlyMap<string, Place>;
}

export interface YamlFault {
  readonly at: number;
  readonly message: Bilingual;
}

export type YamlTree =
  | { readonly ok: true; readonly value: unknown; readonly place: Place }
  | { readonly ok: false; readonly fault: YamlFault };

/** Room for a hundred thousand assets. */
const MAX_CHARS = 16_000_000;
/** The composer below is recursive and its regular expressions abort the process when the stack is nearly full. */
const MAX_DEPTH = 32;
/** Values reached through aliases; a bomb of nested anchors ends here. */
const MAX_ALIASED = 10_000;

const failed = (at: number, ja: string, en: string): { readonly ok: false; readonly fault: YamlFault } => ({
  ok: false,
  fault: { at, message: { ja, en } },
});

const TOO_DEEP: Bilingual = {
  ja: `入れ子が深すぎる (${MAX_DEPTH} 段まで)`,
  en: `it is nested too deep (at most ${MAX_DEPTH} levels)`,
};

/** The tokens directly below one, each with its depth. */
function below(token: CST.Token, depth: number): [CST.Token, number][] {
  if ('value' in token && token.value) return [[token.value, depth]];
  const items = 'items' in token ? token.items : [];
  return items.flatMap(({ key, value }) =>
    [key, value].flatMap((t): [CST.Token, number][] => (t ? [[t, depth + 1]] : [])),
  );
}

/** Offset of the first value nested deeper than allowed; null where all is well. Without recursion on purpose. */
function tooDeep(document: CST.Token): number | null {
  const stack: [CST.Token, number][] = [[document, 0]];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const [token, depth] = entry;
    if (depth > MAX_DEPTH) return token.offset;
    for (const child of below(token, depth)) stack.push(child);
  }
  return null;
}

const SYNTAX: Readonly<Record<string, Bilingual>> = {
  TAB_AS_INDENT: {
    ja: '字下げにタブは使えない。半角スペースにする',
    en: 'tabs cannot indent; use spaces',
  },
  MISSING_CHAR: {
    ja: '引用符・括弧・コロンのどれかが足りない',
    en: 'a quote, a bracket or a colon is missing',
  },
  BAD_INDENT: {
    ja: '字下げがそろっていないか、括弧が閉じていない',
    en: 'the indentation does not line up, or a bracket is not closed',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    ja: '1 行に「:」が 2 つあるか、字下げがそろっていない。「: 」を含む値は引用符で囲む',
    en: 'two colons on one line, or the indentation does not line up; put a value that holds ": " in quotes',
  },
  MULTILINE_IMPLICIT_KEY: {
    ja: 'キーが 2 行にまたがっている。字下げを確かめる',
    en: 'a key runs over two lines; look at the indentation',
  },
  BAD_SCALAR_START: {
    ja: '「@」「%」「`」で始まる値は引用符で囲む',
    en: 'put a value that starts with @, % or ` in quotes',
  },
  BAD_DQ_ESCAPE: {
    ja: '二重引用符の中の「\\」は「\\\\」と書くか、一重引用符で囲む',
    en: 'write \\ as \\\\ inside double quotes, or use single quotes',
  },
  TAG_RESOLVE_FAILED: { ja: 'タグ (!…) は使えない', en: 'tags (!…) cannot be used' },
  BAD_DIRECTIVE: { ja: '「%」で始まる指示は使えない', en: 'directives (%…) cannot be used' },
  MULTIPLE_TAGS: { ja: 'タグ (!…) は使えない', en: 'tags (!…) cannot be used' },
  MULTIPLE_ANCHORS: { ja: 'アンカー (&…) が重なっている', en: 'there are two anchors (&…) in one place' },
};

const NOT_YAML: Bilingual = {
  ja: 'YAML として読めない。字下げと引用符を確かめる',
  en: 'this is not YAML; look at the indentation and the quotes',
};

/** Only the first: the others mostly follow from it. */
const syntaxFault = (error: YAMLError): YamlFault => ({
  at: error.pos[0],
  message: SYNTAX[error.code] ?? NOT_YAML,
});

interface Walk {
  readonly anchors: Map<string, ParsedNode>;
  readonly open: Set<ParsedNode>;
  aliased: number;
  fault: YamlFault | null;
}

interface Walked {
  readonly value: unknown;
  readonly place: Place;
}

const at = (node: ParsedNode): number => node.range[0];

/** Shared by all scalars: a site file has hundreds of thousands. */
const NO_CHILDREN: ReadonlyMap<string, Place> = new Map();

const place = (
  node: ParsedNode,
  keyAt: number,
  children: ReadonlyMap<string, Place> = NO_CHILDREN,
): Place => ({
  at: at(node),
  keyAt,
  children,
});

const stop = (walk: Walk, node: ParsedNode, ja: string, en: string): Walked => {
  walk.fault ??= { at: at(node), message: { ja, en } };
  return { value: null, place: place(node, at(node)) };
};

function walkMap(walk: Walk, node: YAMLMap.Parsed, keyAt: number, depth: number, aliased: boolean): Walked {
  // Without a prototype, so that a key named __proto__ is a key like any other.
  const value: Record<string, unknown> = Object.create(null);
  const children = new Map<string, Place>();
  for (const { key, value: item } of node.items) {
    if (!isScalar(key)) return stop(walk, key, 'キーは 1 つの語で書く', 'a key must be a single word');
    const name = String(key.value);
    const first = children.get(name);
    if (first) {
      return stop(
        walk,
        key,
        `キー ${shown(name)} が 2 回書かれている。1 つにまとめる`,
        `the key ${shown(name)} is written twice; keep one`,
      );
    }
    const child = item ? walkNode(walk, item, at(key), depth + 1, aliased) : null;
    value[name] = child ? child.value : null;
    children.set(name, child ? child.place : place(key, at(key)));
    if (walk.fault) break;
  }
  return { value, place: place(node, keyAt, children) };
}

function walkSeq(walk: Walk, node: YAMLSeq.Parsed, keyAt: number, depth: number, aliased: boolean): Walked {
  const value: unknown[] = [];
  const children = new Map<string, Place>();
  for (const [index, item] of node.items.entries()) {
    const child = walkNode(walk, item as ParsedNode, at(item as ParsedNode), depth + 1, aliased);
    value.push(child.value);
    children.set(String(index), child.place);
    if (walk.fault) break;
  }
  return { value, place: place(node, keyAt, children) };
}

function walkAlias(walk: Walk, node: ParsedNode, name: string, keyAt: number, depth: number): Walked {
  const target = walk.anchors.get(name);
  if (!target || walk.open.has(target)) {
    return stop(
      walk,
      node,
      `*${shown(name)} の指すアンカーが前にない`,
      `no anchor before this one is named *${shown(name)}`,
    );
  }
  return walkNode(walk, target, keyAt, depth, true);
}

function walkNode(walk: Walk, node: ParsedNode, keyAt: number, depth: number, aliased: boolean): Walked {
  if (depth > MAX_DEPTH) return stop(walk, node, TOO_DEEP.ja, TOO_DEEP.en);
  if (aliased) walk.aliased += 1;
  if (walk.aliased > MAX_ALIASED) {
    return stop(walk, node, '別名 (*…) で増える値が多すぎる', 'aliases (*…) repeat too many values');
  }
  if (isAlias(node)) return walkAlias(walk, node, node.source, keyAt, depth);
  if (node.anchor) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return { value: (node as Scalar).value, place: place(node, keyAt) };
  walk.open.add(node);
  const walked = isMap(node)
    ? walkMap(walk, node, keyAt, depth, aliased)
    : walkSeq(walk, node as YAMLSeq.Parsed, keyAt, depth, aliased);
  walk.open.delete(node);
  return walked;
}

/** The text must hold `\n` line ends. A text of comments only is an empty mapping. */
export function readYaml(text: string): YamlTree {
  if (text.length > MAX_CHARS) {
    return failed(
      0,
      `大きすぎる (${MAX_CHARS} 文字まで)`,
      `it is too large (at most ${MAX_CHARS} characters)`,
    );
  }
  const tokens = [...new Parser().parse(text)];
  for (const token of tokens) {
    const deep = tooDeep(token);
    if (deep !== null) return failed(deep, TOO_DEEP.ja, TOO_DEEP.en);
  }
  // Duplicate keys are found in the walk: the library's own search takes the square of their number.
  const options = {
    prettyErrors: false,
    uniqueKeys: false,
    schema: 'core',
    resolveKnownTags: false,
  } as const;
  const [document, second] = [...new Composer({ ...options, logLevel: 'silent' }).compose(tokens)];
  const error = document
    ? [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])[0]
    : null;
  if (error) return { ok: false, fault: syntaxFault(error) };
  if (second) {
    return failed(
      second.range[0],
      '「---」で文書が 2 つに分かれている。1 つにする',
      'a second document starts here (---); keep one',
    );
  }
  const root: ParsedNode | null = document?.contents ?? null;
  if (!root) return { ok: true, value: {}, place: { at: 0, keyAt: 0, children: NO_CHILDREN } };
  const walk: Walk = { anchors: new Map(), open: new Set(), aliased: 0, fault: null };
  const walked = walkNode(walk, root, at(root), 0, false);
  if (walk.fault) return { ok: false, fault: walk.fault };
  return { ok: true, value: walked.value ?? {}, place: walked.place };
}
