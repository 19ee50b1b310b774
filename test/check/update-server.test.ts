import { expect, test } from 'vitest';
import { judgeUpdateServer } from '../../src/check/update-server.ts';
import type { OsFacts } from '../../src/facts/os.ts';
import { EMPTY_SITE } from '../../src/model/site.ts';
import { at, registryOf } from '../facts/builders.ts';

const KEY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate';
const OS: OsFacts = {
  productName: null,
  build: 22631,
  productType: 'client',
  edition: null,
  at: at(),
  source: 'evidence',
};

function because(status: string | null): string {
  const server = { WUServer: 'https://wsus01.example.test:8531' };
  const values = status === null ? server : { ...server, WUStatusServer: status };
  const registry = registryOf([
    { path: KEY, values },
    { path: `${KEY}\\AU`, values: { UseWUServer: 1 } },
  ]);
  const verdict = judgeUpdateServer({
    registry,
    os: OS,
    site: { ...EMPTY_SITE, updateServers: ['wsus01.example.test'] },
    asset: null,
    asOf: 0,
    target: { name: 'PC01', role: 'user-endpoint', roleSource: 'declared' },
  });
  expect(verdict.status).toBe('pass');
  return verdict.because.en;
}

test('the server for statistics is noted where it is not there or another', () => {
  expect(because(null)).toContain('there is no WUStatusServer');
  expect(because('https://wsus02.example.test')).toContain('another server, wsus02.example.test');
  expect(because('https://WSUS01.example.test:8531')).not.toContain('WUStatusServer');
});
