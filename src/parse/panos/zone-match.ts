/** Zones of rules as ports that packets come in by and go out by. */
import type { AddressSet } from '../../facts/address-set.ts';
import { parseAddressSet, union } from '../../facts/address-set.ts';
import { ANY, type Match } from '../../facts/firewall/model.ts';
import { all, any, type Conditions, not } from './conditions.ts';
import { type Network, OTHER_ZONE } from './network.ts';
import type { Remarks } from './remarks.ts';

export interface ZoneReader {
  from(zones: readonly string[]): Match;
  to(zones: readonly string[]): Match;
  /** In and out of one zone: any, or one of these. */
  within(zones: readonly string[]): Match;
}

/** Where multicast is routed, its destination zone is `multicast` and no other (PAN-OS, Network > Virtual Routers > Multicast). */
const MULTICAST: AddressSet = union(parseAddressSet('224.0.0.0/4') ?? [], parseAddressSet('ff00::/8') ?? []);
export const TO_GROUP: Match = { kind: 'dst', set: MULTICAST };

interface Reader {
  readonly network: Network;
  readonly conditions: Conditions;
  readonly remarks: Remarks;
  readonly known: Map<string, Match>;
}

function undefinedZone(reader: Reader, name: string, side: string): Match {
  reader.remarks.note(
    'undefined-reference',
    `zone ${name}`,
    { ja: `ゾーン ${name} の定義がこのファイルにない`, en: `zone ${name} is not defined in this file` },
    0,
  );
  return reader.conditions.unknown(`${side} zone ${name}`, { ja: `ゾーン ${name}`, en: `zone ${name}` });
}

function ofZones(reader: Reader, zones: readonly string[], side: 'in' | 'out'): Match {
  const ports: string[] = [];
  const others: Match[] = [];
  for (const name of zones) {
    const zone = reader.network.zones.get(name);
    if (zone) ports.push(...zone.ports);
    else if (side === 'out' && name === 'multicast') others.push(TO_GROUP);
    else others.push(undefinedZone(reader, name, side === 'in' ? 'from' : 'to'));
  }
  return any([...(ports.length > 0 ? [{ kind: side, ports: [...new Set(ports)] } as const] : []), ...others]);
}

/** A zone of its own for what is sent to groups; where no router forwards that, nothing is. */
function outOf(reader: Reader, zones: readonly string[]): Match {
  const plain = ofZones(reader, zones, 'out');
  if (!reader.network.multicast || zones.includes('multicast')) return plain;
  const group = reader.conditions.unknown('to zone multicast', {
    ja: 'マルチキャストの宛先ゾーン',
    en: 'the destination zone of multicast',
  });
  return all([plain, any([not(TO_GROUP), group])]);
}

const sameZone = (reader: Reader): Match =>
  reader.conditions.unknown('same zone', {
    ja: '送信元と宛先が同じゾーンかどうか',
    en: 'whether source and destination are in one zone',
  });

/** Of zones that are not known, it is not known either whether two networks are in one of them. */
function withinZones(reader: Reader, zones: readonly string[]): Match {
  const every = zones.includes('any');
  const names = every ? [...reader.network.zones.keys()] : zones;
  const known = names.map((name) => all([ofZones(reader, [name], 'in'), ofZones(reader, [name], 'out')]));
  if (!every || reader.network.zonesComplete) return any(known);
  const other = [OTHER_ZONE];
  return any([
    ...known,
    all([{ kind: 'in', ports: other }, { kind: 'out', ports: other }, sameZone(reader)]),
  ]);
}

function remembered(reader: Reader, kind: string, zones: readonly string[], make: () => Match): Match {
  const key = `${kind}\n${zones.join('\n')}`;
  const known = reader.known.get(key);
  if (known) return known;
  const made = make();
  reader.known.set(key, made);
  return made;
}

export function zoneReader(network: Network, conditions: Conditions, remarks: Remarks): ZoneReader {
  const reader: Reader = { network, conditions, remarks, known: new Map() };
  const isAny = (zones: readonly string[]): boolean => zones.includes('any');
  return {
    from: (zones) =>
      isAny(zones) ? ANY : remembered(reader, 'from', zones, () => ofZones(reader, zones, 'in')),
    to: (zones) => (isAny(zones) ? ANY : remembered(reader, 'to', zones, () => outOf(reader, zones))),
    within: (zones) => remembered(reader, 'within', zones, () => withinZones(reader, zones)),
  };
}
