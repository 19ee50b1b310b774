/**
 * The writers of a policy, one a format: each module beside this one exports `write(policy, random)`, whose spelling
 * (groups or literals, order of definitions, nesting) varies with `random`, and `CAN`, the capabilities of its format.
 */

import { ciscoAsaConfig } from '../../../src/parse/asa/config-file.ts';
import { checkpointJson } from '../../../src/parse/checkpoint/rulebase.ts';
import { firewallCsv } from '../../../src/parse/firewall-csv/parser.ts';
import { fortiosConfig } from '../../../src/parse/fortios/fortios-config.ts';
import { ciscoIosConfig } from '../../../src/parse/ios/config-file.ts';
import { iptablesSave } from '../../../src/parse/iptables/save.ts';
import { junosConfig } from '../../../src/parse/junos/config.ts';
import { nftJson } from '../../../src/parse/nftables/json.ts';
import { panosSet } from '../../../src/parse/panos/set.ts';
import { panosXml } from '../../../src/parse/panos/xml.ts';
import type { Parser } from '../../../src/parse/parser.ts';
import { pfsenseXml } from '../../../src/parse/pfsense/parser.ts';
import { yamahaRtxConfig } from '../../../src/parse/rtx/config-file.ts';
import type { Random } from '../../estate/random.ts';
import type { AbstractPolicy, AbstractZone, Capability } from '../policy.ts';
import * as asa from './asa.ts';
import * as checkpoint from './checkpoint.ts';
import * as csv from './csv.ts';
import * as fortios from './fortios.ts';
import * as ios from './ios.ts';
import * as iptables from './iptables.ts';
import * as junosCurly from './junos-curly.ts';
import * as junosSet from './junos-set.ts';
import * as nftables from './nftables.ts';
import * as opnsense from './opnsense.ts';
import * as panosSetWriter from './panos-set.ts';
import * as panosXmlWriter from './panos-xml.ts';
import * as pfsense from './pfsense.ts';
import * as rtx from './rtx.ts';

/** File name and text. Formats with a file a family (iptables-save) or beside the file (a mapping) give several. */
export type WrittenFiles = readonly (readonly [file: string, text: string])[];

export interface FormatWriter {
  readonly format: string;
  readonly parser: Parser;
  readonly can: readonly Capability[];
  readonly write: (policy: AbstractPolicy, random: Random) => string | WrittenFiles;
  /** Name or alias of a zone's port; absent: the name of the zone. */
  readonly portOf?: (zone: AbstractZone) => string;
  /** Its rules know no zones: where a packet comes from is told by its source. */
  readonly bySource?: true;
}

export const WRITERS: readonly FormatWriter[] = [
  {
    format: 'iptables',
    parser: iptablesSave,
    can: iptables.CAN,
    write: iptables.write,
    portOf: iptables.portOf,
  },
  { format: 'nftables', parser: nftJson, can: nftables.CAN, write: nftables.write, portOf: nftables.portOf },
  { format: 'rtx', parser: yamahaRtxConfig, can: rtx.CAN, write: rtx.write },
  { format: 'asa', parser: ciscoAsaConfig, can: asa.CAN, write: asa.write },
  { format: 'ios', parser: ciscoIosConfig, can: ios.CAN, write: ios.write, portOf: ios.portOf },
  { format: 'ios-zones', parser: ciscoIosConfig, can: ios.CAN, write: ios.writeZones, portOf: ios.portOf },
  { format: 'csv', parser: firewallCsv, can: csv.CAN, write: csv.write },
  { format: 'fortios', parser: fortiosConfig, can: fortios.CAN, write: fortios.write },
  { format: 'pfsense', parser: pfsenseXml, can: pfsense.CAN, write: pfsense.write },
  { format: 'opnsense', parser: pfsenseXml, can: opnsense.CAN, write: opnsense.write },
  { format: 'junos-curly', parser: junosConfig, can: junosCurly.CAN, write: junosCurly.write },
  { format: 'junos-set', parser: junosConfig, can: junosSet.CAN, write: junosSet.write },
  { format: 'panos-xml', parser: panosXml, can: panosXmlWriter.CAN, write: panosXmlWriter.write },
  { format: 'panos-set', parser: panosSet, can: panosSetWriter.CAN, write: panosSetWriter.write },
  {
    format: 'checkpoint',
    parser: checkpointJson,
    can: checkpoint.CAN,
    write: checkpoint.write,
    bySource: true,
  },
];
