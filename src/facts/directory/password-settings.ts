/** Which fine-grained password policy (PSO) holds for an account ([MS-ADTS] 3.1.1.4.5, msDS-ResultantPSO). */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { holds } from './access.ts';
import { PSO_FIELDS, PSO_PASSWORD_FIELDS } from './attributes.ts';
import { together, wholeness } from './directory.ts';
import { hides } from './hidden.ts';
import type { Account, PasswordSettings } from './model.ts';
import type { Access, Directory, Token } from './query.ts';
import { accountGroupsOf } from './tokens.ts';

const APPLIES_TO = 'msds-psoappliesto';

/** `none`: that of the domain holds. */
export type ResultantSettings =
  | { readonly state: 'set'; readonly settings: PasswordSettings }
  | { readonly state: 'none' }
  | { readonly state: 'open'; readonly because: Bilingual };

/** Each once, in the order in which they win. Where files differ, what they differ in is hidden. */
export const settingsOf = oncePer((directory: Directory): readonly PasswordSettings[] =>
  [...together(directory.sections, (s) => s.passwordSettings, PSO_FIELDS, PSO_PASSWORD_FIELDS).values()].sort(
    (a, b) =>
      (a.precedence ?? Infinity) - (b.precedence ?? Infinity) || ((a.guid ?? '') < (b.guid ?? '') ? -1 : 1),
  ),
);

const NOT_READ: Bilingual = {
  ja: 'PSO (パスワード設定オブジェクト) の全件が読めない',
  en: 'not all PSOs (password settings objects) can be read',
};

/** By default the container is closed to ordinary users. */
const withReader = ({ ja, en }: Bilingual): Bilingual => ({
  ja: `${ja}。PSO は、Password Settings Container を一覧できる利用者で採取する`,
  en: `${en}; PSOs are to be collected as a reader who may list the Password Settings Container`,
});

/** Why something of the PSOs is not known that could decide which one holds; null: all is. */
const lacking = oncePer((directory: Directory) => ({ because: whatLacks(directory) }));

function whatLacks(directory: Directory): Bilingual | null {
  const state = wholeness(directory, 'psos');
  if (state) return withReader(state.because ?? NOT_READ);
  const guids = settingsOf(directory).flatMap(({ guid }) => guid ?? []);
  if (new Set(guids).size < guids.length) return MOVED;
  const hidden = settingsOf(directory).find((p) => p.precedence === null || hides(p, APPLIES_TO));
  if (!hidden) return null;
  return {
    ja: `PSO ${hidden.name} の優先順位か適用先が読めない`,
    en: `the precedence of PSO ${hidden.name}, or whom it is for, cannot be read`,
  };
}

/** One that was renamed between two collections: it is not known which of the two there is. */
const MOVED: Bilingual = {
  ja: '同じ GUID の PSO が 2 つの DN にある。同じ時に採取したものだけを置く',
  en: 'two PSOs have one GUID; keep only what was collected at one time',
};

const OPEN_GROUPS: Bilingual = {
  ja: '属するグループの全部が分からないので、どの PSO が掛かるか決まらない',
  en: 'not all of its groups are known, so that which PSO holds is open',
};

/** Whether one of the groups it is for holds the account: only global security groups carry a PSO. */
function reaches(directory: Directory, settings: PasswordSettings, token: Token): Access {
  const each = settings.appliesTo.map((key): Access => {
    const object = directory.byKey.get(key);
    const sid = object && 'sid' in object && typeof object.sid === 'string' ? object.sid : null;
    return sid === null ? 'open' : holds(token, sid);
  });
  if (each.includes('yes')) return 'yes';
  return each.includes('open') ? 'open' : 'no';
}

/** One for the account itself wins over those for its groups; then the lowest precedence, then the lowest GUID. */
export function resultantSettings(directory: Directory, account: Account): ResultantSettings {
  const { because } = lacking(directory);
  if (because) return { state: 'open', because };
  const all = settingsOf(directory);
  const own = all.find((p) => p.appliesTo.includes(account.key));
  if (own) return { state: 'set', settings: own };
  const token = accountGroupsOf(directory, account);
  for (const settings of all) {
    const reached = reaches(directory, settings, token);
    if (reached === 'open') return { state: 'open', because: OPEN_GROUPS };
    if (reached === 'yes') return { state: 'set', settings };
  }
  return { state: 'none' };
}
