/** Damaged and hostile input: never a throw, never a hang, and damage that shows is said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { panosSet } from '../../../src/parse/panos/set.ts';
import { panosXml } from '../../../src/parse/panos/xml.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../../evidence.ts';
import { devicesIn } from './ask.ts';

const asXml = (text: string) => panosXml.parse(fromText('fw/x.xml', text), CONTEXT) as Parsed;
const asSet = (text: string) => panosSet.parse(fromText('fw/x.conf', text), CONTEXT) as Parsed;

const doubtful = (parsed: Parsed): boolean =>
  parsed.problems.some((p) => p.policy) && devicesIn(parsed).every((d) => d.gaps.length > 0);

const WORDS = [
  'set',
  'delete',
  'move',
  'rename',
  'rulebase',
  'security',
  'rules',
  'nat',
  'vsys',
  'shared',
  'address',
  'from',
  'to',
  'any',
  'r1',
  '[',
  ']',
  '"',
  "'",
  '\\',
  'top',
  'before',
  'device-group',
  'template',
  'config',
  'devices',
  '\n',
  '\r',
  'zone',
  'network',
  'layer3',
  '$x',
  'dynamic',
  'filter',
  "'a' and (",
  'static',
  'application-default',
  '\u0000',
  '内堀',
];

describe('whatever is in a file', () => {
  test('bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const evidence = fromBytes('fw/x', bytes);
        panosXml.recognise(evidence);
        panosSet.recognise(evidence);
        panosXml.parse(evidence, CONTEXT);
        panosSet.parse(evidence, CONTEXT);
      }),
      { numRuns: 300 },
    );
  });

  test('words of set commands in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 80 }), (words) => {
        const { lines } = asSet(words.join(' '));
        expect(lines.understood + lines.irrelevant + lines.notUnderstood).toBeLessThanOrEqual(
          words.length + 1,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('elements of the configuration in any nesting', () => {
    const { element } = fc.letrec<{ element: string }>((tie) => ({
      element: fc
        .tuple(
          fc.constantFrom(
            'config',
            'devices',
            'entry',
            'vsys',
            'rulebase',
            'security',
            'rules',
            'member',
            'shared',
            'from',
          ),
          fc.array(fc.oneof({ depthSize: 'small' }, fc.constantFrom('any', 'x', ''), tie('element')), {
            maxLength: 4,
          }),
        )
        .map(([name, inner]) => `<${name} name="n">${inner.join('')}</${name}>`),
    }));
    fc.assert(
      fc.property(element, (inner) => {
        asXml(`<config version="10.1.0">${inner}</config>`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file that ends too early', () => {
  const whole = fixture('panos-xml/honsha-fw.xml').text.trimEnd();

  test('XML: noticed at any point', () => {
    for (let at = 60; at < whole.length; at += 97) {
      const parsed = asXml(whole.slice(0, at));
      expect([at, parsed.intact, doubtful(parsed)]).toEqual([at, 'cut', true]);
    }
  });

  const set = fixture('panos-set/honsha-fw.conf').text;

  test('set commands: noticed within a line', () => {
    for (let at = 200; at < set.length; at += 53) {
      const text = set.slice(0, at);
      if (text.endsWith('\n')) continue;
      const last = text.slice(text.lastIndexOf('\n') + 1);
      if (last.startsWith('set ')) expect([at, doubtful(asSet(text))]).toEqual([at, true]);
    }
  });

  test('a rule of which a part is missing decides nothing for certain', () => {
    const lines = set.split('\n');
    for (let n = 5; n < lines.length; n += 1) {
      const device: FirewallDevice | undefined = devicesIn(asSet(`${lines.slice(0, n).join('\n')}\n`))[0];
      for (const rule of device?.lists.find((l) => l.id === 'security')?.rules ?? []) {
        const full = rule.match.kind === 'always' && rule.action.do === 'permit' && rule.implicit !== true;
        // Only the disabled rule of the file is without any limit.
        if (full) expect(rule.id).toBe('old allow');
      }
    }
  });
});

describe('what is not of PAN-OS is left to others', () => {
  test.each([
    ['other XML of that name', '<config><devices><device id="1"/></devices></config>'],
    [
      'an answer that holds no configuration',
      '<response status="success"><result><system/></result></response>',
    ],
    [
      'Junos',
      'set system host-name srx\nset security zones security-zone a\nset interfaces ge-0/0/0 unit 0\n',
    ],
    ['ScreenOS', 'set interface "ethernet0/0" zone "Untrust"\nset address "Trust" "a" 10.0.0.1/32\n'],
    ['VyOS', "set firewall name WAN default-action 'drop'\nset interfaces ethernet eth0 address dhcp\n"],
  ])('%s', (_, text) => {
    const evidence = fromText('fw/x', text);
    expect([panosXml.recognise(evidence), panosSet.recognise(evidence)]).toEqual([false, false]);
  });
});

describe('limits', () => {
  test('a DOCTYPE is refused', () => {
    const parsed = asXml('<!DOCTYPE config [<!ENTITY a "b">]><config version="10.1.0"><shared/></config>');
    expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
  });

  test('a group nested thousands deep', () => {
    const groups = Array.from({ length: 5000 }, (_, i) => `set address-group g${i} static g${i + 1}`);
    const rule =
      'set rulebase security rules r from any to any source g0 destination any application any service any action allow';
    const [device] = devicesIn(asSet(`${[...groups, rule].join('\n')}\n`));
    expect(device?.notes.map((n) => n.kind)).toContain('cyclic-group');
  });

  test('a filter of thousands of brackets', () => {
    const filter = `${'('.repeat(50_000)}'a'${')'.repeat(50_000)}`;
    const rule =
      'set rulebase security rules r from any to any source g destination any application any service any action allow';
    asSet(`set address-group g dynamic filter "${filter}"\n${rule}\n`);
  });

  test('quotes that nothing closes, line after line', () => {
    const parsed = asSet('set address "x\n'.repeat(3000));
    expect(parsed.lines.notUnderstood).toBe(3000);
  });

  test('elements nested beyond the limit', () => {
    const parsed = asXml(
      `<config version="10.1.0">${'<devices>'.repeat(300)}${'</devices>'.repeat(300)}</config>`,
    );
    expect(parsed.problems.some((p) => p.policy)).toBe(true);
  });
});
