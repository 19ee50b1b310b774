/** Walks a streamed report and hands over the small trees its parser asks for, one at a time. */
import { nodeBuilder, type ReportNode } from './report-node.ts';
import type { XmlElement, XmlHandler } from './xml.ts';

export interface ReportEvents {
  /** Whether to collect this element with all in it. `path` holds the elements above it, the root first. */
  wants(element: XmlElement, path: readonly XmlElement[]): boolean;
  /** A collected element was closed. */
  take(node: ReportNode, path: readonly XmlElement[], overfull: boolean): void;
  /** An element that was not collected was closed. */
  leave?(element: XmlElement, path: readonly XmlElement[]): void;
}

export function reportHandler(events: ReportEvents): XmlHandler {
  const path: XmlElement[] = [];
  let builder: ReturnType<typeof nodeBuilder> | null = null;
  return {
    open: (element) => {
      if (builder) builder.open(element);
      else if (events.wants(element, path)) builder = nodeBuilder(element);
      else path.push(element);
    },
    close: (element, text) => {
      if (!builder) {
        path.pop();
        events.leave?.(element, path);
      } else if (builder.close(text)) {
        const done = builder;
        builder = null;
        events.take(done.root, path, done.overfull());
      }
    },
  };
}
