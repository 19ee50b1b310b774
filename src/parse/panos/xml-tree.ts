/**
 * Reads the XML of PAN-OS and Panorama (a saved configuration, `show config …`, an answer of the API) into the tree that
 * set commands give too. Sections that decide no packet are passed over and take no memory.
 */
import { readXml, type XmlElement, type XmlEnd } from '../xml.ts';
import type { ReadTree, Unread } from './read-tree.ts';
import { CONFIG, POLICY } from './schema.ts';
import { MANY, partOf, type Shape } from './shape.ts';
import { type ConfNode, interner, type Kid } from './tree.ts';

interface Frame {
  readonly shape: Shape;
  readonly name: string;
  readonly line: number;
  readonly kids: Kid[];
}

interface Reading {
  readonly frames: Frame[];
  readonly unread: Unread[];
  readonly intern: (node: ConfNode) => ConfNode;
  /** Elements open inside one that is passed over. */
  skipped: number;
  /** Elements open around the configuration: `response`, `result`. */
  wrapped: number;
  root: ConfNode | null;
  version: string | null;
  understood: number;
  irrelevant: number;
}

const ROOTS: ReadonlyMap<string, Shape> = new Map([
  ['config', CONFIG],
  ['policy', POLICY],
]);
const WRAPPERS = new Set(['response', 'result']);

const pathOf = (reading: Reading, name: string): readonly string[] => [
  ...reading.frames.slice(1).map((f) => f.name),
  name,
];

/** Not understood: kept by name, so that the rule in which it stands can say so, and passed over. */
function unknown(reading: Reading, element: XmlElement): void {
  reading.unread.push({ path: pathOf(reading, element.name), line: element.line });
  const top = reading.frames.at(-1);
  top?.kids.push({ name: element.name, line: element.line, kids: [] });
  reading.skipped = 1;
}

function enter(reading: Reading, shape: Shape, name: string, line: number): void {
  reading.understood += 1;
  reading.frames.push({ shape, name, line, kids: [] });
}

function openRoot(reading: Reading, element: XmlElement): void {
  const shape = reading.root ? undefined : ROOTS.get(element.name);
  if (shape) {
    const { attributes } = element;
    reading.version = attributes.get('detail-version') ?? attributes.get('version') ?? null;
    enter(reading, shape, element.name, element.line);
    return;
  }
  reading.wrapped += 1;
  if (WRAPPERS.has(element.name)) reading.irrelevant += 1;
  else reading.unread.push({ path: [element.name], line: element.line });
}

/** What a member of a list is read as. */
const MEMBER = MANY;

function openPart(reading: Reading, top: Frame, element: XmlElement): void {
  const { shape } = top;
  if (shape.kind === 'entries' && element.name === 'entry') {
    enter(reading, shape.of, element.attributes.get('name') ?? '', element.line);
    return;
  }
  if (shape.kind === 'one' || shape.kind === 'many') {
    if (element.name === 'member') enter(reading, MEMBER, '', element.line);
    else unknown(reading, element);
    return;
  }
  const part = shape.kind === 'entries' ? null : partOf(shape, element.name);
  if (!part) unknown(reading, element);
  else if (part.kind === 'skip' || part.kind === 'note') {
    reading.irrelevant += 1;
    reading.skipped = 1;
  } else enter(reading, part, element.name, element.line);
}

function open(reading: Reading, element: XmlElement): void {
  if (reading.skipped > 0) {
    reading.skipped += 1;
    reading.irrelevant += 1;
    return;
  }
  const top = reading.frames.at(-1);
  if (!top) openRoot(reading, element);
  else if (top.shape.kind === 'mark') {
    reading.irrelevant += 1;
    reading.skipped = 1;
  } else openPart(reading, top, element);
}

const isLeaf = (shape: Shape): boolean => shape.kind === 'one' || shape.kind === 'many';

/** Where text that is not expected matters as little as elements that are not. */
const isLoose = (shape: Shape): boolean =>
  shape.kind === 'mark' || (shape.kind === 'node' && shape.rest === 'skip');

/** Two sections of one name are one; entries of one name stay two, for whoever looks one up to notice. */
function add(parent: Frame, node: ConfNode): void {
  const twin =
    parent.shape.kind === 'node'
      ? parent.kids.findIndex((kid) => typeof kid !== 'string' && kid.name === node.name)
      : -1;
  const before = parent.kids[twin];
  if (before === undefined || typeof before === 'string') parent.kids.push(node);
  else parent.kids[twin] = { ...before, kids: [...before.kids, ...node.kids] };
}

function leave(reading: Reading, frame: Frame, text: string): void {
  const parent = reading.frames.at(-1);
  const trimmed = text.trim();
  if (frame.name === '' && parent && isLeaf(parent.shape)) {
    parent.kids.push(trimmed);
    return;
  }
  const leaf = isLeaf(frame.shape);
  if (trimmed !== '') {
    if (leaf) frame.kids.push(trimmed);
    else if (!isLoose(frame.shape))
      reading.unread.push({ path: pathOf(reading, frame.name), line: frame.line });
  }
  const made: ConfNode = { name: frame.name, line: frame.line, kids: frame.kids };
  // Entries are kept apart, each with its own line.
  const node = leaf || parent?.shape.kind === 'node' ? reading.intern(made) : made;
  if (parent) add(parent, node);
  else reading.root = node;
}

function close(reading: Reading, text: string): void {
  if (reading.skipped > 0) {
    reading.skipped -= 1;
    return;
  }
  const frame = reading.frames.pop();
  if (frame) leave(reading, frame, text);
  else reading.wrapped -= 1;
}

/** What a file that ends too early leaves open is closed, so that what it does say can be shown. */
function closeAll(reading: Reading): void {
  reading.skipped = 0;
  for (let frame = reading.frames.pop(); frame; frame = reading.frames.pop()) leave(reading, frame, '');
}

export function readXmlTree(text: string): ReadTree & { readonly end: XmlEnd } {
  const reading: Reading = {
    frames: [],
    unread: [],
    intern: interner(),
    skipped: 0,
    wrapped: 0,
    root: null,
    version: null,
    understood: 0,
    irrelevant: 0,
  };
  const end = readXml(text, {
    open: (element) => open(reading, element),
    close: (_element, own) => close(reading, own),
  });
  closeAll(reading);
  const { root, version, unread, understood, irrelevant } = reading;
  return { root: root ?? { name: '', line: 1, kids: [] }, version, unread, understood, irrelevant, end };
}
