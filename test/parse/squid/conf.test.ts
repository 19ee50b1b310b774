import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { recognise } from '../../../src/parse/index.ts';
import { readFiles } from '../../../src/parse/read.ts';
import { squidConf } from '../../../src/parse/squid/conf.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../../evidence.ts';

const parseText = (text: string) => {
  const parsed = squidConf.parse(fromText('px/squid.conf', text), CONTEXT);
  if (parsed instanceof Promise) throw new Error('synchronous');
  return parsed;
};

const sectionOf = (text: string): SquidSection => {
  const { squid } = parseText(text).sections;
  if (!squid) throw new Error('no section');
  return squid;
};

const shown = (section: SquidSection): string[] =>
  section.directives.map((d) => [d.name, ...d.args].join(' '));

const readAll = async (files: readonly Evidence[]) =>
  readFiles(files, { pacEngine: null, asOf: CONTEXT.asOf });

const whole = ['squid.conf', 'lists/denied.txt', 'conf.d/rules.conf'];
const files = (names: readonly string[]) => names.map((n) => fixture(`squid-conf/whole/${n}`));

const squidOf = (read: Awaited<ReturnType<typeof readAll>>): SquidSection => {
  const found = read.flatMap((r) => (r.sections.squid ? [r.sections.squid] : []));
  expect(found.length).toBe(1);
  return found[0] as SquidSection;
};

describe('ports to listen on', () => {
  test.each(['3128', '10.20.0.5:8080', '[2001:db8::5]:8080', 'px01.example.test:8080', '3128 intercept'])(
    '%s',
    (port) => {
      expect(sectionOf(`http_port ${port}\nhttp_access deny all\n`).gaps).toEqual([]);
    },
  );

  test.each(['__PORT__', 'px01.example.test', '{{ port }}', '3128:', ''])('Squid refuses "%s"', (port) => {
    const { gaps } = sectionOf(`http_port ${port}\nhttp_access deny all\n`);
    expect(gaps.map((g) => [g.scope, g.at.line])).toEqual([['text', 1]]);
  });
});

describe('a configuration with its include and its list', () => {
  test('is read in the order Squid reads it', async () => {
    const section = squidOf(await readAll(files(whole)));
    expect(section.gaps).toEqual([]);
    expect(shown(section).slice(6)).toEqual([
      'acl localnet src 10.20.0.0/16',
      'acl SSL_ports port 443',
      'acl denied dstdomain .bad.example.test two words.example.test hash#inside.example.test',
      'acl agent browser -i Mozilla/5\\.0\\ (Windows',
      'acl authed proxy_auth REQUIRED',
      'http_access deny denied',
      'http_access deny !authed',
      'http_access allow localnet',
      'http_access deny all',
      'http_access deny CONNECT !SSL_ports',
      'http_port 3128',
      'hierarchy_stoplist cgi-bin ?',
      'logformat uchibori %>a %[un [%tl] "%rm %ru" %>Hs',
      'access_log daemon:/var/log/squid/access.log uchibori',
    ]);
    expect(section.directives[8]?.args.slice(2)).toEqual([
      '.bad.example.test',
      'two words.example.test',
      'hash#inside.example.test',
    ]);
  });

  test('each line is counted where it stands', async () => {
    const read = await readAll(files(whole));
    expect(read.map((r) => [r.kind, r.lines])).toEqual([
      ['squid-conf', { understood: 21, irrelevant: 6, notUnderstood: 0 }],
      ['squid-list', { understood: 5, irrelevant: 0, notUnderstood: 0 }],
      ['squid-conf', { understood: 4, irrelevant: 0, notUnderstood: 0 }],
    ]);
    const section = squidOf(read);
    expect(section.directives.find((d) => d.args[1] === '!authed')?.at).toEqual({
      file: 'squid-conf/whole/conf.d/rules.conf',
      line: 2,
      text: 'http_access deny !authed',
    });
  });

  test('no password reaches a fact', async () => {
    const text = JSON.stringify(await readAll(files(whole)), (k, v) => (k === 'evidence' ? undefined : v));
    expect(text).toContain('basic_ldap_auth');
    expect(text).not.toContain('Himitsu');
  });

  test.each(['lists/denied.txt', 'conf.d/rules.conf'])('without %s there is a gap', async (gone) => {
    const read = await readAll(files(whole.filter((n) => n !== gone)));
    const section = read.find((r) => r.evidence.file.endsWith('/squid.conf'))?.sections.squid;
    expect(section?.gaps.map((g) => g.at.text).join()).toContain(gone);
    expect(read.flatMap((r) => r.problems).some((p) => p.policy)).toBe(true);
  });
});

describe('lines as Squid reads them', () => {
  const directives = (text: string): string[] => shown(sectionOf(text));

  test('comment and empty lines vanish inside a continuation', () => {
    expect(directives('http_access allow \\\n# no\n\n \\\n all\nvia off')).toEqual([
      'http_access allow all',
      'via off',
    ]);
  });

  test('a comment that ends in a backslash does not continue', () => {
    expect(directives('# comment \\\nvia off\n')).toEqual(['via off']);
  });

  test('a backslash at the end of the file drops the directive, and this is a gap', () => {
    const section = sectionOf('http_access allow all\nhttp_access deny all \\');
    expect(shown(section)).toEqual(['http_access allow all']);
    expect(section.gaps.length).toBe(1);
  });

  test('a hash inside a token is part of it', () => {
    expect(directives('acl a dstdomain foo.test#bar # comment')).toEqual(['acl a dstdomain foo.test#bar']);
  });

  test('a line of 8191 bytes is cut and its tail is another directive', () => {
    const head = `acl a dstdomain ${'x'.repeat(8191 - 16)}`;
    const section = sectionOf(`${head}http_access allow all\n`);
    expect(section.directives.map((d) => d.name)).toEqual(['acl', 'http_access']);
    expect(section.notes?.map((n) => n.kind)).toEqual(['line-cut']);
    expect(sectionOf(`${head.slice(0, 8190)}\nvia on\n`).notes).toEqual([]);
    expect(sectionOf(`acl a dstdomain ${'内'.repeat(2740)}\n`).notes?.length).toBe(1);
    // The tail of a long comment is no comment.
    const comment = sectionOf(`# ${'x'.repeat(8189)}http_access allow all\nhttp_access deny all\n`);
    expect(shown(comment)).toEqual(['http_access allow all', 'http_access deny all']);
    expect(sectionOf(`# ${'x'.repeat(9000)}\nvia on\n`).gaps.map((g) => g.scope)).toEqual(['text']);
  });

  test('what follows a CR inside a line is not read, and this is a gap', () => {
    const section = sectionOf('via off\rhttp_access deny all\nvia on\r\n');
    expect(shown(section)).toEqual(['via off', 'via on']);
    expect(section.gaps.length).toBe(1);
  });

  test('a NUL, a BOM and UTF-16 are gaps', () => {
    expect(sectionOf('via off\0 x\n').gaps.length).toBe(1);
    const bom = fromText('px/squid.conf', '\ufeffhttp_access deny all\n');
    const wide = fromBytes('px/squid.conf', Buffer.from('\ufeffhttp_access deny all\n', 'utf16le'));
    for (const evidence of [bom, wide]) {
      const parsed = squidConf.parse(evidence, CONTEXT);
      expect('sections' in parsed && parsed.sections.squid?.gaps.length).toBe(1);
    }
  });

  test('quotes name files in values, and closing them is optional', () => {
    const section = sectionOf("acl a dstdomain \"/etc/squid/a.txt\nacl b src '/etc/b'x 10.0.0.1\n");
    expect(section.directives.map((d) => d.missing)).toEqual([['/etc/squid/a.txt'], ['/etc/b']]);
    expect(section.directives[1]?.args).toEqual(['b', 'src']);
    expect(section.gaps.map((g) => g.scope)).toEqual(['values', 'values']);
  });

  test('with quoted values on, quotes hold values and parameters() names files', () => {
    const on = 'configuration_includes_quoted_values on\n';
    expect(shown(sectionOf(`${on}acl a dstdomain "x.test" 'y\\ntest'\n`))[1]).toBe(
      'acl a dstdomain x.test y\ntest',
    );
    expect(sectionOf(`${on}acl a dstdomain parameters("/etc/l")\n`).directives[1]?.missing).toEqual([
      '/etc/l',
    ]);
    expect(sectionOf(`${on}acl a dstdomain x*y\n`).gaps.length).toBe(1);
  });
});

describe('directives', () => {
  test('an unknown one makes Squid refuse the file: a gap, and its values are hidden', () => {
    const parsed = parseText('cachemgr_password Himitsu info\nHTTP_ACCESS allow all\n');
    expect(parsed.lines).toEqual({ understood: 0, irrelevant: 0, notUnderstood: 2 });
    expect(parsed.sections.squid?.gaps.length).toBe(2);
    expect(parsed.problems.every((p) => p.policy)).toBe(true);
    expect(JSON.stringify(parsed)).not.toContain('Himitsu');
  });

  test('an obsolete one is no gap', () => {
    const section = sectionOf('dns_v4_first on\n');
    expect(section.directives[0]?.state).toBe('obsolete');
    expect(section.gaps).toEqual([]);
  });
});

describe('conditions', () => {
  const names = (text: string): string[] => shown(sectionOf(text));

  test.each([
    ['if true\nvia on\nelse\nvia off\nendif\n', ['via on']],
    ['if false\nvia on\nelse\nvia off\nelse\nicp_port 0\nendif\n', ['via off']],
    ['if false\nif true\nvia on\nendif\nendif\n', ['via on']],
    ['if 010 = 8\nvia on\nendif\n', ['via on']],
    ['if false\nno_such_directive\nelif true\nvia on\nendif\n', []],
  ])('%j', (text, expected) => {
    expect(names(text)).toEqual(expected);
    expect(sectionOf(text).gaps).toEqual([]);
  });

  test.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a macro of Squid
    'if ${process_number} = 1\nvia on\nendif\n',
    'if true\nvia on\n',
    'via on\nendif\n',
    'if x\nvia on\nendif\n',
  ])('%j leaves a gap', (text) => expect(sectionOf(text).gaps.length).toBe(1));
});

describe('includes', () => {
  const conf = (name: string, text: string): Evidence => fromText(`px/etc/squid/${name}`, text);

  test('a pattern takes the files of its folder in order, and stays open unless that folder is whole', async () => {
    const list = [
      conf('squid.conf', 'include /etc/squid/conf.d/*.conf\nhttp_access deny all\n'),
      conf('conf.d/20.conf', 'http_access allow localhost\n'),
      conf('conf.d/10.conf', 'via off\n'),
      conf('conf.d/.30.conf', 'via on\n'),
      conf('conf.d/40.txt', 'via on\n'),
    ];
    const section = (await readAll(list))[0]?.sections.squid;
    expect(section && shown(section)).toEqual([
      'via off',
      'http_access allow localhost',
      'http_access deny all',
    ]);
    expect(section?.gaps.length).toBe(1);
    const gapsWith = async (more: Partial<Evidence>) =>
      (await readAll(list.map((f) => ({ ...f, ...more }))))[0]?.sections.squid?.gaps.length;
    expect(await gapsWith({ verified: true })).toBe(2);
    expect(await gapsWith({ verified: true, folderWhole: true })).toBe(0);
  });

  test('a comment after include is taken for a file name', () => {
    expect(sectionOf('include /etc/squid/a.conf # local\n').gaps.map((g) => g.at.text)).toEqual([
      'include /etc/squid/a.conf',
      'include #',
      'include local',
    ]);
  });

  test('a list of the same name in another folder is not taken', async () => {
    const list = [
      conf(
        'squid.conf',
        'acl a dstdomain "/etc/squid/bump/d.txt"\nacl b dstdomain "/etc/squid/cache/d.txt"\n',
      ),
      conf('cache/d.txt', 'cache.test\n'),
    ];
    const section = (await readAll(list))[0]?.sections.squid;
    expect(section?.directives.map((d) => d.args.slice(2))).toEqual([[], ['cache.test']]);
    expect(section?.gaps.length).toBe(1);
  });

  test('a file that includes itself ends', async () => {
    const self = fromText('px/squid.conf', 'include /etc/squid/a.conf\nhttp_access deny all\n');
    const a = fromText('px/a.conf', 'include /etc/squid/b.conf /etc/squid/b.conf\nvia on\n');
    const b = fromText('px/b.conf', 'include /etc/squid/a.conf /etc/squid/a.conf\nvia on\n');
    const section = (await readAll([self, a, b]))[0]?.sections.squid;
    expect(section?.gaps.length).toBeGreaterThan(0);
    expect(section?.directives.length).toBeLessThan(2000);
  });

  test('programs are never followed', () => {
    expect(sectionOf('include !/bin/conf\n').gaps.length).toBe(1);
  });
});

describe('recognition', () => {
  test.each([
    'http_port 3128\nhttp_access allow all\n',
    'acl lan src 10.0.0.0/8\n',
    '# WELCOME TO SQUID 5.7\n# ----\n',
    '\n# コメント\nauth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/p\n',
  ])('%j is one', (text) => expect(recognise(fromText('x', text))?.kind).toBe('squid-conf'));

  test.each([
    '# comment\nserver_name x\naccess_log /var/log/nginx/access.log combined;\ninclude /etc/nginx/conf.d/*;\n',
    'global\n  daemon\nfrontend web\n  acl is_api path_beg /api\n  bind *:80\n',
    'acl "lan" { 10.0.0.0/8; };\noptions { directory "/var/named"; };\n',
    '# a list\n.example.test\n.example.com\n',
    'The line http_access allow all\nhttp_access allow all\nis dangerous\nin squid\nalways\n',
    '',
  ])('%j is none', (text) => expect(recognise(fromText('x', text))).toBeNull());
});

test('the first file is a squid.conf where a person says so, whatever it looks like', async () => {
  const files = [fromText('px/a', 'via on\n'), fromText('px/b', 'via on\n')];
  const kinds = async (first?: typeof squidConf) =>
    (await readFiles(files, { pacEngine: null, asOf: 0, ...(first && { first }) })).map((r) => r.kind);
  expect(await kinds()).toEqual([null, null]);
  expect(await kinds(squidConf)).toEqual(['squid-conf', null]);
});

describe('any bytes', () => {
  test('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        squidConf.parse(fromBytes('px/squid.conf', bytes), CONTEXT);
      }),
    );
    const piece = fc.constantFrom(
      'acl ',
      'http_access ',
      '"',
      "'",
      '\\',
      '\n',
      '#',
      'if ',
      'true',
      ' ',
      'include ',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (parts) => {
        const parsed = parseText(parts.join(''));
        const { understood, irrelevant, notUnderstood } = parsed.lines;
        const physical = parts.join('').split('\n').length;
        expect(understood + irrelevant + notUnderstood).toBeLessThanOrEqual(physical);
      }),
    );
  });

  test('long runs of one character end quickly', () => {
    for (const c of [' ', '"', '#', '\\', '(', '=']) {
      parseText(`acl a url_regex ${c.repeat(200_000)}\n`);
      parseText(`${`acl a url_regex ${c.repeat(300)}\n`.repeat(300)}`);
    }
  });

  test('a cut configuration keeps a prefix of its directives, or shows a gap', () => {
    const text = fixture('squid-conf/whole/squid.conf').text;
    const all = shown(sectionOf(text));
    for (let n = 0; n < text.length; n += 7) {
      const section = sectionOf(text.slice(0, n));
      const names = shown(section);
      const kept = names.slice(0, -1).every((d, i) => d === all[i]);
      expect(kept || section.gaps.length > 0).toBe(true);
    }
  });
});

/** Lines of the corpus that Squid itself refuses. */
const NOT_IN_USE: ReadonlyMap<string, number> = new Map([
  // Templates whose ports were not filled in.
  ['YunoHost-Apps+squid3_ynh/conf/squid.conf', 1],
  ['hornos+shf3/etc/squid/squid.conf', 1],
]);

describe.skipIf(!corpusPresent)('the corpus (where present)', () => {
  const group = corpusFiles().filter((f) => f.group.startsWith('e-squid'));

  test('every squid.conf is recognised and every line of it understood', async () => {
    const { readFileSync } = await import('node:fs');
    const confs = group.filter((f) => f.note.startsWith('squid.conf:'));
    expect(confs.length).toBe(55);
    for (const f of confs) {
      const evidence = fromBytes(f.path, readFileSync(f.absolute));
      expect(recognise(evidence)?.kind, f.path).toBe('squid-conf');
      expect(recognise({ ...evidence, text: evidence.text.slice(0, 4096) })?.kind, f.path).toBe('squid-conf');
      const parsed = squidConf.parse(evidence, CONTEXT);
      const refused = NOT_IN_USE.get(f.path.slice(f.path.indexOf('/') + 1)) ?? 0;
      expect('lines' in parsed && parsed.lines.notUnderstood, f.path).toBe(refused);
    }
  });
});

test('a file beside which listed files are lost may be one that another includes', () => {
  const whole = {
    ...fromText('px/conf.d/site.conf', 'http_port 3128\nhttp_access deny all\n'),
    verified: true,
  };
  const gapsOf = (folderWhole: boolean) => {
    const parsed = squidConf.parse({ ...whole, folderWhole }, CONTEXT);
    return parsed instanceof Promise ? [] : parsed.sections.squid?.gaps.map((g) => g.scope);
  };
  expect(gapsOf(true)).toEqual([]);
  expect(gapsOf(false)).toEqual(['text']);
});
