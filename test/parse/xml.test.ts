import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readXml, rootName, type XmlElement, type XmlLimits } from '../../src/parse/xml.ts';

interface Seen {
  readonly opened: XmlElement[];
  readonly closed: string[];
}

function read(text: string, limits?: XmlLimits) {
  const seen: Seen = { opened: [], closed: [] };
  const end = readXml(
    text,
    {
      open: (element) => seen.opened.push(element),
      close: (element, own) => seen.closed.push(`${element.name}=${own}`),
    },
    limits,
  );
  return { ...seen, end };
}

describe('readXml', () => {
  it('gives names, namespaces, attributes, own text and lines', () => {
    const { opened, closed, end } = read(
      '<r xmlns="urn:a" xmlns:b="urn:b">\n<b:c x="1"\n b:x="2">p<d/>q<![CDATA[<z>]]></b:c>\r\n</r>',
    );
    expect(end).toEqual({ state: 'whole', line: 4, message: null });
    expect(opened.map((e) => [e.name, e.ns, e.line, e.depth])).toEqual([
      ['r', 'urn:a', 1, 1],
      ['c', 'urn:b', 3, 2],
      ['d', 'urn:a', 3, 3],
    ]);
    expect([...(opened[1]?.attributes ?? [])]).toEqual([
      ['x', '1'],
      ['{urn:b}x', '2'],
    ]);
    expect(closed).toEqual(['d=', 'c=pq<z>', 'r=\n\n']);
  });

  it('resolves xsi:type whatever its prefix is', () => {
    const xsi = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
    const { opened } = read(`<r ${xsi}><e xmlns:q7="urn:t" i:type="q7:Kind"/><f i:type="Bare"/></r>`);
    expect(opened.map((e) => e.type)).toEqual([
      null,
      { ns: 'urn:t', name: 'Kind' },
      { ns: '', name: 'Bare' },
    ]);
  });

  it.each(['utf-16', 'windows-1252', 'Shift_JIS'])('does not believe encoding="%s"', (encoding) => {
    const { closed, end } = read(`\r\n\n<?xml version="1.0" encoding="${encoding}"?>\n<r>共有</r>`);
    expect(end).toMatchObject({ state: 'whole', line: 4 });
    expect(closed).toEqual(['r=共有']);
  });

  it('keeps what was closed before a cut', () => {
    const { closed, end } = read('<r>\n<a>1</a>\n<a>2');
    expect(closed).toEqual(['a=1']);
    expect(end).toMatchObject({ state: 'cut', line: 3 });
    expect(end.message?.en).toContain('at line 3');
  });

  it.each(['<r><a></r>', '<r x="1" x="2"/>', '<r>&nosuch;</r>', '<r/>more', '<p:r/>', '<r>\u0001</r>'])(
    'says that %j is malformed',
    (text) => {
      expect(read(text).end.state).toBe('malformed');
    },
  );

  it('refuses a DOCTYPE, so that entities cannot expand', () => {
    const { opened, end } = read('<!DOCTYPE r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>');
    expect(end.state).toBe('refused');
    expect(opened).toEqual([]);
  });

  it('stops at its limits', () => {
    const limits = { depth: 3, elements: 5, attributeLength: 10 };
    expect(read('<a><b><c/></b></a>', limits).end.state).toBe('whole');
    expect(read('<a><b><c><d/></c></b></a>', limits).end.state).toBe('refused');
    expect(read('<a><b/><b/><b/><b/><b/></a>', limits).end.state).toBe('refused');
    expect(read('<a x="12345678901"/>', limits).end.state).toBe('refused');
  });

  it('withstands half a surrogate pair, which hides nothing behind it', () => {
    expect(read('<?p\ud800').end.state).toBe('cut');
    expect(read('<?p\udbff\uf000?><r/>').end.state).toBe('malformed');
    expect(read('<r>\ud800<a/>\udc00</r>')).toMatchObject({ closed: ['a=', 'r=\ufffd\ufffd'] });
  });

  it('says where in the text each tag ends', () => {
    const text = `\r\n <r>${'x'.repeat(16_376)}\ud83d\ude00\r\n<a b=">"/><c>\r</c></r>`;
    const ends: string[] = [];
    const note = (after: number) => ends.push(text.slice(0, after).replace(/^.*</s, '<'));
    readXml(text, { open: (_, after) => note(after), close: (_, _own, after) => note(after) });
    expect(ends).toEqual(['<r>', '<a b=">"/>', '<a b=">"/>', '<c>', '</c>', '</r>']);
  });

  it('stops at 200,000 levels', () => {
    expect(read('<a>'.repeat(200_000)).end).toMatchObject({ state: 'refused', line: 1 });
    expect(read('</a>'.repeat(200_000)).end.state).toBe('malformed');
  });

  it('never throws, and never calls a proper prefix whole', () => {
    const text = '<?xml version="1.0"?>\n<r a="&lt;"><!-- c --><b>é</b><![CDATA[x]]></r>';
    for (let n = 0; n < text.length; n++) expect(read(text.slice(0, n)).end.state).not.toBe('whole');
    const bits = fc.constantFrom(
      '<a>',
      '</a>',
      '<a ',
      'x="',
      '"',
      '>',
      '&',
      ';',
      '<!--',
      ']]>',
      'é',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string())), (parts) => {
        const { end } = read(parts.join(''));
        expect(end.message === null).toBe(end.state === 'whole');
      }),
    );
  });
});

describe('rootName', () => {
  it.each([
    ['<?xml version="1.0"?>\n<!-- a --><q1:GPO xmlns:q1="x">', 'GPO'],
    ['  <RegistrySettings>', 'RegistrySettings'],
    ['<Groups', 'Groups'],
    ['<!DOCTYPE html><html>', null],
    ['name,value', null],
    ['', null],
  ])('of %j is %j', (head, name) => {
    expect(rootName(head)).toBe(name);
  });
});
