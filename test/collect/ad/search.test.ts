/** Searches against servers that are played here: what Samba does not do, and no server should. */
import { SearchRequest } from 'ldapts';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/collect/ad/connection.ts';
import { askedNames, entryWriter, openRanges } from '../../../src/collect/ad/entry.ts';
import type { ResultMessage, SearchEntryMessage } from '../../../src/collect/ad/message.ts';
import { readRanges } from '../../../src/collect/ad/ranges.ts';
import { isLeaf, SEARCH_ORDER, searchLine } from '../../../src/collect/ad/searches.ts';
import { search } from '../../../src/collect/ad/session.ts';

const BASE = 'DC=example,DC=test';

type Values = Readonly<Record<string, readonly string[]>>;

const entry = (dn: string, values: Values = {}): SearchEntryMessage => ({
  ...{ kind: 'entry', id: 1, dn },
  attributes: Object.entries(values).map(([name, list]) => [name, list.map((v) => Buffer.from(v))]),
});

interface Page {
  readonly entries: readonly SearchEntryMessage[];
  readonly cookie: string;
}

const ok = (cookie: string): ResultMessage => ({
  ...{ kind: 'search', id: 1, code: 0, diagnostic: '', name: null, value: null },
  cookie: Buffer.from(cookie),
});

/** A server that answers the n-th request, counted from 0. */
function server(answer: (n: number, request: SearchRequest) => Page): {
  readonly connection: Connection;
  readonly asked: () => number;
} {
  let n = -1;
  return {
    asked: () => n + 1,
    connection: {
      close: () => {},
      exchange: async (make, to) => {
        n += 1;
        const request = make(n);
        if (!(request instanceof SearchRequest)) throw new Error('this is no search');
        const page = answer(n, request);
        for (const one of page.entries) to?.entry(one);
        return ok(page.cookie);
      },
    },
  };
}

const ALL = { base: BASE, scope: 'sub', filter: '(a=b)', attributes: ['name'], descriptors: false } as const;
const CN = (n: number): SearchEntryMessage => entry(`CN=${n},${BASE}`);

describe('pages without end', () => {
  test.each([
    ['the same page', () => ({ entries: [CN(1)], cookie: 'x' }), /same page again and again/],
    ['empty pages', () => ({ entries: [], cookie: 'x' }), /100 empty pages/],
    ['ever new pages', (n: number) => ({ entries: [CN(n)], cookie: 'x' }), /more than 20000 pages/],
  ])('%s end the search, and it says which they were', async (_, page, because) => {
    const ended = await search(server(page).connection, ALL, 5, () => {});
    expect(ended.because?.en).toMatch(because);
  });

  test('a page that holds more than was asked for', async () => {
    const { connection } = server(() => ({ entries: [1, 2, 3].map(CN), cookie: '' }));
    await expect(search(connection, ALL, 2, () => {})).rejects.toThrow(/more in a page than the 2/);
    expect((await search(connection, ALL, 3, () => {})).because).toBeNull();
  });
});

describe('values in parts', () => {
  const GROUP = `CN=g,${BASE}`;
  const FIRST = [{ dn: GROUP, attribute: 'member', from: 1 }];
  const part = (from: number, to: string): SearchEntryMessage =>
    entry(GROUP, { [`member;range=${from}-${to}`]: [`CN=a${from}`] });
  const fromOf = (request: SearchRequest): number =>
    Number(/=(\d+)-/.exec(request.attributes?.[0] ?? '')?.[1]);

  test('all of them are asked for', async () => {
    const got: SearchEntryMessage[] = [];
    const { connection } = server((_, request) => {
      const from = fromOf(request);
      return { entries: [part(from, from < 5 ? String(from) : '*')], cookie: '' };
    });
    expect(await readRanges(connection, 5, FIRST, (e) => got.push(e))).toBeNull();
    expect(got.flatMap(openRanges).map(({ from }) => from)).toEqual([2, 3, 4, 5]);
    expect(got).toHaveLength(5);
  });

  test('parts that never end, and parts that bring nothing new', async () => {
    const endless = server((_, request) => {
      const from = fromOf(request);
      return { entries: [part(from, String(from))], cookie: '' };
    });
    const because = await readRanges(endless.connection, 5, FIRST, () => {});
    expect(because?.en).toMatch(/more than 4000 parts/);
    const again = server(() => ({ entries: [part(0, '0')], cookie: '' }));
    expect(await readRanges(again.connection, 5, FIRST, () => {})).toBeNull();
    expect(again.asked()).toBe(1);
  });
});

describe('what is kept of an entry', () => {
  test('only what was asked for, whatever the server sends', () => {
    const asked = askedNames(['sAMAccountName', 'member', 'nTSecurityDescriptor', 'unicodePwd']);
    const sent = entry(`CN=u,${BASE}`, {
      samaccountname: ['u'],
      'member;range=0-*': ['CN=x'],
      nTSecurityDescriptor: ['sd'],
      'sAMAccountName;lang-ja': ['other'],
      homePhone: ['secret'],
      unicodePwd: ['secret'],
      'unicodePwd;range=0-*': ['secret'],
      __proto__x: ['secret'],
    });
    const [descriptor, line] = entryWriter()(sent, asked);
    expect(descriptor).toMatchObject({ descriptor: 'd1' });
    expect(line).toEqual({
      dn: `CN=u,${BASE}`,
      a: { samaccountname: ['u'], 'member;range=0-*': ['CN=x'] },
      sd: 'd1',
    });
    expect(entryWriter()(sent, askedNames(['name']))).toEqual([{ dn: `CN=u,${BASE}`, a: {} }]);
  });
});

describe('what is asked', () => {
  const places = { dn: BASE, configuration: `CN=Configuration,${BASE}`, schema: `CN=Schema,${BASE}` };
  const lines = SEARCH_ORDER.map((kind) => searchLine(kind, places));

  test('no filter trusts in objectCategory, which can be changed', () => {
    expect(lines.filter(({ filter }) => /objectCategory/i.test(filter))).toEqual([]);
  });

  test('the sweep comes after everything that it is compared with', () => {
    const sweep = SEARCH_ORDER.indexOf('sweep');
    const ofDomain = lines.map((l, i) => (l.base.endsWith(`,${BASE}`) || l.base === BASE ? i : -1));
    const later = SEARCH_ORDER.filter((_, i) => i > sweep && ofDomain.includes(i));
    expect(later).toEqual(['schema-container', 'schema']);
  });

  test('leaves are none that hold or are accounts', () => {
    expect(isLeaf(['top', 'dnsNode'])).toBe(true);
    for (const name of ['user', 'computer', 'group', 'container', 'organizationalUnit', 'organization'])
      expect(isLeaf(['top', name])).toBe(false);
    expect(isLeaf([])).toBe(false);
  });
});
