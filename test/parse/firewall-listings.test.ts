import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { netfirewallJson } from '../../src/parse/netfirewall-json.ts';
import { netshFirewallProfiles } from '../../src/parse/netsh-firewall-profiles.ts';
import { netshFirewallRules } from '../../src/parse/netsh-firewall-rules.ts';
import type { Parsed, Parser } from '../../src/parse/parser.ts';
import { readFiles } from '../../src/parse/read.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';

function read(parser: Parser, name: string): Parsed {
  const evidence = fixture(`${parser.kind}/${name}`);
  expect(parser.recognise(evidence)).toBe(true);
  return parser.parse(evidence, CONTEXT) as Parsed;
}

describe('netsh advfirewall firewall show rule', () => {
  test('without verbose, who may be spoken to is not shown', () => {
    const parsed = read(netshFirewallRules, 'plain-en.txt');
    expect(parsed).toMatchObject({ intact: 'yes', problems: [], lines: { notUnderstood: 0 } });
    const [viewer, echo] = parsed.sections.firewall?.rules ?? [];
    expect(viewer).toMatchObject({
      name: 'Uchibori Viewer',
      profiles: ['domain', 'private'],
      protocol: null,
      store: 'local',
      unfiltered: ['application', 'service', 'interface-type', 'security'],
    });
    expect(echo).toMatchObject({
      enabled: false,
      protocol: 1,
      remoteAddresses: ['LocalSubnet'],
      notUnderstood: [],
    });
    expect(parsed.sections.firewall).toMatchObject({ layer: 'live', completeStores: [] });
  });

  test('a source that is not the local setting shows the merged store', () => {
    const [rule] = read(netshFirewallRules, 'dynamic-ja.txt').sections.firewall?.rules ?? [];
    expect(rule).toMatchObject({
      name: '端末間 SMB 遮断',
      store: 'active',
      action: 'block',
      protocol: 6,
      localPorts: [
        { kind: 'range', from: 139, to: 139 },
        { kind: 'range', from: 445, to: 445 },
      ],
      remoteAddresses: ['10.20.0.0/16', '10.30.8.0/22'],
      program: 'System',
      unfiltered: [],
      notUnderstood: [],
    });
  });

  test('another display language gives no facts, and says so', () => {
    const parsed = read(netshFirewallRules, 'verbose-de.txt');
    expect(parsed.sections).toEqual({});
    expect(parsed.problems.length).toBeGreaterThan(0);
  });

  test('a line that is not understood stays with its rule, and the list is not whole', () => {
    const text = readFileSync(
      new URL('../../fixtures/evidence/netsh-firewall-rules/plain-en.txt', import.meta.url),
      'utf8',
    );
    const parsed = netshFirewallRules.parse(
      fromText('fw.txt', text.replace('Edge traversal:   ', 'Owner:            ')),
      CONTEXT,
    ) as Parsed;
    expect(parsed.sections.firewall?.rules[0]?.notUnderstood).toHaveLength(1);
    expect(parsed.lines.notUnderstood).toBe(1);
  });
});

describe('netsh advfirewall show allprofiles', () => {
  test.each(['all-en.txt', 'all-ja.txt'])('%s is the machine’s own store', (name) => {
    const parsed = read(netshFirewallProfiles, name);
    expect(parsed).toMatchObject({ intact: 'yes', problems: [], lines: { notUnderstood: 0 } });
    expect(parsed.sections.firewall?.profiles).toMatchObject([
      {
        profile: 'domain',
        store: 'local',
        enabled: true,
        defaultInbound: 'block',
        shieldsUp: false,
        logDropped: true,
      },
      { profile: 'private', enabled: false, defaultInbound: 'allow', logAllowed: false },
      { profile: 'public', enabled: true, defaultInbound: 'block', shieldsUp: true, allowLocalRules: null },
    ]);
  });

  test('another display language gives no facts', () => {
    const parsed = read(netshFirewallProfiles, 'all-fr.txt');
    expect(parsed.sections).toEqual({});
    expect(parsed.lines.notUnderstood).toBeGreaterThan(0);
  });

  test('cut anywhere, a profile is either as it was or missing', () => {
    const whole = read(netshFirewallProfiles, 'all-en.txt').sections.firewall?.profiles ?? [];
    const { bytes } = fixture('netsh-firewall-profiles/all-en.txt');
    for (let at = 0; at < bytes.length - 6; at++) {
      const parsed = netshFirewallProfiles.parse(
        fromBytes('p.txt', bytes.subarray(0, at)),
        CONTEXT,
      ) as Parsed;
      expect(parsed.intact).toBe('cut');
      for (const p of parsed.sections.firewall?.profiles ?? []) {
        const full = whole.find((w) => w.profile === p.profile);
        expect([p.enabled, p.defaultInbound, p.shieldsUp], `at ${at}`).toEqual([
          full?.enabled,
          full?.defaultInbound,
          full?.shieldsUp,
        ]);
      }
    }
  });
});

describe('Get-NetFirewallProfile', () => {
  test('what is not configured is the local store', () => {
    expect(read(netfirewallJson, 'profiles-local-5.1.json').sections.firewall?.profiles).toMatchObject([
      {
        profile: 'domain',
        store: 'local',
        enabled: true,
        defaultInbound: null,
        shieldsUp: null,
        allowLocalRules: null,
      },
      { profile: 'private', store: 'local' },
      { profile: 'public', store: 'local', enabled: false, defaultInbound: 'block', shieldsUp: true },
    ]);
  });

  test('the active store leaves nothing open', () => {
    expect(read(netfirewallJson, 'profiles-active-7.json').sections.firewall?.profiles).toMatchObject([
      { profile: 'domain', store: 'active', enabled: true, defaultInbound: 'block', allowLocalRules: false },
      { profile: 'private', store: 'active', openInterfaces: null },
      { profile: 'public', store: 'active', enabled: false, defaultInbound: 'allow', openInterfaces: true },
    ]);
  });
});

describe('hostile text', () => {
  const parsers = [netshFirewallRules, netshFirewallProfiles, netfirewallJson];
  const pieces = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        'Rule Name: x\r\n',
        `${'-'.repeat(70)}\r\n`,
        'Enabled: Yes\r\n',
        'Action: Allow\r\n',
        'Ok.\r\n',
        'State   ON\r\n',
        'Domain Profile Settings:\r\n',
        '[{"Direction":1,"Action":2,"Enabled":1,"InstanceID":"a"',
        '"RemoteAddress":["a",["b"]]}]',
        ',',
      ),
    ),
    { maxLength: 30 },
  );
  test('never makes a parser throw', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const evidence = fromText('x.txt', parts.join(''));
        for (const parser of parsers) {
          parser.recognise(evidence);
          parser.parse(evidence, CONTEXT);
        }
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const parser of parsers) parser.parse(fromBytes('x.txt', bytes), CONTEXT);
      }),
    );
  });
});

test('an exported policy (.wfw) is a hive: it is not read, and the reason says what to collect', async () => {
  const bytes = new TextEncoder().encode(`regf${'\0'.repeat(60)}`);
  const [read] = await readFiles([fromBytes('PC01/fw.wfw', bytes)], CONTEXT);
  expect(read).toMatchObject({ kind: null, sections: {} });
  expect(read?.problems.map((p) => p.message.en)).toEqual([expect.stringContaining('.wfw')]);
});

describe.skipIf(!corpusPresent)('listings that nobody here wrote', () => {
  const files = corpusFiles().filter((f) => f.group === 'c-winfw');
  const load = (part: string) => {
    const file = files.find((f) => f.path.includes(part));
    if (!file) throw new Error(`no ${part} in the corpus`);
    return fromBytes(file.path, readFileSync(file.absolute));
  };

  test('a whole English list', () => {
    const evidence = load('firewall_rules.txt');
    expect(netshFirewallRules.recognise(evidence)).toBe(true);
    const parsed = netshFirewallRules.parse(evidence, CONTEXT) as Parsed;
    expect(parsed).toMatchObject({ intact: 'yes', problems: [], lines: { notUnderstood: 0 } });
    expect(parsed.sections.firewall?.rules).toHaveLength(504);
    expect(parsed.sections.firewall?.completeStores).toEqual(['local']);
    expect(parsed.sections.firewall?.rules.flatMap((r) => r.notUnderstood)).toEqual([]);
  });

  test('a Japanese rule in either encoding, alone and so not the whole', () => {
    for (const part of ['netsh-rule-ja-wsl-ssh.cp932', 'netsh-rule-ja-wsl-ssh.utf-8']) {
      const parsed = netshFirewallRules.parse(load(part), CONTEXT) as Parsed;
      expect(parsed.sections.firewall?.rules).toMatchObject([
        { name: 'WSL SSH 2222', direction: 'in', action: 'allow' },
      ]);
      expect(parsed.sections.firewall?.completeStores).toEqual([]);
    }
  });

  test('rules without their filters', () => {
    const evidence = load('firewall-rules.json');
    expect(netfirewallJson.recognise(evidence)).toBe(true);
    const rules = (netfirewallJson.parse(evidence, CONTEXT) as Parsed).sections.firewall?.rules ?? [];
    expect(rules).toMatchObject([
      { id: 'OpenSSH-Server-In-TCP', enabled: true, action: 'allow' },
      { id: 'sshd' },
    ]);
    expect(rules[0]?.unfiltered).toHaveLength(7);
  });

  test('exported policies (.wfw) are hives and no text: nothing takes them, and the reason is given', async () => {
    for (const file of files.filter((f) => f.path.endsWith('.wfw'))) {
      const evidence = fromBytes(file.path, readFileSync(file.absolute));
      const [read] = await readFiles([evidence], CONTEXT);
      expect(read).toMatchObject({ kind: null, problems: [{ policy: false }] });
      expect(
        [netshFirewallRules, netshFirewallProfiles, netfirewallJson].some((p) => p.recognise(evidence)),
      ).toBe(false);
    }
  });
});
