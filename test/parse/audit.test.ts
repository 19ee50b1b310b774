import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { auditCsv } from '../../src/parse/audit-csv.ts';
import { auditpolReport } from '../../src/parse/auditpol-report.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';

const GPO = '{5A0C3E11-7B42-4D0E-9C1A-0A2B3C4D5E6F}';
const guid = (xx: string): string => `{0CCE92${xx}-69AE-11D9-BED3-505054503030}`;
const report = (evidence: Evidence): Parsed => auditpolReport.parse(evidence, CONTEXT) as Parsed;
const section = (parsed: Parsed) => {
  if (!parsed.sections.audit) throw new Error('no audit section');
  return parsed.sections.audit;
};
const of = (parsed: Parsed, xx: string) => section(parsed).settings.find((s) => s.subcategory === guid(xx));

describe('audit.csv of a GPO', () => {
  const evidence = fixture(`audit-csv/sysvol/${GPO}/Machine/Microsoft/Windows NT/Audit/audit.csv`);
  const parsed = auditCsv.parse(evidence, CONTEXT) as Parsed;

  test('goes by GUID and number', () => {
    expect(auditpolReport.recognise(evidence)).toBe(false);
    expect(
      section(parsed).settings.map((s) => [s.subcategory, s.success, s.failure, s.unchanged, s.gpo?.guid]),
    ).toEqual([
      [guid('15'), true, true, false, GPO],
      [guid('2B'), true, false, false, GPO],
      [guid('24'), false, false, true, GPO],
      [guid('16'), false, false, false, GPO],
      [guid('17'), false, true, false, GPO],
    ]);
    expect(section(parsed)).toMatchObject({ layer: 'intended', complete: false });
    expect(section(parsed).options).toMatchObject([{ name: 'Option:CrashOnAuditFail', value: '0' }]);
    expect(parsed.lines).toEqual({ understood: 5, irrelevant: 4, notUnderstood: 0 });
  });

  test('says so when a row is not understood', () => {
    const damaged = evidence.text.replace(',Failure,,2', ',Failure,,7');
    expect((auditCsv.parse(fromText('x', damaged), CONTEXT) as Parsed).problems).toMatchObject([
      { line: 6, policy: true },
    ]);
  });

  test('cut at any byte keeps whole rows only', () => {
    for (let n = 0; n < evidence.bytes.length; n++) {
      const cut = auditCsv.parse(fromBytes(evidence.file, evidence.bytes.subarray(0, n)), CONTEXT) as Parsed;
      for (const s of section(cut).settings) {
        const whole = section(parsed).settings.find((w) => w.subcategory === s.subcategory);
        expect({ ...s, at: null }).toEqual({ ...whole, at: null });
      }
    }
  });
});

describe('auditpol /get /category:* /r', () => {
  test.each(['en-value', 'ja-words', 'ja-words-utf16'])('(%s) lists what is in effect', (name) => {
    const evidence = fixture(`auditpol-report/pc01/${name}.csv`);
    expect(auditCsv.recognise(evidence)).toBe(false);
    expect(auditpolReport.recognise(evidence)).toBe(true);
    const parsed = report(evidence);
    expect(parsed).toMatchObject({ intact: 'yes', problems: [] });
    expect(section(parsed)).toMatchObject({ layer: 'effective', complete: true });
    expect(section(parsed).settings).toHaveLength(59);
    expect(of(parsed, '15')).toMatchObject({ success: true, failure: true });
    expect(of(parsed, '2B')).toMatchObject({ success: true, failure: false });
    expect(of(parsed, '17')).toMatchObject({ success: false, failure: true });
    expect(of(parsed, '24')).toMatchObject({ success: false, failure: false, unchanged: false });
  });

  test('in words of another language is not understood', () => {
    const parsed = report(fixture('auditpol-report/pc01/other-language.csv'));
    expect(section(parsed)).toMatchObject({ complete: false, settings: [] });
    expect(parsed.lines.notUnderstood).toBe(59);
  });

  test('of Windows 7 is complete with its 53', () => {
    const { text } = fixture('auditpol-report/pc01/en-value.csv');
    const lines = text.split('\r\n').filter((l) => !/0CCE924[5-9A]-/.test(l));
    expect(section(report(fromText('x', lines.join('\r\n'))))).toMatchObject({ complete: true });
  });

  test.each(['3F', '10', '2B', '44'])('without %s is not complete', (xx) => {
    const { text } = fixture('auditpol-report/pc01/en-value.csv');
    const lines = text.split('\r\n').filter((l) => !l.includes(`0CCE92${xx}-`));
    expect(section(report(fromText('x', lines.join('\r\n')))).complete).toBe(false);
  });

  test('cut at any byte is not complete and changes no setting', () => {
    const whole = fixture('auditpol-report/pc01/ja-words.csv');
    const full = section(report(whole)).settings;
    for (let n = 0; n < whole.bytes.length - 3; n += 1) {
      const { settings, complete } = section(report(fromBytes(whole.file, whole.bytes.subarray(0, n))));
      expect(complete).toBe(false);
      expect(settings.map((s) => [s.success, s.failure])).toEqual(
        full.slice(0, settings.length).map((s) => [s.success, s.failure]),
      );
    }
  });
});

test('no text makes them throw', () => {
  const bits = fc.constantFrom('PC01,System,x,', guid('15'), ',Success,,', '1', '\r\n', '"', ',', 'Option:');
  fc.assert(
    fc.property(fc.array(fc.oneof(bits, fc.string())), (parts) => {
      const evidence = fromText('x/y.csv', parts.join(''));
      expect(report(evidence).kind).toBe('auditpol-report');
      expect((auditCsv.parse(evidence, CONTEXT) as Parsed).kind).toBe('audit-csv');
      expect(auditCsv.recognise(evidence) && auditpolReport.recognise(evidence)).toBe(false);
    }),
  );
});
