import { describe, expect, it } from 'vitest';
import { winhttpProxy } from '../../src/parse/winhttp-proxy.ts';
import { CONTEXT, fixture, fromText } from '../evidence.ts';
import { itIsAListParser, read, readFixture } from './list-parser.ts';

describe('netsh winhttp show proxy', () => {
  for (const state of ['direct', 'proxy', 'no-bypass']) {
    describe(state, () => {
      itIsAListParser({
        parser: winhttpProxy,
        same: ['en.ascii', 'ja.cp932', 'ja.utf-16'].map((name) => `winhttp-proxy/${state}-${name}.txt`),
        items: ({ sections: { winhttp } }) =>
          winhttp ? [`${winhttp.proxy}|${winhttp.bypass.join(' ')}`] : [],
        isComplete: ({ sections }) => sections.winhttp !== undefined,
        noticesCut: true,
      });
    });
  }

  it('gives direct access, a proxy, and its bypass list', async () => {
    expect((await readFixture('winhttp-proxy/direct-ja.cp932.txt')).sections.winhttp).toMatchObject({
      proxy: null,
      bypass: [],
      at: { line: 4 },
    });
    expect((await readFixture('winhttp-proxy/proxy-ja.cp932.txt')).sections.winhttp).toMatchObject({
      proxy: 'proxy.uchibori.example.test:8080',
      bypass: ['<local>', '*.uchibori.example.test'],
    });
  });

  it('a line that is not understood, or a second setting, leaves nothing', async () => {
    const { text } = fixture('winhttp-proxy/proxy-en.ascii.txt');
    const direct = fixture('winhttp-proxy/direct-en.ascii.txt').text;
    for (const other of [
      text.replace('Bypass List', 'Bypass Liste'),
      text + direct,
      `${text}    PAC : x\r\n`,
    ]) {
      const parsed = await read(fromText('host/x', other));
      expect(parsed.sections).toEqual({});
      expect(parsed.problems.some((p) => p.policy)).toBe(true);
    }
    const twice = await read(fromText('host/x', text + text));
    expect(twice.sections.winhttp?.proxy).toBe('proxy.uchibori.example.test:8080');
  });

  it('credentials in a proxy are not kept', async () => {
    const { text } = fixture('winhttp-proxy/proxy-en.ascii.txt');
    const parsed = await winhttpProxy.parse(
      fromText('host/x', text.replace('proxy.uchibori', 'svc:s3cret@proxy.uchibori')),
      CONTEXT,
    );
    expect(JSON.stringify(parsed)).not.toContain('s3cret');
    expect(parsed.sections.winhttp?.proxy).toBe('********@proxy.uchibori.example.test:8080');
  });
});
