/** `snat`, `dnat`, `masquerade` and `redirect` of nftables. */
import type { AddressTarget, PortTarget, Translation } from '../../facts/firewall/model.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { ofFamily } from '../netfilter/matches.ts';
import {
  addressTarget,
  mapped,
  type NatSide,
  natTo,
  portRange,
  toPorts,
  unknownNat,
} from '../netfilter/translate.ts';
import type { RuleDraft } from './draft.ts';
import { type Key, keyNeeds, mapEntries, readKey } from './sets.ts';
import { valuesMatch } from './values.ts';

const prefixText = (value: JsonValue | undefined): string | null =>
  isObject(value) && isObject(value.prefix)
    ? `${String(value.prefix.addr)}/${String(value.prefix.len)}`
    : null;

const rangeText = (value: JsonValue | undefined): string | null =>
  isObject(value) && Array.isArray(value.range) ? value.range.join('-') : null;

const addressOf = (value: JsonValue | undefined): AddressTarget | null =>
  addressTarget(typeof value === 'string' ? value : (rangeText(value) ?? ''));

function portOf(value: JsonValue | undefined): PortTarget | null {
  const set = portRange(typeof value === 'number' ? String(value) : (rangeText(value) ?? ''));
  return set && toPorts(set);
}

const translate = (draft: RuleDraft, to: Translation): void => {
  draft.out = [{ match: { kind: 'always' }, action: { do: 'translate', to } }];
};

/** The addresses that a key of one element covers on a side. */
function covered(key: Key, element: JsonValue | null, side: NatSide, place: string) {
  const [only] = key.parts;
  const match = only && element !== null ? valuesMatch(only.field, [element], place) : null;
  return match?.kind === side ? match.set : null;
}

interface Target {
  readonly side: NatSide;
  readonly port: PortTarget | null;
  /** Network onto network, the host part kept. */
  readonly blocks: boolean;
}

/** What one element of a map translates to. */
function entryTo(value: JsonValue, target: Target, from: ReturnType<typeof covered>): Translation | null {
  const { side, port } = target;
  if (isObject(value) && Array.isArray(value.concat)) {
    const [address, mappedPort] = [addressOf(value.concat[0]), portOf(value.concat[1])];
    return address && mappedPort && value.concat.length === 2 ? natTo(side, address, mappedPort) : null;
  }
  const prefix = prefixText(value);
  const address =
    prefix === null ? addressOf(value) : target.blocks ? mapped(from, prefix) : addressTarget(prefix);
  return address && natTo(side, address, port);
}

function byMap(draft: RuleDraft, of: JsonObject, target: Target): void {
  const { sets, table, place } = draft.context;
  const key = readKey(of.key, draft.context);
  const entries = mapEntries(sets, table, key, of.data, place);
  draft.context.parts.push(keyNeeds(key));
  const text = `map ${JSON.stringify(of.data ?? null).slice(0, 120)}`;
  if (!entries) {
    draft.faults.push(text);
    translate(draft, unknownNat(target.side, text));
    return;
  }
  draft.out = entries.map(({ match, value, key: element }) => ({
    match,
    action: {
      do: 'translate',
      to: entryTo(value, target, covered(key, element, target.side, place)) ?? unknownNat(target.side, text),
    },
  }));
}

/** `flags netmap`: the network part is replaced. */
const isNetmap = (of: JsonObject): boolean =>
  [of.flags, of.type_flags].flat().some((f) => f === 'netmap' || f === 'prefix');

function toAddress(draft: RuleDraft, of: JsonObject, target: Target): void {
  const { side, port, blocks } = target;
  const { addr } = of;
  const prefix = prefixText(addr);
  const address =
    prefix === null ? addressOf(addr) : blocks ? mapped(draft.sets[side], prefix) : addressTarget(prefix);
  const text = JSON.stringify(addr ?? null).slice(0, 120);
  if (addr === undefined && port) translate(draft, natTo(side, null, port));
  else translate(draft, address ? natTo(side, address, port) : unknownNat(side, text));
}

export function readNat(draft: RuleDraft, name: string, value: JsonValue): void {
  const of: JsonObject = isObject(value) ? value : {};
  const side: NatSide = name === 'dnat' || name === 'redirect' ? 'dst' : 'src';
  const port = portOf(of.port);
  if (of.family === 'ip' || of.family === 'ip6')
    draft.context.parts.push(ofFamily(of.family === 'ip' ? 4 : 6));
  if (of.port !== undefined && !port) {
    const text = `${name} ${JSON.stringify(of.port).slice(0, 120)}`;
    draft.faults.push(text);
    translate(draft, unknownNat(side, text));
  } else if (name === 'masquerade' || name === 'redirect') {
    translate(draft, natTo(side, { to: 'interface' }, port));
  } else if (isObject(of.addr) && isObject(of.addr.map)) {
    byMap(draft, of.addr.map, { side, port, blocks: isNetmap(of) });
  } else toAddress(draft, of, { side, port, blocks: isNetmap(of) });
}
