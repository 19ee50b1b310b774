import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nftJson } from '../../../src/parse/nftables/json.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../../evidence.ts';
import { decide, devicesIn, told } from '../netfilter-packet.ts';

const gateway = fixture('nft-json/gateway.json');
const read = (text: string): Parsed => nftJson.parse(fromText('fw/nft.json', text), CONTEXT) as Parsed;
const file = (name: string): Parsed => nftJson.parse(fixture(name), CONTEXT) as Parsed;

const WEB = 'eth1 10.10.0.5 > 198.51.100.9 tcp/443';

describe('a gateway', () => {
  const parsed = file('nft-json/gateway.json');

  test('has stages in the order of priorities, and none of a dormant table', () => {
    const [device] = devicesIn(parsed);
    expect(device?.forward.map((s) => s.list)).toEqual([
      'inet gw dstnat',
      'inet gw forward',
      'inet gw srcnat',
    ]);
    expect(device?.families).toEqual([4, 6]);
    expect(device?.version).toBe('1.0.6');
    expect(device?.notes.map((n) => n.kind)).toEqual(['dormant-table']);
    expect(parsed.problems).toEqual([]);
    expect(parsed.lines.notUnderstood).toBe(0);
    expect(parsed.intact).toBe('yes');
  });

  test.each([
    [WEB, 'permit'],
    ['eth1 10.10.0.5 > 198.51.100.9 tcp/8040', 'permit'],
    ['eth1 10.10.0.5 > 198.51.100.9 tcp/22', 'deny'],
    ['eth1 10.11.0.5 > 198.51.100.9 tcp/443', 'deny icmp-3-10'],
    ['eth1 10.10.0.5 > 10.20.0.5 tcp/22', 'permit'],
    ['eth1 10.10.0.5 > 10.20.0.6 tcp/22', 'deny'],
    ['eth1 10.10.0.5 > 10.20.0.6 tcp/3389', 'permit'],
    ['eth1 10.10.0.5 > 203.0.113.100 tcp/110', 'permit'],
    ['eth1 10.10.0.5 > 203.0.113.200 tcp/110', 'deny'],
    ['eth1 10.10.0.5 > 198.51.100.9 icmp/8', 'permit'],
    ['eth1 10.10.0.5 > 198.51.100.9 icmp/13', 'deny'],
    ['eth0 198.51.100.9 > 203.0.113.5 tcp/8443', 'permit'],
    ['eth0 198.51.100.9 > 203.0.113.5 tcp/8080', 'unknown'],
    ['eth2 2001:db8:10::5 > 2001:db8:99::1 tcp/443', 'permit'],
    ['eth1 10.10.0.5 > 198.51.100.9 tcp/25', 'unknown'],
    ['eth1 10.10.0.5 > 198.51.100.9 tcp/2222', 'unknown'],
  ])('%s: %s', (packet, expected) => {
    expect(told(parsed, packet)).toBe(expected);
  });

  test('replies pass by the map of states', () => {
    expect(told(parsed, 'eth0 198.51.100.9 > 10.10.0.5 tcp/49152', { state: 'established' })).toBe('permit');
    expect(told(parsed, WEB, { state: 'invalid' })).toBe('deny');
  });

  test('times', () => {
    const at = (text: string) => ({ asOf: Date.parse(text) });
    const ntp = 'eth1 10.10.0.5 > 198.51.100.9 udp/123';
    expect(told(parsed, ntp, {}, at('2026-11-02T10:00:00+09:00'))).toBe('permit');
    expect(told(parsed, ntp, {}, at('2026-11-04T10:00:00+09:00'))).toBe('deny');
    expect(told(parsed, ntp, {}, at('2026-11-02T20:00:00+09:00'))).toBe('deny');
  });

  test('NAT by a map', () => {
    const { translated } = decide(parsed, 'eth0 198.51.100.9 > 203.0.113.5 tcp/8443');
    expect(translated).toMatchObject({ dst: { version: 4, value: 0x0a14000an }, dport: 443 });
  });

  test('the same from indented JSON, with the lines of its rules', () => {
    const indented = file('nft-json/gateway-indented.json');
    expect(told(indented, WEB)).toBe('permit');
    const lines = devicesIn(indented)[0]?.lists.flatMap((l) => l.rules.map((r) => r.at.line)) ?? [];
    expect(new Set(lines).size).toBeGreaterThan(10);
  });

  test('logging and comments', () => {
    const lists = devicesIn(parsed)[0]?.lists ?? [];
    expect(lists.find((l) => l.id === 'inet gw forward')?.endLog).toBe(true);
    expect(lists.find((l) => l.id === 'inet gw business')?.rules[0]?.comment).toBe('業務 Web');
  });
});

const TABLE = '{"table": {"family": "inet", "name": "t", "handle": 1}}';
const CHAIN =
  '{"chain": {"family": "inet", "table": "t", "name": "f", "handle": 1, "type": "filter", "hook": "forward", "prio": 0, "policy": "drop"}}';
const rule = (...expr: readonly object[]): string =>
  JSON.stringify({ rule: { family: 'inet', table: 't', chain: 'f', handle: 9, expr } });
const ruleset = (...records: readonly string[]): string => `{"nftables": [${records.join(', ')}]}`;
const filter = (...expr: readonly object[]): string => ruleset(TABLE, CHAIN, rule(...expr));

const ACCEPT = { accept: null };

describe('what is not understood', () => {
  test.each([
    ['a statement', [{ teleport: { to: 'moon' } }]],
    ['an expression', [{ match: { op: '==', left: { aura: { key: 'blue' } }, right: 1 } }, ACCEPT]],
    ['an operator', [{ match: { op: '~', left: { meta: { key: 'l4proto' } }, right: 'tcp' } }, ACCEPT]],
    [
      'a value',
      [{ match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: 'gw' } }, ACCEPT],
    ],
    ['a match of iptables', [{ xt: { type: 'match', name: 'multiport' } }, ACCEPT]],
    ['a target of iptables', [{ xt: { type: 'target', name: 'HOGE' } }]],
    ['an old match of iptables', [{ xt: null }]],
    [
      'a set that is not there',
      [{ match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: '@no' } }, ACCEPT],
    ],
    ['a chain that is not there', [{ jump: { target: 'no' } }]],
  ])('%s: unknown, and counted', (name, expr) => {
    const parsed = read(filter(...expr));
    expect(told(parsed, WEB)).toBe('unknown');
    const notes = devicesIn(parsed)[0]?.notes ?? [];
    expect(notes.length, name).toBeGreaterThan(0);
  });

  test.each([
    ['a record of another kind', ruleset(TABLE, CHAIN, rule(ACCEPT), '{"portal": {"x": 1}}')],
    ['a record that is damaged', ruleset(TABLE, CHAIN, rule(ACCEPT), '{"rule": {"family": }}')],
    ['no table', ruleset(CHAIN, rule(ACCEPT))],
    ['tables without chains', ruleset(TABLE)],
    [
      'a set alone',
      ruleset('{"set": {"family": "inet", "name": "s", "table": "t", "type": "ipv4_addr", "handle": 3}}'),
    ],
    [
      'a flag of a table that old nft garbles',
      ruleset(
        '{"table": {"family": "inet", "name": "t", "handle": 1, "flags": "Lester Gooch #5"}}',
        CHAIN,
        rule(ACCEPT),
      ),
    ],
    ['a rule without its chain', ruleset(TABLE, rule(ACCEPT))],
    [
      'a bridge that drops',
      ruleset(
        TABLE,
        CHAIN,
        rule(ACCEPT),
        '{"table": {"family": "bridge", "name": "b", "handle": 2}}',
        '{"chain": {"family": "bridge", "table": "b", "name": "f", "handle": 1, "type": "filter", "hook": "forward", "prio": 0, "policy": "drop"}}',
      ),
    ],
  ])('%s: nothing is certain', (_, text) => {
    const parsed = read(text);
    expect(told(parsed, WEB)).toBe('unknown');
    expect(parsed.problems.some((p) => p.policy)).toBe(true);
  });

  test('a rule set that is empty stops nothing', () => {
    expect(told(read(ruleset('{"metainfo": {"version": "1.0.6"}}')), WEB)).toBe('permit');
  });
});

describe('statements', () => {
  const tcp = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 443 } };

  test.each([
    ['a reset is of TCP alone', [{ reject: { type: 'tcp reset' } }], WEB, 'deny tcp-reset'],
    [
      'and nothing else',
      [{ reject: { type: 'tcp reset' } }, ACCEPT],
      'eth1 10.10.0.5 > 198.51.100.9 udp/1',
      'deny',
    ],
    [
      'an answer of ICMP is of IPv4',
      [{ reject: { type: 'icmp', expr: 'net-unreachable' } }],
      WEB,
      'deny icmp-3-0',
    ],
    ['a port needs its protocol', [tcp, ACCEPT], 'eth1 10.10.0.5 > 198.51.100.9 udp/443', 'deny'],
    ['notrack and a verdict', [{ notrack: null }, ACCEPT], WEB, 'unknown'],
    ['queue', [{ queue: { num: 1 } }], WEB, 'unknown'],
    ['marks go on', [{ mangle: { key: { meta: { key: 'mark' } }, value: 1 } }], WEB, 'deny'],
  ])('%s', (_, expr, packet, expected) => {
    expect(told(read(filter(...expr)), packet)).toBe(expected);
  });
});

describe('packets that rules change', () => {
  const chain = (table: string, hook: string, prio: number, type = 'filter') => [
    JSON.stringify({ table: { family: 'ip', name: table } }),
    JSON.stringify({
      chain: {
        family: 'ip',
        table,
        name: 'c',
        type,
        hook,
        prio,
        policy: hook === 'forward' ? 'drop' : 'accept',
      },
    }),
  ];
  const of = (table: string, ...expr: readonly object[]): string =>
    JSON.stringify({ rule: { family: 'ip', table, chain: 'c', handle: 5, expr } });
  const asks = (protocol: string, field: string, right: unknown) => ({
    match: { op: '==', left: { payload: { protocol, field } }, right },
  });
  const sets = (protocol: string, field: string, value: unknown) => ({
    mangle: { key: { payload: { protocol, field } }, value },
  });
  const DROP = { drop: null };
  const told2 = (...records: readonly string[]) => told(read(ruleset(...records)), WEB);

  test.each([
    ['ip', 'daddr', '203.0.113.5'],
    ['ip', 'saddr', '203.0.113.5'],
    ['tcp', 'dport', 80],
    ['ip', 'protocol', 'udp'],
    ['ip', 'length', 40],
    ['ip', 'of another day', 1],
  ])('%s %s: what is not known further on', (protocol, field, value) => {
    const parsed = read(
      ruleset(
        ...chain('m', 'prerouting', -150),
        of('m', sets(protocol, field, value)),
        ...chain('f', 'forward', 0),
      ),
    );
    expect(told(parsed, WEB)).toBe('unknown');
    expect(devicesIn(parsed)[0]?.gaps.map((g) => g.kind)).toEqual(['rewritten']);
    expect(devicesIn(parsed)[0]?.lists[0]?.rules[0]?.action.do).toBe('unknown');
  });

  test.each([
    ['without a change', [], 'deny'],
    ['a field', [sets('ip', 'dscp', 'cs1')], 'unknown'],
    [
      'an option',
      [{ mangle: { key: { 'tcp option': { name: 'maxseg', field: 'size' } }, value: 9 } }],
      'unknown',
    ],
    ['a target of iptables', [{ xt: { type: 'target', name: 'DSCP' } }], 'unknown'],
    ['a mark', [{ mangle: { key: { meta: { key: 'mark' } }, value: 9 } }], 'deny'],
  ])('two equal tests: %s', (_, between, expected) => {
    const cs1 = asks('ip', 'dscp', 'cs1');
    const rules = [of('f', cs1, DROP), ...between.map((s) => of('f', s)), of('f', cs1, ACCEPT)];
    const parsed = read(
      ruleset(...chain('f', 'forward', 0), ...rules.map((r, i) => r.replace('"handle":5', `"handle":${i}`))),
    );
    expect(told(parsed, WEB)).toBe(expected);
    expect(parsed.problems).toEqual([]);
  });

  test('a target of iptables that may untrack', () => {
    expect(told(read(filter({ xt: { type: 'target', name: 'CT' } })), WEB)).toBe('unknown');
  });

  test('two long lists that begin alike are two tests', () => {
    const lengths = (last: number) => [...Array.from({ length: 60 }, (_, i) => 1000 + i), last];
    const asked = (last: number) => ({
      match: { op: '==', left: { meta: { key: 'length' } }, right: { set: lengths(last) } },
    });
    const rules = (last: number) => [of('f', asked(1), DROP), of('f', asked(last), ACCEPT)];
    expect(told2(...chain('f', 'forward', 0), ...rules(1))).toBe('deny');
    expect(told2(...chain('f', 'forward', 0), ...rules(2))).toBe('unknown');
  });

  test('what a destination is, is asked anew behind NAT of another table', () => {
    const local = {
      match: { op: '==', left: { fib: { result: 'type', flags: ['daddr'] } }, right: 'local' },
    };
    const again = (op: string) => of('r', { match: { ...local.match, op } }, DROP);
    const after = [...chain('f', 'forward', 0), of('f', asks('ip', 'daddr', '203.0.113.5'), ACCEPT)];
    const dropped = [...chain('n', 'prerouting', -100), of('n', local, DROP)];
    const dnat = { dnat: { addr: '203.0.113.5' } };
    const turned = [...chain('n', 'prerouting', -100, 'nat'), of('n', local, dnat)];
    const late = chain('r', 'prerouting', -50);
    const all = [...chain('f', 'forward', 0), of('f', ACCEPT)];
    expect(told2(...dropped, ...late, again('!='), ...all)).toBe('deny');
    expect(told2(...turned, ...late, again('=='), ...after)).toBe('unknown');
  });
});

describe('damage', () => {
  const whole = file('nft-json/gateway.json');
  const PROBES = [
    WEB,
    'eth1 10.11.0.5 > 198.51.100.9 tcp/443',
    'eth0 198.51.100.9 > 203.0.113.5 tcp/8443',
  ] as const;

  test('a file that is cut off says less, never anything else', () => {
    fc.assert(
      fc.property(fc.nat(gateway.text.length), fc.constantFrom(...PROBES), (end, probe) => {
        const parsed = read(gateway.text.slice(0, end));
        expect(['unknown', told(whole, probe)]).toContain(told(parsed, probe));
        const left = gateway.text.slice(end).trim();
        if (left !== '') expect(parsed.intact).not.toBe('yes');
      }),
      { numRuns: 300 },
    );
  });

  test('no text makes it throw', () => {
    const value = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 5 },
        fc.constant(null),
        fc.integer(),
        fc.string(),
        fc.constantFrom('ip', 'tcp', 'saddr', '@s', 'accept', 'match'),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(
          fc.constantFrom(
            'match',
            'op',
            'left',
            'right',
            'payload',
            'protocol',
            'field',
            'set',
            'vmap',
            'key',
            'data',
            'concat',
            'range',
            'prefix',
            'addr',
            'len',
            'dnat',
            'jump',
            'target',
            'elem',
            '&',
            'reject',
            'map',
          ),
          tie('json'),
          { maxKeys: 4 },
        ),
      ),
    })).json;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (expr) => {
        read(
          ruleset(
            TABLE,
            CHAIN,
            JSON.stringify({ rule: { family: 'inet', table: 't', chain: 'f', handle: 1, expr } }),
          ),
        );
        read(
          ruleset(
            TABLE,
            CHAIN,
            JSON.stringify({ set: { family: 'inet', table: 't', name: 's', elem: expr } }),
            rule({ vmap: { key: { meta: { key: 'iifname' } }, data: '@s' } }),
          ),
        );
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string(), (text) => void read(`{"nftables": [${text}`)));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) => void nftJson.parse(fromBytes('fw/x', bytes), CONTEXT),
      ),
    );
  });

  test('deep nesting is refused, not followed', () => {
    const deep = `${'{"match": {"left": '.repeat(3000)}1${'}}'.repeat(3000)}`;
    expect(read(ruleset(TABLE, CHAIN, `{"rule": ${deep}}`)).lines.notUnderstood).toBe(1);
  });
});
