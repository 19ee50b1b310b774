/** What other exports of the same management server add: the package, NAT, global properties, objects. */
import type { Evidence } from '../../model/evidence.ts';
import { isObject, type JsonObject, type JsonValue, textOf } from '../json-value.ts';
import type { ParseContext } from '../parser.ts';
import { readDocuments } from './documents.ts';
import { dictionaryOf, isAccess, isNat } from './pages.ts';
import { listOf } from './read.ts';

/** Exports by the name of the command that makes them. */
const NAMES = [
  'show-package*.json',
  'show-nat-rulebase*.json',
  'show-global-properties*.json',
  'show-gateways-and-servers*.json',
  'show-simple-gateways*.json',
  'show-simple-clusters*.json',
  'show-access-layers*.json',
  'show-hosts*.json',
  'show-networks*.json',
  'show-groups*.json',
  'show-groups-with-exclusion*.json',
  'show-address-ranges*.json',
  'show-multicast-address-ranges*.json',
  'show-wildcards*.json',
  'show-services-*.json',
  'show-service-groups*.json',
  'show-times*.json',
  'show-time-groups*.json',
  'show-objects*.json',
] as const;

/** Everything that documents say, by what they are. */
export interface Parts {
  readonly access: JsonObject[];
  readonly nat: JsonObject[];
  /** The file that holds the NAT rules, where it is another one. */
  natFrom: Evidence | null;
  readonly packages: JsonObject[];
  properties: JsonObject | null;
  /** The list of gateways and servers is among them. */
  machines: boolean;
  readonly objects: JsonValue[];
  /** Files that could be several, or are damaged. */
  readonly unread: string[];
}

export const startParts = (): Parts => ({
  access: [],
  nat: [],
  natFrom: null,
  packages: [],
  properties: null,
  machines: false,
  objects: [],
  unread: [],
});

const isMachineList = (page: JsonObject): boolean =>
  listOf(page.objects).some(
    (o) =>
      isObject(o) &&
      /^(?:simple-gateway|simple-cluster|CpmiHostCkp|Cpmi.*Cluster.*)$/.test(textOf(o.type) ?? ''),
  );

/** A rulebase of access has a name, one of NAT has none even where it is empty. */
const isUnnamed = (page: JsonObject): boolean => page.rulebase !== undefined && textOf(page.name) === null;

function addDocument(parts: Parts, value: JsonValue, access: boolean): void {
  for (const page of listOf(value)) {
    if (!isObject(page)) continue;
    const type = textOf(page.type);
    parts.objects.push(...dictionaryOf(page), ...listOf(page['access-layers']));
    if (type === 'package') parts.packages.push(page);
    else if (type === 'global-properties') parts.properties = page;
    else if (isNat(page) || isUnnamed(page)) parts.nat.push(page);
    else if (access && isAccess(page)) parts.access.push(page);
    if (isMachineList(page)) parts.machines = true;
  }
}

export function addDocuments(parts: Parts, values: readonly JsonValue[], access: boolean): void {
  for (const value of values) addDocument(parts, value, access);
}

function addFile(parts: Parts, evidence: Evidence): void {
  const { values, bad, cut } = readDocuments(evidence.text);
  if (cut || bad.length > 0) parts.unread.push(evidence.file);
  const before = parts.nat.length;
  addDocuments(parts, values, false);
  if (parts.nat.length > before) parts.natFrom = evidence;
}

export function addNeighbours(parts: Parts, context: ParseContext): void {
  const seen = new Set<string>();
  for (const name of NAMES) {
    const found = context.siblings(name);
    if (found === 'ambiguous') parts.unread.push(name);
    else {
      for (const evidence of found) {
        if (!seen.has(evidence.file)) addFile(parts, evidence);
        seen.add(evidence.file);
      }
    }
  }
}
