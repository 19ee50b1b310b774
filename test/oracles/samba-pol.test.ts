/** Registry.pol held against Samba: what it packs, we read; what we write for tests, it unpacks. */
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { RegistryWrite } from '../../src/facts/registry.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { registryPol } from '../../src/parse/registry-pol.ts';
import { type PolRecord, registryPol as writePol } from '../estate/directory/registry-pol.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';

/** Samba's modules belong to the system's Python, which need not be the first one on the path. */
const PYTHON = '/usr/bin/python3';

function noSamba(): string | null {
  try {
    execFileSync(PYTHON, ['-c', 'import samba.dcerpc.preg, samba.gp_parse.gp_pol'], { stdio: 'pipe' });
    return null;
  } catch {
    return 'python3-samba is not installed';
  }
}

const NO_SAMBA = noSamba();

/** Data as the worker takes and gives it. */
type Data = number | string | { readonly b64: string };
type Entry = readonly [key: string, name: string, type: number, data: Data];

function worker() {
  const child = spawn(PYTHON, [path.join(import.meta.dirname, 'samba/pol.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (call: 'pack' | 'unpack' | 'backup', argument: unknown): Promise<unknown> => {
      child.stdin.write(`${JSON.stringify([call, argument])}\n`);
      const answer = await answers.next();
      if (answer.done) throw new Error('the worker ended');
      const said = JSON.parse(answer.value) as { ok?: unknown; fault?: string };
      if (said.fault !== undefined) throw new Error(said.fault);
      return said.ok;
    },
    stop: () => child.stdin.end(),
  };
}

const FILE = 'corp/Policies/{00000000-1111-4222-8333-444444444444}/Machine/Registry.pol';

const read = (bytes: Uint8Array): Parsed => registryPol.parse(fromBytes(FILE, bytes), CONTEXT) as Parsed;
const writes = (bytes: Uint8Array): readonly RegistryWrite[] => read(bytes).sections.registry?.writes ?? [];

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: unknown): Uint8Array => Buffer.from(String(text), 'base64');

/** Without NUL, and without what would be taken for a password in an address. */
const text = fc
  .string({ unit: fc.constantFrom(...'abXY 09.;[]=\\,"%日本語é🙂'), maxLength: 12 })
  .filter((t) => !t.startsWith('**'));
const key = text.map((t) => `Software\\${t}`);
const bytes = fc.uint8Array({ maxLength: 40 });

const SZ = 1;
const EXPAND_SZ = 2;
const BINARY = 3;
const DWORD = 4;
const DWORD_BIG_ENDIAN = 5;
const MULTI_SZ = 7;
const QWORD = 11;

const TYPES: Readonly<Record<number, string>> = {
  [SZ]: 'REG_SZ',
  [EXPAND_SZ]: 'REG_EXPAND_SZ',
  [BINARY]: 'REG_BINARY',
  [DWORD]: 'REG_DWORD',
  [DWORD_BIG_ENDIAN]: 'REG_DWORD_BIG_ENDIAN',
  [MULTI_SZ]: 'REG_MULTI_SZ',
  [QWORD]: 'REG_QWORD',
};

/** A record of a type, as the worker takes it and as we should read it. */
interface Case {
  readonly type: number;
  readonly given: Data;
  readonly read: unknown;
}

const number = fc.nat({ max: 0xffffffff });
const strings = fc.array(
  text.filter((t) => t !== ''),
  { maxLength: 4 },
);
const multi = (list: readonly string[]): Uint8Array =>
  Buffer.from(`${list.map((t) => `${t}\0`).join('')}\0`, 'utf16le');

const data: fc.Arbitrary<Case> = fc.oneof(
  fc.record({ type: fc.constantFrom(SZ, EXPAND_SZ), given: text }).map((c) => ({ ...c, read: c.given })),
  number.map((n) => ({ type: DWORD, given: n, read: n })),
  number.map((n) => ({ type: DWORD_BIG_ENDIAN, given: n, read: n })),
  fc.maxSafeNat().map((n) => ({ type: QWORD, given: n, read: BigInt(n) })),
  bytes.map((b) => ({ type: BINARY, given: { b64: base64(b) }, read: Uint8Array.from(b) })),
  strings.map((list) => ({ type: MULTI_SZ, given: { b64: base64(multi(list)) }, read: list })),
);

const MARKERS = ['**del.', '**soft.', ''] as const;
const OPS = { '**del.': 'delete', '**soft.': 'set-if-absent', '': 'set' } as const;

const record = fc.record({ key, name: text, marker: fc.constantFrom(...MARKERS), data });
const RUNS = 200;

describe.skipIf(NO_SAMBA !== null && process.env.UCHIBORI_NO_SKIP !== '1')(
  `Registry.pol and Samba${NO_SAMBA ? ` (skipped: ${NO_SAMBA})` : ''}`,
  () => {
    if (NO_SAMBA !== null) {
      test('is there', () => expect.fail(`skipped: ${NO_SAMBA}`));
      return;
    }
    const samba = worker();
    afterAll(() => samba.stop());

    test('what Samba packs, we read', { timeout: 120_000 }, async () => {
      let records = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(record, { minLength: 10, maxLength: 60 }), async (list) => {
          const entries = list.map((r): Entry => [r.key, r.marker + r.name, r.data.type, r.data.given]);
          const parsed = read(bytesOf(await samba.ask('pack', entries)));
          expect(parsed.problems).toEqual([]);
          expect(parsed.lines).toEqual({ understood: list.length, irrelevant: 0, notUnderstood: 0 });
          const expected = list.map((r) => ({
            hive: 'HKLM',
            key: r.key,
            name: r.name,
            op: OPS[r.marker],
            ...(r.marker === '**del.' ? {} : { type: TYPES[r.data.type], data: r.data.read }),
          }));
          expect(parsed.sections.registry?.writes).toMatchObject(expected);
          records += list.length;
        }),
        { numRuns: RUNS },
      );
      expect(records).toBeGreaterThan(2000);
    });

    const own: fc.Arbitrary<PolRecord> = fc.record({
      key,
      name: fc.tuple(fc.constantFrom('**del.', '**soft.', '**DeleteKeys', ''), text).map(([m, n]) => m + n),
      data: fc.oneof(number, text, strings, bytes, fc.constant(null)),
    });

    const given = ({ data: d }: PolRecord): readonly [number, Data] => {
      if (typeof d === 'number') return [DWORD, d];
      if (typeof d === 'string' || d === null) return [SZ, d ?? ' '];
      return d instanceof Uint8Array ? [BINARY, { b64: base64(d) }] : [MULTI_SZ, { b64: base64(multi(d)) }];
    };

    test('what we write for tests, Samba unpacks', { timeout: 120_000 }, async () => {
      let records = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(own, { minLength: 10, maxLength: 60 }), async (list) => {
          const answer = await samba.ask('unpack', base64(writePol(list)));
          expect(answer).toEqual(list.map((r) => [r.key, r.name, ...given(r)]));
          records += list.length;
        }),
        { numRuns: RUNS },
      );
      expect(records).toBeGreaterThan(2000);
    });

    test('what Samba keeps of a file in its backups says the same to us', { timeout: 120_000 }, async () => {
      /** XML holds no blanks at the ends of a text, and nothing that is empty. */
      const kept = (r: PolRecord): boolean =>
        [r.key, r.name, ...(Array.isArray(r.data) ? r.data : [r.data])].every(
          (t) => typeof t !== 'string' || t.trim() === t,
        ) && !((Array.isArray(r.data) || r.data instanceof Uint8Array) && r.data.length === 0);
      await fc.assert(
        fc.asyncProperty(fc.array(own.filter(kept), { maxLength: 20 }), async (list) => {
          const before = writePol(list);
          const after = bytesOf(await samba.ask('backup', base64(before)));
          expect(writes(after)).toEqual(writes(before));
        }),
        { numRuns: RUNS },
      );
    });
  },
);
