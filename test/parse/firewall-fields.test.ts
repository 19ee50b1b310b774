import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FirewallField, portSpec, ruleFromFields } from '../../src/parse/firewall-fields.ts';

const at = { file: 'f', line: 1, text: '' };
const rule = (...fields: readonly FirewallField[]) =>
  ruleFromFields(fields, { id: 'R1', store: 'policy', direction: null, at });
const COMPLETE: readonly FirewallField[] = [
  ['Action', 'Block'],
  ['Active', 'TRUE'],
  ['Dir', 'In'],
];

describe('firewall rule fields', () => {
  it('reads a whole rule, keys and keywords in any case', () => {
    const r = rule(
      ...COMPLETE,
      ['PROTOCOL', '6'],
      ['LPort', '139'],
      ['LPort2_10', '445-446,RPC-EPMap'],
      ['RA4', '10.10.0.0/255.255.0.0'],
      ['RA42', 'IntErnet'],
      ['RA6', 'fe80::/64'],
      ['Profile', 'Domain'],
      ['Profile', 'private'],
      ['App', 'System'],
      ['Svc', '*'],
      ['Name', 'Block SMB'],
      ['EmbedCtxt', '@FirewallAPI.dll,-28502'],
    );
    expect(r).toMatchObject({
      id: 'R1',
      name: 'Block SMB',
      enabled: true,
      direction: 'in',
      action: 'block',
      protocol: 6,
      profiles: ['domain', 'private'],
      localPorts: [
        { kind: 'range', from: 139, to: 139 },
        { kind: 'range', from: 445, to: 446 },
        { kind: 'keyword', keyword: 'RPC-EPMap' },
      ],
      remoteAddresses: ['10.10.0.0/255.255.0.0', 'IntErnet', 'fe80::/64'],
      program: 'System',
      service: null,
      group: '@FirewallAPI.dll,-28502',
      notUnderstood: [],
    });
  });

  it('keeps what it does not know, because it may narrow the rule', () => {
    expect(rule(...COMPLETE, ['TTK2_28', 'ProxyLoopback'], ['LPort', '4 4']).notUnderstood).toEqual([
      'TTK2_28=ProxyLoopback',
      'LPort=4 4',
    ]);
    expect(rule(...COMPLETE, ['constructor', 'x']).notUnderstood).toEqual(['constructor=x']);
  });

  it('marks a rule that says neither action, state nor direction, and reads it as open', () => {
    expect(rule(['Name', 'x'])).toMatchObject({
      action: 'allow',
      enabled: true,
      direction: 'in',
      notUnderstood: ['Action=', 'Active=', 'Dir='],
    });
  });

  it('takes only known words for authenticated', () => {
    expect(rule(...COMPLETE, ['Security', 'Authenticate']).authenticated).toBe(true);
    expect(rule(...COMPLETE, ['Security2_9', 'An-NoEncap']).authenticated).toBe(true);
    const other = rule(...COMPLETE, ['Security', 'NotRequired']);
    expect(other).toMatchObject({ authenticated: false, notUnderstood: ['Security=NotRequired'] });
  });

  it('takes protocol 256 for any and refuses others above it', () => {
    expect(rule(...COMPLETE, ['Protocol', '256']).protocol).toBeNull();
    expect(rule(...COMPLETE, ['Protocol', '999']).notUnderstood).toEqual(['Protocol=999']);
  });

  it('reads a port, a range and a keyword, and nothing else', () => {
    expect(portSpec('65535')).toEqual({ kind: 'range', from: 65535, to: 65535 });
    expect(portSpec('5-4')).toBeNull();
    expect(portSpec('65536')).toBeNull();
    expect(portSpec('Teredo')).toEqual({ kind: 'keyword', keyword: 'Teredo' });
    expect(portSpec('')).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (fields) => {
        expect(rule(...fields).at).toBe(at);
      }),
    );
  });
});
