/** Properties that every parser of a list owes, whatever its format. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { PARSERS, recognise } from '../../src/parse/index.ts';
import type { Parsed, Parser } from '../../src/parse/parser.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';

export async function read(evidence: Evidence): Promise<Parsed> {
  const parser = recognise(evidence);
  if (!parser) throw new Error(`${evidence.file} is not recognised`);
  return parser.parse(evidence, CONTEXT);
}

export const readFixture = (name: string): Promise<Parsed> => read(fixture(name));

/** The facts of a file without the places they come from, which differ between encodings and layouts. */
export const factsOf = (parsed: Parsed): unknown =>
  JSON.parse(JSON.stringify(parsed.sections, (name, value: unknown) => (name === 'at' ? undefined : value)));

/** What a list says, one text per item, so that a shorter list can be held against a longer one. */
export type ItemsOf = (parsed: Parsed) => readonly string[];

export interface ListCase {
  readonly parser: Parser;
  /** Fixtures that say the same; the first is the reference. */
  readonly same: readonly string[];
  readonly items: ItemsOf;
  readonly isComplete: (parsed: Parsed) => boolean;
  /** The format shows that its end is missing, so that no shorter text is whole. */
  readonly noticesCut: boolean;
}

const parseText = async (c: ListCase, text: string): Promise<Parsed> =>
  c.parser.parse(fromText('host/x', text), CONTEXT);

async function expectNothingNew(c: ListCase, whole: Parsed, text: string): Promise<void> {
  const part = await parseText(c, text);
  const known = new Set(c.items(whole));
  expect(c.items(part).filter((item) => !known.has(item))).toEqual([]);
  if (c.items(part).length < c.items(whole).length && c.noticesCut) expect(c.isComplete(part)).toBe(false);
}

export function itIsAListParser(c: ListCase): void {
  const [reference = ''] = c.same;

  it.each(c.same)('%s is recognised, read whole, and says the same as the others', async (name) => {
    const evidence = fixture(name);
    expect(PARSERS.filter((p) => p.recognise(evidence)).map((p) => p.kind)).toEqual([c.parser.kind]);
    const parsed = await readFixture(name);
    expect(parsed.problems).toEqual([]);
    expect(parsed.lines.notUnderstood).toBe(0);
    expect(c.isComplete(parsed)).toBe(true);
    expect(factsOf(parsed)).toEqual(factsOf(await readFixture(reference)));
  });

  it('a file cut to its first 4 KB is still recognised', () => {
    const { bytes } = fixture(reference);
    expect(c.parser.recognise(fromBytes('host/x', bytes.subarray(0, 4096)))).toBe(true);
  });

  it('reads the same with other line ends', async () => {
    const { text } = fixture(reference);
    const unix = text.replace(/\r\n/g, '\n');
    const facts = factsOf(await parseText(c, text));
    expect(factsOf(await parseText(c, unix))).toEqual(facts);
    expect(factsOf(await parseText(c, unix.replace(/\n/g, '\r\n')))).toEqual(facts);
  });

  it('a text cut anywhere says nothing that the whole does not say, and is not taken for whole', async () => {
    for (const name of c.same.slice(0, 2)) {
      const { text } = fixture(name);
      const whole = await parseText(c, text);
      for (let n = 0; n < text.length; n++) await expectNothingNew(c, whole, text.slice(0, n));
    }
  });

  it('no bytes make it throw', async () => {
    const check = async (bytes: Uint8Array): Promise<void> => {
      const evidence = fromBytes('host/x', bytes);
      c.parser.recognise(evidence);
      const { lines } = await c.parser.parse(evidence, CONTEXT);
      expect(lines.understood + lines.irrelevant + lines.notUnderstood).toBeGreaterThanOrEqual(0);
    };
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), check), { numRuns: 150 });
    const { bytes } = fixture(reference);
    const damaged = fc.tuple(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 6 }), fc.nat(40));
    const damage = ([at, put, drop]: [number, Uint8Array, number]): Promise<void> =>
      check(new Uint8Array([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + drop)]));
    await fc.assert(fc.asyncProperty(damaged, damage), { numRuns: 200 });
  });
}
