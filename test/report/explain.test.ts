import { expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import { combineText, explain, explainSections } from '../../src/report/explain.ts';

const checksOf = (id: string) => CHECKS.filter((k) => k.control === id);

const controlOf = (id: string) => {
  const control = CONTROLS.find((c) => c.id === id);
  if (!control) throw new Error(`no control ${id}`);
  return control;
};

test('explains E-7b: value, command, condition, page', () => {
  const text = explain(controlOf('E-7b'), checksOf('E-7b'), 'en');
  expect(text.split('\n')[0]).toBe('E-7b  Admin shares off');
  expect(text).toContain('断7 実装事項ア, printed page 77');
  expect(text).toContain('AutoShareWks (REG_DWORD) = 0');
  expect(text).toContain(
    'reg-export: reg export "HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters" hklm-lanmanserver-parameters.reg /y',
  );
  expect(text).toContain('E-7b.1: ');
  expect(text).toContain('MITRE ATT&CK: T1021.002, T1570, T1569.002');
  expect(text.endsWith('\n')).toBe(true);
});

test('says it in Japanese', () => {
  const text = explain(controlOf('E-7b'), checksOf('E-7b'), 'ja');
  expect(text.split('\n')[0]).toBe('E-7b  管理共有の無効化');
  expect(text).toContain('印刷ページ 77');
  expect(text).toContain('日本語の標題は当プロジェクトによる');
  expect(text).toContain('重大度: 高');
  expect(text).toContain('\n是正\n');
});

test('says what cannot be read, and that nothing is decided', () => {
  const text = explain(controlOf('F-6b'), [], 'en');
  expect(text).toContain('What this version decides\n  nothing\n');
  expect(text).toContain('F-6b.2: ');
  expect(text).toContain('needs the user rights of the servers');
  expect(text).not.toContain('printed page');
});

test('writes the condition of a derived control', () => {
  const rule = { any: [{ all: ['E-7a', 'E-7b'] }, 'E-7c'] };
  expect(combineText(rule, 'en')).toBe('(E-7a and E-7b) or E-7c');
  expect(combineText(rule, 'ja')).toBe('(E-7a かつ E-7b) または E-7c');
});

test('every control explains itself in both languages, without an empty section', () => {
  for (const control of CONTROLS) {
    for (const language of ['ja', 'en'] as const) {
      const sections = explainSections(control, checksOf(control.id), language);
      expect(sections.length).toBeGreaterThan(5);
      for (const s of sections) {
        expect(s.items.length, `${control.id} ${s.title}`).toBeGreaterThan(0);
        for (const i of s.items) expect(i.text.trim()).not.toBe('');
      }
    }
  }
});

test('paths, values and commands are marked as code, sentences are not', () => {
  const settings = explainSections(controlOf('E-7b'), [], 'en').find((s) => s.title === 'Settings');
  expect(settings?.items.map((i) => i.code)).toEqual([true, false]);
});

test('no two commands for one control write the same file', () => {
  for (const control of CONTROLS) {
    const all = CHECKS.filter((k) => k.control === 'E-7b');
    const collect = explainSections(control, all, 'en').find((s) => s.title === 'How to collect it');
    const files = (collect?.items ?? []).flatMap((i) => / (\S+\.reg) \/y$/.exec(i.text)?.[1] ?? []);
    expect(new Set(files).size, control.id).toBe(files.length);
  }
});
