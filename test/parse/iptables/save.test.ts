import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../src/model/evidence.ts';
import { ipsetSave } from '../../../src/parse/iptables/ipset-save.ts';
import { iptablesSave } from '../../../src/parse/iptables/save.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../../evidence.ts';
import { decide, devicesIn, told } from '../netfilter-packet.ts';

const gateway = fixture('iptables-save/gateway.txt');
const sets = fixture('iptables-save/ipset.txt');

const read = (evidence: Evidence, siblings: readonly Evidence[] = []): Parsed =>
  iptablesSave.parse(evidence, { ...CONTEXT, siblings: () => siblings }) as Parsed;

const text = (rules: string, file = 'fw/rules.v4'): Parsed => read(fromText(file, rules));

const FILTER = '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n';

/** A filter table with these rules of FORWARD. */
const forward = (...rules: readonly string[]): Parsed =>
  text(`${FILTER}${rules.map((r) => `-A FORWARD ${r}\n`).join('')}COMMIT\n`);

/** The first rule of FORWARD. */
const ruleOf = (parsed: Parsed) =>
  devicesIn(parsed)[0]?.lists.find((l) => l.id === 'filter FORWARD')?.rules[0];

const WEB = 'eth1 10.10.0.5 > 198.51.100.9 tcp/443';

describe('a gateway with both families in one file', () => {
  const parsed = read(gateway);

  test('is a device a family, with stages in the order of the kernel', () => {
    expect(devicesIn(parsed).map((d) => [d.families, d.version, d.forward.map((s) => s.list)])).toEqual([
      [[4], '1.8.9', ['raw PREROUTING', 'nat PREROUTING', 'filter FORWARD', 'nat POSTROUTING']],
      [[6], '1.8.9', ['filter FORWARD']],
    ]);
    expect(parsed.intact).toBe('yes');
    expect(parsed.problems).toEqual([]);
    expect(parsed.lines).toEqual({ understood: 39, irrelevant: 8, notUnderstood: 0 });
  });

  test.each([
    [WEB, 'permit'],
    ['eth1 10.10.0.5 > 198.51.100.9 tcp/8040', 'permit'],
    ['eth1 10.10.0.5 > 198.51.100.9 tcp/22', 'deny'],
    ['eth1 10.11.0.5 > 198.51.100.9 tcp/443', 'deny icmp-3-10'],
    ['eth1 10.10.0.5 > 198.51.100.9 icmp/8', 'permit'],
    ['eth1 10.10.0.5 > 198.51.100.9 icmp/13', 'deny'],
    ['eth1 10.10.0.5 > 10.20.0.55 tcp/22', 'permit'],
    ['eth1 10.10.0.5 > 10.30.7.0 udp/1', 'permit'],
    ['eth1 10.10.0.5 > 10.30.7.1 udp/1', 'deny'],
    ['eth0 198.51.100.9 > 203.0.113.5 tcp/8443', 'permit'],
    ['eth0 198.51.100.9 > 203.0.113.5 tcp/443', 'deny'],
    ['eth0 198.51.100.9 > 192.0.2.53 udp/53', 'permit'],
    ['eth1 2001:db8:10::5 > 2001:db8:99::1 tcp/443', 'permit'],
    ['eth1 2001:db8:99::1 > 2001:db8:10::5 icmpv6/2', 'permit'],
    ['eth1 2001:db8:11::5 > 2001:db8:99::1 tcp/443', 'deny'],
  ])('%s: %s', (packet, expected) => {
    expect(told(parsed, packet)).toBe(expected);
  });

  test('a rate is for the sender to keep, what a set holds is not known without it', () => {
    expect(told(parsed, 'eth1 10.10.0.5 > 198.51.100.9 tcp/25')).toBe('unknown');
    expect(decide(parsed, 'eth1 10.10.0.5 > 203.0.113.9 tcp/110').because.en).toContain('dst ipset partners');
  });

  test('sets of ipset save beside it are read', () => {
    const whole = read(gateway, [sets]);
    expect(told(whole, 'eth1 10.10.0.5 > 203.0.113.9 tcp/110')).toBe('permit');
    expect(told(whole, 'eth1 10.10.0.5 > 203.0.113.70 tcp/110')).toBe('deny');
  });

  test('times are of UTC', () => {
    const at = (text: string) => ({ asOf: Date.parse(text) });
    const ntp = 'eth1 10.10.0.5 > 198.51.100.9 udp/123';
    expect(told(parsed, ntp, {}, at('2026-11-02T10:00:00+09:00'))).toBe('permit');
    expect(told(parsed, ntp, {}, at('2026-11-02T20:00:00+09:00'))).toBe('deny');
    expect(told(parsed, ntp, {}, at('2026-11-07T10:00:00+09:00'))).toBe('deny');
    expect(told(parsed, ntp)).toBe('unknown');
  });

  test('NAT gives the address that is reached', () => {
    expect(decide(parsed, 'eth0 198.51.100.9 > 203.0.113.5 tcp/8443').translated).toMatchObject({
      dst: { version: 4, value: 0x0a14000an },
      dport: 443,
    });
  });

  test('counters, comments and logging are kept', () => {
    const rules = devicesIn(parsed)[0]?.lists.find((l) => l.id === 'filter FORWARD');
    expect(rules?.rules.map((r) => [r.id, r.hits, r.log, r.comment])).toEqual([
      ['1', 900, null, null],
      ['2', 0, null, null],
      ['3', 2, null, 'spoofed "inside" source'],
      ['4', 40, null, null],
      ['5', 5, null, null],
      ['6', 1, true, null],
    ]);
    expect(rules?.endLog).toBe(true);
  });
});

test('words end at blanks of any kind, quotation marks hold them together', () => {
  const rule = (...words: readonly string[]) => ruleOf(forward(...words));
  expect(rule('-p tcp -m comment --comment a"b c"\'d e\'f -j ACCEPT')?.comment).toBe('ab cd ef');
  expect(rule('-m comment --comment "say \\"-j DROP\\"" -j ACCEPT')).toMatchObject({
    comment: 'say "-j DROP"',
    action: { do: 'permit' },
  });
  expect(rule('-p tcp\u3000--dport\t22\u00a0 -j ACCEPT')).toEqual({
    ...rule('-p tcp --dport 22 -j ACCEPT'),
    at: expect.anything(),
  });
});

describe('what is not understood', () => {
  const branch = read(fixture('iptables-save/branch-cp932.rules'));

  test('a match and a target that are not known leave their packets unknown, others not', () => {
    expect(branch.lines.notUnderstood).toBe(2);
    expect(told(branch, WEB)).toBe('permit');
    expect(told(branch, 'eth1 10.10.0.5 > 198.51.100.9 tcp/22')).toBe('unknown');
    expect(told(branch, 'eth1 10.11.0.5 > 10.20.0.1 tcp/22')).toBe('unknown');
    expect(told(branch, 'eth1 10.11.0.5 > 198.51.100.9 tcp/22')).toBe('deny');
    expect(ruleOf(branch)?.comment).toBe('業務 Web のみ許可');
  });

  test.each([
    [
      'a line of another kind',
      `${FILTER}-A FORWARD -j ACCEPT\n  --dport 22 -j DROP\nCOMMIT\n`,
      'not-understood',
    ],
    ['a table without COMMIT', `${FILTER}-A FORWARD -s 10.0.0.0/8 -j ACCEPT\n`, 'cut-off'],
    [
      'a table that is not known',
      `${FILTER}-A FORWARD -s 10.0.0.0/8 -j ACCEPT\nCOMMIT\n*broute\nCOMMIT\n`,
      'unknown-table',
    ],
    [
      'rules in force elsewhere',
      `# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n${FILTER}COMMIT\n`,
      'rules-elsewhere',
    ],
    [
      'two rule bases of one family',
      `${FILTER}-A FORWARD -s 10.0.0.0/8 -j ACCEPT\nCOMMIT\n${FILTER}-A FORWARD -s 10.1.0.0/16 -j DROP\nCOMMIT\n`,
      'two-rule-bases',
    ],
  ])('%s: nothing is certain', (_, rules, kind) => {
    const parsed = text(rules);
    expect(devicesIn(parsed)[0]?.gaps.map((g) => g.kind)).toContain(kind);
    expect(parsed.problems.some((p) => p.policy)).toBe(true);
    expect(told(parsed, WEB)).toBe('unknown');
  });

  test.each([
    [
      'only NAT',
      '*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE\nCOMMIT\n',
    ],
    [
      'a chain that is not declared',
      '*filter\n:INPUT DROP [0:0]\n-A FORWARD -s 10.0.0.0/8 -j ACCEPT\nCOMMIT\n',
    ],
    ['a chain that is not there', `${FILTER}-A FORWARD -s 10.0.0.0/8 -j gone\nCOMMIT\n`],
    [
      'chains in a circle',
      `${FILTER}:a - [0:0]\n:b - [0:0]\n-A FORWARD -s 10.0.0.0/8 -j a\n-A a -j b\n-A b -j a\nCOMMIT\n`,
    ],
    ['an option that is not known', `${FILTER}-A FORWARD -s 10.0.0.0/8 --what -j ACCEPT\nCOMMIT\n`],
    [
      'a quotation mark that is not closed',
      `${FILTER}-A FORWARD -s 10.0.0.0/8 -m comment --comment "open -j ACCEPT\nCOMMIT\n`,
    ],
    ['NFQUEUE', `${FILTER}-A FORWARD -s 10.0.0.0/8 -j NFQUEUE --queue-num 1\nCOMMIT\n`],
  ])('%s: unknown', (_, rules) => {
    expect(told(text(rules), WEB)).toBe('unknown');
  });

  test('a family that nothing tells is decided of neither', () => {
    const parsed = text(`${FILTER}-A FORWARD -i eth1 -j ACCEPT\nCOMMIT\n`, 'fw/firewall.txt');
    expect(devicesIn(parsed)[0]?.families).toEqual([]);
    expect(told(parsed, WEB)).toBe('unknown');
    expect(parsed.problems).toHaveLength(1);
  });

  test('a family is told by addresses, protocols, and names of files', () => {
    const family = (rule: string, file: string) =>
      devicesIn(text(`${FILTER}-A FORWARD ${rule}\nCOMMIT\n`, file))[0]?.families;
    expect(family('-s 10.0.0.0/8 -j DROP', 'fw/a.txt')).toEqual([4]);
    expect(family('-s fd00::/8 -j DROP', 'fw/a.txt')).toEqual([6]);
    expect(family('-p ipv6-icmp -j ACCEPT', 'fw/a.txt')).toEqual([6]);
    expect(family('-j DROP', 'fw/rules.v6')).toEqual([6]);
    expect(family('-j DROP', 'fw/iptables.rules')).toEqual([4]);
    expect(family('-j DROP', 'fw/ip6tables.rules')).toEqual([6]);
  });
});

describe('what terminals and people add', () => {
  test('a prompt, a pager and CRLF', () => {
    const rules = `root@fw01:~# iptables-save\r\n${FILTER.replaceAll('\n', '\r\n')}--More--  \b\b-A FORWARD -s 10.0.0.0/8 -j ACCEPT\r\nCOMMIT\r\n`;
    const parsed = text(rules);
    expect(parsed.lines.notUnderstood).toBe(0);
    expect(told(parsed, WEB)).toBe('permit');
  });

  test('inserted rules, long words, exclamation marks on either side', () => {
    const parsed = text(
      `${FILTER}--append FORWARD --source 10.10.0.0/16 --jump DROP\n-I FORWARD 1 --protocol tcp --destination-port 443 -s ! 10.11.0.0/16 -j ACCEPT\nCOMMIT\n`,
    );
    expect(told(parsed, WEB)).toBe('permit');
    expect(told(parsed, 'eth1 10.11.0.5 > 198.51.100.9 tcp/443')).toBe('deny');
    expect(told(parsed, 'eth1 10.10.0.5 > 198.51.100.9 tcp/80')).toBe('deny');
  });
});

describe('matches', () => {
  test.each([
    ['-p tcp -m tcp ! --dport 1:442 -j ACCEPT', 'permit'],
    ['-p tcp -m multiport ! --dports 80,443 -j ACCEPT', 'deny'],
    ['! -p udp -j ACCEPT', 'permit'],
    ['-i eth+ -j ACCEPT', 'permit'],
    ['! -i eth+ -j ACCEPT', 'deny'],
    ['-p tcp --syn -j ACCEPT', 'permit'],
    ['-p tcp -m tcp ! --syn -j ACCEPT', 'deny'],
    ['-m state --state NEW -j ACCEPT', 'permit'],
    ['-m conntrack ! --ctstate NEW -j ACCEPT', 'deny'],
    ['-m recent --set --name seen -j ACCEPT', 'permit'],
    ['-m recent --rcheck --name seen -j ACCEPT', 'unknown'],
    ['-m mark --mark 0x1 -j ACCEPT', 'unknown'],
    ['-m mac --mac-source 00:11:22:33:44:55 -j ACCEPT', 'unknown'],
    ['-m addrtype --dst-type LOCAL -j ACCEPT', 'unknown'],
    ['-m addrtype --dst-type MULTICAST -j ACCEPT', 'deny'],
    ['-s gw.example.test -j ACCEPT', 'unknown'],
    ['-p tcp -m tcp --dport 443 -m string --string "x" --algo bm -j ACCEPT', 'unknown'],
    ['-p tcp -j MARK --set-xmark 0x1/0xffffffff', 'deny'],
  ])('%s: %s', (rule, expected) => {
    expect(told(forward(rule), WEB)).toBe(expected);
  });

  test('a rate that is not kept is for the sender to choose', () => {
    const match = ruleOf(forward('-m limit --limit 1/sec -j ACCEPT'))?.match;
    expect(match).toMatchObject({ kind: 'condition', condition: { choice: 'sender' } });
  });
});

describe('damage', () => {
  const PROBES = [
    WEB,
    'eth1 10.11.0.5 > 198.51.100.9 tcp/443',
    'eth0 198.51.100.9 > 203.0.113.5 tcp/8443',
    'eth1 10.10.0.5 > 198.51.100.9 tcp/22',
  ] as const;

  test('a file that is cut off says less, never anything else', () => {
    const rules = gateway.text.slice(0, gateway.text.indexOf('# Generated by ip6tables'));
    const whole = text(rules, 'fw/rules.txt');
    fc.assert(
      fc.property(fc.nat(rules.length), fc.constantFrom(...PROBES), (end, probe) => {
        const cut = text(rules.slice(0, end), 'fw/rules.txt');
        expect(['unknown', told(whole, probe)]).toContain(told(cut, probe));
      }),
      { numRuns: 300 },
    );
  });

  test('no bytes make it throw', () => {
    const piece = fc.constantFrom(
      '*filter\n',
      ':FORWARD DROP\n',
      '-A FORWARD ',
      '-s ',
      '! ',
      '"',
      '-m set --match-set ',
      '-j ',
      'COMMIT\n',
      '\\',
      '-p tcp --dport 1:',
      '-I FORWARD 99999 ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (parts) => {
        read(fromText('fw/rules.v4', parts.join('')));
        ipsetSave.parse(fromText('fw/ipset.txt', parts.join('')), CONTEXT);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void read(fromBytes('fw/x', bytes))));
  });
});

test('ipset save is known by its first line', () => {
  expect(ipsetSave.recognise(sets)).toBe(true);
  expect(ipsetSave.recognise(gateway)).toBe(false);
  expect(iptablesSave.recognise(gateway)).toBe(true);
});
