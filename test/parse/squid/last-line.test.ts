import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { squidPrograms } from '../../../src/facts/squid/across.ts';
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { readFiles } from '../../../src/parse/read.ts';
import { CONTEXT, fromBytes } from '../../evidence.ts';

const file = (name: string, text: string, verified = false): Evidence =>
  fromBytes(`px/${name}`, new TextEncoder().encode(text), verified);

async function read(...files: readonly Evidence[]): Promise<SquidSection> {
  const [first] = await readFiles(files, { pacEngine: null, asOf: CONTEXT.asOf });
  if (!first?.sections.squid) throw new Error('no section');
  return first.sections.squid;
}

const gaps = ({ gaps }: SquidSection): unknown[] => gaps.map((g) => [g.scope, g.at.file, g.at.line]);

const CONF = 'acl au src 10.0.0.0/8\nacl au_pc src 10.9.0.1\nhttp_access allow au_pc\n';

describe('a squid.conf whose last line has no line feed', () => {
  test('may be cut in the middle of a word', async () => {
    const section = await read(file('squid.conf', CONF.slice(0, -4)));
    expect(section.directives.at(-1)?.args).toEqual(['allow', 'au']);
    expect(gaps(section)).toEqual([['text', 'px/squid.conf', 3]]);
  });

  test('may be cut in a comment, of which a documented file consists', async () => {
    expect(gaps(await read(file('squid.conf', `${CONF}#  TAG: http_acc`)))).toEqual([
      ['text', 'px/squid.conf', 4],
    ]);
  });

  test('is whole where a hash that was taken at collection says so', async () => {
    const section = await read(file('squid.conf', CONF.slice(0, -1), true));
    expect([section.directives.length, section.gaps]).toEqual([3, []]);
  });

  test('with it, nothing is said; nor of an empty file', async () => {
    const includes = `include /etc/squid/empty.conf\n${CONF.replaceAll('\n', '\r\n')}`;
    expect(gaps(await read(file('squid.conf', includes), file('empty.conf', '')))).toEqual([]);
  });

  test('an included file is held to the same', async () => {
    const section = await read(
      file('squid.conf', `${CONF}include /etc/squid/more.conf\nhttp_access deny all\n`),
      file('more.conf', 'via on'),
    );
    expect(gaps(section)).toEqual([['text', 'px/more.conf', 1]]);
  });

  test('a cut at any place but between two lines is seen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: CONF.length - 1 }), async (n) => {
        const section = await read(file('squid.conf', CONF.slice(0, n), false)).catch(() => null);
        if (section) expect(section.gaps.length > 0).toBe(CONF[n - 1] !== '\n');
      }),
    );
  });
});

describe('a value file whose last line has no line feed', () => {
  const lists = 'acl au src "/etc/squid/au.txt"\nhttp_access allow au\nhttp_access deny all\n';
  const strict = `configuration_includes_quoted_values on\n${lists.replace('"/etc/squid/au.txt"', 'parameters("/etc/squid/au.txt")')}`;

  test.each([lists, strict])('gives no last value, and the ACL is open: %j', async (conf) => {
    const section = await read(file('squid.conf', conf), file('au.txt', '10.0.0.0/8\n10.9.0.1'));
    const acl = section.directives.find((d) => d.name === 'acl');
    expect([acl?.args, acl?.missing]).toEqual([['au', 'src', '10.0.0.0/8'], ['/etc/squid/au.txt']]);
    expect(section.gaps.map((g) => g.scope)).toEqual(['values']);
    expect(section.gaps[0]?.because.en).toContain('the last line has no line feed');
    expect(section.notes?.map((n) => n.kind)).toEqual(['cut-value-file']);
    expect(squidPrograms(section)[0]?.acls.get('au')?.open).toBe(true);
  });

  test.each([lists, strict])('gives all of them where it is known to be whole: %j', async (conf) => {
    const section = await read(file('squid.conf', conf), file('au.txt', '10.0.0.0/8\n10.9.0.1', true));
    const acl = section.directives.find((d) => d.name === 'acl');
    expect(acl?.args).toEqual(['au', 'src', '10.0.0.0/8', '10.9.0.1']);
    expect(section.gaps).toEqual([]);
  });
});
