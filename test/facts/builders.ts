/** Small facts for tests of queries. */
import { type Fact, isNonEmpty, known, type NonEmpty, unknown } from '../../src/facts/known.ts';
import type { LocalGroupSection, LocalUser } from '../../src/facts/local-groups.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';
import { buildRegistry } from '../../src/facts/registry.ts';
import type { Principal, SecurityPolicySection } from '../../src/facts/security-policy.ts';
import type { Location } from '../../src/model/evidence.ts';

export const at = (line = 1, file = 'PC01/evidence.txt'): Location => ({ file, line, text: '' });

const NONE = unknown({ ja: 'なし', en: 'none' });

/** A fact as target-facts gathers it: known as soon as one section is there. */
export const gathered = <T>(list: readonly T[]): Fact<NonEmpty<T>> =>
  isNonEmpty(list) ? known(list, [at()]) : NONE;

export const MACHINE = 'S-1-5-21-1-2-3';
export const DOMAIN = 'S-1-5-21-7-8-9';

export const user = (name: string, rid: number, enabled = false): LocalUser => ({
  name,
  sid: `${MACHINE}-${rid}`,
  enabled,
  at: at(rid),
});

export const BUILT_IN = [user('Administrator', 500), user('Guest', 501)];

export const accountList = (list: readonly LocalUser[], complete = true): LocalGroupSection => ({
  groups: [],
  users: { list, complete, at: at() },
});

export const principal = (text: string): Principal =>
  text.startsWith('*') ? { sid: text.slice(1), name: null } : { sid: null, name: text };

export const exported = (
  rights: Readonly<Record<string, readonly string[]>>,
  sections: readonly string[] = ['privilege rights', 'system access'],
  systemAccess: Readonly<Record<string, string>> = {},
): SecurityPolicySection => ({
  layer: 'effective',
  rights: Object.entries(rights).map(([constant, list]) => ({
    constant,
    principals: list.map(principal),
    gpo: null,
    at: at(10),
  })),
  groups: [],
  systemAccess: Object.entries(systemAccess).map(([name, value]) => ({ name, value, gpo: null, at: at(5) })),
  eventAudit: [],
  services: [],
  sections,
  at: at(),
});

interface Key {
  readonly path: string;
  readonly values?: Readonly<Record<string, number | string>>;
  readonly recursive?: boolean;
  readonly complete?: boolean;
}

/** Exported keys; the hive is the first part of the path, `HKU\<SID>` being one. */
export function registryOf(keys: readonly Key[]): RegistryFacts {
  const split = (path: string): { readonly hive: string; readonly key: string } => {
    const [, hive = '', key = ''] = /^(HKLM|HKCU|HKU\\[^\\]+)\\(.*)$/.exec(path) ?? [];
    return { hive, key };
  };
  return buildRegistry([
    {
      exported: keys.map((k) => ({
        ...split(k.path),
        at: at(),
        complete: k.complete ?? true,
        recursive: k.recursive ?? false,
      })),
      writes: keys.flatMap((k) =>
        Object.entries(k.values ?? {}).map(([name, data]) => ({
          ...split(k.path),
          name,
          op: 'set' as const,
          type: typeof data === 'number' ? ('REG_DWORD' as const) : ('REG_SZ' as const),
          data,
          layer: 'stored' as const,
          source: 'reg-export' as const,
          gpo: null,
          strength: 'stored' as const,
          condition: null,
          at: at(2),
        })),
      ),
    },
  ]);
}
