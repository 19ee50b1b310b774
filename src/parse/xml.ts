/**
 * One forward pass over an XML text with saxes, for every XML format of the program.
 *
 * A document with a DOCTYPE is refused (no entity, no external subset is ever read), and depth, element count and
 * attribute length are limited. Whatever stops the pass is a value; elements closed before it were already handed over.
 * The XML declaration's `encoding` is not believed: the text is decoded before it comes here.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Bilingual } from '../model/text.ts';

export interface XmlElement {
  /** Local name, without its prefix. */
  readonly name: string;
  /** Namespace URI; '' for none. */
  readonly ns: string;
  /** 1-based line where the start tag ends. */
  readonly line: number;
  /** 1 for the root. */
  readonly depth: number;
  /** By local name; a prefixed attribute as `{namespace}local`. Namespace declarations are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The type that `xsi:type` names, its prefix resolved; null without one. */
  readonly type: { readonly ns: string; readonly name: string } | null;
}

export interface XmlHandler {
  /** `after` is the offset in the text just after the tag. */
  open?(element: XmlElement, after: number): void;
  /** `text` is the element's own character data and CDATA, not that of its children, as written. */
  close?(element: XmlElement, text: string, after: number): void;
}

/** `cut`: the text ends before the root is closed. `refused`: a DOCTYPE, or a limit. */
export type XmlState = 'whole' | 'cut' | 'malformed' | 'refused';

export interface XmlEnd {
  readonly state: XmlState;
  /** Line where the reading stopped. */
  readonly line: number;
  /** Why, for a Problem; null when whole. */
  readonly message: Bilingual | null;
}

export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
  readonly attributeLength: number;
  /** Of one element, namespace declarations among them. */
  readonly attributes?: number;
  /** Namespace declarations in the whole document. */
  readonly namespaces?: number;
}

export const XML_LIMITS: XmlLimits = { depth: 200, elements: 5_000_000, attributeLength: 1 << 20 };

const XSI_TYPE = '{http://www.w3.org/2001/XMLSchema-instance}type';
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
/** Small, because saxes finishes the chunk it was given after the pass has stopped. */
const CHUNK = 1 << 14;

interface Pass {
  readonly parser: SaxesParser<{ xmlns: true }>;
  readonly handler: XmlHandler;
  readonly limits: XmlLimits;
  readonly firstLine: number;
  /** Characters before the text that saxes was given. */
  readonly skipped: number;
  readonly stack: { readonly element: XmlElement; text: string }[];
  elements: number;
  namespaces: number;
  end: XmlEnd | null;
}

const lineOf = (pass: Pass): number => pass.parser.line + pass.firstLine - 1;

const after = (pass: Pass): number => pass.parser.position + pass.skipped;

export const endAt = (state: XmlState, line: number, why: Bilingual): XmlEnd => ({
  state,
  line,
  message: { ja: `${line} 行目で${why.ja}`, en: `${why.en} at line ${line}` },
});

function stop(pass: Pass, state: XmlState, why: Bilingual): void {
  pass.end ??= endAt(state, lineOf(pass), why);
}

const malformed = (reason: string): Bilingual => ({
  ja: `XML の形が壊れている (${reason})`,
  en: `the XML is malformed (${reason})`,
});

const CUT: Bilingual = { ja: 'XML が途中で終わっている', en: 'the XML ends before its root is closed' };
const DOCTYPE: Bilingual = { ja: 'DOCTYPE があるため読まない', en: 'a DOCTYPE is refused' };

export const tooBig = (what: keyof XmlLimits | 'characters', limit: number): Bilingual => ({
  ja: `XML が上限を超える (${what} > ${limit})`,
  en: `the XML exceeds a limit (${what} > ${limit})`,
});

function limitAttributes(pass: Pass, count: number): void {
  const { attributes = Infinity, namespaces = Infinity } = pass.limits;
  if (count > attributes) stop(pass, 'refused', tooBig('attributes', attributes));
  if (pass.namespaces > namespaces) stop(pass, 'refused', tooBig('namespaces', namespaces));
}

function attributesOf(pass: Pass, tag: SaxesTagNS): ReadonlyMap<string, string> {
  const { attributeLength } = pass.limits;
  let map: Map<string, string> | null = null;
  let count = 0;
  for (const name in tag.attributes) {
    const attribute = tag.attributes[name];
    if (!attribute) continue;
    count += 1;
    if (name === 'xmlns' || attribute.prefix === 'xmlns') {
      pass.namespaces += 1;
      continue;
    }
    if (attribute.value.length > attributeLength) {
      stop(pass, 'refused', tooBig('attributeLength', attributeLength));
    }
    map ??= new Map();
    map.set(attribute.prefix ? `{${attribute.uri}}${attribute.local}` : name, attribute.value);
  }
  limitAttributes(pass, count);
  return map ?? NO_ATTRIBUTES;
}

function typeOf(pass: Pass, attributes: ReadonlyMap<string, string>): XmlElement['type'] {
  const written = attributes.get(XSI_TYPE)?.trim();
  if (written === undefined) return null;
  const colon = written.indexOf(':');
  const prefix = colon < 0 ? '' : written.slice(0, colon);
  return { ns: pass.parser.resolve(prefix) ?? '', name: written.slice(colon + 1) };
}

function open(pass: Pass, tag: SaxesTagNS): void {
  pass.elements += 1;
  const { depth, elements } = pass.limits;
  if (pass.stack.length >= depth) stop(pass, 'refused', tooBig('depth', depth));
  if (pass.elements > elements) stop(pass, 'refused', tooBig('elements', elements));
  const attributes = attributesOf(pass, tag);
  if (pass.end) return;
  const element: XmlElement = {
    name: tag.local,
    ns: tag.uri,
    line: lineOf(pass),
    depth: pass.stack.length + 1,
    attributes,
    type: typeOf(pass, attributes),
  };
  pass.stack.push({ element, text: '' });
  pass.handler.open?.(element, after(pass));
}

function close(pass: Pass): void {
  if (pass.end) return;
  const top = pass.stack.pop();
  if (top) pass.handler.close?.(top.element, top.text, after(pass));
}

function addText(pass: Pass, text: string): void {
  const top = pass.stack.at(-1);
  if (top && !pass.end) top.text += text;
}

/** saxes prefixes its messages with its own `line:column: `, which would be wrong after leading blank lines. */
const bare = (message: string): string => message.replace(/^(\d+:\d+: )+/, '').slice(0, 120);

/** Six handlers and no more: a seventh makes V8 keep the parser as a dictionary, at a third of the speed. */
function listen(pass: Pass): void {
  const { parser } = pass;
  parser.on('error', (error) => stop(pass, 'malformed', malformed(bare(error.message))));
  parser.on('doctype', () => stop(pass, 'refused', DOCTYPE));
  parser.on('opentag', (tag) => open(pass, tag));
  parser.on('closetag', () => close(pass));
  parser.on('text', (text) => addText(pass, text));
  parser.on('cdata', (text) => addText(pass, text));
}

/** Errors that closing raises mean that the text ran out. */
function finish(pass: Pass): XmlEnd {
  if (pass.end) return pass.end;
  pass.parser.on('error', () => stop(pass, 'cut', CUT));
  const line = lineOf(pass);
  pass.parser.close();
  return pass.end ?? { state: 'whole', line, message: null };
}

/** Reads `given` from start to end, or to where it cannot go on. The handler's callbacks must not throw. */
export function readXml(given: string, handler: XmlHandler, limits: XmlLimits = XML_LIMITS): XmlEnd {
  // saxes takes half a surrogate pair together with what follows, and throws where nothing does.
  const text = given.toWellFormed();
  const blank = /^\s*/.exec(text)?.[0] ?? '';
  const pass: Pass = {
    parser: new SaxesParser({ xmlns: true, position: true }),
    handler,
    limits,
    firstLine: 1 + (blank.match(/\r\n|\n|\r/g)?.length ?? 0),
    skipped: blank.length,
    stack: [],
    elements: 0,
    namespaces: 0,
    end: null,
  };
  listen(pass);
  for (let at = blank.length; at < text.length && !pass.end; at += CHUNK) {
    pass.parser.write(text.slice(at, at + CHUNK));
  }
  return finish(pass);
}

/** The namespace-less name of the root element, told from the head of a text; null when it is not XML. Never parses. */
export function rootName(head: string): string | null {
  const start = head.slice(0, 4096).replace(/^\s*(<\?[^>]*\?>|<!--[\s\S]*?-->|\s)*/, '');
  return /^<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>]|$)/.exec(start)?.[1] ?? null;
}
