/** Set A: direct traffic to the Internet is stopped by the design of routes (guide 2.3.1, pp. 53-56). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const INTERNET_SETTINGS = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const WINDOWS_UPDATE = 'HKLM\\Software\\Policies\\Microsoft\\Windows\\WindowsUpdate';

export const SET_A: readonly Control[] = [
  {
    id: 'A-1a',
    set: 'A',
    label: '断1 実装事項ア',
    title: { ja: 'ブラウザのプロキシ設定を有効にする', en: 'Explicit proxy on endpoints' },
    objective: {
      ja: '端末のブラウザが社内プロキシを名指しで使うようにする。名指ししない通信は不正とみなして境界で落とせる (A-1b の前提)。',
      en: 'Every browser names the in-house proxy. Whatever does not can then be dropped at the boundary, which is what A-1b relies on.',
    },
    page: 55,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'high',
    roles: ['user-endpoint'],
    combine: { all: ['A-1a.1', 'A-1a.2', 'A-1a.3', 'A-1a.6'] },
    unread: [
      {
        part: 'A-1a.7',
        what: {
          ja: '境界のファイアウォールやルーターによる透過転送 (REDIRECT、WCCP、DNAT)。機器の設定の読み取りが要る。Squid 側の透過待受は判定する',
          en: 'interception by a firewall or router (REDIRECT, WCCP, DNAT): needs the configuration of those devices; interception by Squid itself is decided',
        },
      },
    ],
    settings: [
      plain(`${INTERNET_SETTINGS}\\ProxyEnable (REG_DWORD) = 1, ProxyServer (REG_SZ) = host:port`),
      plain(`${INTERNET_SETTINGS}\\AutoConfigURL (REG_SZ) = PAC URL`),
      plain(
        'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\ProxySettingsPerUser (REG_DWORD) = 0',
      ),
      plain('HKLM\\SOFTWARE\\Policies\\Microsoft\\Edge\\ProxySettings, ProxyMode, ProxyServer, ProxyPacUrl'),
      plain('HKLM\\SOFTWARE\\Policies\\Google\\Chrome\\ProxySettings, ProxyMode, ProxyServer, ProxyPacUrl'),
      plain(
        'HKLM\\SOFTWARE\\Policies\\Mozilla\\Firefox\\Proxy\\Mode, HTTPProxy, SSLProxy, AutoConfigURL, Locked',
      ),
      plain(
        'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections\\WinHttpSettings (REG_BINARY)',
      ),
      plain(
        'HKCU\\Software\\Policies\\Microsoft\\Internet Explorer\\Control Panel\\Proxy (REG_DWORD) = 1, Autoconfig (REG_DWORD) = 1',
      ),
      {
        ja: 'squid.conf の http_port / https_port に intercept、tproxy、transparent がないこと',
        en: 'no intercept, tproxy or transparent on http_port / https_port lines of squid.conf',
      },
    ],
    evidence: [
      {
        ja: '端末の利用者ハイブとマシン ハイブのレジストリ (利用者全員分)',
        en: 'registry of the endpoint: machine hive and the hives of all its users',
      },
      { ja: 'ブラウザが参照する PAC ファイルの本文', en: 'text of the PAC file that browsers load' },
      plain('netsh winhttp show proxy'),
      { ja: 'プロキシの squid.conf', en: 'squid.conf of the proxy' },
    ],
    remediation: {
      ja: 'GPO の「ユーザーの構成 > 基本設定 > コントロール パネルの設定 > インターネット設定」で社内プロキシか PAC の URL を配り、Edge と Chrome は ProxySettings、Firefox は Proxy\\Mode=manual と Locked=1 で同じ値を強制する。http= だけでなく https= も書く。「プロキシの設定を変更できないようにする」を有効にし、Squid の http_port から intercept / tproxy を外す。',
      en: 'Distribute the proxy or PAC URL with the GPO preference "User Configuration > Preferences > Control Panel Settings > Internet Settings"; force the same value on Edge and Chrome (ProxySettings) and Firefox (Proxy\\Mode=manual, Locked=1). Name https= as well as http=. Enable "Prevent changing proxy settings" and remove intercept / tproxy from http_port in Squid.',
    },
    mappings: {
      attack: ['T1071.001', 'T1090'],
      mitigations: ['M1037', 'M1031', 'M1021'],
      nist80053: ['SC-7(8)', 'CM-6'],
      cisControlsV8: ['13.10', '4.1'],
      cisBenchmark: ['Microsoft Edge: Proxy settings', 'Google Chrome: Proxy settings'],
    },
  },
  {
    id: 'A-1a2',
    set: 'A',
    label: '断1 実装事項ア',
    title: {
      ja: '更新・各種サービスのプロキシ経由化/中間配布サーバ',
      en: 'Updaters via proxy or distribution server',
    },
    titleIsOurs: true,
    objective: {
      ja: 'Windows Update やウイルス定義のように 80/443 番で外へ出るサービスを、社内の配布サーバかプロキシに向ける。端末から外への直接経路を残さないためである。',
      en: 'Services that call out on ports 80 and 443, such as Windows Update and virus patterns, use a server of the organisation or its proxy, so that no direct path has to stay open for them.',
    },
    page: 55,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'medium',
    roles: ['user-endpoint'],
    combine: { all: ['A-1a2.1', 'A-1a2.3', 'A-1a2.9'] },
    unread: [
      {
        part: 'A-1a2.9',
        what: {
          ja: '配布サーバ (WSUS、SCCM、ウイルス対策) がプロキシ経由か限定ルールでのみ外へ出ること。境界ファイアウォールのルールが要る',
          en: 'distribution servers (WSUS, SCCM, anti-virus) reach out only through the proxy or a narrow rule: needs the perimeter rule base',
        },
      },
    ],
    settings: [
      plain(`${WINDOWS_UPDATE}\\WUServer (REG_SZ) = http(s)://server:port`),
      plain(`${WINDOWS_UPDATE}\\WUStatusServer (REG_SZ) = http(s)://server:port`),
      plain(`${WINDOWS_UPDATE}\\AU\\UseWUServer (REG_DWORD) = 1`),
      plain(`${WINDOWS_UPDATE}\\DoNotConnectToWindowsUpdateInternetLocations (REG_DWORD) = 1`),
      plain(`${WINDOWS_UPDATE}\\DisableDualScan (REG_DWORD) = 1`),
      plain(
        `${WINDOWS_UPDATE}\\SetPolicyDrivenUpdateSourceFor{Quality,Feature,Driver,Other}Updates (REG_DWORD) = 1`,
      ),
      {
        ja: 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\DeliveryOptimization\\DODownloadMode (REG_DWORD) が 3 でないこと',
        en: 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\DeliveryOptimization\\DODownloadMode (REG_DWORD) is not 3',
      },
    ],
    evidence: [
      {
        ja: '端末のマシン ハイブのレジストリ (WindowsUpdate、DeliveryOptimization の Policies キー)',
        en: 'machine hive of the endpoint (Policies keys of WindowsUpdate and DeliveryOptimization)',
      },
    ],
    remediation: {
      ja: 'WSUS などの配布サーバを置き、GPO「イントラネットの Microsoft 更新サービスの場所を指定する」を有効にする (UseWUServer=1 と WUServer の両方が入る)。「インターネット上の Windows Update に接続しない」も有効にする。配布サーバにはプロキシを設定する。',
      en: 'Provide a WSUS or similar server and enable the policy "Specify intranet Microsoft update service location" (it sets UseWUServer=1 together with WUServer). Also enable "Do not connect to any Windows Update Internet locations". Give the distribution servers the proxy.',
    },
    mappings: {
      attack: ['T1071.001'],
      mitigations: ['M1051', 'M1037'],
      nist80053: ['SI-2', 'SC-7(8)'],
      cisControlsV8: ['7.3', '7.4'],
      cisBenchmark: ['Windows Update'],
    },
  },
  {
    id: 'A-1a-N1',
    set: 'A',
    label: '断1 注意事項',
    title: { ja: 'プロキシ非対応ソフト', en: 'Proxy-incapable software' },
    titleIsOurs: true,
    objective: {
      ja: 'プロキシを使えないソフトのために直接経路を開けず、ファイル サーバなどからのオフライン更新に替える。',
      en: 'Software that cannot use a proxy is updated offline, for instance from a file server, instead of through a direct path.',
    },
    page: 56,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'low',
    roles: ['site'],
    unread: [
      {
        part: 'A-1a-N1.1',
        what: {
          ja: '端末からインターネットへの許可ルールに、例外としての届け出があるか。境界ファイアウォールのルールと所有者の記録が要る',
          en: 'whether each rule that lets endpoints out has a recorded exception: needs the perimeter rule base with rule owners',
        },
      },
    ],
    settings: [],
    evidence: [
      { ja: '境界ファイアウォールの許可ルール', en: 'allow rules of the perimeter firewall' },
      { ja: 'サイト ファイルの exceptions', en: 'exceptions in the site file' },
    ],
    remediation: {
      ja: '更新をファイル サーバ経由に替え、端末からの直接許可ルールを削除する。残すものはサイト ファイルの exceptions に理由、責任者、期限を書く。',
      en: 'Move the update to a file server and delete the rule that lets endpoints out. For what must stay, write reason, owner and expiry under exceptions in the site file.',
    },
    mappings: { nist80053: ['CM-7'], cisControlsV8: ['4.8'] },
  },
  {
    id: 'A-1b',
    set: 'A',
    label: '断1 実装事項イ',
    title: { ja: '内部から外部へのフィルタリングルールを設計・設定する', en: 'Egress filtering' },
    objective: {
      ja: 'インターネット境界で Web 通信を社内プロキシからのものだけに限り、端末から外への直接通信はポートを問わず C2 の疑いとして落とす。',
      en: 'At the Internet boundary only the in-house proxy may browse; anything an endpoint sends straight out, on any port, is dropped as possible command and control.',
    },
    page: 56,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'critical',
    roles: ['perimeter-fw'],
    combine: { all: ['A-1b.1', 'A-1b.2', 'A-1b.3', 'A-1b.5', 'A-1b.6'] },
    unread: [],
    settings: [
      {
        ja: '許可: プロキシ → インターネット TCP 80/443。拒否 (ログあり): それ以外の社内 → インターネット',
        en: 'allow proxy to Internet TCP 80/443; deny and log everything else from inside to the Internet',
      },
    ],
    evidence: [
      {
        ja: '境界ファイアウォールのルール一式 (順序、ゾーン、オブジェクト展開、IPv4 と IPv6)',
        en: 'whole rule base of the perimeter firewall (order, zones, expanded objects, IPv4 and IPv6)',
      },
      { ja: 'サイト ファイルの segments と paths', en: 'segments and paths in the site file' },
    ],
    remediation: {
      ja: '外向きを既定拒否にし、許可をプロキシと名指ししたサーバ・宛先だけにする。末尾に「社内 → any 拒否、ログあり」を置く。IPv6、UDP 443、DNS (53/853) も同じ扱いにし、別回線や VPN の出口も含める。',
      en: 'Deny outbound traffic by default and allow only the proxy and named servers to named destinations. End with "inside to any: deny, log". Treat IPv6, UDP 443 and DNS (53/853) alike, and cover second lines and VPN exits.',
    },
    mappings: {
      attack: ['T1071.001', 'T1571', 'T1095', 'T1572', 'T1041', 'T1105'],
      mitigations: ['M1037', 'M1031', 'M1030'],
      nist80053: ['SC-7', 'SC-7(5)', 'SC-7(8)', 'AC-4', 'CM-7'],
      cisControlsV8: ['4.4', '13.4', '12.2', '9.2'],
    },
  },
];
