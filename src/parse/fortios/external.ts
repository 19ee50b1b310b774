/** Threat feeds: lists of addresses fetched from elsewhere (`config system external-resource`, type address). */
import { type Addresses, open } from './address-value.ts';
import { both, type Vdom } from './context.ts';

export function externalList(vdom: Vdom, name: string): Addresses | null {
  const table = 'system external-resource';
  const feed =
    vdom.scope.tables.get(table)?.entries.get(name) ?? vdom.global.tables.get(table)?.entries.get(name);
  if (!feed) return null;
  return open(vdom, `feed ${name}`, both(`外部リスト ${name}`, `the external list ${name}`));
}
