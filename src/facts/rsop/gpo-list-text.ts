/** What a list of GPOs says of each link, in words. */
import type { Bilingual } from '../../model/text.ts';

const of = (ja: string, en: string): Bilingual => ({ ja, en });

export const linkDisabled = (som: string): Bilingual =>
  of(`${som} のリンクが無効になっている`, `its link on ${som} is disabled`);

export const gpoDisabled = of('GPO の設定がすべて無効になっている', 'all settings of the GPO are disabled');

export const halfDisabled = {
  machine: of(
    'GPO のコンピューターの構成が無効になっている',
    'the computer settings of the GPO are disabled',
  ),
  user: of('GPO のユーザーの構成が無効になっている', 'the user settings of the GPO are disabled'),
} as const;

export const functionality = (version: number): Bilingual =>
  of(
    `GPO の gPCFunctionalityVersion が ${version} である (2 でない GPO は処理されない)`,
    `gPCFunctionalityVersion of the GPO is ${version}; only 2 is processed`,
  );

export const functionalityOpen = of(
  'GPO の gPCFunctionalityVersion が空か読めず、処理される GPO か分からない',
  'gPCFunctionalityVersion of the GPO is empty or cannot be read: whether it is processed is open',
);

export const noExtensions = {
  machine: of(
    'コンピューターの構成を処理する拡張が 1 つも登録されていない (gPCMachineExtensionNames)',
    'no extension is registered for its computer settings (gPCMachineExtensionNames)',
  ),
  user: of(
    'ユーザーの構成を処理する拡張が 1 つも登録されていない (gPCUserExtensionNames)',
    'no extension is registered for its user settings (gPCUserExtensionNames)',
  ),
} as const;

export const versionZero = of(
  'AD と SYSVOL のどちらの版数も 0 である (一度も編集されていない)',
  'its versions in AD and in SYSVOL are both 0: it was never edited',
);

export const versionOpen = of(
  'AD の版数が 0 か不明で、SYSVOL の版数 (GPT.INI) が証拠にないため、空の GPO として飛ばされるかもしれない',
  'its version in AD is 0 or unknown and that in SYSVOL (GPT.INI) is not in the evidence: it may be skipped as empty',
);

export const whoeverLogsOn = of(
  'ユーザーの構成であり、GPO を受けるユーザーがこのコンピューターにログオンするかで決まる',
  'it is of the user half, so that it hangs on whether a user whom the GPO reaches logs on to the computer',
);

export const linksUnknown = of(
  'OU、サイトと GPO の全部は証拠になく、どのユーザーの構成がこのコンピューターに及ぶか分からない',
  'not all OUs, sites and GPOs are in the evidence: which user settings may reach the computer is not known',
);

export const blocked = (by: string): Bilingual =>
  of(`${by} で継承がブロックされている`, `inheritance is blocked at ${by}`);

export const blockUnknown = (by: string): Bilingual =>
  of(
    `${by} の gPOptions が読めず、継承がブロックされているか分からない`,
    `gPOptions of ${by} cannot be read: inheritance may be blocked there`,
  );

export const parentUnknown = (key: string): Bilingual =>
  of(
    `上位の ${key} が証拠になく、そこで継承がブロックされているか分からない`,
    `${key} above is not in the evidence: inheritance may be blocked there`,
  );

export const linksUnderUnknown = (key: string): Bilingual =>
  of(
    `上位の ${key} が証拠にないため、そこにリンクされた GPO が一覧にない`,
    `${key} above is not in the evidence: GPOs linked to it are missing from the list`,
  );

export const linksHidden = (som: string): Bilingual =>
  of(
    `${som} の gPLink が読めないため、そこにリンクされた GPO が一覧にない`,
    `gPLink of ${som} cannot be read: GPOs linked to it are missing from the list`,
  );

export const noApply = (who: 'computer' | 'user'): Bilingual =>
  who === 'computer'
    ? of(
        'セキュリティ フィルターにより、このコンピューターには読み取りと「グループ ポリシーの適用」の両方が許可されていない',
        'security filtering: this computer is not allowed both to read the GPO and to apply it',
      )
    : of(
        'セキュリティ フィルターにより、このユーザーには読み取りと「グループ ポリシーの適用」の両方が許可されていない',
        'security filtering: this user is not allowed both to read the GPO and to apply it',
      );

export const applyOpen = of(
  '所属グループかアクセス許可の一部が証拠になく、セキュリティ フィルターを通るか決まらない',
  'some group memberships or permissions are not in the evidence: whether it passes security filtering is open',
);

export const descriptorHidden = of(
  'GPO のアクセス許可 (nTSecurityDescriptor) が読めない',
  'the permissions of the GPO (nTSecurityDescriptor) cannot be read',
);

export const computerCannotRead = of(
  'ユーザーの構成はコンピューターの権限で読み込まれるが (MS16-072)、このコンピューターに読み取りが許可されていない',
  'user settings are fetched as the computer (MS16-072), and this computer is not allowed to read the GPO',
);

export const computerMayRead = of(
  'ユーザーの構成はコンピューターの権限で読み込まれるが (MS16-072)、このコンピューターが読めるか決まらない',
  'user settings are fetched as the computer (MS16-072), and whether this computer may read the GPO is open',
);

export const flagsHidden = of(
  'GPO の flags が読めず、無効にされているか分からない',
  'flags of the GPO cannot be read: it may be disabled',
);

export const extensionsHidden = of(
  'GPO の拡張の一覧 (gPCMachineExtensionNames, gPCUserExtensionNames) が読めない',
  'the extensions of the GPO (gPCMachineExtensionNames, gPCUserExtensionNames) cannot be read',
);

export const notFound = of(
  'リンク先の GPO が存在しない (孤立したリンク)',
  'the GPO that is linked does not exist (orphaned link)',
);

export const notInEvidence = of(
  'リンク先の GPO が証拠になく、存在するか、適用されるか分からない',
  'the GPO that is linked is not in the evidence: it may exist and apply',
);

export const wmiFails = (filter: string): Bilingual =>
  of(`WMI フィルター ${filter} が成り立たない`, `WMI filter ${filter} does not hold`);

export const wmiOpen = (filter: string): Bilingual =>
  of(
    `WMI フィルター ${filter} が成り立つか、証拠だけでは決まらない`,
    `whether WMI filter ${filter} holds cannot be told from the evidence`,
  );

export const wmiHidden = of(
  'GPO の WMI フィルター (gPCWQLFilter) が読めない',
  'the WMI filter of the GPO (gPCWQLFilter) cannot be read',
);

export const siteOpen = (site: string): Bilingual =>
  of(
    `コンピューターが AD サイト ${site} にいるか分からない`,
    `it is not known whether the computer is in the AD site ${site}`,
  );

export const sitesMissing = of(
  'AD サイトがすべては証拠にないため、サイトにリンクされた GPO が一覧にないかもしれない',
  'not all AD sites are in the evidence: GPOs linked to a site may be missing from the list',
);

export const noSuchSite = (name: string): Bilingual =>
  of(`AD サイト ${name} が証拠にない`, `the AD site ${name} is not in the evidence`);

export const replaced = of(
  'ループバック (置換) により、ユーザーの側の GPO は使われない',
  'loopback in replace mode: GPOs of the user’s own place are not used',
);

export const loopbackOpen = of(
  'ループバックの設定が決まらないため、適用されるか分からない',
  'it applies or not by the mode of loopback, which is not known',
);

export const noComputer = of(
  'コンピューターが分からないため、その場所にリンクされた GPO が一覧にない',
  'the computer is not known: GPOs linked above it are missing from the list',
);

export const noUser = of(
  'ユーザーが分からないため、その場所にリンクされた GPO が一覧にない',
  'the user is not known: GPOs linked above the user are missing from the list',
);
