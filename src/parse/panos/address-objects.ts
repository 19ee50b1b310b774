/** Address objects and template variables. */

import { type Addresses, ofSet, unsure } from './address-sets.ts';
import { addressValue, wildcardValue } from './address-values.ts';
import type { Remarks } from './remarks.ts';
import { type ConfNode, child, nodesOf, value, valueAt } from './tree.ts';

export interface ObjectReader {
  readonly remarks: Remarks;
  /** Values of template variables (`$name`). */
  readonly variables: ReadonlyMap<string, ConfNode>;
}

const unreadable = (name: string, text: string): Addresses =>
  unsure(
    `address ${name}`,
    `読めないアドレス ${name} (${text})`,
    `address ${name} (${text}), which cannot be read`,
  );

export function ofObject(reader: ObjectReader, node: ConfNode): Addresses {
  const { name } = node;
  const kind = nodesOf(node).findLast((k) => OBJECT_KINDS.has(k.name))?.name;
  const text = kind === undefined ? null : valueAt(node, kind);
  if (kind === undefined || text === null) return unreadable(name, '');
  if (kind === 'fqdn') {
    return unsure(
      `fqdn ${text.toLowerCase()}`,
      `FQDN オブジェクト ${name} (${text})`,
      `FQDN object ${name} (${text})`,
    );
  }
  if (text.startsWith('$')) return ofVariable(reader, text);
  if (kind === 'ip-wildcard') {
    const bits = wildcardValue(text);
    return bits ? { set: [], bits: [bits], unknown: [] } : badValue(reader, node, text);
  }
  const set = addressValue(text);
  return set ? ofSet(set) : badValue(reader, node, text);
}

const OBJECT_KINDS = new Set(['ip-netmask', 'ip-range', 'ip-wildcard', 'fqdn']);

export function badValue(reader: ObjectReader, node: ConfNode, text: string): Addresses {
  reader.remarks.note(
    'bad-address',
    `address ${node.name}`,
    {
      ja: `アドレス ${node.name} の値 ${text} は読めない`,
      en: `the value ${text} of address ${node.name} cannot be read`,
    },
    node.line,
  );
  return unreadable(node.name, text);
}

export function ofVariable(reader: ObjectReader, name: string): Addresses {
  const defined = reader.variables.get(name);
  const type = defined && child(defined, 'type');
  const text = type
    ? (nodesOf(type)
        .map(value)
        .findLast((v) => v !== null) ?? null)
    : null;
  const set = text === null ? null : addressValue(text);
  return set
    ? ofSet(set)
    : unsure(`variable ${name}`, `テンプレート変数 ${name}`, `template variable ${name}`);
}
