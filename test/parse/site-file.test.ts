import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { DEFAULT_PARAMETERS, EMPTY_SITE } from '../../src/model/site.ts';
import { parseSite } from '../../src/parse/site-file.ts';

const IDS = ['A-1a', 'D-5a', 'E-7b', 'E-7b.1'];
const FULL = readFileSync(new URL('../../fixtures/site/full.yaml', import.meta.url), 'utf8');

const read = (text: string) => parseSite(text, 'uchibori.yaml', IDS);

function site(text: string) {
  const result = read(text);
  if (!result.ok) throw new Error(result.errors.map((e) => e.text.en).join('\n'));
  return result.site;
}

/** Line and column of each `§`, and the text without them. */
function marked(text: string): { readonly plain: string; readonly marks: readonly string[] } {
  const parts = text.split('§');
  const marks = parts.slice(1).map((_, i) => {
    const lines = parts
      .slice(0, i + 1)
      .join('')
      .split('\n');
    return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
  });
  return { plain: parts.join(''), marks };
}

/** The messages in English. The errors must stand at the `§` marks of the text, where it has any. */
function english(text: string): readonly string[] {
  const { plain, marks } = marked(text);
  const result = read(plain);
  if (result.ok) throw new Error('was accepted');
  if (marks.length > 0) expect(result.errors.map((e) => `${e.line}:${e.column}`)).toEqual(marks);
  return result.errors.map((e) => e.text.en.replace(/^uchibori\.yaml:\d+:\d+: /, ''));
}

describe('a site file that is right', () => {
  test('every key arrives', () => {
    const full = site(FULL);
    expect(full.name).toBe('内堀商事 本社');
    expect(full.segments.map((s) => s.role)).toEqual(['user', 'server', 'admin', 'unused', 'internet']);
    expect(full.assets[0]).toEqual({
      hostname: 'PC01',
      role: 'user-endpoint',
      os: 'Windows 11 Enterprise 23H2',
      segment: '端末',
      browsers: ['edge', 'chrome'],
      listeners: ['tcp/135', 'udp/5353'],
    });
    expect(full.assets[1]).toEqual({
      hostname: 'PC02',
      role: 'user-endpoint',
      folder: '経理部 (2F)',
      browsers: ['edge', 'chrome'],
    });
    expect(full.assets[2]?.ports).toEqual([8080, 3128]);
    expect(full.businessHours).toEqual({
      start: '08:30',
      end: '19:00',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    });
    expect(full.holidays).toEqual(['2026-01-01', '2026-11-23']);
    expect(full.connect.extraPorts[0]?.expires).toBe('2027-03-31');
    expect(full.records[0]?.note).toContain('　規則 3 件');
    expect(full.exceptions[0]?.ticket).toBe('CHG-2026-0142');
    expect(full.compensations[0]?.target).toBe('*');
    expect(full.remoteMaintenance).toBe('absent');
    expect(full.notCollected).toEqual(['netstat']);
  });

  test('what is not given has its default', () => {
    const { parameters } = site(FULL);
    expect(parameters.cachedLogonsMax).toBe(2);
    expect(parameters.securityLogMinKb).toBe(DEFAULT_PARAMETERS.securityLogMinKb);
    expect(parameters.recordMaxAgeDays).toEqual({
      ...DEFAULT_PARAMETERS.recordMaxAgeDays,
      'fw-rule-review': 180,
    });
  });

  test.each(['', '# only a comment\n', '\ufeff---\n', 'segments:\nconnect:\nparameters:\n'])(
    'an empty one declares nothing (%j)',
    (text) => expect(site(text)).toEqual(EMPTY_SITE),
  );

  test('BOM and CR LF make no difference', () => {
    expect(site(`\ufeff${FULL.replaceAll('\n', '\r\n')}`)).toEqual(site(FULL));
  });

  test('YAML 1.1 habits do not change words or dates', () => {
    expect(site('%YAML 1.1\n---\nname: yes\nholidays: [2026-01-01]\n')).toMatchObject({
      name: 'yes',
      holidays: ['2026-01-01'],
    });
  });
});

describe('a site file that is wrong says where, what and what to do', () => {
  const host = (rest: string) => `assets:\n  - {hostname: pc01, role: user-endpoint${rest}}\n`;
  const exception = (rest: string, mark = '') =>
    `exceptions:\n  - ${mark}{control: E-7b, target: pc01, reason: r, ${rest}}\n`;
  test.each<[string, string, readonly string[]]>([
    ['an unknown key', '§asets: []', ['asets: this key is not known; did you mean assets?']],
    [
      'an unknown key below',
      'segments:\n  - name: a\n    role: user\n    cidrs: [10.0.0.0/8]\n    §cidr: x\n',
      ['segments[0].cidr: this key is not known; did you mean cidrs?'],
    ],
    ['a key of the language itself', '§__proto__: 1\n', ['__proto__: this key is not known; one of: name, ']],
    ['an unknown key without a value', '§nane:\n', ['nane: this key is not known; did you mean name?']],
    ['merge keys', '§<<: {name: a}\n', ['<<: this key is not known']],
    ['a list for a mapping', '§- a\n', ['it must be "key: value" lines, not a list']],
    ['a bare word', '§abc', ['it must be "key: value" lines, not a text (abc)']],
    [
      'a number for a name',
      'name: §0123',
      ['name: it must be a text, not a number (123); put it in quotes: "123"'],
    ],
    [
      'a text for a list',
      'segments: §x',
      ['segments: it must be a list (lines starting with "- "), not a text (x)'],
    ],
    ['a missing value', 'segments:\n  - §{name: a, role: user}\n', ['segments[0].cidrs: it is missing']],
    [
      'a wrong role',
      'assets:\n  - hostname: a\n    role: §user_endpont\n',
      ['assets[0].role: user_endpont is not known; did you mean user-endpoint?'],
    ],
    [
      'a half',
      'parameters: {cachedLogonsMax: §0.5}',
      ['parameters.cachedLogonsMax: it must be a whole number'],
    ],
    [
      'too much',
      'parameters: {cachedLogonsMax: §99}',
      ['parameters.cachedLogonsMax: 99 is too large (at most 50)'],
    ],
    [
      'a port',
      host(', ports: [§0, §65536, §"80"]'),
      [
        'assets[0].ports[0]: 0 is too small',
        'assets[0].ports[1]: 65536 is too large',
        'assets[0].ports[2]: it must be a number, not a text (80)',
      ],
    ],
    [
      'yes for true',
      'connect: {allow80: §yes}',
      ['connect.allow80: it must be true or false, not a text (yes)'],
    ],
    [
      'an impossible day',
      'holidays: [§2026-02-29, §2100-02-29, §2026-04-31, 2024-02-29]',
      [
        'holidays[0]: there is no such day',
        'holidays[1]: there is no such day',
        'holidays[2]: there is no such day',
      ],
    ],
    [
      'a day in another form',
      'holidays: [§2026/5/3, §2026年5月3日, §令和8年5月3日]',
      [
        'holidays[0]: write the date like 2026-05-03',
        'holidays[1]: write the date like 2026-05-03',
        'holidays[2]: write the date like 2026-12-31',
      ],
    ],
    [
      'an instant without its zone',
      exception('owner: o, expires: §2026-12-31T18:00:00'),
      ['exceptions[0].expires: add the zone: 2026-12-31T18:00:00+09:00'],
    ],
    [
      'an instant that is not',
      exception('owner: o, expires: §"2026-12-31T25:00:00Z"'),
      ['exceptions[0].expires: there is no such time'],
    ],
    [
      'an exception nobody answers for',
      exception('expires: 2026-12-31', '§'),
      ['exceptions[0].owner: it is missing (a text)'],
    ],
    [
      'an exception without end',
      exception('owner: o', '§'),
      ['exceptions[0].expires: it is missing (a text)'],
    ],
    [
      'an exception without a reason',
      'exceptions:\n  - control: E-7b\n    target: pc01\n    reason: §"  "\n    owner: o\n    expires: 2026-12-31\n',
      ['exceptions[0].reason: it is empty'],
    ],
    [
      'an exception of nothing',
      'compensations:\n  - {control: §E-7c, target: "*", reason: r, owner: o, expires: 2026-12-31}\n',
      ['compensations[0].control: there is no control or check E-7c; did you mean E-7b?'],
    ],
    [
      'hours',
      'businessHours: {start: §9:00, end: §"24:00", days: [§Monday]}',
      [
        'businessHours.start: write the time like "08:30"',
        'businessHours.end: write',
        'businessHours.days[0]: Monday is not known; one of: mon, tue',
      ],
    ],
    [
      'a SID',
      'trapAccounts: [{name: a, scope: local, sid: §S-1-x}]',
      ['trapAccounts[0].sid: it is not a SID'],
    ],
    ['a PAC address', 'pacFiles: [{url: §proxy.pac, file: a}]', ['pacFiles[0].url: it is not a URL']],
    [
      'a listener',
      host(', listeners: [§445, §tcp/0, §tcp/70000]'),
      [
        'assets[0].listeners[0]: it must be a text',
        'assets[0].listeners[1]: write it like tcp/445',
        'assets[0].listeners[2]: write it like tcp/445',
      ],
    ],
    [
      'a record of nothing',
      'records: [{type: §fw-rule-rewiev, date: 2026-01-01, reviewer: a}]',
      ['records[0].type: fw-rule-rewiev is not known; did you mean fw-rule-review?'],
    ],
    ['a name of two lines', 'name: §"a\\nb"', ['name: it holds a line break']],
  ])('%s', (_, text, expected) => {
    const found = english(text);
    expect(found).toHaveLength(expected.length);
    expect(found.map((message, i) => message.slice(0, expected[i]?.length))).toEqual(expected);
  });

  const net = (cidr: string) =>
    english(`segments:\n  - {name: a, role: user, cidrs: [§"${cidr}"]}\n`)[0] ?? '';
  test.each([
    ['10.1.2.3/16', '10.1.0.0/16'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['１０．１．０．０／１６', '10.1.0.0/16'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['2001:DB8::1', '2001:db8::1/128'],
  ])('the network %s: %s was meant', (cidr, meant) =>
    expect(net(cidr)).toBe(`segments[0].cidrs[0]: write the network address and its length: ${meant}`),
  );

  test.each([
    '10.0.0.0/33',
    '010.0.0.0/8',
    '10.1/16',
    '256.0.0.0/8',
    '10.0.0.0/8/8',
    'fe80::%eth0/64',
    '1::2::3/64',
    '::/129',
    'any',
    '10.0.0.0-10.0.0.9',
    '',
  ])('no network: %s', (cidr) => expect(net(cidr)).toMatch(/segments\[0\]\.cidrs\[0\]: it is not a network/));
});

describe('the parts of a site file agree', () => {
  const segments = (...lines: readonly string[]) => `segments:\n${lines.map((l) => `  - {${l}}\n`).join('')}`;

  test.each<[string, string, string]>([
    [
      'a way from nowhere',
      'paths:\n  - {from: [usr], to: [internet], through: []}\n',
      'paths[0].from[0]: segments does not hold usr; did you mean user?',
    ],
    [
      'a way of a role nobody has',
      'paths:\n  - {from: [admin], to: [internet], through: []}\n',
      'paths[0].from[0]: segments holds none of role admin',
    ],
    [
      'a firewall nobody has',
      'paths:\n  - {from: [user], to: [internet], through: [fw02/root]}\n',
      'paths[0].through[0]: assets does not hold fw02/root; did you mean fw01?',
    ],
    [
      'a flow to nowhere',
      'flows:\n  - {from: [user], to: [dmz], services: [any]}\n',
      'flows[0].to[0]: segments holds none of role dmz',
    ],
    [
      'a service that is none',
      'flows:\n  - {from: [user], to: [internet], services: [tcp/70000]}\n',
      'flows[0].services[0]: tcp/70000: write it like tcp/443, udp/5000-5100, icmp, ip/50 or any',
    ],
    [
      'a flow of nothing',
      'flows:\n  - {from: [user], to: [internet], services: []}\n',
      'flows[0].services: ',
    ],
  ])('%s is refused', (_, text, message) => {
    const head =
      'segments:\n  - {name: user-lan, role: user, cidrs: [10.1.0.0/16]}\nassets:\n  - {hostname: fw01, role: perimeter-fw}\n';
    const read = parseSite(head + text, 'uchibori.yaml');
    expect(read.ok ? [] : read.errors.map((e) => e.text.en.replace(/^[^ ]+ /, ''))).toEqual([
      expect.stringContaining(message),
    ]);
  });
  test('overlapping segments of different roles are refused, also one inside another further up', () => {
    const text = segments(
      'name: a, role: user, cidrs: [10.0.0.0/8]',
      'name: b, role: user, cidrs: [10.0.0.0/24]',
      'name: c, role: server, cidrs: [§10.200.0.0/16]',
    );
    expect(english(text)).toEqual([
      'segments[2].cidrs[0]: 10.200.0.0/16 (c: server) overlaps 10.0.0.0/8 (a: user); split them, for their roles differ',
    ]);
  });

  test('the same role, the Internet, and the two address families do not clash', () => {
    const text = segments(
      'name: a, role: user, cidrs: [0.0.0.0/1]',
      'name: b, role: user, cidrs: [10.0.0.0/8]',
      'name: c, role: server, cidrs: ["::/1"]',
      'name: i, role: internet, cidrs: [0.0.0.0/0, "::/0"]',
    );
    expect(site(text).segments).toHaveLength(4);
  });

  test('a segment without networks is one only on the Internet', () => {
    expect(site(segments('name: i, role: internet, cidrs: []')).segments).toHaveLength(1);
    expect(english(segments('name: u, role: user, cidrs: §[]'))[0]).toContain('write at least one network');
  });

  test.each([
    [
      'host names, without case',
      'hostname: PC01, role: dc',
      'hostname: §pc01, role: dc',
      'assets[1].hostname: the host name pc01 is written twice',
    ],
    [
      'evidence folders',
      'hostname: a, role: dc, folder: x',
      'hostname: b, role: dc, folder: §X',
      'assets[1].folder: the evidence folder X is written twice',
    ],
    [
      'a folder and a host name',
      'hostname: a, role: dc',
      'hostname: b, role: dc, folder: §A',
      'assets[1].folder: the evidence folder A is written twice',
    ],
  ])('%s stand once', (_, one, two, expected) => {
    const found = english(`assets:\n  - {${one}}\n  - {${two}}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test('a segment name stands once', () => {
    const text = segments(
      'name: a, role: user, cidrs: [10.0.0.0/8]',
      'name: §A, role: user, cidrs: [10.0.0.0/8]',
    );
    expect(english(text)).toEqual(['segments[1].name: the segment A is written twice; keep one']);
  });

  test('a segment that does not exist', () => {
    const text = `${segments('name: user-lan, role: user, cidrs: [10.0.0.0/8]')}assets:\n  - {hostname: a, role: dc, segment: §user-lna}\n`;
    expect(english(text)).toEqual([
      'assets[0].segment: segments does not hold user-lna; did you mean user-lan?',
    ]);
  });

  test('a role declared absent that an asset has', () => {
    expect(english('absentRoles: [proxy, §dc]\nassets: [{hostname: a, role: dc}]\n')).toEqual([
      'absentRoles[1]: dc is declared absent, but a in assets has that role',
    ]);
  });

  test('without the list of ids, exceptions are not compared with it', () => {
    const text = 'exceptions:\n  - {control: Z-9, target: a, reason: r, owner: o, expires: 2026-12-31}\n';
    expect(parseSite(text, 'x.yaml').ok).toBe(true);
    expect(read(text).ok).toBe(false);
  });
});

describe('YAML itself', () => {
  test.each<[string, string, string]>([
    ['a tab', 'connect:\n§\tallow80: true\n', 'tabs cannot indent'],
    ['a key twice', 'name: a\n§name: b\n', 'the key name is written twice'],
    [
      'a key twice in one line',
      'connect: {allow80: true, §allow80: false}',
      'the key allow80 is written twice',
    ],
    ['an open quote', 'name: "abc\n§', ''],
    ['two colons', 'name: §a: b\n', 'two colons on one line'],
    ['a reserved sign', 'name: §@home\n', 'put a value that starts with'],
    ['a backslash', 'name: "UCHIBORI§\\xdm"\n', ''],
    ['a tag', 'name: §!!binary YQ==\n', 'tags (!…) cannot be used'],
    ['a directive', '§%FOO bar\n---\nname: a\n', 'directives (%…) cannot be used'],
    ['two documents', 'name: a\n§---\nname: b\n', 'a second document starts here'],
    ['a key that is a list', '? §[a]\n: 1\n', 'a key must be a single word'],
    ['an alias of nothing', 'name: §*x\n', 'no anchor before this one is named *x'],
    ['an alias of itself', 'assets: &x [§*x]\n', 'no anchor before this one is named *x'],
    ['NUL', 'name: a§\0b\n', 'there is a control character'],
    ['an escape sequence', 'name: a§\u001b[31m\n', 'there is a control character'],
    [
      'bytes of another encoding',
      'name: §\ufffd\ufffd\n',
      'there is a character that cannot be read; save the file as UTF-8',
    ],
    ['a wide space', 'segments:\n§　- name: a\n', 'a full-width space'],
    ['a wide colon', '§name：内堀商事\n', 'there is a full-width colon'],
  ])('%s', (_, text, expected) => {
    const found = english(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(expected)).toBe(true);
  });

  test.each<[string, string]>([
    ['brackets', '['.repeat(50_000)],
    ['dashes', '- '.repeat(50_000)],
    ['mappings', '{a: '.repeat(50_000)],
    ['keys of keys', '? '.repeat(50_000)],
  ])('%s nested without end', (_, text) => expect(english(text)[0]).toContain('nested too deep'));

  test('a bomb of anchors is defused', () => {
    const levels = Array.from({ length: 20 }, (_, i) => {
      const body = i === 0 ? 'x, x' : Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ');
      return `k${i}: &a${i} [${body}]`;
    });
    expect(english(levels.join('\n'))[0]).toContain('aliases (*…) repeat too many values');
  });

  test('too large a file is refused unread', () => {
    expect(english(`#${'x'.repeat(16_000_001)}`)).toEqual(['it is too large (at most 16000000 characters)']);
  });
});

describe('very many errors', () => {
  test('are cut after fifty, and it says so', () => {
    const found = english(Array.from({ length: 300 }, (_, i) => `key${i}: 1\n`).join(''));
    expect(found).toHaveLength(51);
    expect(found[49]).toContain('key49: this key is not known');
    expect(found[50]).toBe('there are more errors from here on; correct those above first');
  });

  test('do not overflow anything', () => {
    expect(english(`holidays:\n${'  - x\n'.repeat(200_000)}`)[0]).toBeDefined();
  });
});

describe('whatever the text', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        'segments',
        'assets',
        'name',
        'role',
        'user',
        ': ',
        '- ',
        '\n',
        '\n  ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '&a ',
        '*a',
        '!x ',
        '"',
        "'",
        '|',
        '>',
        '#',
        '%',
        '?',
        '---\n',
        '\t',
        '　',
        '：',
        '\r',
        '\0',
        '<<',
        '__proto__',
        '10.0.0.0/8',
        '2026-01-01',
        '~',
        '1e9',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 60 },
  );

  const wellFormed = (text: string) => {
    const result = read(text);
    if (result.ok) return;
    const lines = text.split(/\r\n?|\n/).length;
    expect(result.errors.length).toBeGreaterThan(0);
    for (const e of result.errors) {
      expect(e.line).toBeGreaterThan(0);
      expect(e.line).toBeLessThanOrEqual(lines);
      expect(e.column).toBeGreaterThan(0);
      for (const said of [e.text.ja, e.text.en]) {
        expect(said.startsWith(`uchibori.yaml:${e.line}:${e.column}: `)).toBe(true);
        expect(said).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]|undefined|\[object/);
      }
    }
  };

  test('YAML-like noise gives a site or errors with places, never a throw', () => {
    fc.assert(
      fc.property(pieces, (p) => wellFormed(p.join(''))),
      { numRuns: 2000 },
    );
  });

  test('any YAML value gives a site or errors with places', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(EMPTY_SITE)), fc.jsonValue()), (value) =>
        wellFormed(stringify(value)),
      ),
      { numRuns: 500 },
    );
  });

  test('the full file cut anywhere gives a site or errors with places', () => {
    for (let end = 0; end < FULL.length; end += 7) wellFormed(FULL.slice(0, end));
  });

  test('what is printed is read back', () => {
    const word = fc.string({ minLength: 1, maxLength: 20 }).filter((s) => s.trim() !== '');
    const asset = fc.record(
      { hostname: word, role: fc.constantFrom('dc', 'proxy', 'user-endpoint'), os: word },
      { requiredKeys: ['hostname', 'role'] },
    );
    const sites = fc.record({
      name: word,
      assets: fc.uniqueArray(asset, { selector: (a) => a.hostname.toLowerCase() }),
    });
    fc.assert(
      fc.property(sites, (declared) => {
        expect(site(stringify(declared))).toEqual({ ...EMPTY_SITE, ...declared });
      }),
    );
  });
});
