/** What every reader of XML policy reports must withstand: cuts, hostile XML, noise. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegistryWrite } from '../../src/facts/registry.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Parsed, Parser } from '../../src/parse/parser.ts';
import { CONTEXT, fromText } from '../evidence.ts';

export const parsedText = async (parser: Parser, text: string): Promise<Parsed> =>
  parser.parse(fromText('h/report.xml', text), CONTEXT);

export const parsed = async (parser: Parser, evidence: Evidence): Promise<Parsed> =>
  parser.parse(evidence, CONTEXT);

const STEPS = 300;

/** What a reader of facts may rest on: writes without a condition. */
const firm = (p: Parsed): string[] =>
  (p.sections.registry?.writes ?? [])
    .filter((w) => w.condition === null)
    .map((w: RegistryWrite) => `${w.hive}|${w.key}|${w.name}|${w.op}|${w.type}|${String(w.data)}`);

const firmRights = (p: Parsed): string[] =>
  (p.sections.security?.rights ?? [])
    .filter((r) => r.condition === undefined)
    .map((r) => `${r.constant}|${r.principals.map((m) => m.sid).join()}`);

const BOMB = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${[...'bcdefgh']
  .map((c, i) => `<!ENTITY ${c} "${`&${'abcdefg'[i]};`.repeat(10)}">`)
  .join('')}]>`;

/** `open` is a root start tag the parser recognises, `close` its end. */
export function withstandsDamage(
  parser: Parser,
  evidence: Evidence,
  open: string,
  close: string,
  hidesPolicy: boolean,
): void {
  describe('damage', () => {
    it('is noticed wherever the text is cut, and cutting adds no fact', async () => {
      const whole = await parsed(parser, evidence);
      const facts = new Set([...firm(whole), ...firmRights(whole)]);
      const { text } = evidence;
      for (let i = 1; i < STEPS; i++) {
        const cut = await parsedText(parser, text.slice(0, Math.floor((text.length * i) / STEPS)));
        expect(cut.intact).toBe('cut');
        expect(cut.problems.some((p) => p.policy)).toBe(hidesPolicy);
        expect(cut.problems.length).toBeGreaterThan(0);
        for (const fact of [...firm(cut), ...firmRights(cut)]) expect(facts.has(fact)).toBe(true);
      }
      expect((await parsedText(parser, text.slice(0, -1))).intact).toBe('cut');
      expect(whole.intact).toBe('yes');
    });

    it.each([
      ['a document type with entities', `${BOMB}${open}&h;${close}`],
      ['200,000 levels', `${open}${'<a>'.repeat(200_000)}`],
      ['200,000 levels, closed', `${open}${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}${close}`],
    ])('refuses %s with one problem', async (_, text) => {
      const refused = await parsedText(parser, text);
      expect(refused.intact).toBe('cut');
      expect(refused.problems.filter((p) => /DOCTYPE|limit/.test(p.message.en))).toHaveLength(1);
      expect(refused.sections).toEqual({});
    });

    it('never throws on any text', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), async (noise) => {
          for (const text of [noise, open + noise, open + noise + close]) {
            const { lines } = await parsedText(parser, text);
            expect(lines.understood).toBeGreaterThanOrEqual(0);
          }
        }),
      );
    });

    it('never throws when pieces of a report are taken out or repeated', async () => {
      const { text } = evidence;
      const at = fc.nat({ max: text.length });
      await fc.assert(
        fc.asyncProperty(at, at, fc.boolean(), async (a, b, repeat) => {
          const [from, to] = a < b ? [a, b] : [b, a];
          const piece = repeat ? text.slice(from, to).repeat(2) : '';
          const p = await parsedText(parser, text.slice(0, from) + piece + text.slice(to));
          expect(['yes', 'cut']).toContain(p.intact);
        }),
        { numRuns: 40 },
      );
    });
  });
}
