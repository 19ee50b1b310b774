/**
 * The law of the program: no evidence is never a pass and never a fail. Taking an item away (a file, a section of a
 * report, a whole host) may turn a verdict into unknown and into nothing else.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Site } from '../src/model/site.ts';
import { EMPTY_SITE } from '../src/model/site.ts';
import type { Status } from '../src/model/status.ts';
import { recognise } from '../src/parse/index.ts';
import type { EstateFiles, Outcome } from './estate/assess.ts';
import { assessEstate } from './estate/assess.ts';
import type { Locale } from './estate/files.ts';
import { exportFiles } from './estate/files.ts';
import { ENDPOINT_INTENT, gpresult } from './estate/gpresult.ts';
import { itemsOf } from './estate/items.ts';
import { squidEstate } from './estate/proxy.ts';
import { random } from './estate/random.ts';
import { adminHost, goodHost, mixedHost, weakHost } from './estate/state.ts';
import { CONTEXT, fromBytes } from './evidence.ts';

const SITE: Site = {
  ...EMPTY_SITE,
  name: 'laws',
  segments: [
    { name: 'clients', role: 'user', cidrs: ['10.10.0.0/16', 'fd00:10::/64'] },
    { name: 'admins', role: 'admin', cidrs: ['10.30.0.0/24'] },
  ],
  assets: [
    ...['PC01', 'PC02', 'PC03'].map((hostname) => ({
      hostname,
      role: 'user-endpoint' as const,
      segment: 'clients',
      os: 'Windows 11 Enterprise 23H2',
      browsers: ['edge', 'chrome'] as const,
      listeners: ['tcp/135', 'tcp/49664', 'udp/5353'],
    })),
    { hostname: 'PROXY01', role: 'proxy', aliases: ['proxy01.example.test'], ports: [8080] },
    { hostname: 'DC01', role: 'dc', os: 'Windows Server 2022 Standard' },
    {
      hostname: 'ADM01',
      role: 'admin-workstation',
      segment: 'admins',
      os: 'Windows 11 Enterprise 23H2',
      browsers: ['edge'],
    },
  ],
  pacFiles: [{ url: 'http://proxy01.example.test/proxy.pac', file: 'PROXY01/proxy.pac' }],
  updateServers: ['wsus01.example.test'],
  trapAccounts: [{ name: 'svc-koukai', scope: 'local' }],
  records: [
    { type: 'trap-test', date: '2026-06-01', reviewer: 'Uchibori' },
    { type: 'proxy-auth-review', date: '2026-10-28', reviewer: 'Uchibori' },
    { type: 'cutoff-test', date: '2026-05-01', reviewer: 'Uchibori' },
    { type: 'admin-account-review', date: '2026-08-01', reviewer: 'Uchibori' },
  ],
};

function estate(seed: number, locale: Locale): EstateFiles {
  const draw = random(seed);
  const hosts = [
    goodHost('PC01'),
    weakHost('PC02'),
    mixedHost('PC03', draw),
    mixedHost('DC01', draw),
    draw.below(2) === 0 ? mixedHost('ADM01', draw) : adminHost('ADM01'),
  ];
  const files = new Map<string, Uint8Array>(squidEstate('PROXY01', draw));
  for (const host of hosts) {
    for (const [path, bytes] of Object.entries(exportFiles(host, { locale, filler: null })))
      files.set(`${host.hostname}/${path}`, bytes);
  }
  for (const name of ['PC01', 'PC02']) files.set(`${name}/gpresult.xml`, gpresult(name, ENDPOINT_INTENT));
  return files;
}

const UNDECIDED: readonly Status[] = ['unknown', 'notchecked', 'manual'];

/** Verdicts that removal turned into another decision. */
function broken(before: Outcome, after: Outcome): string[] {
  return [...after]
    .filter(([key, status]) => status !== before.get(key) && !UNDECIDED.includes(status))
    .map(([key, status]) => `${key}: ${before.get(key) ?? 'none'} -> ${status}`);
}

const MINUTES = 5 * 60_000;

describe('taking evidence away', { timeout: MINUTES }, () => {
  test('decides enough beforehand for the law to bite', async () => {
    const before = [...(await assessEstate(estate(1, 'ja'), SITE)).values()];
    expect(before.filter((s) => s === 'pass').length).toBeGreaterThan(60);
    expect(before.filter((s) => s === 'fail').length).toBeGreaterThan(30);
  });

  test.each([
    ['plain', 2],
    ['listed in SHA256SUMS', 4],
  ])('one item at a time never makes a pass or a fail (files %s)', async (how, seed) => {
    const files = estate(seed, 'ja');
    const listed = how === 'plain' ? null : files;
    const before = await assessEstate(files, SITE, listed);
    for (const item of itemsOf(files)) {
      expect(broken(before, await assessEstate(item.remove(files), SITE, listed)), item.name).toEqual([]);
    }
  });

  test('random subsets never make a pass or a fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.constantFrom<Locale>('ja', 'en'),
        fc.integer({ min: 1, max: 12 }),
        async (seed, locale, n) => {
          const files = estate(seed, locale);
          const draw = random(seed + 1);
          const items = itemsOf(files);
          let left = files;
          const gone: string[] = [];
          for (let i = 0; i < n; i++) {
            const item = draw.pick(items);
            gone.push(item.name);
            left = item.remove(left);
          }
          expect(
            broken(await assessEstate(files, SITE), await assessEstate(left, SITE)),
            gone.join(', '),
          ).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a file cut short', { timeout: MINUTES }, () => {
  test('is noticed where the format shows it, and decides nothing new', async () => {
    const files = estate(3, 'ja');
    const before = await assessEstate(files, SITE);
    const draw = random(3);
    for (const [path, bytes] of files) {
      const whole = fromBytes(path, bytes);
      const parsed = await recognise(whole)?.parse(whole, CONTEXT);
      if (parsed?.intact !== 'yes') continue;
      for (let i = 0; i < 12; i++) {
        const at = draw.below(bytes.length);
        const after = await assessEstate(new Map(files).set(path, bytes.subarray(0, at)), SITE);
        expect(broken(before, after), `${path} cut at ${at} of ${bytes.length}`).toEqual([]);
      }
    }
  });
});

describe('language', () => {
  test('the same state from Japanese and English Windows gives the same verdicts', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const ja = await assessEstate(estate(seed, 'ja'), SITE);
      const en = await assessEstate(estate(seed, 'en'), SITE);
      expect([...en].filter(([key, status]) => ja.get(key) !== status)).toEqual([]);
    }
  });
});
