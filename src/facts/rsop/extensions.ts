/**
 * Client-side extensions of Group Policy by GUID ([MS-GPOL] 1.8; [MS-GPREG], [MS-GPSB], [MS-GPAC], [MS-GPPREF] 1.9, and
 * the others' own documents), and the file below a half in which those that are read here keep their settings.
 */
import type { Bilingual } from '../../model/text.ts';

export const CSE = {
  registry: '{35378EAC-683F-11D2-A89A-00C04FBBCFA2}',
  groups: '{17D89FEC-5C44-4972-B12D-241CAEF74509}',
  security: '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}',
  services: '{91FBB303-0CD5-4055-BF42-E512A681B325}',
  preferencesRegistry: '{B087BE9D-ED37-454F-AF9C-04291E351182}',
  internetSettings: '{E47248BA-94CC-49C4-BBB5-9EB7F05183D0}',
  audit: '{F3CCC681-B74C-4060-9F26-CD84525DCA2A}',
} as const;

/** What a contribution is said to come from, which is also how gaps are told apart. */
export type ExtensionKind = 'registry' | 'security' | 'preferences' | 'audit';

export interface ReadExtension {
  readonly guid: string;
  readonly kind: ExtensionKind;
  /** From the folder of the half, lower case. */
  readonly file: string;
  readonly halves: readonly ('machine' | 'user')[];
}

const BOTH = ['machine', 'user'] as const;
const MACHINE = ['machine'] as const;

/**
 * In the order in which Windows runs them: the registry extension first, then as their keys stand below `GPExtensions`,
 * by GUID. Each goes through all GPOs before the next one starts.
 */
export const READ_EXTENSIONS: readonly ReadExtension[] = [
  { guid: CSE.registry, kind: 'registry', file: 'registry.pol', halves: BOTH },
  { guid: CSE.groups, kind: 'preferences', file: 'preferences/groups/groups.xml', halves: BOTH },
  {
    guid: CSE.security,
    kind: 'security',
    file: 'microsoft/windows nt/secedit/gpttmpl.inf',
    halves: MACHINE,
  },
  { guid: CSE.services, kind: 'preferences', file: 'preferences/services/services.xml', halves: MACHINE },
  {
    guid: CSE.preferencesRegistry,
    kind: 'preferences',
    file: 'preferences/registry/registry.xml',
    halves: BOTH,
  },
  {
    guid: CSE.internetSettings,
    kind: 'preferences',
    file: 'preferences/internetsettings/internetsettings.xml',
    halves: ['user'],
  },
  { guid: CSE.audit, kind: 'audit', file: 'microsoft/windows nt/audit/audit.csv', halves: MACHINE },
];

const RANKS: ReadonlyMap<string, number> = new Map(READ_EXTENSIONS.map((e, i) => [e.guid, i]));

/** Its place in the order in which extensions run. */
export const rankOf = (guid: string): number => RANKS.get(guid) ?? READ_EXTENSIONS.length;

const same = (text: string): Bilingual => ({ ja: text, en: text });

/**
 * Extensions that keep settings elsewhere than where this program looks. None of them writes a setting that is judged:
 * what a script or a task may do is no policy.
 */
const OTHERS: ReadonlyMap<string, Bilingual> = new Map([
  ['{42B5FAAE-6536-11D2-AE5A-0000F87571E3}', { ja: 'スクリプト', en: 'Scripts' }],
  [
    '{C6DC5466-785A-11D2-84D0-00C04FB169F7}',
    { ja: 'ソフトウェア インストール', en: 'Software Installation' },
  ],
  ['{25537BA6-77A8-11D2-9B6C-0000F8080861}', { ja: 'フォルダー リダイレクト', en: 'Folder Redirection' }],
  ['{E437BC1C-AA7D-11D2-A382-00C04F991E27}', { ja: 'IP セキュリティ', en: 'IP Security' }],
  [
    '{0ACDD40C-75AC-47AB-BAA0-BF6DE7E7FE63}',
    { ja: 'ワイヤレス ネットワーク (IEEE 802.11)', en: 'Wireless (IEEE 802.11)' },
  ],
  ['{B587E2B1-4D59-4E7E-AED9-22B9DF11D053}', { ja: 'ワイヤード (有線) ネットワーク', en: 'Wired (802.3)' }],
  [
    '{A2E30F80-D7DE-11D2-BBDE-00C04F86AE3B}',
    { ja: 'Internet Explorer のメンテナンス', en: 'Internet Explorer Maintenance' },
  ],
  ['{4CFB60C1-FAA6-47F1-89AA-0B18730C9FD3}', same('Internet Explorer Zonemapping')],
  ['{7B849A69-220F-451E-B3FE-2CB811AF94AE}', same('Internet Explorer User Accelerators')],
  ['{CF7639F3-ABA2-41DB-97F2-81E2C5DBFC5D}', same('Internet Explorer Machine Accelerators')],
  ['{B1BE8D72-6EAC-11D2-A4EA-00C04F79F83A}', { ja: 'EFS 回復', en: 'EFS Recovery' }],
  ['{3610EDA5-77EF-11D2-8DC5-00C04FA31A66}', { ja: 'ディスク クォータ', en: 'Disk Quota' }],
  ['{426031C0-0B47-4852-B0CA-AC3D37BFCB39}', { ja: 'QoS パケット スケジューラ', en: 'QoS Packet Scheduler' }],
  ['{FB2CA36D-0B40-4307-821B-A13B252DE56C}', { ja: 'ポリシー ベースの QoS', en: 'Enterprise QoS' }],
  ['{CDEAFC3D-948D-49DD-AB12-E578BA4AF7AA}', same('TCPIP')],
  ['{7933F41E-56F8-41D6-A31C-4148A711EE93}', same('Windows Search')],
  ['{8A28E2C5-8D06-49A4-A08C-632DAA493E17}', { ja: '展開されたプリンター', en: 'Deployed Printers' }],
  ['{C631DF4C-088F-4156-B058-4375F0853CD8}', { ja: 'オフライン ファイル', en: 'Offline Files' }],
  ['{4D968B55-CAC2-4FF5-983F-0A54603781A3}', { ja: 'ワーク フォルダー', en: 'Work Folders' }],
  ['{4D2F9B6F-1E52-4711-A382-6A8B1A003DE6}', same('RemoteApp and Desktop Connections')],
  ['{16BE69FA-4209-4250-88CB-716CF41954E0}', { ja: '集約型アクセス ポリシー', en: 'Central Access Policy' }],
  [
    '{F312195E-3D9D-447A-A3F5-08DFFA24735E}',
    { ja: '仮想化ベースのセキュリティ', en: 'Virtualization Based Security' },
  ],
  ['{FC491EF1-C4AA-4CE1-B329-414B101DB823}', { ja: 'コードの整合性', en: 'Code Integrity' }],
  ['{2A8FDC61-2347-4C87-92F6-B05EB91A201A}', same('MitigationOptions')],
  ['{D76B9641-3288-4F75-942D-087DE603E3EA}', { ja: '従来の LAPS (AdmPwd)', en: 'legacy LAPS (AdmPwd)' }],
  ['{9650FDBC-053A-4715-AD14-FC2DC65E8330}', same('Application Guard (HVSI)')],
  ...(
    [
      ['{0E28E245-9368-4853-AD84-6DA3BA35BB75}', '環境', 'Environment'],
      ['{1A6364EB-776B-4120-ADE1-B63A406A76B5}', 'デバイス', 'Devices'],
      ['{3A0DBA37-F8B2-4356-83DE-3E90BD5C261F}', 'ネットワーク オプション', 'Network Options'],
      ['{5794DAFD-BE60-433F-88A2-1A31939AC01F}', 'ドライブ マップ', 'Drive Maps'],
      ['{6232C319-91AC-4931-9385-E70C2B099F0E}', 'フォルダー', 'Folders'],
      ['{6A4C88C6-C502-4F74-8F60-2CB23EDC24E2}', 'ネットワーク共有', 'Network Shares'],
      ['{7150F9BF-48AD-4DA4-A49C-29EF4A8369BA}', 'ファイル', 'Files'],
      ['{728EE579-943C-4519-9EF7-AB56765798ED}', 'データ ソース', 'Data Sources'],
      ['{74EE6C03-5363-4554-B161-627540339CAB}', 'INI ファイル', 'Ini Files'],
      ['{A3F3E39B-5D83-4940-B954-28315B82F0A8}', 'フォルダー オプション', 'Folder Options'],
      ['{AADCED64-746C-4633-A97C-D61349046527}', 'タスク', 'Scheduled Tasks'],
      ['{BC75B1ED-5833-4858-9BB8-CBF0B166DF9D}', 'プリンター', 'Printers'],
      ['{C418DD9D-0D14-4EFB-8FBF-CFE535C8FAC7}', 'ショートカット', 'Shortcuts'],
      ['{E4F48E54-F38D-4884-BFB9-D4D2E5729C18}', 'スタート メニュー', 'Start Menu'],
      ['{E5094040-C46C-4115-B030-04FB2E545B00}', '地域のオプション', 'Regional Options'],
      ['{E62688F0-25FD-4C90-BFF5-F508B9D2E31F}', '電源オプション', 'Power Options'],
      ['{F9C77450-3A41-477E-9310-9ACD617BD9E3}', 'アプリケーション', 'Applications'],
    ] as const
  ).map(([guid, ja, en]) => [guid, { ja: `基本設定 (${ja})`, en: `Preferences (${en})` }] as const),
]);

/** Not an extension: the head of the group that names the tools of Preferences. */
const NO_EXTENSION = '{00000000-0000-0000-0000-000000000000}';

/** Name of an extension that is not read here; its GUID where no name is known. null for one that is read. */
export function unreadName(guid: string): Bilingual | null {
  if (guid === NO_EXTENSION || RANKS.has(guid)) return null;
  return OTHERS.get(guid) ?? same(guid);
}
