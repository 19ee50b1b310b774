/** Rule tables that products export, by their headings. Object names in them mean nothing without the objects. */
import { type ColumnRole, headingKey } from './words.ts';

export interface Preset {
  readonly name: string;
  /** Headings that all stand in such a table and in no other. */
  readonly told: readonly string[];
  readonly columns: ReadonlyMap<ColumnRole, string>;
  readonly ignore: readonly string[];
  readonly conditions: readonly string[];
  /** In front of the name of a rule that is switched off. */
  readonly disabledPrefix: string | null;
  readonly defaultAction: 'deny' | 'unknown';
}

const keys = (text: string): readonly string[] => text.split('|').map(headingKey);

const columns = (pairs: Readonly<Partial<Record<ColumnRole, string>>>): Preset['columns'] =>
  new Map(Object.entries(pairs).map(([role, heading]) => [role as ColumnRole, headingKey(heading)]));

/** SmartConsole, "Export to CSV" of a rule base. Numbers with a dot are rules of an inline layer. */
const CHECKPOINT: Preset = {
  name: 'checkpoint',
  told: keys('No.|Source|Destination|Services & Applications|Action|Track|Install On'),
  columns: columns({
    order: 'No.',
    name: 'Name',
    source: 'Source',
    destination: 'Destination',
    service: 'Services & Applications',
    action: 'Action',
    log: 'Track',
    schedule: 'Time',
    comment: 'Comments',
    hits: 'Hits',
  }),
  ignore: keys('Type|Install On|UID|Expiration Time'),
  conditions: keys('VPN|Content'),
  disabledPrefix: null,
  defaultAction: 'deny',
};

/** FortiGate, "Export > CSV" of the policy list. */
const FORTIOS: Preset = {
  name: 'fortios',
  told: keys('From|To|Source|Destination|Schedule|Service|Action|NAT|Security Profiles'),
  columns: columns({
    id: 'ID',
    name: 'Name',
    from: 'From',
    to: 'To',
    source: 'Source',
    destination: 'Destination',
    schedule: 'Schedule',
    service: 'Service',
    action: 'Action',
    enabled: 'Status',
    log: 'Log',
    hits: 'Hit Count',
    comment: 'Comments',
  }),
  ignore: keys(
    'NAT|Security Profiles|Bytes|Type|First Used|Last Used|Active Sessions|Packets|VPN Tunnel|IP Pool|Session TTL|ID/Name|Sequence',
  ),
  conditions: keys('Users|Groups|Source User'),
  disabledPrefix: null,
  defaultAction: 'deny',
};

/** PAN-OS, "PDF/CSV" of the security policies. */
const PANOS: Preset = {
  name: 'panos',
  told: keys(
    'Name|Source Zone|Source Address|Destination Zone|Destination Address|Application|Service|Action',
  ),
  columns: columns({
    name: 'Name',
    from: 'Source Zone',
    to: 'Destination Zone',
    source: 'Source Address',
    destination: 'Destination Address',
    service: 'Service',
    action: 'Action',
    hits: 'Rule Usage Hit Count',
    comment: 'Description',
  }),
  ignore: keys(
    'Tags|Type|Profile|Options|Location|Target|Rule Usage Last Hit|Rule Usage First Hit|Rule Usage Rule Usage|Rule Usage Apps Seen|Rule Usage Days With No New Apps|Rule UUID|Modified|Created|Rule Usage Reset Date',
  ),
  conditions: keys(
    'Source User|Source Device|Destination Device|Application|URL Category|HIP Profile|Source HIP Profile',
  ),
  disabledPrefix: '[disabled]',
  defaultAction: 'unknown',
};

export const PRESETS: readonly Preset[] = [CHECKPOINT, PANOS, FORTIOS];
