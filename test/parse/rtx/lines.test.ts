/** Lines that a terminal broke, its prompts, and bytes that mean nothing. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { yamahaRtxConfig } from '../../../src/parse/rtx/config-file.ts';
import { commands } from '../../../src/parse/rtx/lines.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { fixture, fromBytes, fromText } from '../../evidence.ts';
import { deviceIn, fate, readBy } from '../fortios/ask.ts';

const texts = (...lines: readonly string[]) => commands(lines).map((c) => c.text);
const full = (text: string) => text.padEnd(79);

describe('broken lines', () => {
  const wrapped = readBy(yamahaRtxConfig, fixture('yamaha-rtx-config/wrapped.log'));
  const device = deviceIn(wrapped);

  test('are joined, at a blank and within a word', () => {
    expect(wrapped.lines.notUnderstood).toBe(0);
    expect(wrapped.intact).toBe('cannot-tell');
    expect(device.lists.map((l) => [l.id, l.rules.length])).toEqual([
      ['no ipv6 address', 1],
      ['ip lan1 in', 10],
      ['ip lan2 in', 9],
      ['services', 0],
    ]);
    expect(device.gaps).toEqual([]);
    expect(device.notes).toEqual([]);
  });

  test('keep what they say', () => {
    expect(fate(device, '10.1.0.5', '10.2.0.9', 'tcp/22')).toBe('permit 100010');
    expect(fate(device, '10.1.0.5', '10.2.0.9', 'tcp/5900')).toBe('deny 100009');
    expect(fate(device, '10.2.0.9', '10.1.0.5', 'tcp/5900')).toBe('permit 100010');
  });

  test('lines that begin a command do not go on', () => {
    expect(texts(full('ip filter 1 pass * *'), 'ip filter 2 pass * *')).toHaveLength(2);
    expect(texts(full('ip filter 1 pass * *'), ' tcp * 22')).toEqual(['ip filter 1 pass * * tcp * 22']);
    expect(texts(full('ip filter 1 pass * *'), 'tcp session limit 100')).toHaveLength(2);
    expect(texts(full('# a comment'), 'brand-new')).toHaveLength(2);
    expect(texts('ip filter 1 pass * *', ' pp enable 1')).toHaveLength(2);
  });

  test('prompts are taken off', () => {
    expect(texts('RTX1210# show config', 'RTX1210# ip filter 1 pass * *', 'RTX1210# ')).toEqual([
      '',
      'ip filter 1 pass * *',
      '',
    ]);
  });
});

test('nothing throws, and every line is counted once', () => {
  const words = [
    'ip',
    'ipv6',
    'lan1',
    'filter',
    'secure',
    'in',
    'out',
    'dynamic',
    '1',
    '99',
    'pass',
    'reject',
    '*',
    'tcp',
    'nat',
    'descriptor',
    'masquerade',
    'static',
    'pp',
    'select',
    'no',
    'route',
    'gateway',
    'default',
    '10.0.0.0/8',
    '-',
    '/',
    '=',
    ',',
    'schedule',
    'at',
    '#',
  ];
  const line = fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((w) => w.join(' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const text = lines.map((l) => `${l}\n`).join('');
      const { understood, irrelevant, notUnderstood } = readBy(yamahaRtxConfig, fromText('x', text)).lines;
      expect(understood + irrelevant + notUnderstood).toBe(lines.length);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readBy(yamahaRtxConfig, fromBytes('x', bytes));
    }),
    { numRuns: 100 },
  );
});

test('secrets stay out', () => {
  const parsed = readBy(
    yamahaRtxConfig,
    fromText(
      'x',
      'pp select 1\n pp auth myname u nevershown\nipsec ike pre-shared-key 1 text nevershown\nfrob a b nevershown\nlogin password nevershown\n',
    ),
  );
  expect(JSON.stringify(parsed, (_, v) => (typeof v === 'bigint' ? `${v}` : v))).not.toContain('nevershown');
});

describe.skipIf(!corpusPresent)('the corpus', () => {
  const files = corpusFiles()
    .filter((f) => f.group === 'f-firewall')
    .map((f) => ({ path: f.path, evidence: fromBytes(f.path, readFileSync(f.absolute)) }))
    .filter((f) => yamahaRtxConfig.recognise(f.evidence));

  test('has YAMAHA configurations', () => {
    expect(files.length).toBeGreaterThanOrEqual(2);
  });

  test.each(files)('$path: every line is looked at', ({ evidence }) => {
    const parsed = readBy(yamahaRtxConfig, evidence);
    expect(parsed.notUnderstood).toEqual([]);
    expect(deviceIn(parsed).gaps.map((g) => g.kind)).toEqual(['fragment']);
  });
});
