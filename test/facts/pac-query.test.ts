import { expect, test } from 'vitest';
import { loadPacEngine } from '../../src/collect/pac-wasm.ts';
import { readPac } from '../../src/facts/pac-query.ts';
import type { PacSection } from '../../src/facts/proxy-settings.ts';
import { pac } from '../../src/parse/pac.ts';
import { CONTEXT, fixture, fromText } from '../evidence.ts';

const context = { ...CONTEXT, pacEngine: loadPacEngine };
const ours = (hop: { host: string | null }): boolean => hop.host?.startsWith('px0') ?? false;
const inside = (host: string): boolean => host.endsWith('.uchibori.co.jp');

async function sectionOf(code: string): Promise<PacSection> {
  const text = `function FindProxyForURL(url, host) { ${code} }`;
  const { sections } = await pac.parse(fromText('px/a.pac', text), context);
  if (!sections.pac) throw new Error('no section');
  return sections.pac;
}

const read = async (code: string) => readPac(await sectionOf(code), ours, inside);

const PROXY = 'return "PROXY px01.example.test:8080";';

test('a PAC that sends everything public to our proxies', async () => {
  const { sections } = await pac.parse(fixture('pac/uchibori.pac'), context);
  expect(sections.pac && readPac(sections.pac, ours, inside)).toEqual({
    direct: null,
    foreign: null,
    depends: null,
    listed: null,
    failOpen: null,
    conclusive: true,
  });
});

test('DIRECT, and proxies of others', async () => {
  expect((await read('return "DIRECT";')).direct?.scope).toBe('internet');
  expect((await read('return "PROXY px01.example.test:1; PROXY other:8080";')).foreign?.hop.host).toBe(
    'other',
  );
  expect((await read('return "PROXY px01.example.test:1; DIRECT";')).failOpen?.route.length).toBe(2);
});

test('what rests on the client or on DNS is not certain', async () => {
  const roaming = await read(
    `if (isInNet(myIpAddress(), "10.20.0.0", "255.255.0.0")) ${PROXY} return "DIRECT";`,
  );
  expect([roaming.direct, roaming.depends?.route[0]?.kind]).toEqual([null, 'DIRECT']);
});

test('listed names are inside only where the caller says so', async () => {
  const bypass = (domain: string) => read(`if (dnsDomainIs(host, "${domain}")) return "DIRECT"; ${PROXY}`);
  expect((await bypass('.uchibori.co.jp')).listed).toBeNull();
  expect((await bypass('.co.jp')).direct?.host).toBe('cdn.uchibori-probe.co.jp');
  expect((await bypass('.intra.uchibori.co.jp')).listed).toBeNull();
  expect((await bypass('.partner.com')).listed?.host).toBe('www.partner.com');
});

test('with a doubt or without an answer nothing is conclusive', async () => {
  expect((await read('return eval("1")')).conclusive).toBe(false);
  expect(
    readPac({ decisions: [], doubts: [], at: { file: '', line: 0, text: '' } }, ours, inside).conclusive,
  ).toBe(false);
});
