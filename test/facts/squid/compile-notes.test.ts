/** Written and not in force, or not as it seems: what `squid -k parse` of 5.7 takes with exit code 0. */
import { describe, expect, test } from 'vitest';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import type { SquidNote } from '../../../src/facts/squid/section.ts';
import type { SquidVersion } from '../../../src/facts/squid/version.ts';
import { sectionOf } from './section.ts';

const AUTH = 'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd';

function notesOf(text: string, version: SquidVersion = '5.7', files = {}): readonly SquidNote[] {
  const program = compileSquid(sectionOf(`${text}\n`, files), version);
  expect(program.gaps.filter((g) => g.scope === 'text')).toEqual([]);
  return program.notes;
}

const kinds = (notes: readonly SquidNote[]): string => notes.map((n) => `${n.at.line} ${n.kind}`).join(', ');

describe('values', () => {
  test.each([
    ['10.0.0.1/24', 'masked-address'],
    ['0.0.0.0/0', 'becomes-all'],
    ['10.0.0.0/255.0.255.0', 'odd-mask'],
    ['10.0.0.10-10.0.0.20/24', 'range-mask'],
    ['::/0', 'zero-prefix'],
    ['10.0.0.0/0.0.0.255', 'zero-prefix'],
    ['10.0.0.0/24,10.1.0.0/24', 'ignored-tail'],
    ['10.0.0.1-20', 'reversed-range'],
    ['::ffff:10.0.0.0/104', 'mapped-mask'],
    ['ipv4', 'address-word'],
    ['10.1', 'short-address'],
    ['10.0.0.0/8 10.0.0.0/24', 'redundant-value'],
    ['10.0.0.0/24 10.0.0.0/8', 'overlapping-value'],
  ])('src %s: %s', (values, kind) => {
    expect(kinds(notesOf(`acl a src ${values}\nhttp_access deny a`))).toContain(`1 ${kind}`);
  });

  test.each([
    '10.0.0.0/8',
    '10.0.0.1',
    '10.0.0.0-10.0.0.255',
    '10.0.0.0/255.255.0.0',
    '10.0.0.0-10.0.0.255/24',
    'all',
    '2001:db8::/32',
    '0.0.0.1-0.255.255.255',
  ])('src %s: nothing to say', (value) => {
    expect(notesOf(`acl a src ${value}\nhttp_access deny a`)).toEqual([]);
  });

  test.each([
    ['dstdomain http://example.test/', 'impossible-domain'],
    ['dstdomain example.test:443', 'impossible-domain'],
    ['dstdomain *.example.test', 'impossible-domain'],
    ['dstdomain example.test.', 'impossible-domain'],
    ['dstdomain .example.test www.example.test', 'redundant-value'],
    ['method getx', 'unknown-method'],
    ['method CON', 'shortened-method'],
    ['proto HTTP gopherx', 'unknown-protocol'],
    ['time mon 08:00-18:00', 'bad-day'],
    ['time D 08:00-12:00 13:00-17:00', 'days-used-up'],
    ['url_regex ( foo', 'bad-regex'],
    ['req_header X-Foo x\nacl a req_header X-Bar y', 'ignored-header'],
    ['proxy_auth -i REQUIRED', 'required-is-name'],
    ['proxy_auth REQUIRED bob', 'required-drops-names'],
    ['proxy_auth Bob', 'upper-case-user'],
    ['src', 'empty-acl'],
    ['proxy_auth', 'empty-acl'],
    ['proto gopherx', 'empty-acl'],
    ['all-of', 'empty-all-of'],
  ])('acl a %s: %s', (line, kind) => {
    const notes = notesOf(`${AUTH}\nacl a ${line}\nhttp_access allow a`);
    expect(notes.map((n) => n.kind)).toContain(kind);
  });

  test.each([
    'method PATCH',
    'method get',
    'proxy_auth -i Bob',
    'dstdomain .example.test',
    'time MTWHF 08:00-18:00',
    'src "nowhere.txt"',
    'transaction_initiator internal',
  ])('acl a %s: nothing to say', (line) => {
    expect(notesOf(`${AUTH}\nacl a ${line}\nhttp_access allow a`)).toEqual([]);
  });

  test('names keep their capitals where another scheme gives them, or casesensitive is on', () => {
    const rest = 'acl a proxy_auth Bob\nhttp_access allow a';
    expect(notesOf(`auth_param ntlm program /usr/lib/squid/ntlm_auth\n${rest}`)).toEqual([]);
    expect(notesOf(`${AUTH}\nauth_param basic casesensitive on\n${rest}`)).toEqual([]);
  });

  test('a dropped value names itself and the one it gave way to, in files too', () => {
    const files = { 'nets.txt': '# ours\n10.1.0.0/24\n\n10.0.0.0/8\n' };
    const [note, ...more] = notesOf(
      'acl a src 10.2.0.0/24\nacl a src "nets.txt"\nhttp_access deny a',
      '6',
      files,
    );
    expect(more).toEqual([]);
    expect(note).toMatchObject({
      kind: 'overlapping-value',
      at: { file: 'px/nets.txt', line: 4, text: '10.0.0.0/8' },
    });
    expect(note?.because.en).toMatch(/^ACL a: 10\.0\.0\.0\/8 overlaps the earlier .* and is dropped whole/);
    expect(note?.because.ja).toMatch(/^ACL a の 10\.0\.0\.0\/8 は先の .* と重なるため丸ごと捨てられる/);
    expect(note?.because.en).toMatch(/\(px\/(nets\.txt:2|squid\.conf:1)\)/);
    expect(notesOf('acl a src 10.2.0.0/24 10.0.0.0/8\nhttp_access deny a', '7')).toEqual([]);
  });

  test('so many of one kind are told, then counted', () => {
    const values = Array.from({ length: 100 }, (_, i) => `10.0.${i}.1/24`).join(' ');
    const notes = notesOf(`acl a src ${values}\nhttp_access deny a`);
    expect(notes).toHaveLength(41);
    expect(notes.some((n) => n.because.en === '60 more values of this kind')).toBe(true);
  });
});

describe('built-in ACLs', () => {
  test.each([
    ['acl all src 10.0.0.0/8', '1 redefined-built-in'],
    ['acl manager proto cache_object', '1 redefined-built-in'],
    ['acl localhost src 10.0.0.0/8', '1 redefined-built-in'],
    ['acl CONNECT method GET', '1 redefined-built-in'],
  ])('%s', (line, expected) => {
    expect(kinds(notesOf(`${line}\nhttp_access deny all localhost CONNECT`)).split(', ')).toContain(expected);
  });

  test.each([
    'acl all src all',
    'acl all src',
    'acl localhost src 127.0.0.1/32',
    'acl localhost src 127.0.0.1/255.255.255.255',
    'acl CONNECT method connect',
  ])('%s says nothing new', (line) => {
    expect(notesOf(`${line}\nhttp_access deny all localhost CONNECT`)).toEqual([]);
  });
});

describe('rows', () => {
  const HEAD = `acl names dstdomain .example.test
acl https url_regex ^https://
acl either url_regex ^https?://
acl path urlpath_regex \\.exe$
acl http proto HTTP
acl ssl_ports myport 443
acl reply rep_mime_type html
acl slow dst 10.0.0.0/8
acl fast dst -n 10.0.0.0/8
`;
  const LINES = HEAD.split('\n').length;

  test.each([
    ['http_access deny names', 'dstdomain-ip-literal'],
    ['http_access allow !names', 'dstdomain-ip-literal'],
    ['http_access allow names', ''],
    ['http_access deny !names', ''],
    ['http_access deny https', 'url-scheme-on-connect'],
    ['http_access deny either', ''],
    ['http_access deny CONNECT either', 'url-scheme-on-connect'],
    ['http_access allow !path', 'urlpath-on-connect'],
    ['http_access deny CONNECT path', 'urlpath-on-connect'],
    ['http_access deny path', ''],
    ['http_access allow !http', 'proto-on-connect'],
    ['http_access deny CONNECT http', 'proto-on-connect'],
    ['http_access deny http', ''],
    ['http_access deny CONNECT !ssl_ports', 'listener-port'],
    ['http_access deny reply', 'never-here'],
    ['http_reply_access deny reply', ''],
    ['miss_access deny slow', 'slow-in-fast'],
    ['miss_access deny fast', ''],
    ['icp_access deny !slow', 'slow-in-fast'],
    ['http_access deny slow', ''],
    ['icp_access permit all', 'ignored-row'],
    ['cache deny', 'ignored-row'],
  ])('%s: %s', (row, kind) => {
    const notes = notesOf(HEAD + row).filter((n) => n.kind !== 'unused-acl');
    expect(kinds(notes)).toBe(kind === '' ? '' : `${LINES} ${kind}`);
  });

  test('https URLs are seen where TLS is opened', () => {
    const bump =
      'http_port 3128 ssl-bump cert=/etc/squid/ca.pem\nacl https url_regex ^https://\nhttp_access deny https';
    expect(notesOf(bump)).toEqual([]);
  });

  test('an ACL that nothing names', () => {
    const notes = notesOf(
      'acl a src 10.0.0.1\nacl b src 10.0.0.2\nacl g any-of A\nhttp_access allow !G\nacl c src 10.0.0.3\ncache deny c',
    );
    expect(kinds(notes)).toBe('2 unused-acl');
  });
});

test('notes stand in the order of the file, in both languages', () => {
  const notes = notesOf('http_access permit all\nacl a src 10.0.0.1/24\nhttp_access allow');
  expect(notes.map((n) => n.at.line)).toEqual([1, 2, 2, 3]);
  for (const { because } of notes) {
    expect(because.ja).not.toBe('');
    expect(because.en).not.toBe(because.ja);
    expect(`${because.ja}${because.en}`).not.toMatch(/\n|undefined/);
  }
});
