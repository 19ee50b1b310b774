import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPacEngine } from '../../src/collect/pac-wasm.ts';
import type { PacSection } from '../../src/facts/proxy-settings.ts';
import { recognise } from '../../src/parse/index.ts';
import { pac, routeOf } from '../../src/parse/pac.ts';
import { createPacEngine } from '../../src/parse/pac-engine.ts';
import { pacTokens, withMarks } from '../../src/parse/pac-text.ts';
import type { PacProbe } from '../../src/parse/parser.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';

const context = { ...CONTEXT, pacEngine: loadPacEngine };

const sectionOf = async (text: string): Promise<PacSection> => {
  const parsed = await pac.parse(fromText('px/proxy.pac', text), context);
  if (!parsed.sections.pac) throw new Error('no section');
  return parsed.sections.pac;
};

const body = (code: string): string => `function FindProxyForURL(url, host) {\n${code}\n}\n`;
const routes = (s: PacSection, scope: string): string[] => [
  ...new Set(s.decisions.filter((d) => d.scope === scope).map((d) => d.route.map((h) => h.kind).join('+'))),
];

const probe = (host: string, more: Partial<PacProbe> = {}): PacProbe => ({
  url: `http://${host}/`,
  host,
  resolvesTo: '10.9.9.9',
  clientAddress: '10.1.1.1',
  at: Date.UTC(2026, 10, 2, 3),
  ...more,
});

const answerTo = async (expression: string, p: PacProbe = probe('www.a.test')) => {
  const engine = await loadPacEngine();
  const result = await engine.evaluate(body(`return String(${expression});`), [p]);
  return { answer: result.answers[0], asked: result.asked[0] };
};

describe('the functions of a PAC', () => {
  test.each([
    ['isPlainHostName("www")', 'true'],
    ['isPlainHostName("www.a")', 'false'],
    ['isPlainHostName("::1")', 'false'],
    ['dnsDomainIs("evilexample.com", "example.com")', 'true'],
    ['dnsDomainIs("example.com", ".example.com")', 'false'],
    ['localHostOrDomainIs("www", "www.example.com")', 'true'],
    ['localHostOrDomainIs("www.example.com.x", "www.example.com")', 'false'],
    ['isInNet("10.1.2.3", "10.1.0.0", "255.255.0.0")', 'true'],
    ['isInNet("198.51.100.7", "198.51.100.0", "255.255.255.128")', 'true'],
    ['isInNet("198.51.100.200", "198.51.100.0", "255.255.255.128")', 'false'],
    ['convert_addr("192.0.2.1")', '3221225985'],
    ['dnsDomainLevels("a.b.c")', '2'],
    ['shExpMatch("http://a/b/c", "*/b/*")', 'true'],
    ['shExpMatch("abc", "a?c")', 'true'],
    ['shExpMatch("a.c", "a?")', 'false'],
    ['shExpMatch("axc", "a.c")', 'false'],
    ['isInNetEx("2001:db8::1", "2001:db8::/32")', 'true'],
    ['isInNetEx("2001:db9::1", "2001:db8::/32")', 'false'],
    ['isInNetEx("10.1.2.3", "10.0.0.0/8")', 'true'],
  ])('%s is %s', async (expression, expected) => {
    expect(await answerTo(expression)).toEqual({ answer: expected, asked: [] });
  });

  test.each([
    ['dnsResolve("www.a.test")', '10.9.9.9', ['dns']],
    ['dnsResolve("192.0.2.7")', '192.0.2.7', []],
    ['isInNet("www.a.test", "10.0.0.0", "255.0.0.0")', 'true', ['dns']],
    ['myIpAddress()', '10.1.1.1', ['client-address']],
    // Monday, 2 November 2026, 12:00 in Japan
    ['weekdayRange("MON", "FRI")', 'true', ['time']],
    ['weekdayRange("SAT", "SUN")', 'false', ['time']],
    ['timeRange(9, 17)', 'true', ['time']],
    ['timeRange(13, 0, 17, 30)', 'false', ['time']],
    ['dateRange("NOV")', 'true', ['time']],
    ['dateRange(1, "NOV", 3, "NOV")', 'true', ['time']],
    ['dateRange(2027)', 'false', ['time']],
    ['new Date().getUTCFullYear()', '2026', ['time']],
    ['Math.random()', '0.5', ['random']],
  ])('%s is %s and asks for %j', async (expression, answer, asked) => {
    expect(await answerTo(expression)).toEqual({ answer, asked });
  });

  test('a name that does not resolve is null', async () => {
    const p = probe('www.a.test', { resolvesTo: null });
    expect((await answerTo('dnsResolve(host)', p)).answer).toBe('null');
    expect((await answerTo('isResolvable(host)', p)).answer).toBe('false');
  });
});

describe('the sandbox', () => {
  test.each(['process', 'require', 'fetch', 'XMLHttpRequest', 'ActiveXObject', 'WebAssembly', 'Deno'])(
    'has no %s',
    async (name) => expect((await answerTo(`typeof ${name}`)).answer).toBe('undefined'),
  );

  test.each([
    ['an endless loop', 'while (true) {}'],
    ['memory', 'var a = []; while (true) a.push(new Array(10000).fill(1));'],
    ['recursion', 'function f() { return f() + 1; } return f();'],
    ['a long text', 'var s = "x"; while (true) s += s;'],
    ['a slow expression', 'return String(/(a+)+$/.test("a".repeat(40) + "b"));'],
  ])('ends %s', async (_, code) => {
    let clock = 0;
    const wasm = readFileSync(new URL('../../node_modules/quickjs-wasi/quickjs.wasm', import.meta.url));
    const engine = createPacEngine(wasm, () => {
      clock += 1;
      return clock;
    });
    const result = await engine.evaluate(body(code), [probe('a.test'), probe('b.test')]);
    expect(result.failure).not.toBeNull();
    expect(result.answers).toEqual([null, null]);
  });

  test('a script that throws for one name still answers for others', async () => {
    const engine = await loadPacEngine();
    const text = body('if (host == "a.test") throw 1; return "DIRECT";');
    const result = await engine.evaluate(text, [probe('a.test'), probe('b.test')]);
    expect([result.answers, result.failure]).toEqual([[null, 'DIRECT'], null]);
  });

  test('one PAC does not see another one', async () => {
    const engine = await loadPacEngine();
    await engine.evaluate(`leak = 1; isPlainHostName = null; ${body('return "DIRECT";')}`, [probe('a')]);
    expect((await answerTo('typeof leak + typeof isPlainHostName')).answer).toBe('undefinedfunction');
  });
});

describe('a PAC of plain conditions', () => {
  test('is understood, without a doubt', async () => {
    const parsed = await pac.parse(fixture('pac/uchibori.pac'), context);
    const section = parsed.sections.pac;
    expect(section?.doubts).toEqual([]);
    expect(parsed.lines).toEqual({ understood: 9, irrelevant: 0, notUnderstood: 0 });
    expect(section?.at.line).toBe(2);
    expect(section && routes(section, 'internet')).toEqual(['PROXY+PROXY']);
    expect(section?.decisions.find((d) => d.host === 'www.uchibori.example.test')?.route[0]?.kind).toBe(
      'DIRECT',
    );
    expect(section?.decisions.find((d) => d.host === 'a.b.partner.co.jp')?.route).toEqual([
      { kind: 'PROXY', host: 'px02.uchibori.example.test', port: 8080 },
    ]);
  });

  test('DIRECT for names that only look like a listed one is seen', async () => {
    const open = [
      'if (dnsDomainIs(host, "uchibori.jp")) return "DIRECT"; return "PROXY p:1";',
      'if (shExpMatch(host, "*intra*")) return "DIRECT"; return "PROXY p:1";',
      'if (shExpMatch(url, "*/intra/*")) return "DIRECT"; return "PROXY p:1";',
      'if (shExpMatch(url, "*:8443/*")) return "DIRECT"; return "PROXY p:1";',
      'if (shExpMatch(url, "https:*")) return "DIRECT"; return "PROXY p:1";',
      'return "DIRECT";',
    ];
    for (const code of open)
      expect(routes(await sectionOf(body(code)), 'internet'), code).toContain('DIRECT');
  });

  test('what the PAC lists itself is named, not public', async () => {
    const section = await sectionOf(
      body('if (dnsDomainIs(host, ".uchibori.jp")) return "DIRECT"; return "PROXY p:1";'),
    );
    expect(routes(section, 'internet')).toEqual(['PROXY']);
    expect(routes(section, 'named')).toContain('DIRECT');
  });

  test('what rests on DNS or the client is asked under several answers', async () => {
    const section = await sectionOf(
      body('if (isInNet(dnsResolve(host), "10.0.0.0", "255.0.0.0")) return "DIRECT";\nreturn "PROXY p:1";'),
    );
    expect(section.doubts).toEqual([]);
    expect(routes(section, 'internet')).toEqual(['PROXY']);
    const away = await sectionOf(
      body('if (isInNet(myIpAddress(), "10.0.0.0", "255.0.0.0")) return "PROXY p:1";\nreturn "DIRECT";'),
    );
    const direct = away.decisions.filter((d) => d.scope === 'internet' && d.route[0]?.kind === 'DIRECT');
    expect(direct.length > 0 && direct.every((d) => d.conditional)).toBe(true);
  });
});

describe('doubts', () => {
  test.each([
    ['eval', "return eval(\"'DIR' + 'ECT'\");"],
    ['codes', 'return String.fromCharCode(68, 73, 82, 69, 67, 84);'],
    ['length', 'if (host.length > 40) return "DIRECT"; return "PROXY p:1";'],
    ['a regular expression', 'if (/c2/.test(host)) return "DIRECT"; return "PROXY p:1";'],
    ['a built name', 'if (host == "c2" + ".test") return "DIRECT"; return "PROXY p:1";'],
    [
      'a joint condition',
      'if (isPlainHostName(host) || shExpMatch(host, "*c2*") && shExpMatch(url, "*:99*")) return "DIRECT"; return "PROXY p:1";',
    ],
    [
      'a nested condition',
      'if (shExpMatch(host, "*a*")) { if (isPlainHostName(host) || shExpMatch(host, "*b*")) return "DIRECT"; } return "PROXY p:1";',
    ],
    [
      'a shared route',
      'var d = "DIRECT"; if (isPlainHostName(host)) return d; if (dnsDomainLevels(host) == 9) return d; return "PROXY p:1";',
    ],
    ['the time', 'if (weekdayRange("SAT", "SUN")) return "DIRECT"; return "PROXY p:1";'],
    ['chance', 'return Math.random() < 0.1 ? "DIRECT" : "PROXY p:1";'],
    [
      'an unreached route',
      'if (isInNet(host, "9.9.9.0", "255.0.255.0")) { return "PROXY p:1"; } if (dnsResolve(host) == "9.9.9.9.9") return "DIRECT"; return "PROXY p:1";',
    ],
    ['no answer', 'if (isPlainHostName(host)) return; return "PROXY p:1";'],
    [
      'another function that Windows prefers',
      'return "PROXY p:1"; } function FindProxyForURLEx(url, host) { return "DIRECT";',
    ],
    ['text that does not load', 'return "PROXY p:1"'.repeat(2)],
  ])('%s', async (_, code) => expect((await sectionOf(body(code))).doubts.length).toBeGreaterThan(0));

  test('a PAC cut anywhere gains no certainty', async () => {
    const { text } = fixture('pac/uchibori.pac');
    for (let n = 30; n < text.trimEnd().length; n += 23) {
      const section = await sectionOf(text.slice(0, n));
      expect(section.doubts.length, text.slice(0, n)).toBeGreaterThan(0);
    }
  });

  test('without an engine nothing is decided', async () => {
    const parsed = await pac.parse(fixture('pac/uchibori.pac'), CONTEXT);
    expect(parsed.sections.pac?.decisions).toEqual([]);
    expect(parsed.sections.pac?.doubts.length).toBe(1);
  });
});

describe('routes', () => {
  test.each([
    ['DIRECT', 1],
    ['', 1],
    ['proxy a:80; socks5 b ;; https [2001:db8::1]:8443', 3],
    ['PROXY http://x:80', null],
    ['somewhere', null],
  ])('%j', (answer, hops) => expect(routeOf(answer)?.length ?? null).toBe(hops));
});

describe('recognition', () => {
  test('by the function alone', () => {
    expect(recognise(fromText('x', body('return "DIRECT"')))?.kind).toBe('pac');
    expect(recognise(fromText('x', 'FindProxyForURL = (url, host) => "DIRECT"'))?.kind).toBe('pac');
    expect(recognise(fromText('x', '// calls FindProxyForURL(url, host)\nvar a = 1;'))).toBeNull();
  });
});

describe('any text', () => {
  test('has tokens that stand in it, in order', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab1"\'`/\\*\n[]{}=+&|?. '), maxLength: 60 }),
        (text) => {
          const tokens = pacTokens(text);
          for (const t of tokens) expect(text.slice(t.at, t.at + t.text.length)).toBe(t.text);
          expect(withMarks(text, [])).toBe(text);
        },
      ),
    );
  });

  test('never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 80 }),
        fc.uint8Array({ maxLength: 80 }),
        async (text, bytes) => {
          await pac.parse(fromText('x/a.pac', body(text)), context);
          await pac.parse(fromBytes('x/b.pac', bytes), context);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe.skipIf(!corpusPresent)('the corpus (where present)', () => {
  test('every PAC is recognised and evaluated or doubted', async () => {
    const files = corpusFiles().filter((f) => f.group.startsWith('h-pac'));
    expect(files.length).toBe(18);
    for (const f of files) {
      const evidence = fromBytes(f.path, readFileSync(f.absolute));
      expect(recognise(evidence)?.kind, f.path).toBe('pac');
      const { sections } = await pac.parse(evidence, context);
      const section = sections.pac;
      expect((section?.decisions.length ?? 0) > 0 || (section?.doubts.length ?? 0) > 0, f.path).toBe(true);
    }
  });
});
