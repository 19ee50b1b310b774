import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidateVersions } from '../../../src/facts/squid/compile.ts';
import { SQUID_VERSIONS } from '../../../src/facts/squid/version.ts';
import { squidConf } from '../../../src/parse/squid/conf.ts';
import { DIRECTIVE_NAMES, isIrrelevant, versionsOf } from '../../../src/parse/squid/directives.ts';
import { CONTEXT, fromText } from '../../evidence.ts';
import { readConf } from './section.ts';

describe('releases', () => {
  test.each([
    ['WELCOME TO SQUID 3.5.27', ['3.5']],
    ['WELCOME TO SQUID 3.3.8', null],
    ['WELCOME TO SQUID 4.10', ['4']],
    ['WELCOME TO SQUID 5.7', ['5.7']],
    ['WELCOME TO SQUID 5.9', ['5.9']],
    ['WELCOME TO SQUID 6.13', ['6']],
    ['WELCOME TO SQUID 7.1', ['7']],
    ['written for squid 6', null],
  ])('# %s', (words, expected) => {
    expect(readConf(`#\t${words}\n#\t----\nvia on\n`).hinted).toEqual(expected);
  });

  test.each([
    '#\n\n#\tWELCOME TO SQUID 4.10\r\n#\t----------------------------\r\n',
    '#\tWELCOME TO SQUID 4.10\n#\t----------------------------\n#\t\n',
  ])('the head of a documented file: %j', (head) =>
    expect(readConf(`${head}via on\n`).hinted).toEqual(['4']),
  );

  test.each([
    '# old banner was:\n#\tWELCOME TO SQUID 4.10\n#\t----------------------------\n',
    'via on\n#\tWELCOME TO SQUID 4.10\n#\t----------------------------\n',
    '#\tWELCOME TO SQUID 4.10\n#\tkept from the old server\n',
    '#\tWELCOME TO SQUID 4.10 (old)\n#\t----------------------------\n',
    '#\tWELCOME TO SQUID 4.10\n\n#\t----------------------------\n',
    '#\tWELCOME TO SQUID 4.10\nvia on\n',
  ])('a banner elsewhere tells nothing: %j', (head) => expect(readConf(`${head}via on\n`).hinted).toBeNull());

  test.each([
    ['via on', SQUID_VERSIONS],
    ['tls_outgoing_options min-version=1.2', ['4', '5.7', '5.9', '6', '7']],
    ['collapsed_forwarding_access allow all', ['5.7', '5.9', '6', '7']],
    ['cache_log_message id=1 level=1', ['6', '7']],
    ['ident_timeout 5 seconds', ['3.5', '4', '5.7', '5.9', '6']],
  ])('%s', (line, expected) => {
    expect(candidateVersions(readConf(`${line}\n`))).toEqual(expected);
  });

  test('what one release brought and the next refuses leaves one', () => {
    const section = readConf('ident_timeout 5 seconds\ntls_key_log stdio:/tmp/k\n');
    expect(candidateVersions(section)).toEqual(['6']);
    expect(section.gaps.every((g) => g.versions !== undefined)).toBe(true);
  });

  test('each name that is told apart is a name that is known', () => {
    const known = new Set(DIRECTIVE_NAMES);
    expect(DIRECTIVE_NAMES.filter(isIrrelevant).length).toBeGreaterThan(90);
    expect(DIRECTIVE_NAMES.filter((n) => versionsOf(n) !== null).length).toBe(11 + 11 + 3 + 2);
    expect(known.size).toBe(DIRECTIVE_NAMES.length);
  });

  test('an open condition matters only where something that is decided here rests on it', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a macro of Squid
    const on = 'if ${process_number} = 1\n';
    expect(readConf(`${on}cache_dir ufs /var/spool/squid 100 16 256\nendif\n`).gaps).toEqual([]);
    expect(readConf(`${on}http_port 3128\nvia on\nendif\n`).gaps.map((g) => g.at.line)).toEqual([1]);
    expect(readConf(`${on}include more.conf\nendif\n`).gaps.length).toBe(1);
  });
});

describe('patterns', () => {
  const patterns = (line: string, files = {}) =>
    (readConf(`${line}\n`, files).directives[0]?.patterns ?? []).map((p) => [
      p.arg,
      p.pattern.source,
      p.pattern.caseless,
      p.pattern.refused,
    ]);

  test.each([
    [
      'acl a url_regex foo -i bar +i baz -x',
      [
        [2, 'foo', false],
        [4, 'bar', true],
        [6, 'baz', false],
        [7, '-x', false],
      ],
    ],
    ['acl a dstdom_regex -in foo', [[3, 'foo', true]]],
    ['acl a dstdom_regex -n -- foo', [[4, 'foo', false]]],
    ['acl a req_header User-Agent -i foo', [[4, 'foo', true]]],
    [
      'acl a url_regex ^.*foo two\\ words',
      [
        [2, '^.*foo', false],
        [3, 'two\\ words', false],
      ],
    ],
    ['acl a dstdomain foo', []],
  ])('%s', (line, expected) => {
    expect(patterns(line)).toEqual(expected.map((p) => [...p, null]));
  });

  test('flags stand in value files too', () => {
    const files = { 'p.txt': 'foo\n-i\nbar baz\n' };
    expect(patterns('acl a url_regex "p.txt"', files)).toEqual([
      [2, 'foo', false, null],
      [4, 'bar baz', true, null],
    ]);
  });

  test('what Squid removes in front can leave an operator without its object', () => {
    expect(patterns('acl a url_regex .*?foo bar')).toEqual([
      [2, '.*?foo', false, 'by-regcomp'],
      [3, 'bar', false, null],
    ]);
  });

  test('two halves that are one regular expression when joined', () => {
    expect(patterns('acl a url_regex a( b)')).toEqual([[2, '(a()|(b))', false, null]]);
    expect(patterns('acl a url_regex (a b')).toEqual([
      [2, '(a', false, 'by-regcomp'],
      [3, 'b', false, null],
    ]);
  });
});

describe('lines printed and read back', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abz09.-_/:!'), minLength: 1, maxLength: 12 });
  const line = fc.record({
    name: fc.constantFrom('acl', 'http_access', 'cache_peer_access', 'snmp_access', 'deny_info'),
    args: fc.array(word, { minLength: 2, maxLength: 6 }),
    gap: fc.constantFrom(' ', '\t', '  ', ' \\\n ', ' \\\n# comment\n\t'),
    end: fc.constantFrom('\n', '\r\n', '   \n', ' # comment\n'),
  });

  test('are the same directives', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.map((l) => [l.name, ...l.args].join(l.gap) + l.end).join('');
        const read = readConf(text).directives.map((d) => [d.name, ...d.args]);
        expect(read).toEqual(lines.map((l) => [l.name, ...l.args]));
      }),
    );
  });

  test('whatever the values, nothing is thrown', () => {
    const value = fc.string({ unit: fc.constantFrom(...'a0 "\'\\(){}%=,:/[]#-!$\t'), maxLength: 30 });
    const any = fc.tuple(fc.constantFrom(...DIRECTIVE_NAMES, 'if', 'include'), value).map((l) => l.join(' '));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (lines) => {
        squidConf.parse(fromText('px/squid.conf', lines.join('\n')), CONTEXT);
      }),
      { numRuns: 500 },
    );
  });
});
