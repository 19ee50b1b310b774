/**
 * Restricted Groups and Preferences on the same local group. Both are applied again and again, each on its own schedule,
 * so that a membership is sure only where they do not contradict each other.
 */
import type { Principal } from '../security-policy.ts';
import type { Contribution, ResultantSetting, RsopFinding } from './model.ts';
import { principalKey } from './step.ts';

const keys = (list: readonly Principal[]): ReadonlySet<string> => new Set(list.map(principalKey));

interface Spoken {
  /** The whole membership; null: it is only added to. */
  readonly whole: ReadonlySet<string> | null;
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

const spoken = ({ statement }: Contribution): Spoken | null => {
  if (statement.of !== 'group') return null;
  const whole = statement.groups.find((g) => g.relation === 'members');
  const added = statement.groups.filter((g) => g.relation === 'memberOf').map((g) => g.group);
  return {
    whole: whole ? keys(whole.principals) : null,
    added: keys(added),
    removed: keys(statement.removed ?? []),
  };
};

const isTakenOut = ({ whole, removed }: Spoken, key: string): boolean =>
  removed.has(key) || (whole !== null && !whole.has(key));

const winnerOf = (setting: ResultantSetting): Contribution | null =>
  setting.result.state === 'open' ? null : setting.result.winner;

/** Whether what Preferences do leaves the list of Restricted Groups as it is. */
export function contradict(restricted: ResultantSetting, preferences: ResultantSetting): boolean {
  const [one, other] = [winnerOf(restricted), winnerOf(preferences)];
  if (!one || !other) return true;
  const wanted = spoken(one);
  const change = spoken(other);
  if (!wanted || !change) return true;
  const list = wanted.whole;
  if (!list) return [...wanted.added].some((key) => isTakenOut(change, key));
  if (change.whole) return change.whole.size !== list.size || [...change.whole].some((key) => !list.has(key));
  return [...change.added].some((key) => !list.has(key)) || [...change.removed].some((key) => list.has(key));
}

const BOTH = {
  ja: '「制限されたグループ」と基本設定が同じグループのメンバーを違うように定め、それぞれ別の周期で適用し直される',
  en: 'Restricted Groups and Preferences define the members of this group differently, and each is applied again on its own schedule',
};

/** The setting, open because of the other. */
export function contradicted(setting: ResultantSetting): ResultantSetting {
  const { result } = setting;
  if (result.state === 'open') return setting;
  return { ...setting, result: { state: 'open', because: BOTH, candidates: [result.winner] } };
}

export function contradiction(setting: ResultantSetting): RsopFinding {
  const by = winnerOf(setting);
  return { kind: 'conflicting-writers', gpo: by?.gpo.id ?? null, because: BOTH, at: by?.at ?? null };
}
