/** What a first site file asks its reader, in both languages. */
import type { Bilingual } from '../model/text.ts';

export const QUESTIONS = {
  file: {
    ja: 'uchibori のサイト ファイル。先頭が # の行は効かない。当てはまるものの # を外して書き換える',
    en: 'Site file of uchibori. Lines that start with # do not count: uncomment what is true and change it',
  },
  segments: {
    ja: 'セグメント: ネットワークの役割は証拠から分からない。role は internet, dmz, proxy, server, user, admin, decoy, unused, other。違う役割どうしは重ねない',
    en: 'Segments: evidence does not tell what a network is for. role is internet, dmz, proxy, server, user, admin, decoy, unused or other; different roles must not overlap',
  },
  assets: {
    ja: 'ホストと機器: role は証拠からの推定なので確かめる。フォルダー名がホスト名と違うときは folder を足す',
    en: 'Hosts and devices: each role is inferred from the evidence, so check it. Add folder where the folder does not bear the host name',
  },
  noHost: {
    ja: '証拠から役割の分かるホストはない',
    en: 'the evidence tells the role of no host',
  },
  clientRole: {
    ja: '管理作業に使う端末なら admin-workstation',
    en: 'admin-workstation if it is used to administer others',
  },
  serverRole: {
    ja: 'file-server, distribution-server などかもしれない',
    en: 'it may be a file-server, distribution-server…',
  },
  firewallRole: {
    ja: 'インターネットとの境界に立つなら perimeter-fw',
    en: 'perimeter-fw if it stands at the boundary to the Internet',
  },
  paths: {
    ja: 'セグメントの間の経路と、そこに立つファイアウォール (from の側から順に)。宣言のない組は判定できない。間に何もなければ through: []',
    en: 'Ways between segments and the firewalls on them, from the side of `from` on. A pair without one cannot be judged; through: [] where nothing stands between',
  },
  flows: {
    ja: '通信表: 許すつもりの通信。手引きの表 (p. 74)',
    en: "The matrix: flows that are meant to pass (the guide's table, p. 74)",
  },
  unknownRole: {
    ja: '役割が証拠から分からない。書くまで、この対象は何も判定できない',
    en: 'the evidence does not tell its role; until it is declared nothing of it can be decided',
  },
  os: {
    ja: '証拠に OS の版がないときだけ書く',
    en: 'only where the evidence does not show the version of the OS',
  },
  aliases: {
    ja: '端末が使う別名やアドレス',
    en: 'other names and addresses by which endpoints call it',
  },
  proxies: {
    ja: '端末や PAC が次をプロキシとして使っている。自組織のプロキシだけ # を外す (不正な設定かもしれない)',
    en: 'Endpoints or PAC files use these as proxies. Uncomment only those that are yours: a setting may be malicious',
  },
  internalDomains: {
    ja: '社内だけのドメイン。その下のホストはすべて自組織のものとみなす (PAC やプロキシ除外の判定に使う)',
    en: 'In-house domains: every host below them is your own (used to judge PAC files and proxy bypass lists)',
  },
  updateServers: {
    ja: '更新サーバー (WSUS など)。自組織のものだけ書く',
    en: 'Update servers (WSUS and the like); only those that are yours',
  },
  pacFiles: {
    ja: '社内の PAC: 端末が読む URL と、その内容を持つ証拠ファイル',
    en: 'In-house PAC files: the URL that endpoints load and the evidence file that holds its text',
  },
  trapAccounts: {
    ja: 'トラップ アカウントはあるか。証拠にあるローカル アカウントを候補として挙げる',
    en: 'Is any of these a trap account? The local accounts seen are listed as candidates',
  },
  adminAccounts: {
    ja: '管理者アカウントはどれか。書いたもの以外は管理者と認めない',
    en: 'Which accounts are administrators? Nobody but those written here is taken for one',
  },
  absentRoles: {
    ja: '組織に存在しない役割 (書けば対象外になる)',
    en: 'Roles you do not have (their controls are then not applicable)',
  },
  remoteMaintenance: {
    ja: '外部からの遠隔保守: absent か present',
    en: 'Remote maintenance from outside: absent or present',
  },
  hours: {
    ja: '業務時間と休業日',
    en: 'Business hours and holidays',
  },
  connect: {
    ja: 'プロキシの CONNECT で 443 のほかに認めるポート',
    en: 'Ports beside 443 that CONNECT through the proxy may reach',
  },
  records: {
    ja: '点検・試験の記録。type は fw-deny-review, fw-rule-review, proxy-auth-review, proxy-deny-review, account-review, admin-account-review, domadmin-reconciliation, cutoff-test, trap-test',
    en: 'Records of reviews and tests. type is fw-deny-review, fw-rule-review, proxy-auth-review, proxy-deny-review, account-review, admin-account-review, domadmin-reconciliation, cutoff-test or trap-test',
  },
  exceptions: {
    ja: '受け入れた逸脱。理由・責任者・期限が要る。代わりの手段で満たすものは compensations に同じ形で書く',
    en: 'Accepted deviations, each with a reason, an owner and an end. What is met by other means goes into compensations, in the same form',
  },
  parameters: {
    ja: '組織が決める数値',
    en: 'Numbers that you decide',
  },
} as const satisfies Record<string, Bilingual>;
