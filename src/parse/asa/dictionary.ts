/** Names, objects and groups of an ASA as sets of addresses and services; each is worked out once and shared. */
import { type AddressSet, fromRanges } from '../../facts/address-set.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import {
  type Addresses,
  type AddressReader,
  addresses,
  addressReader,
  ip4,
  range4,
} from '../cisco/addresses.ts';
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { type Conditions, conditions, either, serviceMatches } from '../cisco/matches.ts';
import type { AsaConfig, AsaObject } from './config.ts';
import { groupReader } from './groups.ts';
import { type Dictionary, type OpenServices, openAddresses, remembered } from './names.ts';
import { builtInService, readService } from './service-words.ts';

function range(first: string, last: string): AddressSet | null {
  const from = ip4(first);
  const to = ip4(last);
  if (from !== null && to !== null) return from <= to ? range4(from, to) : null;
  const a = parseIpAddress(first);
  const b = parseIpAddress(last);
  if (a?.version !== 6 || b?.version !== 6 || a.value > b.value) return null;
  return fromRanges([{ version: 6, from: a.value, to: b.value }]);
}

interface Parts {
  readonly config: AsaConfig;
  readonly draft: Draft;
  readonly reader: AddressReader;
  readonly known: Conditions;
  readonly host: (word: string) => string;
  readonly missing: string[];
}

function fqdn(parts: Parts, words: readonly string[]): Addresses {
  const name = (words.at(-1) ?? '').toLowerCase();
  return openAddresses(
    parts.known,
    `fqdn ${name}`,
    `FQDN ${name} の名前解決`,
    `what the FQDN ${name} resolves to`,
  );
}

function objectLine(parts: Parts, line: ConfigLine): Addresses | null {
  const words = wordsOf(line.text);
  const [kind, first, second] = words;
  if (first === undefined) return null;
  if (kind === 'host') return parts.reader.one(parts.host(first));
  if (kind === 'fqdn') return fqdn(parts, words);
  if (kind === 'range' && second !== undefined) {
    const set = range(parts.host(first), parts.host(second));
    return set && addresses(set);
  }
  if (kind !== 'subnet') return null;
  return second === undefined
    ? parts.reader.prefix(first)
    : parts.reader.masked(parts.host(first), second, false);
}

const undefinedObject = (known: Conditions, name: string): Addresses =>
  openAddresses(
    known,
    `object ${name}`,
    `定義のないネットワーク オブジェクト ${name}`,
    `the network object ${name}, which is not defined`,
  );

function networkObject(parts: Parts, name: string, object: AsaObject | undefined): Addresses {
  const line = object?.lines.at(-1);
  if (object?.kind !== 'network' || !line) {
    parts.missing.push(name);
    return undefinedObject(parts.known, name);
  }
  const value = objectLine(parts, line);
  parts.draft.tally.understood(object.lines.length - 1);
  if (value) parts.draft.tally.understood();
  else parts.draft.tally.notUnderstood(parts.draft.at(line));
  return value ?? undefinedObject(parts.known, name);
}

function serviceObject(parts: Parts, name: string, object: AsaObject | undefined): OpenServices {
  const line = object?.lines.at(-1);
  const open = parts.known.unknown(
    `service object ${name}`,
    `定義の分からないサービス オブジェクト ${name}`,
    `the service object ${name}, whose definition is not known`,
  );
  const builtIn = object === undefined ? builtInService(name) : null;
  if (builtIn) return { services: [builtIn], open: [] };
  if (object?.kind !== 'service' || !line) {
    parts.missing.push(name);
    return { services: [], open: [open] };
  }
  const value = readService(wordsOf(line.text), 1);
  if (value) parts.draft.tally.understood(object.lines.length);
  else parts.draft.tally.notUnderstood(parts.draft.at(line));
  return value ? { services: [value], open: [] } : { services: [], open: [open] };
}

/** `own`: addresses of the interfaces by their names; null where one has none that the evidence tells. */
export function dictionary(
  config: AsaConfig,
  draft: Draft,
  own: (nameif: string) => AddressSet | null,
): Dictionary {
  const known = conditions();
  const host = (word: string): string => config.names.get(word) ?? word;
  const parts: Parts = { config, draft, reader: addressReader(), known, host, missing: [] };
  const services = serviceMatches();
  const names: Dictionary = {
    reader: parts.reader,
    conditions: known,
    services,
    host,
    networkObject: remembered((name) => networkObject(parts, name, config.objects.get(name))),
    serviceObject: remembered((name) => {
      const value = serviceObject(parts, name, config.objects.get(name));
      return { ...value, match: either([services(value.services), ...value.open]) };
    }),
    group: (name) => groups(name),
    missing: parts.missing,
    unknownGroup: remembered((name) =>
      openAddresses(
        known,
        `group ${name}`,
        `内容の分からないグループ ${name}`,
        `the group ${name}, whose content is not known`,
      ),
    ),
    interfaceAddress: remembered((name) => {
      const set = own(name);
      if (set) return addresses(set);
      const ja = `インターフェイス ${name} のアドレス`;
      return openAddresses(known, `interface ${name}`, ja, `the address of the interface ${name}`);
    }),
  };
  const groups = groupReader(config, draft, names);
  return names;
}
