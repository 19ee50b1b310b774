import { describe, expect, test } from 'vitest';
import { buildRegistry } from '../../src/facts/registry.ts';
import type { FirewallRule, FirewallSection } from '../../src/facts/windows-firewall/model.ts';
import { ruleLists } from '../../src/facts/windows-firewall/rules.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { recognise } from '../../src/parse/index.ts';
import { cp932 } from '../estate/encode.ts';
import { regExport } from '../estate/files.ts';
import { random } from '../estate/random.ts';
import { CONTEXT, fromBytes, fromText } from '../evidence.ts';
import type { PlainRule } from './firewall-writers.ts';
import { joinedJson, netshRules, plainRule, ruleString, separateJson } from './firewall-writers.ts';

const LOCAL = 'SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules';

async function sectionOf(evidence: Evidence): Promise<FirewallSection> {
  const parser = recognise(evidence);
  if (!parser) throw new Error(`not recognised: ${evidence.file}`);
  const parsed = await parser.parse(evidence, CONTEXT);
  expect(parsed.lines.notUnderstood).toBe(0);
  expect(parsed.problems).toEqual([]);
  const section = parsed.sections.firewall;
  if (!section) throw new Error(`no firewall in ${evidence.file}`);
  return section;
}

type Told = Omit<FirewallRule, 'at' | 'store' | 'id' | 'unfiltered' | 'package'>;

/** What every format can tell. netsh knows neither ids nor packages; where a rule stands differs. */
const told = (rules: readonly FirewallRule[]): readonly Told[] =>
  rules.map(({ at, store, id, unfiltered, package: _, ...rest }) => rest);

const registryValues = (rules: readonly PlainRule[]) =>
  rules.map((r) => ({ hive: 'HKLM' as const, key: LOCAL, name: r.id, data: ruleString(r) }));

async function joinedRules(files: readonly string[]): Promise<readonly FirewallRule[]> {
  const sections = await Promise.all(files.map((text, i) => sectionOf(fromText(`fw${i}.json`, text))));
  const [list] = ruleLists(buildRegistry([]), sections).whole.local;
  if (!list) throw new Error('the list is not whole');
  return list.rules;
}

const rulesOf = (seed: number): readonly PlainRule[] => {
  const draw = random(seed);
  return Array.from({ length: 25 }, (_, n) => plainRule(draw, n));
};

describe('the same rules in every format', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('give the same facts (seed %i)', async (seed) => {
    const rules = rulesOf(seed);
    const registry = await sectionOf(fromBytes('fw.reg', regExport(registryValues(rules))));
    expect(registry.rules.map((r) => r.id)).toEqual(rules.map((r) => r.id));
    expect(registry.rules.flatMap((r) => r.notUnderstood)).toEqual([]);
    const expected = told(registry.rules);
    const ja = await sectionOf(fromBytes('fw-ja.txt', cp932(netshRules(rules, 'ja'))));
    const en = await sectionOf(fromText('fw-en.txt', netshRules(rules, 'en')));
    expect(told(ja.rules)).toEqual(expected);
    expect(told(en.rules)).toEqual(expected);
    expect(ja.completeStores).toEqual(['local']);
    for (const ps of ['5.1', '7'] as const) {
      const joined = await sectionOf(fromText('fw.json', joinedJson(rules, ps)));
      expect(told(joined.rules), ps).toEqual(expected);
      expect(joined.rules.flatMap((r) => r.unfiltered)).toEqual([]);
      expect(joined.completeStores).toEqual(['local']);
      expect(told(await joinedRules(separateJson(rules, ps))), ps).toEqual(expected);
    }
  });

  test('a rule that Windows did not take whole is in doubt', async () => {
    const text = joinedJson(rulesOf(11), '5.1').replace(
      '"Platform": [],',
      '"Platform": [],\n        "StatusCode": 131072,',
    );
    const [first, second] = (await sectionOf(fromText('fw.json', text))).rules;
    expect(first?.notUnderstood).toEqual(['StatusCode=131072']);
    expect(second?.notUnderstood).toEqual([]);
  });

  test('rules of policy and of the machine together, or the word of the collector, show the active store', async () => {
    const text = joinedJson(rulesOf(12), '5.1');
    const mixed = text.replace('"PolicyStoreSourceType": 1', '"PolicyStoreSourceType": 2');
    expect((await sectionOf(fromText('fw.json', mixed))).completeStores).toEqual(['policy', 'local']);
    const named = text.replaceAll('"Platform": [],', '"PolicyStore": "ActiveStore",');
    expect((await sectionOf(fromText('fw.json', named))).completeStores).toEqual(['policy', 'local']);
    const onlyPolicy = text.replaceAll('"PolicyStoreSourceType": 1', '"PolicyStoreSourceType": 2');
    expect((await sectionOf(fromText('fw.json', onlyPolicy))).completeStores).toEqual([]);
  });

  test('a cut netsh list, at any byte, shows no more rules and is never whole', async () => {
    const text = netshRules(rulesOf(9), 'en');
    const whole = (await sectionOf(fromText('fw.txt', text))).rules;
    for (let at = 400; at < text.length - 6; at += 97) {
      const parsed = await recognise(fromText('fw.txt', text.slice(0, at)))?.parse(
        fromText('fw.txt', text.slice(0, at)),
        CONTEXT,
      );
      expect(parsed?.sections.firewall?.completeStores ?? []).toEqual([]);
      expect(parsed?.intact).toBe('cut');
      expect(parsed?.sections.firewall?.rules.length ?? 0).toBeLessThanOrEqual(whole.length);
    }
  });

  test('a cut JSON list is never whole', async () => {
    const text = joinedJson(rulesOf(10), '5.1');
    for (let at = 500; at < text.trimEnd().length; at += 211) {
      const cut = fromText('fw.json', text.slice(0, at));
      const parsed = await recognise(cut)?.parse(cut, CONTEXT);
      expect(parsed?.sections.firewall?.completeStores ?? []).toEqual([]);
    }
  });
});
