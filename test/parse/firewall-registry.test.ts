import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRegistry } from '../../src/facts/registry.ts';
import type { FirewallRule, FirewallSection } from '../../src/facts/windows-firewall/model.ts';
import type { EffectiveProfile } from '../../src/facts/windows-firewall/settings.ts';
import { effectiveProfile } from '../../src/facts/windows-firewall/settings.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { regExport } from '../../src/parse/reg-export.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';

const POLICY = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';
const LOCAL =
  'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"');

type Values = Readonly<Record<string, string | number>>;

function reg(keys: Readonly<Record<string, Values>>, verified = false): Parsed {
  const blocks = Object.entries(keys).flatMap(([key, values]) => [
    `[${key}]`,
    ...Object.entries(values).map(([name, v]) =>
      typeof v === 'number'
        ? `"${name}"=dword:${v.toString(16).padStart(8, '0')}`
        : `"${name}"="${escaped(v)}"`,
    ),
    '',
  ]);
  const text = ['Windows Registry Editor Version 5.00', '', ...blocks].map((l) => `${l}\r\n`).join('');
  return regExport.parse(fromBytes('fw.reg', new TextEncoder().encode(text), verified), CONTEXT) as Parsed;
}

const sectionOf = (keys: Readonly<Record<string, Values>>): FirewallSection | undefined =>
  reg(keys).sections.firewall;

const one = (text: string): FirewallRule | undefined =>
  sectionOf({ [`${LOCAL}\\FirewallRules`]: { 'Rule-1': text } })?.rules[0];

describe('rule strings', () => {
  test('the rule, its id and its store', () => {
    expect(
      one(
        'v2.31|Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Public|LPort=445|LPort2_10=5000-5010|RA4=10.20.0.0/255.255.0.0|RA4=LocalSubnet|RA6=LocalSubnet|RA42=IntErnet|App=System|Svc=x|IFType=Lan|IF={GUID}|Name=a=b|EmbedCtxt=@FirewallAPI.dll,-28502|Edge=TRUE|Defer=App|Desc=c|',
      ),
    ).toMatchObject({
      id: 'Rule-1',
      name: 'a=b',
      store: 'local',
      enabled: true,
      action: 'block',
      direction: 'in',
      profiles: ['public'],
      protocol: 6,
      localPorts: [
        { kind: 'range', from: 445, to: 445 },
        { kind: 'range', from: 5000, to: 5010 },
      ],
      remoteAddresses: ['10.20.0.0/16', 'Internet4', 'LocalSubnet'],
      program: 'System',
      service: 'x',
      interfaceTypes: ['Lan', '{GUID}'],
      group: '@FirewallAPI.dll,-28502',
      notUnderstood: [],
      at: { file: 'fw.reg', line: 4 },
    });
  });

  test('stores by key', () => {
    const text = 'v2.31|Action=Allow|Active=TRUE|Dir=In|Name=x|';
    const section = sectionOf({
      [`${POLICY}\\FirewallRules`]: { a: text },
      [`${LOCAL}\\FirewallRules`]: { b: text },
      [`${LOCAL}\\Mdm\\FirewallRules`]: { c: text },
      [`${LOCAL}\\RestrictedServices\\Static\\System`]: { d: text },
    });
    expect(section?.rules.map((r) => [r.id, r.store])).toEqual([
      ['a', 'policy'],
      ['b', 'local'],
      ['c', 'policy'],
    ]);
    expect(section?.layer).toBe('stored');
  });

  test.each([
    ['Platform=2:6:2|Platform2=GTEQ', 2],
    ['LUAuth=O:LSD:(A;;CC;;;S-1-5-84-0-0-0-0-0)', 1],
    ['TTK2_28=WFDCDPSvc', 1],
    ['LPort=http', 1],
    ['RA4=fe80::1', 1],
    ['RA6=10.0.0.1', 1],
    ['Protocol=999', 1],
    ['constructor=x', 1],
  ])('%s is kept as a condition that is not judged', (fields, count) => {
    const rule = one(`v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|${fields}|`);
    expect(rule?.notUnderstood).toHaveLength(count);
  });

  test('without Active it is disabled; without action or direction it is an inbound allow in doubt', () => {
    expect(one('v2.31|Action=Allow|Dir=In|Name=x|')).toMatchObject({ enabled: false, notUnderstood: [] });
    expect(one('v2.31|Active=TRUE|Name=x|')).toMatchObject({
      action: 'allow',
      direction: 'in',
      notUnderstood: ['Action=', 'Dir='],
    });
  });

  test('what is no rule string may allow anything', () => {
    for (const text of ['BlockCortana|Action=Block|Active=TRUE|Dir=In|', 'x', 'v2.31|', 'v2.31|Action']) {
      expect(one(text), text).toMatchObject({
        enabled: true,
        action: 'allow',
        localPorts: [],
        notUnderstood: [text],
      });
    }
    const section = sectionOf({ [`${LOCAL}\\FirewallRules`]: { a: 1 } });
    expect(section?.rules).toMatchObject([
      { enabled: true, action: 'allow', notUnderstood: ['a: REG_DWORD'] },
    ]);
  });

  test('any text is read without a throw, and gives a rule', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.string(), fc.string())), (head, fields) => {
        const text = `${head}|${fields.map(([k, v]) => `${k}=${v}`).join('|')}|`.replace(/[\r\n\0]/g, '');
        expect(one(text)?.id).toBe('Rule-1');
      }),
    );
  });
});

describe('exceptions of the old policy', () => {
  test('file and printer sharing, remote administration and single ports are allow rules', () => {
    const section = sectionOf({
      [`${POLICY}\\DomainProfile\\Services\\FileAndPrint`]: {
        Enabled: 1,
        RemoteAddresses: '10.0.0.0/8,localsubnet',
      },
      [`${POLICY}\\StandardProfile\\RemoteAdminSettings`]: { Enabled: 1 },
      [`${POLICY}\\StandardProfile\\Services\\RemoteDesktop`]: { Enabled: 0 },
      [`${POLICY}\\DomainProfile\\GloballyOpenPorts\\List`]: {
        '445:TCP': '445:TCP:10.1.0.0/16:Enabled:SMB',
        '139:TCP': '139:TCP:*:Disabled:NetBIOS',
        odd: '445:TCP',
      },
    });
    expect(section?.rules).toMatchObject([
      { store: 'policy', profiles: ['domain'], protocol: 6, remoteAddresses: ['10.0.0.0/8', 'LocalSubnet'] },
      { protocol: 17, profiles: ['domain'] },
      { protocol: 6, profiles: ['private', 'public'], remoteAddresses: [] },
      { protocol: 6, remoteAddresses: ['10.1.0.0/16'], localPorts: [{ from: 445 }], notUnderstood: [] },
      { protocol: null, notUnderstood: ['445:TCP'] },
    ]);
  });
});

describe('settings in effect', () => {
  const inEffect = (keys: Readonly<Record<string, Values>>, verified: boolean) => {
    const parsed = reg(keys, verified);
    const registry = buildRegistry(parsed.sections.registry ? [parsed.sections.registry] : []);
    return (profile: 'domain' | 'private' | 'public'): EffectiveProfile =>
      effectiveProfile(registry, [], profile);
  };
  const root = { [POLICY]: {}, [LOCAL]: {} };

  test('policy over MDM over local over the default', () => {
    const of = inEffect(
      {
        ...root,
        [`${POLICY}\\DomainProfile`]: { EnableFirewall: 1 },
        [`${LOCAL}\\DomainProfile`]: { EnableFirewall: 0, DefaultInboundAction: 0 },
        [`${LOCAL}\\Mdm\\PublicProfile`]: { EnableFirewall: 0 },
        [`${LOCAL}\\StandardProfile`]: { EnableFirewall: 0 },
      },
      true,
    );
    expect(of('domain').enabled).toMatchObject({ known: true, value: true });
    expect(of('domain').defaultInbound).toMatchObject({ known: true, value: 'allow' });
    expect(of('public').enabled).toMatchObject({ known: true, value: false });
    expect(of('private').enabled).toMatchObject({ known: true, value: false });
    expect(of('public').defaultInbound).toEqual({ known: true, value: 'block', at: null });
    expect(of('domain').allowLocalRules).toEqual({ known: true, value: true, at: null });
  });

  test('the old standard profile of policy speaks only where neither private nor public has a key', () => {
    const standard = { [`${POLICY}\\StandardProfile`]: { EnableFirewall: 0, DefaultInboundAction: 0 } };
    const of = inEffect({ ...root, ...standard }, true);
    expect(of('private').enabled).toMatchObject({ known: true, value: false });
    expect(of('public').enabled).toMatchObject({ known: true, value: false });
    expect(of('private').defaultInbound).toMatchObject({ known: true, value: 'block' });
    const both = inEffect({ ...root, ...standard, [`${POLICY}\\PublicProfile`]: {} }, true);
    expect(both('private').enabled).toMatchObject({ known: true, value: true });
  });

  test('a wrong type, or what was not exported, is unknown', () => {
    const of = inEffect({ ...root, [`${POLICY}\\DomainProfile`]: { EnableFirewall: '0' } }, true);
    expect(of('domain').enabled.known).toBe(false);
    const loose = inEffect({ [`${LOCAL}\\DomainProfile`]: { EnableFirewall: 0 } }, false);
    expect(loose('domain').enabled.known).toBe(false);
  });
});
