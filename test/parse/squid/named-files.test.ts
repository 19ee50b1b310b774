import { describe, expect, test } from 'vitest';
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { readFiles } from '../../../src/parse/read.ts';
import { namedFiles } from '../../../src/parse/siblings.ts';
import { CONTEXT, fromBytes } from '../../evidence.ts';

const file = (name: string, text: string): Evidence => ({
  ...fromBytes(`PROXY01/${name}`, new TextEncoder().encode(text), true),
  folderWhole: true,
});

async function read(conf: string, others: Readonly<Record<string, string>>): Promise<SquidSection> {
  const files = [file('squid.conf', conf), ...Object.entries(others).map(([n, text]) => file(n, text))];
  const all = await readFiles(files, { pacEngine: null, asOf: CONTEXT.asOf });
  const sections = all.flatMap((r) => (r.sections.squid ? [r.sections.squid] : []));
  expect(sections.length).toBe(1);
  return sections[0] as SquidSection;
}

const lines = (section: SquidSection): string[] =>
  section.directives.map((d) => [d.name, ...d.args].join(' '));

const gaps = (section: SquidSection): unknown[] => section.gaps.map((g) => [g.scope, g.at.line]);

const END = 'http_port 3128\nhttp_access deny all\n';

describe('one file of the evidence for two paths that a configuration names', () => {
  test('an include: neither is it', async () => {
    const conf = `include /etc/squid/a/x.conf\ninclude /etc/squid/b/x.conf\n${END}`;
    const section = await read(conf, { 'x.conf': 'http_access deny manager\n' });
    expect(gaps(section)).toEqual([
      ['text', 1],
      ['text', 2],
    ]);
    expect(lines(section)).toEqual(['http_port 3128', 'http_access deny all']);
    expect(section.gaps[0]?.because.en).toContain('cannot be told');
  });

  test('both files, in their folders, are read', async () => {
    const conf = `include /etc/squid/a/x.conf\ninclude /etc/squid/b/x.conf\n${END}`;
    const section = await read(conf, { 'a/x.conf': 'via on\n', 'b/x.conf': 'via off\n' });
    expect(lines(section).slice(0, 2)).toEqual(['via on', 'via off']);
    expect(section.gaps).toEqual([]);
  });

  test('a value file: both ACLs are open', async () => {
    const conf = `acl a src "/etc/squid/a/x.txt"\nacl b src "/etc/squid/b/x.txt"\n${END}`;
    const section = await read(conf, { 'x.txt': '10.0.0.1\n' });
    expect(section.directives.slice(0, 2).map((d) => [d.args, d.missing])).toEqual([
      [['a', 'src'], ['/etc/squid/a/x.txt']],
      [['b', 'src'], ['/etc/squid/b/x.txt']],
    ]);
    expect(gaps(section)).toEqual([
      ['values', 1],
      ['values', 2],
    ]);
    expect(section.notes?.map((n) => n.kind)).toEqual(['ambiguous-value-file', 'ambiguous-value-file']);
  });

  test('a value file named in a file that is included', async () => {
    const conf = `acl a src "/etc/squid/a/x.txt"\ninclude /etc/squid/more.conf\n${END}`;
    const section = await read(conf, {
      'x.txt': '10.0.0.1\n',
      'more.conf': 'acl b src "/etc/squid/b/x.txt"\n',
    });
    expect(section.gaps.map((g) => g.scope)).toEqual(['values', 'values']);
  });

  test('patterns, one against the other and against a path', async () => {
    const others = { 'conf.d/x.conf': 'via on\n' };
    const two = `include /etc/squid/a/conf.d/*.conf\ninclude /etc/squid/b/conf.d/*.conf\n${END}`;
    expect(gaps(await read(two, others)).length).toBe(2);
    const path = `include /etc/squid/a/conf.d/*.conf\ninclude /etc/squid/b/conf.d/x.conf\n${END}`;
    expect(gaps(await read(path, others)).length).toBe(2);
    const same = `include /etc/squid/conf.d/*.conf\ninclude /etc/squid/conf.d/x.conf\n${END}`;
    const section = await read(same, others);
    expect([gaps(section), lines(section).slice(0, 2)]).toEqual([[], ['via on', 'via on']]);
  });

  test('a pattern over folders does not take a file that stands in none', async () => {
    const section = await read(`include /etc/squid/*/conf.d/*.conf\n${END}`, { 'conf.d/x.conf': 'via on\n' });
    expect(gaps(section)).toEqual([['text', 1]]);
  });

  test.each(['/etc/squid/./x.txt', '/etc//squid/x.txt', '//etc/squid/.//x.txt'])(
    'the same path, otherwise written: %s',
    async (path) => {
      const conf = `acl a src "/etc/squid/x.txt"\nacl b src "${path}"\n${END}`;
      const section = await read(conf, { 'x.txt': '10.0.0.1\n' });
      expect([gaps(section), lines(section).slice(0, 2)]).toEqual([
        [],
        ['acl a src 10.0.0.1', 'acl b src 10.0.0.1'],
      ]);
    },
  );

  test.each(['/etc/squid/X.txt', '/etc/squid/a/../x.txt', 'x.txt', '/etc/squid/old/x.txt'])(
    'a path that may be another: %s',
    async (path) => {
      const conf = `acl a src "/etc/squid/x.txt"\nacl b src "${path}"\n${END}`;
      expect(gaps(await read(conf, { 'x.txt': '10.0.0.1\n' })).length).toBe(2);
    },
  );

  test('what shows only without the ambiguous file is settled as well', async () => {
    const conf = [
      'include /etc/squid/a/on.conf',
      'acl p src "/etc/squid/a/x.txt"',
      'acl q src "/etc/squid/b/x.txt"',
      'include /etc/squid/b/on.conf',
    ].join('\n');
    const others = { 'on.conf': 'configuration_includes_quoted_values on\n', 'x.txt': '10.0.0.1\n' };
    const section = await read(`${conf}\n${END}`, others);
    expect(gaps(section)).toEqual([
      ['text', 1],
      ['values', 2],
      ['values', 3],
      ['text', 4],
    ]);
    expect(lines(section).slice(0, 2)).toEqual(['acl p src', 'acl q src']);
  });

  test('a reading that trusts nothing is given no file, and is settled', () => {
    const [conf, x] = [file('squid.conf', ''), file('x.conf', '')];
    const reading = namedFiles([conf, x], conf).reading(false);
    expect(reading.sibling('/etc/squid/x.conf')).toBe('ambiguous');
    expect(reading.siblings('/etc/squid/x*')).toEqual([]);
    expect(reading.siblings('x*')).toBe('ambiguous');
    expect(reading.settled()).toBe(true);
  });
});
