/**
 * A registry, and what Registry.pol does to it when it is carried out record by record ([MS-GPREG] 3.2.5.1): slow and
 * plain, to hold the merging against.
 */
import type { PolRecord } from '../../estate/directory/registry-pol.ts';

export type Registry = Map<string, Map<string, string>>;

const lower = (text: string): string => text.toLowerCase();

function write(registry: Registry, key: string, name: string, data: string): void {
  const values = registry.get(lower(key)) ?? new Map<string, string>();
  registry.set(lower(key), values);
  values.set(lower(name), data);
}

export const valueIn = (registry: Registry, key: string, name: string): string | null =>
  registry.get(lower(key))?.get(lower(name)) ?? null;

function deleteKey(registry: Registry, key: string): void {
  for (const path of [...registry.keys()]) {
    if (path === lower(key) || path.startsWith(`${lower(key)}\\`)) registry.delete(path);
  }
}

const items = (data: PolRecord['data']): readonly string[] =>
  String(data ?? ' ')
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function directive(registry: Registry, { key, name, data }: PolRecord): void {
  const [, word = '', rest = ''] = /^\*\*([a-z]+)\.?(.*)$/is.exec(name) ?? [];
  if (lower(word) === 'del') registry.get(lower(key))?.delete(lower(rest));
  if (lower(word) === 'delvals') registry.get(lower(key))?.clear();
  if (lower(word) === 'deletevalues')
    for (const one of items(data)) registry.get(lower(key))?.delete(lower(one));
  if (lower(word) === 'deletekeys') for (const one of items(data)) deleteKey(registry, `${key}\\${one}`);
  if (lower(word) === 'soft' && valueIn(registry, key, rest) === null)
    write(registry, key, rest, JSON.stringify(data));
}

/** Carries out the records in order. */
export function carryOut(registry: Registry, records: readonly PolRecord[]): void {
  for (const record of records) {
    if (record.name.startsWith('**')) directive(registry, record);
    else write(registry, record.key, record.name, JSON.stringify(record.data));
  }
}
