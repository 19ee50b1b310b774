/**
 * The tree of a small XML document that a site has once: xml2js reads it, after a pass with saxes has vetted it.
 *
 * xml2js knows no lines, cannot tell a cut document, and is not made for hostile ones. So the pass of xml.ts goes first,
 * gives the lines, and decides where the document ends or is refused; xml2js sees the text up to the last tag of that
 * pass and nothing behind it. Every element is read twice, and where the two readers differ the document is refused.
 */
import { Parser } from 'xml2js';
import type { Bilingual } from '../model/text.ts';
import type { ReportNode } from './report-node.ts';
import { endAt, readXml, tooBig, type XmlElement, type XmlEnd } from './xml.ts';

export interface SmallNode extends ReportNode {
  readonly children: SmallNode[];
  /** False where the reading stopped before its end tag; its text and attributes are empty then. */
  readonly whole: boolean;
}

export interface SmallXml {
  /** Null when not even the start tag of the root was read. */
  readonly root: SmallNode | null;
  readonly end: XmlEnd;
}

/** A Backup.xml of a large GPO is some 100 KB. */
const MAX_CHARACTERS = 1 << 22;

/** sax, under xml2js, takes the square of `attributes`, and the product of `elements` and `namespaces`. */
const LIMITS = { depth: 100, elements: 50_000, attributeLength: 1 << 16, attributes: 256, namespaces: 32 };

const DIFFERENT: Bilingual = {
  ja: '2 つの XML パーサーの読み取りが一致しない',
  en: 'two XML parsers do not read the same',
};

interface Draft {
  readonly name: string;
  readonly ns: string;
  readonly line: number;
  readonly attributes: Map<string, string>;
  readonly children: Draft[];
  text: string;
  whole: boolean;
}

interface Closed {
  readonly node: Draft;
  readonly element: XmlElement;
}

interface Outline {
  readonly root: Draft | null;
  /** In the order of their end tags. */
  readonly closed: readonly Closed[];
  readonly end: XmlEnd;
  /** The text up to and with its last tag. */
  readonly vetted: string;
}

const draft = ({ name, ns, line }: XmlElement): Draft => ({
  name,
  ns,
  line,
  attributes: new Map(),
  children: [],
  text: '',
  whole: false,
});

function outline(text: string): Outline {
  const opened: Draft[] = [];
  const stack: Draft[] = [];
  const closed: Closed[] = [];
  let read = 0;
  const handler = {
    open: (element: XmlElement, after: number): void => {
      const node = draft(element);
      stack.at(-1)?.children.push(node);
      stack.push(node);
      if (element.depth === 1) opened.push(node);
      read = after;
    },
    close: (element: XmlElement, _own: string, after: number): void => {
      const node = stack.pop();
      if (node) closed.push({ node, element });
      read = after;
    },
  };
  const end = readXml(text, handler, LIMITS);
  return { root: opened[0] ?? null, closed, end, vetted: text.slice(0, read) };
}

/** What xml2js makes of an attribute. A prefix `__proto__` gives a `uri` that is no string. */
interface RawAttribute {
  readonly name: string;
  readonly value: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: unknown;
}

/** What xml2js makes of an element, with the options below. */
interface RawElement {
  readonly $?: Readonly<Record<string, RawAttribute>>;
  readonly $ns: { readonly uri: unknown; readonly local: string };
  readonly _?: string;
  readonly child?: readonly unknown[];
}

/**
 * The elements as xml2js closes them, children first. Its trees are plain objects with the elements' names as keys, so
 * that `__proto__`, `constructor` or `_` would clash: all get one key here, and their names are taken from `$ns`.
 */
function rawElements(text: string): readonly RawElement[] {
  const elements: RawElement[] = [];
  const parser = new Parser({
    async: false,
    strict: true,
    xmlns: true,
    explicitArray: true,
    mergeAttrs: false,
    tagNameProcessors: [() => 'child'],
    validator: (_path: string, _before: unknown, element: RawElement): RawElement => {
      elements.push(element);
      return element;
    },
  });
  try {
    // A cut text ends in an error, which is known already.
    parser.parseString(text, () => {});
  } catch {
    // What was closed before counts; an element that is missing is found out by comparing.
  }
  return elements;
}

function attributesOf({ $: all = {} }: RawElement): readonly (readonly [string, string])[] {
  return Object.values(all)
    .filter(({ name, prefix }) => name !== 'xmlns' && prefix !== 'xmlns')
    .map(({ name, value, prefix, local, uri }) => [
      prefix && typeof uri === 'string' ? `{${uri}}${local}` : name,
      // XML 1.0, 3.3.3; xml2js leaves it to others.
      value.replace(/[\t\n\r]/g, ' '),
    ]);
}

/** Fills what xml2js read into the outline; false where that is another element. */
function fill({ node, element }: Closed, raw: RawElement | undefined): boolean {
  if (raw?.$ns.local !== element.name || raw.$ns.uri !== element.ns) return false;
  if ((raw.child?.length ?? 0) !== node.children.length) return false;
  const attributes = attributesOf(raw);
  if (attributes.length !== element.attributes.size) return false;
  if (!attributes.every(([name]) => element.attributes.has(name))) return false;
  for (const [name, value] of attributes) node.attributes.set(name, value);
  node.text = (raw._ ?? '').trim();
  node.whole = true;
  return true;
}

/** Of a damaged document, what was closed before the damage is there. Texts are trimmed, with LF as line ends. */
export function readSmallXml(text: string): SmallXml {
  if (text.length > MAX_CHARACTERS) {
    return { root: null, end: endAt('refused', 1, tooBig('characters', MAX_CHARACTERS)) };
  }
  const { root, closed, end, vetted } = outline(text.toWellFormed());
  const raw = rawElements(vetted.trimStart().replace(/\r\n?/g, '\n'));
  const differs = closed.find((element, index) => !fill(element, raw[index]));
  if (!differs || end.state !== 'whole') return { root, end };
  return { root, end: endAt('refused', differs.node.line, DIFFERENT) };
}
