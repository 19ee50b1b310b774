/**
 * Multicast over a virtual wire: it is forwarded, and security rules are not asked, unless the wire has `multicast-firewalling`
 * enabled (PAN-OS web interface help, Network > Virtual Wires). By default it has not.
 */
import type { FilterRule } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import { all, type Conditions } from './conditions.ts';
import type { Network } from './network.ts';
import type { Remarks } from './remarks.ts';
import { TO_GROUP } from './zone-match.ts';

const UNPOLICED: Bilingual = {
  ja: 'バーチャルワイヤを通るマルチキャスト (multicast-firewalling が有効でなければルールを適用しない)',
  en: 'multicast over a virtual wire, to which rules do not apply unless multicast-firewalling is enabled',
};

interface Place {
  readonly line: number;
  readonly text: string;
}

/** Before every rule; none where no wire lets multicast by. */
export function wireMulticast(
  network: Network,
  conditions: Conditions,
  remarks: Remarks,
  { line, text }: Place,
): readonly FilterRule[] {
  const ports = network.unpolicedWires;
  if (ports.length === 0) return [];
  const open = conditions.unknown('multicast over a virtual wire', UNPOLICED);
  return [
    {
      id: '(multicast over virtual wires)',
      name: null,
      at: remarks.at(line, text),
      enabled: true,
      implicit: true,
      match: all([{ kind: 'in', ports }, { kind: 'out', ports }, TO_GROUP, open]),
      action: { do: 'permit' },
      log: null,
      hits: null,
      comment: null,
    },
  ];
}
