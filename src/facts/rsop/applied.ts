/**
 * What the computers of a class hold if policy is applied, for checks that are asked of policy alone. Registry values are
 * worked out key by key when a check asks: an estate has thousands of settings, and checks ask for a hundred.
 */
import { oncePer } from '../once.ts';
import type { RegistryWrite } from '../registry.ts';
import type { Sections } from '../sections.ts';
import { POLICY_ROOT } from '../windows-firewall/keys.ts';
import type { SubjectLists } from './acts.ts';
import type { ResultantSetting, SettingKind } from './model.ts';
import type { Entry, PolicyIndex } from './policy-index.ts';
import { appliedWrites, projected } from './project.ts';
import { settingIn } from './resultant.ts';
import { ADDED_TO, additionName } from './security-writers.ts';
import { SERVICES } from './service-start.ts';
import { viewFor } from './view.ts';

export interface AppliedPolicy {
  /** All but the registry. */
  readonly sections: Sections;
  /** Of a key of HKLM, by `hklm\\…` in lower case. */
  readonly writesIn: (key: string) => readonly RegistryWrite[];
  /** Values of the Windows Firewall. */
  readonly firewall: () => readonly RegistryWrite[];
}

const FIREWALL = `hklm\\${POLICY_ROOT}`.toLowerCase();

interface Named {
  readonly kind: SettingKind;
  readonly name: string;
}

interface ByKey {
  readonly keys: ReadonlyMap<string, readonly Named[]>;
  readonly firewall: readonly Named[];
}

const keyOfEntry = ({ kind, name, value }: Entry): string | null => {
  if (kind === 'service') return `hklm\\${SERVICES}${name}`.toLowerCase();
  return kind === 'registry' && value?.hive === 'HKLM' ? `hklm\\${value.key}`.toLowerCase() : null;
};

/** Settings of the index by the registry key in which they stand. */
const byKey = oncePer((index: PolicyIndex): ByKey => {
  const keys = new Map<string, Entry[]>();
  for (const entry of index.entries.values()) {
    const key = keyOfEntry(entry);
    if (key === null) continue;
    const list = keys.get(key);
    if (list) list.push(entry);
    else keys.set(key, [entry]);
  }
  const firewall = [...keys].filter(([key]) => key.startsWith(FIREWALL)).flatMap(([, list]) => list);
  return { keys, firewall };
});

/** Settings that a GPO names outside the registry. */
const othersOf = oncePer(
  (index: PolicyIndex) =>
    new Map(
      [...index.byGpo].map(([gpo, says]) => [
        gpo,
        [...new Set(says.map((s) => s.entry))].filter((e) => e.kind !== 'registry'),
      ]),
    ),
);

function others(index: PolicyIndex, lists: SubjectLists): readonly ResultantSetting[] {
  const entries = new Set<Entry>([...index.ofUsers].filter((e) => e.kind !== 'registry'));
  const ofGpo = othersOf(index);
  for (const { gpo } of lists.machine ? viewFor(index, lists.machine).known : []) {
    if (gpo.standing.applies === 'no') continue;
    for (const entry of ofGpo.get(gpo.id) ?? []) entries.add(entry);
  }
  const questions = [...entries].flatMap((e): readonly Named[] => [e, ...addition(e)]);
  return questions.flatMap((q) => settingIn(index, lists, q.kind, q.name) ?? []);
}

/**
 * A GPO whose template is not known may add to a group by `__Memberof`, which a list of members in a higher GPO does not
 * take back: whether one may is asked as an addition that no GPO names.
 */
const addition = ({ kind, id }: Entry): readonly Named[] =>
  kind === 'restricted-group' && !id.includes(ADDED_TO) ? [{ kind, name: additionName(id, '*') }] : [];

const LSA = 'hklm\\system\\currentcontrolset\\control\\lsa';
const FORCES_SUBCATEGORIES = 'scenoapplylegacyauditpolicy';

/**
 * Whether the categories of [Event Audit] may override audit.csv: a policy names the value that gives subcategories the
 * word, and it is not surely 1. Left alone, it does ("Audit: Force audit policy subcategory settings").
 */
function mayLegacyRule(
  index: PolicyIndex,
  lists: SubjectLists,
  settings: readonly ResultantSetting[],
): boolean {
  if (!settings.some((s) => s.kind === 'event-audit')) return false;
  const named = (byKey(index).keys.get(LSA) ?? []).flatMap(
    (n) => settingIn(index, lists, n.kind, n.name) ?? [],
  );
  const force = named.filter((s) => s.name.toLowerCase().endsWith(`\\${FORCES_SUBCATEGORIES}`));
  const written = appliedWrites(force);
  return force.length > 0 && (written.length < force.length || written.some((w) => w.data !== 1));
}

/** Facts of the computers whose list of the machine half this is. */
export function appliedPolicy(index: PolicyIndex, lists: SubjectLists): AppliedPolicy {
  const settings = others(index, lists);
  const subject = { computer: null, user: null };
  const {
    registry: _,
    audit,
    ...rest
  } = projected({ subject, lists: [], settings, findings: [] }, 'applied');
  const sections = audit && !mayLegacyRule(index, lists, settings) ? { ...rest, audit } : rest;
  const writesOf = (named: readonly Named[]): readonly RegistryWrite[] =>
    appliedWrites(named.flatMap((n) => settingIn(index, lists, n.kind, n.name) ?? []));
  return {
    sections,
    writesIn: (key) => writesOf(byKey(index).keys.get(key) ?? []),
    firewall: () => writesOf(byKey(index).firewall),
  };
}
