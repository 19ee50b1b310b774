import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRegistry, setting } from '../../src/facts/registry.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { registryPol } from '../../src/parse/registry-pol.ts';
import { CONTEXT, fixture, fromBytes } from '../evidence.ts';

const GPO = '{5A0C3E11-7B42-4D0E-9C1A-0A2B3C4D5E6F}';
const parse = (evidence: Evidence): Parsed => registryPol.parse(evidence, CONTEXT) as Parsed;
const writes = (parsed: Parsed) => parsed.sections.registry?.writes ?? [];
const machine = () => fixture(`registry-pol/sysvol/${GPO}/MACHINE/registry.pol`);

describe('records', () => {
  const parsed = parse(machine());

  test('are read in order with their directives', () => {
    expect(writes(parsed).map((w) => [w.at.line, w.op, w.key.split('\\').at(-1), w.name, w.data])).toEqual([
      [1, 'set', 'Terminal Services', 'DisablePasswordSaving', 1],
      [2, 'delete-values', 'List', '', new Uint8Array(0)],
      [3, 'set', 'List', '1', 'プロキシ.example.test'],
      [4, 'set', 'List', '2', ['a', 'b']],
      [5, 'delete', 'Old', 'Gone', new Uint8Array(0)],
      [6, 'delete', 'Old', 'One', new Uint8Array(0)],
      [6, 'delete', 'Old', 'Two', new Uint8Array(0)],
      [7, 'delete-key', 'K1', '', new Uint8Array(0)],
      [7, 'delete-key', 'K2', '', new Uint8Array(0)],
      [9, 'set-if-absent', 'Uchibori', 'First', 7],
      [11, 'set', 'Uchibori', 'Big', 1n << 40n],
      [12, 'set', 'Uchibori', 'Raw', Uint8Array.from([0x5d, 0, 0x3b, 0, 0x5b, 0])],
      [13, 'set', 'Uchibori', 'Short', Uint8Array.from([1, 0])],
      [14, 'set', 'Winlogon', 'DefaultPassword', '********'],
    ]);
    expect(parsed.lines).toEqual({ understood: 14, irrelevant: 0, notUnderstood: 0 });
    expect(parsed.problems).toEqual([]);
  });

  test('whose bytes cannot be of their type are of another type', () => {
    expect(writes(parsed).find((w) => w.name === 'Short')?.type).toBe('REG_OTHER');
  });

  test('keep no password anywhere', () => {
    expect(JSON.stringify(parsed, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toContain(
      'uchibori-lab',
    );
  });

  test('after a deletion of all values set them again', () => {
    const facts = buildRegistry([{ exported: [], writes: writes(parsed) }]);
    const list = 'software\\policies\\uchibori\\list';
    expect(setting(facts, 'HKLM', list, '1').intended.state).toBe('set');
    expect(setting(facts, 'HKLM', list, '3').intended.state).toBe('absent');
  });
});

describe('the hive and the GPO', () => {
  test('come from the folders', () => {
    expect(writes(parse(machine()))[0]).toMatchObject({
      hive: 'HKLM',
      gpo: { guid: GPO },
      layer: 'intended',
    });
    const user = parse(fixture(`registry-pol/sysvol/${GPO}/User/Registry.pol`));
    expect(writes(user)[0]).toMatchObject({ hive: 'HKCU', name: 'NoInplaceSharing' });
  });

  test('of a backup is not named by the folder of the backup', () => {
    const { bytes } = machine();
    const backup = parse(fromBytes(`b/${GPO}/DomainSysvol/GPO/Machine/registry.pol`, bytes));
    expect(writes(backup)[0]?.gpo).toEqual({ name: GPO, guid: null });
    expect(writes(parse(fromBytes('pc/GroupPolicy/Machine/Registry.pol', bytes)))[0]?.gpo).toBeNull();
  });

  test.each(['registry-pol/loose/Registry.pol', 'x/Machine/Sub/Registry.pol', 'x/Machine/Registry.pol.bak'])(
    '%s gives no facts, and says so',
    (file) => {
      const parsed = parse(fromBytes(file, fixture('registry-pol/loose/Registry.pol').bytes));
      expect(writes(parsed)).toEqual([]);
      expect(parsed.problems).toMatchObject([{ policy: true }]);
    },
  );
});

describe('damage', () => {
  test('a size that lies stops the reading where it lies', () => {
    const parsed = parse(fixture('registry-pol/lying-size/Machine/Registry.pol'));
    expect(parsed.intact).toBe('cut');
    expect(writes(parsed).map((w) => w.name)).toEqual(['DisablePasswordSaving']);
    expect(parsed.problems).toMatchObject([{ line: 2, policy: true }]);
    expect(parsed.problems[0]?.message.en).toMatch(/record 2 .*offset \d+/);
  });

  test('an unknown directive is a problem of its own', () => {
    const parsed = parse(fixture('registry-pol/unknown-directive/Machine/Registry.pol'));
    expect(parsed.problems).toMatchObject([{ line: 1, policy: true }]);
    expect(writes(parsed).map((w) => w.name)).toEqual(['DisablePasswordSaving']);
  });

  test('a file of only a header is whole as far as it can tell', () => {
    expect(parse(fixture('registry-pol/empty/Machine/Registry.pol'))).toMatchObject({
      intact: 'cannot-tell',
      problems: [],
    });
  });

  test('a cut anywhere keeps whole records only, and is noticed except between records', () => {
    const whole = machine();
    const all = writes(parse(whole));
    for (let n = 4; n < whole.bytes.length; n++) {
      const parsed = parse(fromBytes(whole.file, whole.bytes.subarray(0, n)));
      const kept = writes(parsed);
      expect(kept).toEqual(all.slice(0, kept.length));
      if (parsed.intact === 'cut') expect(parsed.problems).toMatchObject([{ policy: true }]);
      else expect(n === 8 || whole.bytes[n - 2] === 0x5d).toBe(true);
    }
  });
});

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const u32 = (n: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
};

interface Rec {
  readonly key: string;
  readonly name: string;
  readonly type: number;
  readonly data: Uint8Array;
}

const print = (records: readonly Rec[]): Uint8Array =>
  Buffer.concat([
    Buffer.from('PReg\u0001\0\0\0', 'latin1'),
    ...records.flatMap((r) => [
      utf16(`[${r.key}\0;${r.name}\0;`),
      u32(r.type),
      utf16(';'),
      u32(r.data.length),
      utf16(';'),
      r.data,
      utf16(']'),
    ]),
  ]);

describe('properties', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 12 })
    .map((s) => `n${s.replace(/[\0\ud800-\udfff]/g, '_')}`);
  const rec = fc.record({ key: name, name, type: fc.integer({ min: 0, max: 12 }), data: fc.uint8Array() });

  test('parse after print gives every record back', () => {
    fc.assert(
      fc.property(fc.array(rec), (records) => {
        const parsed = parse(fromBytes('pc/Machine/Registry.pol', print(records)));
        expect(parsed.problems).toEqual([]);
        expect(writes(parsed).map((w) => [w.key, w.name])).toEqual(records.map((r) => [r.key, r.name]));
      }),
    );
  });

  test('no bytes make it throw', () => {
    const header = Buffer.from('PReg\u0001\0\0\0[\0', 'latin1');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
        const evidence = fromBytes('a/User/Registry.pol', headed ? Buffer.concat([header, bytes]) : bytes);
        expect(parse(evidence).kind).toBe('registry-pol');
      }),
    );
  });
});
