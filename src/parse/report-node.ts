/** Small trees of one setting at a time, cut out of a streamed report. */
import type { XmlElement } from './xml.ts';

export interface ReportNode {
  /** Local name. */
  readonly name: string;
  readonly ns: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  text: string;
  readonly children: ReportNode[];
}

/** Elements of one setting that are kept; a real one has a few thousand at most. */
const MAX_NODES = 100_000;

export interface NodeBuilder {
  readonly root: ReportNode;
  /** True when elements beyond MAX_NODES were left out. */
  overfull(): boolean;
  open(element: XmlElement): void;
  /** True when the root was closed. */
  close(text: string): boolean;
}

const nodeOf = ({ name, ns, line, attributes }: XmlElement): ReportNode => ({
  name,
  ns,
  line,
  attributes,
  text: '',
  children: [],
});

export function nodeBuilder(start: XmlElement): NodeBuilder {
  const root = nodeOf(start);
  const stack: ReportNode[] = [root];
  let kept = 1;
  return {
    root,
    overfull: () => kept > MAX_NODES,
    open: (element) => {
      const node = nodeOf(element);
      kept += 1;
      if (kept <= MAX_NODES) stack.at(-1)?.children.push(node);
      stack.push(node);
    },
    close: (text) => {
      const node = stack.pop();
      if (node) node.text = text.trim();
      return stack.length === 0;
    },
  };
}

export const child = (node: ReportNode | undefined, name: string): ReportNode | undefined =>
  node?.children.find((c) => c.name === name);

export const children = (node: ReportNode | undefined, name: string): readonly ReportNode[] =>
  node?.children.filter((c) => c.name === name) ?? [];

/** Text of the first child of that name; null without one. */
export const childText = (node: ReportNode | undefined, name: string): string | null =>
  child(node, name)?.text ?? null;

/** xs:boolean; null for anything else. */
export function xmlBoolean(text: string | null): boolean | null {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : null;
}
