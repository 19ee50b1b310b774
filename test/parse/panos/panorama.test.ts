/** Panorama, and firewalls that show what it pushed. */
import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { fixture, fromText } from '../../evidence.ts';
import { deviceOf, devicesIn, read, readFixture } from './ask.ts';

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString(16) : v));

const security = (device: FirewallDevice) => device.lists.find((l) => l.id === 'security')?.rules ?? [];
const matchOf = (device: FirewallDevice, id: string) =>
  shown(security(device).find((r) => r.id === id)?.match);

const panorama = readFixture('panos-xml/panorama.xml');

describe('Panorama', () => {
  const kansai = deviceOf(panorama, 'kansai');

  test('one device a group with firewalls or without groups below it', () => {
    expect(devicesIn(panorama).map((d) => d.context)).toEqual(['kansai', 'tokyo']);
    expect(panorama.lines.notUnderstood).toBe(0);
    expect(devicesIn(panorama).flatMap((d) => d.gaps)).toEqual([]);
  });

  test('shared, outer, inner; what firewalls have of their own; inner, outer, shared; defaults', () => {
    expect(security(kansai).map((r) => r.id)).toEqual([
      'shared first',
      'nihon first',
      'kansai both',
      'kansai one',
      'kansai none',
      '(local rules)',
      'nihon last',
      'shared last',
      'intrazone-default',
      'interzone-default',
    ]);
    expect(security(deviceOf(panorama, 'tokyo')).map((r) => r.id)).not.toContain('nihon first');
  });

  test('local rules may do anything', () => {
    const local = security(kansai).find((r) => r.id === '(local rules)');
    expect(local).toMatchObject({ action: { do: 'unknown' }, match: { kind: 'condition' }, implicit: true });
  });

  test('the nearest object of a name; where a group of outer ones is meant, it is open', () => {
    expect(matchOf(kansai, 'nihon first')).toContain('a150035');
    expect(matchOf(kansai, 'nihon last')).toContain('dst address dns-1');
    expect(kansai.notes.map((n) => n.kind)).toContain('object-override');
  });

  test('targets: all, some or none of the firewalls of the group', () => {
    expect(matchOf(kansai, 'kansai both')).not.toContain('target');
    expect(matchOf(kansai, 'kansai one')).toContain('"kind":"not","of":{"kind":"condition"');
    expect(matchOf(kansai, 'kansai none')).toBe('{"kind":"never"}');
  });

  test('zones and variables of templates', () => {
    expect(kansai.ports.map((p) => [p.name, p.aliases])).toEqual([
      ['ethernet1/1', ['wan']],
      ['ethernet1/2', ['lan']],
      ['(unknown zone)', []],
    ]);
    expect(matchOf(kansai, 'kansai both')).toContain('a320035');
    expect(shown(kansai.ports[1]?.connected)).toContain('a320000');
    expect(kansai.routesComplete).toBe(false);
  });

  test('without the list of groups, which stands in which is not known', () => {
    const { text } = fixture('panos-xml/panorama.xml');
    for (const part of [/<readonly>[\s\S]*<\/readonly>/, /<entry name="kansai"><id>.*/]) {
      const parsed = read(fromText('fw/panorama.xml', text.replace(part, '')));
      expect(devicesIn(parsed).map((d) => d.gaps.map((g) => g.kind))).toContainEqual(['no-hierarchy']);
      expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
    }
  });

  test('a default rule that a group overrides', () => {
    const rule = security(kansai).find((r) => r.id === 'intrazone-default');
    expect(rule).toMatchObject({ action: { do: 'deny' }, log: true });
  });
});

describe('a firewall that Panorama manages', () => {
  const merged = readFixture('panos-xml/merged.xml');

  test('merged: pushed rules around its own', () => {
    const device = deviceOf(merged);
    expect(device).toMatchObject({ hostname: 'kansai-fw', version: '11.0.0', gaps: [] });
    expect(security(device).map((r) => r.id)).toEqual([
      'pushed first',
      'local print',
      'pushed last',
      'intrazone-default',
      'interzone-default',
    ]);
  });

  test('an object of its own and one that was pushed, of one name: open which is meant', () => {
    expect(matchOf(deviceOf(merged), 'pushed first')).toContain('src address clients');
  });

  test('its own configuration alone leaves open what was pushed', () => {
    const parsed = read(
      fromText(
        'fw/own.conf',
        [
          'set deviceconfig system panorama local-panorama panorama-server 10.1.1.5',
          'set zone a network layer3 ethernet1/1',
          'set rulebase security rules r from any to any source any destination any application any service any action deny',
          '',
        ].join('\n'),
      ),
    );
    expect(deviceOf(parsed).gaps.map((g) => g.kind)).toEqual(['managed']);
    expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
  });

  test('what was pushed alone leaves open its own rules', () => {
    const pushed =
      '<response status="success"><result><policy><panorama><pre-rulebase><security><rules><entry name="p"><from><member>any</member></from><to><member>any</member></to><source><member>any</member></source><destination><member>any</member></destination><application><member>any</member></application><service><member>any</member></service><action>deny</action></entry></rules></security></pre-rulebase></panorama></policy></result></response>';
    const parsed = read(fromText('fw/pushed.xml', pushed));
    expect(security(deviceOf(parsed)).map((r) => r.id)).toContain('p');
    expect(deviceOf(parsed).gaps.map((g) => g.kind)).toEqual(['pushed-only']);
  });
});
