import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, intersect, isEmpty, parseAddressSet } from '../../../src/facts/address-set.ts';
import { declaredServices, otherServices, servicesBeside } from '../../../src/facts/firewall/flows.ts';
import type { Service } from '../../../src/facts/firewall/model.ts';
import { parseService, serviceText, toPorts } from '../../../src/facts/firewall/service-text.ts';
import { endsNamed, segmentEnds, waysBetween } from '../../../src/facts/firewall/site-paths.ts';
import type { Site } from '../../../src/model/site.ts';
import { parseSite } from '../../../src/parse/site-file.ts';

function siteOf(text: string): Site {
  const read = parseSite(text, 'uchibori.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.site;
}

const SITE = siteOf(`
segments:
  - { name: 営業, role: user, cidrs: [10.1.0.0/16, "2001:db8:1::/48"] }
  - { name: 開発, role: user, cidrs: [10.2.0.0/16] }
  - { name: サーバ, role: server, cidrs: [198.51.100.0/24] }
assets:
  - { hostname: fw01, role: perimeter-fw, interfaces: { 営業: [port2], user: [port3], internet: [wan1] } }
  - { hostname: core/1, role: segment-fw }
paths:
  - { from: [user], to: [internet], through: [core/1, fw01/root] }
  - { from: [開発], to: [internet], through: [fw01] }
  - { from: [サーバ], to: [営業], through: [], oneWay: true }
flows:
  - { from: [user], to: [サーバ], services: [tcp/443] }
  - { from: [営業], to: [server], services: [udp/53, tcp/443] }
`);

const end = (name: string) => {
  const [found] = endsNamed(SITE, name);
  if (!found) throw new Error(name);
  return found;
};

describe('segments as ends', () => {
  test('the Internet is what is neither special nor ours, in both families', () => {
    const [internet] = segmentEnds(SITE);
    const has = (text: string) => covers(internet?.addresses ?? [], parseAddressSet(text) ?? []);
    expect(['203.0.113.1', '8.8.8.8', '2001:db9::1'].map(has)).toEqual([true, true, true]);
    const own = ['10.1.0.1', '198.51.100.9', '192.168.0.1', '127.0.0.1', '2001:db8:1::1', 'fd00::1'];
    expect(own.map((a) => isEmpty(intersect(internet?.addresses ?? [], parseAddressSet(a) ?? [])))).toEqual(
      own.map(() => true),
    );
  });

  test('a role stands for all of its segments', () => {
    expect(endsNamed(SITE, 'user').map((e) => e.name)).toEqual(['営業', '開発']);
    expect(endsNamed(SITE, 'admin')).toEqual([]);
  });
});

describe('ways', () => {
  const through = (from: string, to: string) =>
    waysBetween(SITE, end(from), end(to))?.map((w) =>
      w.map((s) => [s.host, s.context, s.in?.[0] ?? null, s.out?.[0] ?? null]),
    ) ?? null;

  test('go through the firewalls in order, by the interfaces of each end', () => {
    expect(through('営業', 'internet')).toEqual([
      [
        ['core/1', null, null, null],
        ['fw01', 'root', 'port2', 'wan1'],
      ],
    ]);
  });

  test('go back in the other order', () => {
    expect(through('internet', '営業')).toEqual([
      [
        ['fw01', 'root', 'wan1', 'port2'],
        ['core/1', null, null, null],
      ],
    ]);
  });

  test('may be several', () => {
    expect(through('開発', 'internet')).toEqual([
      [
        ['core/1', null, null, null],
        ['fw01', 'root', 'port3', 'wan1'],
      ],
      [['fw01', null, 'port3', 'wan1']],
    ]);
  });

  test('of one direction do not go back, and what is not declared is not known', () => {
    expect(through('サーバ', '営業')).toEqual([[]]);
    expect(through('営業', 'サーバ')).toBeNull();
    expect(through('営業', '開発')).toBeNull();
  });
});

describe('the matrix', () => {
  test('adds up the rows of names and roles', () => {
    expect(declaredServices(SITE, end('営業'), end('サーバ'))).toEqual(['tcp/443', 'udp/53']);
    expect(declaredServices(SITE, end('開発'), end('サーバ'))).toEqual(['tcp/443']);
    expect(declaredServices(SITE, end('サーバ'), end('開発'))).toEqual([]);
  });

  const text = fc.oneof(
    fc.constantFrom('any', 'icmp', 'tcp', 'udp', 'esp', 'sctp/99'),
    fc.integer({ min: 0, max: 255 }).map((n) => `ip/${n}`),
    fc
      .tuple(fc.constantFrom('tcp', 'udp', 'sctp'), fc.nat(9), fc.nat(9))
      .map(([p, a, b]) => `${p}/${Math.min(a, b)}-${Math.max(a, b)}`),
  );
  const holds = (services: readonly Service[], protocol: number, port: number): boolean =>
    services.some(
      (s) =>
        s.protocols.some((p) => p.from <= protocol && protocol <= p.to) &&
        (s.dport === null ||
          ([6, 17, 33, 132, 136].includes(protocol) && s.dport.some((d) => d.from <= port && port <= d.to))),
    );

  test('what is left over is exactly what no row names', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), fc.nat(255), fc.nat(12), (texts, protocol, port) => {
        const named = texts.flatMap((t) => parseService(t) ?? []);
        expect(named).toHaveLength(texts.length);
        expect(holds(otherServices(texts), protocol, port)).toBe(!holds(named, protocol, port));
        const web = [toPorts('tcp', 3, [5, 9])];
        expect(holds(servicesBeside(web, texts), protocol, port)).toBe(
          holds(web, protocol, port) && !holds(named, protocol, port),
        );
      }),
    );
  });

  test('a service is written as it is read', () => {
    fc.assert(
      fc.property(text, (t) => {
        const service = parseService(t);
        expect(service && parseService(serviceText(service))).toEqual(service);
      }),
    );
  });
});
