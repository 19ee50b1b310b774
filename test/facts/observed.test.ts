import { describe, expect, test } from 'vitest';
import { mergeObserved, observe } from '../../src/facts/observed.ts';
import type { RegistryWrite } from '../../src/facts/registry.ts';
import type { Sections } from '../../src/facts/sections.ts';
import { buildFacts } from '../../src/facts/target-facts.ts';
import type { EvidenceKind, Location } from '../../src/model/evidence.ts';
import { EMPTY_SITE } from '../../src/model/site.ts';
import type { Role } from '../../src/model/target.ts';

const at = (line: number, file = 'pc01/a'): Location => ({ file, line, text: '' });

function facts(sections: Sections, kind: EvidenceKind = 'reg-export', role: Role = 'user-endpoint') {
  const pacs = sections.pac ? [{ file: 'pc01/proxy.pac', section: sections.pac }] : [];
  return buildFacts(
    [{ kind, file: 'pc01/a', sections }],
    { proxies: [], pacs, firewalls: [], directories: [], lostDirectories: [], hosts: new Set() },
    {
      target: { name: 'pc01', role, roleSource: 'inferred' },
      asset: null,
      site: EMPTY_SITE,
      asOf: 0,
    },
  );
}

const write = (key: string, name: string, data: string, line: number): RegistryWrite => ({
  hive: 'HKCU',
  key,
  name,
  op: 'set',
  type: 'REG_SZ',
  data,
  layer: 'stored',
  source: 'reg-export',
  gpo: null,
  strength: 'stored',
  condition: null,
  at: at(line),
});

const registry = (...writes: readonly RegistryWrite[]): Sections => ({ registry: { exported: [], writes } });
const values = (list: readonly { readonly value: string }[]) => list.map((s) => s.value);

const INTERNET = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

describe('what a registry shows', () => {
  test.each([
    ['proxy.example.test:8080', ['proxy.example.test:8080']],
    ['http=a.example.test:8080;https=b.example.test:8443', ['a.example.test:8080', 'b.example.test:8443']],
    ['http://a.example.test:8080/', ['a.example.test:8080']],
    ['http://taro:secret@a.example.test:8080', ['a.example.test:8080']],
    ['socks=[fd00::1]:1080', ['[fd00::1]:1080']],
    ['a b', ['a', 'b']],
    ['<script>', []],
  ])('ProxyServer %s', (data, expected) => {
    const seen = observe(facts(registry(write(INTERNET, 'ProxyServer', data, 7))));
    expect(values(seen.proxies)).toEqual(expected);
    for (const p of seen.proxies) expect(p.at.line).toBe(7);
  });

  test('PAC addresses and update servers, without what may be a password', () => {
    const seen = observe(
      facts(
        registry(
          write(INTERNET, 'AutoConfigURL', 'http://taro:secret@pac.example.test/p.pac', 1),
          write('SOFTWARE\\Policies\\Microsoft\\Edge', 'ProxyPacUrl', 'http://pac.example.test/p.pac', 2),
          write(
            'SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate',
            'WUServer',
            'http://wsus.example.test:8530',
            3,
          ),
        ),
      ),
    );
    expect(values(seen.pacUrls)).toEqual(['http://pac.example.test/p.pac']);
    expect(values(seen.updateServers)).toEqual(['http://wsus.example.test:8530']);
    expect(JSON.stringify(seen)).not.toContain('secret');
  });

  test('the operating system and its line', () => {
    const key = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
    const os = (name: string, data: string, line: number) => ({
      ...write(key, name, data, line),
      hive: 'HKLM',
    });
    const [host] = observe(
      facts(registry(os('ProductName', 'Windows 10 Enterprise', 4), os('CurrentBuildNumber', '22631', 5))),
    ).hosts;
    expect(host).toMatchObject({ name: 'pc01', os: 'Windows 10 Enterprise, build 22631', at: { line: 5 } });
  });
});

test('a proxy shows its ports and the private networks it serves', () => {
  const directive = (name: string, args: readonly string[], line: number) => ({
    name,
    args,
    state: 'known' as const,
    missing: [],
    at: at(line),
  });
  const seen = observe(
    facts(
      {
        squid: {
          directives: [
            directive('http_port', ['10.2.0.8:3128'], 1),
            directive('http_port', ['8080', 'intercept'], 2),
            directive('http_port', ['nonsense'], 3),
            directive('http_access', ['deny', 'all'], 9),
            directive(
              'acl',
              ['lan', 'src', '10.1.0.0/16', '192.168.5.0/255.255.255.0', '10.1.2.3', '8.8.8.0/24'],
              4,
            ),
            directive('acl', ['to', 'dst', '10.9.0.0/16'], 5),
            directive('acl', ['range', 'src', '172.16.0.0-172.16.255.255', 'all'], 6),
          ],
          gaps: [],
          at: at(1),
        },
      },
      'squid-conf',
      'proxy',
    ),
  );
  expect(seen.hosts[0]).toMatchObject({ role: 'proxy', ports: [3128, 8080] });
  expect(values(seen.networks)).toEqual(['10.1.0.0/16', '192.168.5.0/24', '172.16.0.0/16']);
});

test('a PAC shows the proxies it answers', () => {
  const route = [
    { kind: 'PROXY' as const, host: 'proxy.example.test', port: 8080 },
    { kind: 'DIRECT' as const, host: null, port: null },
  ];
  const seen = observe(
    facts({
      pac: {
        decisions: [{ url: 'http://a/', host: 'a', scope: 'internet', route, conditional: false }],
        doubts: [],
        at: at(9),
      },
    }),
  );
  expect(values(seen.proxies)).toEqual(['proxy.example.test:8080']);
  expect(values(seen.pacFiles)).toEqual(['pc01/proxy.pac']);
});

test('accounts that somebody made are candidates, built-in ones are not', () => {
  const sid = (rid: number) => `S-1-5-21-1-2-3-${rid}`;
  const user = (name: string, rid: number) => ({ name, sid: sid(rid), enabled: true, at: at(rid) });
  const member = (name: string, rid: number, kind: 'user' | 'group') => ({
    name,
    sid: sid(rid),
    kind,
    origin: 'local' as const,
    at: at(rid),
  });
  const seen = observe(
    facts({
      localGroups: {
        groups: [
          {
            sid: 'S-1-5-32-544',
            name: 'Administrators',
            members: [
              member('Administrator', 500, 'user'),
              member('yamada', 1004, 'user'),
              member('ops', 1105, 'group'),
            ],
            complete: true,
            at: at(1),
          },
          {
            sid: 'S-1-5-32-545',
            name: 'Users',
            members: [member('x', 1006, 'user')],
            complete: true,
            at: at(2),
          },
        ],
        users: {
          list: [user('Administrator', 500), user('Guest', 501), user('svc-old', 1005)],
          complete: true,
          at: at(3),
        },
      },
    }),
  );
  expect(values(seen.localAccounts)).toEqual(['svc-old']);
  expect(values(seen.administrators)).toEqual(['yamada']);
});

test('merging counts targets, without case, the most frequent first', () => {
  const one = (proxy: string) => observe(facts(registry(write(INTERNET, 'ProxyServer', proxy, 1))));
  const merged = mergeObserved([one('a:1'), one('B:2'), one('b:2')]);
  expect(merged.proxies.map((p) => [p.value, p.targets])).toEqual([
    ['B:2', 2],
    ['a:1', 1],
  ]);
  expect(merged.hosts).toHaveLength(3);
  expect(mergeObserved([]).networks).toEqual([]);
});
