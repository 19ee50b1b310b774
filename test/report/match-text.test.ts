import { describe, expect, test } from 'vitest';
import { ALL_ADDRESSES, ALL_IPV4, parseAddressSet } from '../../src/facts/address-set.ts';
import type { FilterRule, Match } from '../../src/facts/firewall/model.ts';
import { ANY } from '../../src/facts/firewall/model.ts';
import { toPorts } from '../../src/facts/firewall/service-text.ts';
import { actionText, matchText, ruleText } from '../../src/report/match-text.ts';

const src: Match = { kind: 'src', set: parseAddressSet('10.1.0.0/16') ?? [] };

const rule: FilterRule = {
  id: '3',
  name: 'Web',
  at: { file: 'f', line: 1, text: '' },
  enabled: true,
  match: {
    kind: 'all',
    of: [{ kind: 'in', ports: ['lan'] }, src, { kind: 'service', of: [toPorts('tcp', 443)] }],
  },
  action: { do: 'permit' },
  log: false,
  hits: 7,
  comment: null,
};

describe('a rule in words', () => {
  test('says what it does, to what, and how it stands', () => {
    expect(ruleText(rule)).toBe('3 Web: permit in lan src 10.1.0.0/16 tcp/443 (no log, hits 7)');
    expect(ruleText({ ...rule, name: '3', enabled: false, log: null, hits: null })).toMatch(
      /^3: .* \(disabled\)$/,
    );
  });

  test.each<[Match, string]>([
    [ANY, 'any'],
    [{ kind: 'dst', set: ALL_ADDRESSES }, 'dst any'],
    [{ kind: 'dst', set: ALL_IPV4 }, 'dst any-ipv4'],
    [{ kind: 'not', of: src }, 'not (src 10.1.0.0/16)'],
    [
      { kind: 'any', of: [src, { kind: 'all', of: [src, src] }] },
      'src 10.1.0.0/16 or (src 10.1.0.0/16 src 10.1.0.0/16)',
    ],
    [{ kind: 'src-bits', version: 4, value: 1n, mask: 255n }, 'src & 0.0.0.255 = 0.0.0.1'],
    [{ kind: 'flags', mask: 18, value: 2 }, 'flags S of SA'],
    [{ kind: 'state', of: ['new', 'related'] }, 'state new,related'],
  ])('%#', (match, text) => {
    expect(matchText(match)).toBe(text);
  });

  test('long lists are cut', () => {
    const many = Array.from({ length: 20 }, (_, i) => `if${i}`);
    expect(matchText({ kind: 'in', ports: many })).toBe('in if0,if1,if2,if3,if4,if5,if6,if7,+12');
  });

  test('what NAT makes of it', () => {
    const dst = { to: 'addresses', set: parseAddressSet('10.0.0.9') ?? [] } as const;
    const to = {
      dst,
      dport: { to: 'ports', set: [{ from: 80, to: 80 }] },
      src: { to: 'interface' },
    } as const;
    expect(actionText({ do: 'translate', to })).toBe('translate to src interface dst 10.0.0.9 dport 80');
    expect(actionText({ do: 'deny', reject: 'tcp-reset' })).toBe('deny (tcp-reset)');
    expect(actionText({ do: 'goto', list: 'x' })).toBe('goto x');
  });
});
