import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/parse/index.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { fixture, fromBytes, fromText } from '../../evidence.ts';
import { deviceOf, read } from './ask.ts';

const kindOf = (text: string): string | null =>
  recognise(fromText('fw/x', text.slice(0, 4096)))?.kind ?? null;

test.each([
  'set version 20.4R3.8\nset system host-name SRX\n',
  'set security zones security-zone a interfaces ge-0/0/0.0\n',
  'set system host-name srx\nset security policies default-policy deny-all\n',
  'set groups node0 system host-name a\nset apply-groups node0\n',
  'set logical-systems a security zones security-zone b\n',
  'set firewall family inet filter f term 1 then accept\n',
  'deactivate security policies global policy p\n',
  '## Last commit: 2026-01-01 by root\nversion 12.1X46-D10;\nsystem {\n    host-name a;\n}\n',
  'version 20.4R3;\ngroups {\n    node0 {\n        system {\n            host-name a;\n        }\n    }\n}\n',
  '{primary:node0}\nroot@srx> show configuration security policies \nfrom-zone a to-zone b {\n    policy p {\n        then {\n            permit;\n',
])('%#: Junos', (text) => {
  expect(kindOf(text)).toBe('junos-config');
});

test.each([
  ['EdgeOS', 'firewall {\n    all-ping enable\n    name WAN_IN {\n        default-action drop\n    }\n}\n'],
  [
    'VyOS',
    'set interfaces ethernet eth0 address 192.0.2.1/24\nset system host-name vyos\nset firewall name A default-action drop\n',
  ],
  ['PAN-OS set', 'set deviceconfig system hostname PA\nset rulebase security rules a action allow\n'],
  [
    'ScreenOS',
    'set interface "ethernet0/0" zone "Untrust"\nset policy id 1 from "Trust" to "Untrust" "Any" "Any" "ANY" permit\n',
  ],
  ['prose', 'We set security zones for the office; system { is a word here.\n'],
  ['C', 'struct system {\n    int a;\n};\n'],
  ['nginx', 'http {\n    server {\n        listen 80;\n    }\n}\n'],
  ['ISC DHCP', 'subnet 10.0.0.0 netmask 255.0.0.0 {\n  range 10.0.0.1 10.0.0.9;\n}\n'],
])('%s is not Junos', (_, text) => {
  expect(kindOf(text)).not.toBe('junos-config');
});

test.each(['branch.conf', 'router.txt', 'shiten-cp932.txt', 'part.log'])('%s', (name) => {
  const evidence = fixture(`junos-config/${name}`);
  expect(recognise({ ...evidence, text: evidence.text.slice(0, 4096) })?.kind).toBe('junos-config');
});

const real = corpusFiles().filter((f) => f.note.startsWith('juniper'));

/** Files whose last line has no line end: what stands there may be cut. */
const NO_LAST_LINE_END = ['pre-defined-junos-application-sets'];

describe.skipIf(!corpusPresent)('real configurations (skipped where they are not present)', () => {
  test.each(real.map((f) => [f.path.split('/').at(-1) ?? '', f] as const))(
    '%s is understood whole',
    (name, file) => {
      const parsed = read(fromBytes(file.path, readFileSync(file.absolute)));
      const lost = parsed.notUnderstood.filter(() => !NO_LAST_LINE_END.includes(name));
      expect(lost).toEqual([]);
      // Fragments: a zone or a policy alone is told to be a part.
      const kinds = new Set(deviceOf(parsed).gaps.map((g) => g.kind));
      kinds.delete('missing-section');
      kinds.delete('last-line');
      expect([...kinds]).toEqual([]);
    },
  );
});
