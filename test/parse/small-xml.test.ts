import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeBuilder, type ReportNode } from '../../src/parse/report-node.ts';
import { readSmallXml, type SmallNode } from '../../src/parse/small-xml.ts';
import { readXml } from '../../src/parse/xml.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { fixturePath, fromBytes } from '../evidence.ts';

const plain = (node: SmallNode): ReportNode => {
  const { name, ns, line, attributes, text } = node;
  return { name, ns, line, attributes, text, children: node.children.map(plain) };
};

/** The same tree by the other reader alone. */
function saxesTree(text: string): ReportNode | null {
  let builder: ReturnType<typeof nodeBuilder> | null = null;
  const end = readXml(text, {
    open: (element) => {
      if (builder) builder.open(element);
      else builder = nodeBuilder(element);
    },
    close: (_, own) => {
      builder?.close(own);
    },
  });
  const built = builder as ReturnType<typeof nodeBuilder> | null;
  return end.state === 'whole' ? (built?.root ?? null) : null;
}

const state = (text: string) => readSmallXml(text).end.state;
const root = (text: string): SmallNode => {
  const { root, end } = readSmallXml(text);
  expect(end).toEqual({ state: 'whole', line: end.line, message: null });
  if (!root) throw new Error('no root');
  return root;
};
const names = (node: SmallNode): string[] => [node.name, ...node.children.flatMap(names)];
const wholes = (node: SmallNode): string[] => [
  ...(node.whole ? [node.name] : []),
  ...node.children.flatMap(wholes),
];

describe('readSmallXml', () => {
  it('gives names, namespaces, lines, attributes, texts and the order of children', () => {
    const text =
      '\r\n<?xml version="1.0" encoding="utf-16"?>\n<r xmlns="urn:a" xmlns:b="urn:b">\n<b:c x="1"\r\n b:x="&lt;2\t">p<d/> q<![CDATA[<z>]]>\r\n</b:c><e>&#x1F600;</e><b:c/>\n</r>';
    expect(plain(root(text))).toEqual(saxesTree(text));
    const [c, e, last] = root(text).children;
    expect(c).toMatchObject({ name: 'c', ns: 'urn:b', line: 5, text: 'p q<z>', whole: true });
    expect([...(c?.attributes ?? [])]).toEqual([
      ['x', '1'],
      ['{urn:b}x', '<2 '],
    ]);
    expect([e?.text, last?.name]).toEqual(['😀', 'c']);
  });

  it('keeps what was closed before damage, and tells it from what was not', () => {
    const cut = readSmallXml('<r>\n<a x="1">1</a>\n<b><c>2</c><d y="3">4');
    expect(cut.end).toMatchObject({ state: 'cut', line: 3 });
    expect(cut.root && wholes(cut.root)).toEqual(['a', 'c']);
    expect(cut.root?.children[0]).toMatchObject({ text: '1', attributes: new Map([['x', '1']]) });
    const malformed = readSmallXml('<r><a>1</a><b x="1" x="2"/><c/></r>');
    expect(malformed.end.state).toBe('malformed');
    expect(malformed.root && wholes(malformed.root)).toEqual(['a']);
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>'],
    ['a DOCTYPE in small letters', '<!doctype r><r/>'],
    ['a DOCTYPE inside', '<r><!DOCTYPE r></r>'],
    ['a DOCTYPE behind', '<r/><!DOCTYPE r>'],
    ['an entity of HTML', '<r>&eacute;</r>'],
    ['CDATA in small letters', '<r><![cdata[x]]></r>'],
    ['an attribute given twice', '<r x="1" x="2"/>'],
    ['an attribute given twice by two prefixes', '<r xmlns:a="u" xmlns:b="u" a:x="1" b:x="2"/>'],
    ['a prefix without namespace', '<r><__proto__:a/></r>'],
  ])('does not take %s', (_, text) => {
    expect(['refused', 'malformed']).toContain(state(text));
  });

  it.each([
    ['depth', 100, (n: number) => `${'<a>'.repeat(n)}${'</a>'.repeat(n)}`],
    ['elements', 50_000, (n: number) => `<r>${'<a/>'.repeat(n - 1)}</r>`],
    ['attributes', 256, (n: number) => `<r${[...Array(n).keys()].map((i) => ` a${i}=""`).join('')}/>`],
    ['namespaces', 32, (n: number) => `<r>${'<a xmlns="u"/>'.repeat(n)}</r>`],
    ['attributeLength', 65_536, (n: number) => `<r x="${'a'.repeat(n)}"/>`],
    ['characters', 1 << 22, (n: number) => `<r>${'a'.repeat(n - 7)}</r>`],
  ])('has a limit of %s at %d', (what, limit, text) => {
    expect(state(text(limit))).toBe('whole');
    const { end } = readSmallXml(text(limit + 1));
    expect(end.state).toBe('refused');
    expect(end.message?.en).toContain(`${what} > ${limit}`);
    expect(end.message?.ja).toContain(`${what} > ${limit}`);
  });

  it('gives xml2js nothing behind the damage', () => {
    const many = [...Array(300_000).keys()].map((i) => ` a${i}=""`).join('');
    for (const text of [`<r><b/><c${many}`, `<r><b/></x><c${many}/>`, `<r><b/>${'<a>'.repeat(200_000)}`]) {
      const { root, end } = readSmallXml(text);
      expect(end.state).not.toBe('whole');
      expect(root?.children[0]).toMatchObject({ name: 'b', whole: true });
    }
  });

  it('is not confused by names that objects have, nor lets them reach every object', () => {
    const odd = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', '_', 'cdata', 'child', 'length'];
    const text = `<r>t${odd.map((n) => `<${n} ${n === '__proto__' ? 'a' : n}="1">${n}<${n}/></${n}>`).join('')}</r>`;
    expect(names(root(text))).toEqual(['r', ...odd.flatMap((n) => [n, n])]);
    expect(plain(root(text))).toEqual(saxesTree(text));
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).whole).toBeUndefined();
  });

  it.each([
    ['an attribute __proto__, which xml2js loses', '<r>\n<a __proto__="1"/></r>'],
    ['a prefix __proto__', '<r>\n<__proto__:a xmlns:__proto__="u"/></r>'],
    [
      'a prefix __proto__ of an attribute',
      '<r>\n<a xmlns:toString="t" xmlns:__proto__="u" __proto__:x="1"/></r>',
    ],
    ['a name xml2js cannot read', '<r>\n<a😀/></r>'],
  ])('refuses %s', (_, text) => {
    const { root, end } = readSmallXml(text);
    expect(end).toMatchObject({ state: 'refused', line: 2 });
    expect(end.message?.en).toContain('two XML parsers');
    expect(root?.whole).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  const pieces = fc.constantFrom(
    ...[
      '<a>',
      '</a>',
      '<b x="1"',
      '>',
      '/>',
      '"',
      '&',
      '&amp;',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?p',
      '?>',
    ],
    ...[
      '<__proto__>',
      '</__proto__>',
      ' __proto__="1"',
      ' xmlns:p="u"',
      '<p:_/>',
      '\r',
      '\ud800',
      '<!DOCTYPE',
    ],
  );
  const texts = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));

  it('never throws, and reads nothing else than the other reader', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (noise, wrap) => {
        const text = wrap ? `<r>${noise}</r>` : noise;
        const { root, end } = readSmallXml(text);
        expect(end.message === null).toBe(end.state === 'whole');
        if (end.state === 'whole') expect(root && plain(root)).toEqual(saxesTree(text));
      }),
      { numRuns: 1000 },
    );
  });

  const name = fc.constantFrom('a', 'b', 'p:a', '_', 'constructor', '__proto__');
  const value = fc.string().map((s) => s.replace(/[<>&"\u0000-\u001f]|[\ufffe\uffff]/g, ''));
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        name,
        value,
        value,
        fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('element'), { maxLength: 4 })),
      )
      .map(([n, v, t, inner]) => `<${n} x="${v}">${t}${inner.join('\n')}<![CDATA[${v}]]></${n}>`),
  }));

  it('reads generated documents as the other reader does, and notices every cut', () => {
    fc.assert(
      fc.property(element, fc.nat(), (inner, at) => {
        const text = `<r xmlns:p="urn:p">${inner}</r>`;
        expect(plain(root(text))).toEqual(saxesTree(text));
        expect(state(text.slice(0, at % text.length))).not.toBe('whole');
      }),
    );
  });
});

const FIXTURES = readdirSync(fixturePath(''), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.xml'))
  .map(fixturePath);

const sameAsSaxes = (files: readonly string[]): number => {
  let same = 0;
  for (const file of files) {
    const { text } = fromBytes(file, readFileSync(file));
    const { root, end } = readSmallXml(text);
    if (end.state !== 'whole') continue;
    expect([file, root && plain(root)]).toEqual([file, saxesTree(text)]);
    same += 1;
  }
  return same;
};

describe('the tree of xml2js is that of saxes', () => {
  it('for the fixtures', () => {
    expect(sameAsSaxes(FIXTURES)).toBeGreaterThan(10);
  });

  it.skipIf(!corpusPresent)('for every real file of a backup (absent: this is not run)', () => {
    const backups = corpusFiles().filter((f) => f.note.startsWith('gpobackupxml:'));
    expect(sameAsSaxes(backups.map((f) => f.absolute))).toBe(backups.length);
    expect(backups.length).toBeGreaterThan(10);
  });

  it.skipIf(!corpusPresent)('for other real XML (absent: this is not run)', () => {
    const others = corpusFiles().filter((f) => /\.xml$/i.test(f.path));
    expect(sameAsSaxes(others.map((f) => f.absolute))).toBeGreaterThan(50);
  });
});
