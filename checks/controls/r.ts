/** Reference items of the guide: worth doing, heavy to run (guide pp. 49-50; details are lost). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const POWERSHELL = 'HKLM\\Software\\Policies\\Microsoft\\Windows\\PowerShell';

export const SET_R: readonly Control[] = [
  {
    id: 'R-237',
    set: 'R',
    label: 'ご参考 2.3.7',
    title: { ja: '内部未使用IPによる特定サービス監視', en: 'Unused-IP monitoring' },
    objective: {
      ja: '使っていない社内アドレスへの通信を見張り、共有を探し回る侵入者に気付く。',
      en: 'Traffic to unused internal addresses is watched, to notice an intruder who searches for shares.',
    },
    page: 49,
    provenance: 'guide-title',
    stage: 'foothold',
    severity: 'info',
    roles: ['site'],
    unread: [
      {
        part: 'R-237.1',
        what: {
          ja: '未使用アドレスへの通信で警報が出ること。観測器のログが要る。ファイアウォールの拒否ログの設定は判定する',
          en: 'traffic to unused addresses raises an alarm: needs the log of the sensor; whether firewalls log it is decided',
        },
      },
    ],
    settings: [],
    evidence: [
      { ja: 'サイト ファイルの segments (role: unused)', en: 'segments in the site file (role: unused)' },
      { ja: '観測器のログ', en: 'log of the sensor' },
    ],
    remediation: {
      ja: '未使用のアドレス帯を観測器へ向け、TCP 135、139、445、UDP 137、ICMP を記録し、初回の到達で警報を出す。脆弱性検査の発信元だけを除く。',
      en: 'Route unused ranges to a sensor, log TCP 135, 139, 445, UDP 137 and ICMP, and alert on the first hit of each source, leaving out only your own scanners.',
    },
    mappings: {
      attack: ['T1018', 'T1046', 'T1135'],
      nist80053: ['SI-4', 'SC-26'],
      cisControlsV8: ['13.3', '13.6'],
    },
  },
  {
    id: 'R-238',
    set: 'R',
    label: 'ご参考 2.3.8',
    title: { ja: 'デコイサーバによる監視', en: 'Decoy server' },
    objective: {
      ja: '業務で使わないおとりのサーバと共有を置き、触れた者を侵入者とみなす。',
      en: 'A decoy server with a share nobody uses for work is placed, and whoever touches it is taken for an intruder.',
    },
    page: 50,
    provenance: 'guide-title',
    stage: 'lateral',
    severity: 'info',
    roles: ['decoy'],
    unread: [
      {
        part: 'R-238.1',
        what: {
          ja: 'おとりの共有の監査、警報、外向き通信の遮断。おとりのログと周囲のルール一式が要る',
          en: 'auditing and alerts of the decoy share, and its isolation outbound: needs the logs of the decoy and the rules around it',
        },
      },
    ],
    settings: [
      {
        ja: '監査: ファイルの共有、詳細なファイル共有、ログオン',
        en: 'audit: File Share, Detailed File Share, Logon',
      },
    ],
    evidence: [
      { ja: 'おとりサーバのセキュリティ ログ', en: 'Security log of the decoy' },
      { ja: 'サイト ファイルの assets (role: decoy)', en: 'assets in the site file (role: decoy)' },
    ],
    remediation: {
      ja: '目を引く名前の共有を持つおとりを置き、「ファイルの共有」「詳細なファイル共有」「ログオン」の監査を有効にして、5140、5145、4624、4625 のたびに警報を出す。踏み台にならないよう外向きの通信を塞ぎ、更新も怠らない。',
      en: 'Place a decoy with an attractive share, audit File Share, Detailed File Share and Logon, and alert on every 5140, 5145, 4624 and 4625. Close its outbound traffic so that it cannot serve as a springboard, and keep it patched.',
    },
    mappings: { attack: ['T1021.002', 'T1135', 'T1039'], nist80053: ['SC-26', 'SC-35'] },
  },
  {
    id: 'R-BRW',
    set: 'R',
    label: 'ご参考',
    title: { ja: 'ブラウザ通信を模倣する http 通信検知機能設計', en: 'Browser-imitation detection' },
    objective: {
      ja: '通信の特徴の違いから、ブラウザを装うマルウェアの HTTP 通信を見分ける。',
      en: 'HTTP of malware that poses as a browser is told apart by the traits of its traffic.',
    },
    page: 49,
    provenance: 'guide-title',
    stage: 'foothold',
    severity: 'info',
    roles: ['proxy'],
    unread: [
      {
        part: 'R-BRW.1',
        what: {
          ja: 'User-Agent、Referer、間隔、宛先の偏りなどの分析。プロキシのアクセス ログが要る',
          en: 'analysis of User-Agent, Referer, intervals, rare destinations and the like: needs proxy access logs',
        },
      },
    ],
    settings: [plain('logformat ... "%{Referer}>h" "%{User-Agent}>h"')],
    evidence: [
      {
        ja: 'プロキシのアクセス ログ (User-Agent と Referer つき)',
        en: 'access log of the proxy with User-Agent and Referer',
      },
    ],
    remediation: {
      ja: 'logformat に User-Agent と Referer を加え、社内にないブラウザ、一定間隔の通信、IP アドレス直指定、Referer のない POST を定期的に拾い出す。',
      en: 'Add User-Agent and Referer to the logformat and regularly list browsers the estate does not have, constant intervals, bare IP addresses and POSTs without a Referer.',
    },
    mappings: { attack: ['T1071.001', 'T1001'], nist80053: ['SI-4(4)'], cisControlsV8: ['13.6'] },
  },
  {
    id: 'R-LSN',
    set: 'R',
    label: 'ご参考',
    title: { ja: 'Listen ポート開設の監視', en: 'New listeners' },
    objective: {
      ja: '端末で新たに待ち受けを始めたポートを見つけ、裏口の開設に気付く。',
      en: 'Ports that newly listen on an endpoint are found, to notice a backdoor being opened.',
    },
    page: 50,
    provenance: 'guide-title',
    stage: 'lateral',
    severity: 'info',
    roles: ['user-endpoint'],
    unread: [],
    settings: [
      {
        ja: 'サイト ファイルの assets[].listeners に、待ち受けてよいポート (tcp/445 など) を書く',
        en: 'expected ports, such as tcp/445, under assets[].listeners in the site file',
      },
      {
        ja: '監査: MPSSVC ルールレベル ポリシーの変更、フィルタリング プラットフォームの接続',
        en: 'audit: MPSSVC Rule-Level Policy Change, Filtering Platform Connection',
      },
      plain(
        'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\Microsoft-Windows-Windows Firewall With Advanced Security/Firewall\\Enabled (REG_DWORD) = 1',
      ),
    ],
    evidence: [
      plain('netstat -ano'),
      plain('Get-NetTCPConnection -State Listen'),
      plain('auditpol /get /category:* /r'),
    ],
    remediation: {
      ja: '役割ごとに待ち受けポートの基準を作ってサイト ファイルの listeners に書き、採取のたびに比べる。基準にない待ち受けはプロセスを特定し、不要なら止める。監査「MPSSVC ルールレベル ポリシーの変更」を有効にして 4946〜4948 を見張る。',
      en: 'Keep a baseline of listening ports per role under listeners in the site file and compare at every collection. Identify the process of any other listener and stop it if it is not needed. Audit MPSSVC Rule-Level Policy Change and watch 4946 to 4948.',
    },
    mappings: {
      attack: ['T1571', 'T1090.001', 'T1205'],
      nist80053: ['CM-7', 'CM-8', 'SI-4'],
      cisControlsV8: ['4.8'],
    },
  },
  {
    id: 'R-CMD',
    set: 'R',
    label: 'ご参考',
    title: { ja: 'ハッキングコマンドの監視', en: 'Command monitoring' },
    objective: {
      ja: '侵入者がよく使う調査コマンドの実行を記録し、不審な連続実行に気付けるようにする。',
      en: 'The commands intruders use to look around are recorded, so that a suspicious burst of them can be noticed.',
    },
    page: 50,
    provenance: 'guide-title',
    stage: 'lateral',
    severity: 'info',
    roles: ['user-endpoint'],
    unread: [
      {
        part: 'R-CMD.9',
        what: {
          ja: '実行されたコマンドの分析。端末のイベント ログ (4688、4104) が要る',
          en: 'analysis of the commands run: needs the event logs of endpoints (4688, 4104)',
        },
      },
    ],
    settings: [
      {
        ja: '監査: プロセス作成 (成功)',
        en: 'audit: Process Creation (success)',
      },
      plain(
        'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Audit\\ProcessCreationIncludeCmdLine_Enabled (REG_DWORD) = 1',
      ),
      plain(`${POWERSHELL}\\ScriptBlockLogging\\EnableScriptBlockLogging (REG_DWORD) = 1`),
      plain(`${POWERSHELL}\\ModuleLogging\\EnableModuleLogging (REG_DWORD) = 1, ModuleNames\\* = *`),
    ],
    evidence: [
      plain('auditpol /get /category:* /r'),
      {
        ja: '端末のレジストリ (PowerShell と監査のポリシー)',
        en: 'registry of the endpoint (policies of PowerShell and audit)',
      },
      {
        ja: 'サービスの一覧 (Sysmon は任意。入っているなら動いていること)',
        en: 'list of services (Sysmon is optional; where it is installed it must run)',
      },
    ],
    remediation: {
      ja: '監査「プロセス作成」、「プロセス作成イベントにコマンド ラインを含める」、「PowerShell スクリプト ブロックのログ記録を有効にする」、「モジュール ログを有効にする」(モジュール名 *) を GPO で有効にする。4688 と 4104 を収集し、whoami、nltest、net などの短時間の連続実行を調べる。',
      en: 'By GPO enable the audit of Process Creation, "Include command line in process creation events", "Turn on PowerShell Script Block Logging" and "Turn on Module Logging" (module name *). Collect 4688 and 4104 and examine bursts of whoami, nltest, net and the like.',
    },
    mappings: {
      attack: ['T1059', 'T1087', 'T1016', 'T1018', 'T1049', 'T1003.002'],
      nist80053: ['AU-12', 'SI-4'],
      cisControlsV8: ['8.8'],
      cisBenchmark: [
        'Audit Process Creation',
        'Include command line in process creation events',
        'Turn on PowerShell Script Block Logging',
      ],
    },
  },
];
