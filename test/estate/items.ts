/** The items of evidence that can be taken away: files, sections inside files, whole hosts. */
import { decode } from '../../src/bundle/decode.ts';
import type { EstateFiles } from './assess.ts';

export interface Item {
  readonly name: string;
  remove(files: EstateFiles): EstateFiles;
}

const without = (files: EstateFiles, drop: (path: string) => boolean): EstateFiles =>
  new Map([...files].filter(([path]) => !drop(path)));

const fileItem = (path: string): Item => ({
  name: path,
  remove: (files) => without(files, (p) => p === path),
});

const hostItem = (host: string): Item => ({
  name: `host ${host}`,
  remove: (files) => without(files, (p) => p.startsWith(`${host}/`)),
});

/** Blocks that begin with a `[header]` line: keys of a .reg, sections of a security template. */
function headers(text: string): readonly string[] {
  return [...text.matchAll(/^\[[^\]\r\n]+\]/gm)].map((m) => m[0]);
}

function dropBlock(text: string, header: string): string {
  const start = text.indexOf(`\n${header}`) + 1;
  const next = text.indexOf('\n[', start + 1);
  return text.slice(0, start) + (next < 0 ? '' : text.slice(next + 1));
}

const elementsOf = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /<(?:q1:SecurityOptions|ExtensionData)>[\s\S]*?<\/(?:q1:SecurityOptions|ExtensionData)>/g,
    ),
  ].map((m) => m[0]);

const elementItem = (path: string, element: string, n: number): Item => ({
  name: `${path} element ${n}`,
  remove: (files) => {
    const bytes = files.get(path);
    if (!bytes) return files;
    return new Map(files).set(
      path,
      Buffer.from(`\ufeff${decode(bytes).text.replace(element, '')}`, 'utf16le'),
    );
  },
});

const sectionItem = (path: string, header: string): Item => ({
  name: `${path} ${header}`,
  remove: (files) => {
    const bytes = files.get(path);
    if (!bytes) return files;
    const { text } = decode(bytes);
    return new Map(files).set(path, Buffer.from(`\ufeff${dropBlock(text, header)}`, 'utf16le'));
  },
});

/** Every item of an estate, in a fixed order. */
export function itemsOf(files: EstateFiles): readonly Item[] {
  const hosts = [...new Set([...files.keys()].map((p) => p.split('/')[0] ?? ''))];
  const sections = [...files].flatMap(([path, bytes]) =>
    /\.(reg|inf)$/.test(path) ? headers(decode(bytes).text).map((h) => sectionItem(path, h)) : [],
  );
  const elements = [...files].flatMap(([path, bytes]) =>
    path.endsWith('.xml') ? elementsOf(decode(bytes).text).map((e, n) => elementItem(path, e, n)) : [],
  );
  return [...hosts.map(hostItem), ...[...files.keys()].map(fileItem), ...sections, ...elements];
}
