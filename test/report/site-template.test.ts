import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Observed } from '../../src/facts/observed.ts';
import type { Location } from '../../src/model/evidence.ts';
import { ASSET_ROLES, type Role } from '../../src/model/target.ts';
import { LANGUAGES } from '../../src/model/text.ts';
import { parseSite } from '../../src/parse/site-file.ts';
import { siteTemplate, templateLines } from '../../src/report/site-template.ts';
import { render, scalar } from '../../src/report/site-template-lines.ts';

const IDS = ['E-7b'];
const NOTHING: Observed = {
  hosts: [],
  networks: [],
  proxies: [],
  pacUrls: [],
  pacFiles: [],
  updateServers: [],
  localAccounts: [],
  administrators: [],
};

const at = (file: string, line: number): Location => ({ file, line, text: 'never shown' });
const sighting = (value: string, file = 'pc01/a.reg', targets = 1) => ({ value, at: at(file, 3), targets });
const host = (name: string, role: Role) => ({ name, role, os: null, ports: [], at: at(`${name}/cv.reg`, 5) });

const read = (text: string) => {
  const result = parseSite(text, 'uchibori.yaml', IDS);
  if (!result.ok) throw new Error(result.errors.map((e) => e.text.en).join('\n'));
  return result.site;
};

/** The file with every question answered as its example says. */
const uncommented = (o: Observed): string =>
  templateLines(o, 'x')
    .map((line) => render('text' in line ? line : { ...line, kind: 'set' }, 'en'))
    .join('\n');

const FLEET: Observed = {
  hosts: [
    host('PC01', 'user-endpoint'),
    { ...host('SV01', 'member-server'), os: 'Windows Server 2022 Standard, build 20348' },
    { ...host('proxy01', 'proxy'), ports: [3128, 8080] },
    host('経理部 (2F)', 'unknown'),
    host('sysvol', 'policy'),
    host('corp.example.test', 'domain'),
    host('(site)', 'site'),
  ],
  networks: [sighting('10.1.0.0/16', 'proxy01/squid.conf'), sighting('fd00:1::/48')],
  proxies: [sighting('proxy01:3128'), sighting('proxy.example.test:8080', 'PC01/inet 設定.reg', 3)],
  pacUrls: [sighting('http://pac.example.test/proxy.pac')],
  pacFiles: [sighting('proxy01/proxy.pac', 'proxy01/proxy.pac')],
  updateServers: [sighting('http://wsus.example.test:8530')],
  localAccounts: [sighting('svc-old')],
  administrators: [sighting('PC01\\yamada')],
};

describe('a first site file', () => {
  test('declares the hosts whose roles the evidence shows, and nothing else', () => {
    for (const language of LANGUAGES) {
      const site = read(siteTemplate(FLEET, '内堀商事', language));
      expect(site.name).toBe('内堀商事');
      expect(site.assets).toEqual([
        { hostname: 'PC01', role: 'user-endpoint' },
        { hostname: 'SV01', role: 'member-server' },
        { hostname: 'proxy01', role: 'proxy', ports: [3128, 8080] },
      ]);
      const { name: _, assets: __, ...rest } = site;
      expect(rest).toEqual((({ name, assets, ...empty }) => empty)(read('')));
    }
  });

  test('says where each thing was seen', () => {
    const text = siteTemplate(FLEET, 'x', 'en');
    expect(text).toContain('    role: user-endpoint  # seen in PC01/cv.reg:5; admin-workstation if');
    expect(text).toContain('# the evidence shows that it runs "Windows Server 2022 Standard, build 20348"');
    expect(text).toContain(
      '#   - hostname: proxy.example.test  # seen in "PC01/inet 設定.reg":3 and on 2 more',
    );
    expect(text).toContain('#   - name: "10.1.0.0/16"  # seen in proxy01/squid.conf:3');
    expect(text).not.toContain('hostname: proxy01  # seen');
    expect(text).not.toContain('never shown');
    expect(siteTemplate(FLEET, 'x', 'ja')).toContain('# PC01/cv.reg:5 で確認。管理作業に使う端末なら');
  });

  test('asks for everything when nothing was seen, and still parses', () => {
    for (const language of LANGUAGES) {
      const text = siteTemplate(NOTHING, '', language);
      expect(read(text)).toEqual(read(''));
      for (const key of ['segments', 'trapAccounts', 'exceptions', 'records'])
        expect(text).toContain(`# ${key}:`);
    }
  });

  test('its questions are right when they are simply uncommented', () => {
    const site = read(uncommented(FLEET));
    expect(site.segments.map((s) => s.name)).toEqual(['10.1.0.0/16', 'fd00:1::/48']);
    expect(site.assets.map((a) => a.hostname)).toEqual([
      'PC01',
      'SV01',
      'proxy01',
      '経理部 (2F)',
      'proxy.example.test',
    ]);
    expect(site.trapAccounts).toEqual([{ name: 'svc-old', scope: 'local' }]);
    expect(site.pacFiles).toEqual([{ url: 'http://pac.example.test/proxy.pac', file: 'proxy01/proxy.pac' }]);
    expect(read(uncommented(NOTHING)).segments).toHaveLength(1);
  });

  test('long lists are cut and say so', () => {
    const networks = Array.from({ length: 250 }, (_, i) => sighting(`10.${i}.0.0/16`));
    const text = siteTemplate({ ...NOTHING, networks }, 'x', 'en');
    expect(text.match(/cidrs:/g)).toHaveLength(200);
    expect(text).toContain('# and 50 more');
  });
});

const hostile = fc.oneof(
  fc.constantFrom(
    'a\nassets: []',
    'x: y',
    '- z',
    '#',
    "it's",
    '"',
    '&a',
    '*a',
    '!t',
    '~',
    'null',
    'True',
    'yes',
    '1e3',
    '0x10',
    '-',
    '?',
    ' lead',
    '[',
    '{',
    '|',
    '>',
    '%',
    '@',
    '`',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\ufffd',
    '\ud800',
    '\u202e',
    '\0',
    '　',
    '：',
    '\\',
    '1:2',
    '<<',
    '=',
    '...',
    '---',
    'PC01',
    'pc01',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);

test('whatever names were seen, the file parses and holds each host once', () => {
  const location = fc.record({ file: hostile, line: fc.nat(), text: hostile });
  const seen = fc.record({ value: hostile, at: location, targets: fc.integer({ min: 1, max: 9 }) });
  const hosts = fc.record({
    name: hostile,
    role: fc.constantFrom<Role>(...ASSET_ROLES, 'unknown', 'policy', 'domain'),
    os: fc.option(hostile),
    ports: fc.array(fc.integer({ min: 1, max: 65535 })),
    at: fc.option(location),
  });
  const list = fc.array(seen, { maxLength: 5 });
  const observed = fc.record({
    hosts: fc.array(hosts, { maxLength: 6 }),
    networks: list,
    proxies: list,
    pacUrls: list,
    pacFiles: list,
    updateServers: list,
    localAccounts: list,
    administrators: list,
  });
  fc.assert(
    fc.property(observed, hostile, fc.constantFrom(...LANGUAGES), (o, name, language) => {
      const site = read(siteTemplate(o, name, language));
      const names = o.hosts.map((h) => h.name);
      for (const asset of site.assets) expect(names).toContain(asset.hostname);
      expect(site.segments).toEqual([]);
      expect(site.trapAccounts).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('a scalar is the text it was made from', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(parse(`- ${scalar(text)}`)).toEqual([text]);
      expect(scalar(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\ufeff\ufffd]/);
    }),
    { numRuns: 2000 },
  );
});
