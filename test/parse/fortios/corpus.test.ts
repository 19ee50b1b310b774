/** FortiGate configurations of other people, where they are present: each is read, and what is not read is known. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fortiosConfig } from '../../../src/parse/fortios/fortios-config.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { fromBytes } from '../../evidence.ts';
import { deviceIn, devicesIn, kinds, readBy } from './ask.ts';

const files = corpusFiles()
  .filter((f) => f.group === 'f-firewall')
  .map((f) => ({ path: f.path, evidence: fromBytes(f.path, readFileSync(f.absolute)) }))
  .filter((f) => fortiosConfig.recognise(f.evidence));

const named = (end: string) => {
  const file = files.find((f) => f.path.endsWith(end));
  if (!file) throw new Error(`not in the corpus: ${end}`);
  return readBy(fortiosConfig, file.evidence);
};

/** Lines that are looked at and stay unread: a table inside a policy and settings that no release has. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  'FortigateParser/fortigate.conf': ['config firewall policy / service', 'edit', 'set', 'next', 'end'],
  'testconfigs/edit_recovery': [
    'set UNDEFINED_ADDR_PROP',
    'set UNDEFINED_SERVICE_PROP',
    'set UNDEFINED_POLICY_PROP',
  ],
};

describe.skipIf(!corpusPresent)('the corpus', () => {
  test('has FortiGate configurations', () => {
    expect(files.length).toBeGreaterThanOrEqual(19);
  });

  test.each(files)('$path: every line is looked at', ({ path, evidence }) => {
    const parsed = readBy(fortiosConfig, evidence);
    const expected = Object.entries(UNREAD).find(([end]) => path.endsWith(end))?.[1] ?? [];
    expect(parsed.notUnderstood.map((n) => n.text)).toEqual(expected);
    expect(devicesIn(parsed).length).toBeGreaterThan(0);
    expect(parsed.lines.understood).toBeGreaterThan(0);
  });

  test('whole backups have no gap', () => {
    for (const end of [
      'config_examples/example.conf',
      'config_examples/global.conf',
      'config_examples/vdom.conf',
    ]) {
      expect([end, kinds(deviceIn(named(end)).gaps)]).toEqual([end, []]);
    }
  });

  test('moved, cloned and deleted policies stand where they then are', () => {
    const order = (end: string) =>
      deviceIn(named(end))
        .lists.find((l) => l.id === 'policy')
        ?.rules.map((r) => r.id);
    expect(order('testconfigs/policy_move')).toEqual(['5', '1', '2', '4', '3']);
    expect(order('testconfigs/policy_clone')).toEqual(['1', '2', '3', '4']);
    expect(order('testconfigs/policy_delete')).toEqual(['2', '1']);
  });
});
