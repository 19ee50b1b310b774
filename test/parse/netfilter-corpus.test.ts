/** Real rule sets of iptables and nft: every one is read, and the lines that were not understood are told. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { iptablesSave } from '../../src/parse/iptables/save.ts';
import { nftJson } from '../../src/parse/nftables/json.ts';
import type { Parsed, Parser } from '../../src/parse/parser.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';
import { devicesIn } from './netfilter-packet.ts';

const PARSERS: readonly Parser[] = [iptablesSave, nftJson];

const FILES = corpusFiles()
  .filter((f) => f.group === 'f-firewall')
  .flatMap((f) => {
    const evidence = fromBytes(f.path, readFileSync(f.absolute));
    const parser = PARSERS.find((p) => p.recognise(evidence));
    return parser ? [{ path: f.path, evidence, parser }] : [];
  });

/** Lines whose meaning another file holds (targets of ufw), templates, and commands that are none of iptables-restore. */
const KNOWN_GAPS = /ufw|UFW|routerbox|unsupported_command|derived-nft-json/;

describe.skipIf(!corpusPresent)('rule sets of netfilter in the corpus', () => {
  test('there are some of both formats', () => {
    expect(FILES.filter((f) => f.parser === iptablesSave).length).toBeGreaterThan(15);
    expect(FILES.filter((f) => f.parser === nftJson).length).toBeGreaterThan(5);
  });

  test.each(FILES.map((f) => [f.path, f] as const))('%s', (path, { evidence, parser }) => {
    const parsed = parser.parse(evidence, CONTEXT) as Parsed;
    const { understood, irrelevant, notUnderstood } = parsed.lines;
    expect(understood + irrelevant).toBeGreaterThan(0);
    if (!KNOWN_GAPS.test(path)) expect(parsed.notUnderstood, `${notUnderstood} not understood`).toEqual([]);
    for (const device of devicesIn(parsed)) {
      const ids = new Set(device.lists.map((l) => l.id));
      for (const stage of device.forward) expect(ids).toContain(stage.list);
    }
  });
});
