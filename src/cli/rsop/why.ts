/** `--why`: the settings a person means, or a refusal where the words name none. */
import { CONTROLS } from '../../../checks/controls/index.ts';
import { askedFor, matching } from '../../facts/rsop/asked.ts';
import { type Inquiry, lackingHalf, settingOf, type Wanted } from '../../facts/rsop/inquiry.ts';
import type { WhyAnswer } from '../../report/rsop/why.ts';
import { EXIT } from '../../report/verdict.ts';
import { suggestion } from '../arguments.ts';
import { Failure } from '../failure.ts';
import type { AskedSubject } from './subject.ts';

function noForm(asked: string, known: readonly string[]): Failure {
  const near = suggestion(asked, known);
  return new Failure(
    EXIT.usage,
    {
      ja: `--why ${asked}: 設定の名前として分からない${near.ja}`,
      en: `--why ${asked}: is not known as the name of a setting${near.en}`,
    },
    {
      ja: '使える書き方: レジストリのパス (HKLM\\…\\AutoShareWks)、ユーザー権利の定数 (SeDenyNetworkLogonRight)、[System Access] などの項目名 (MinimumPasswordLength)、監査サブカテゴリの GUID、グループの名前か SID、GPO にある設定の名前の一部。画面の表示名は使えない',
      en: 'write a registry path (HKLM\\…\\AutoShareWks), the constant of a user right (SeDenyNetworkLogonRight), a name of [System Access] and its like (MinimumPasswordLength), the GUID of an audit subcategory, the name or SID of a group, or a part of the name of a setting that a GPO holds; names as a console displays them are not known',
    },
  );
}

function lacking(asked: string, half: 'machine' | 'user'): Failure {
  const option = half === 'user' ? '--user' : '--computer';
  return new Failure(EXIT.usage, {
    ja: `--why ${asked}: この設定を調べるには ${option} も指定する`,
    en: `--why ${asked}: give ${option} too; this setting hangs on it`,
  });
}

function whole(inquiry: Inquiry, asked: string, wanted: readonly Wanted[]): WhyAnswer {
  for (const one of wanted) {
    const half = lackingHalf(inquiry, one);
    if (half) throw lacking(asked, half);
  }
  return { asked, settings: wanted.flatMap((one) => settingOf(inquiry, one) ?? []), doubts: [] };
}

/** A word that some GPO of the domain names, or the guide's settings do. */
function isKnown({ index }: Inquiry, word: string): boolean {
  const wanted = word.toLowerCase();
  const holds = (text: string): boolean => text.toLowerCase().includes(wanted);
  return (
    index.ordered.some((entry) => holds(entry.name)) ||
    CONTROLS.some((control) => control.settings.some(({ en }) => holds(en)))
  );
}

const ONE_WORD = /^[^\\…]+$/;

export function whyOf({ domain }: AskedSubject, inquiry: Inquiry, asked: string): WhyAnswer {
  const hiding = inquiry.doubts.filter((d) => d.hides);
  const { by, settings } = matching(inquiry.rsop.settings, asked);
  if (settings.length > 0) return { asked, settings, doubts: by === 'part' ? hiding : [] };
  const meant = askedFor(domain.directory, asked);
  if (meant.form === 'none') throw noForm(asked, meant.near);
  if (meant.form === 'whole') return whole(inquiry, asked, meant.wanted);
  if (hiding.length === 0 && ONE_WORD.test(asked) && !isKnown(inquiry, asked)) {
    throw noForm(
      asked,
      inquiry.rsop.settings.map((s) => s.name.split('\\').at(-1) ?? ''),
    );
  }
  return { asked, settings: [], doubts: hiding };
}
