/** The site file's shape. One source: the reader and schemas/site.schema.json are both made from it. */
import * as z from 'zod/mini';
import { EVIDENCE_KINDS } from '../model/evidence.ts';
import {
  BROWSERS,
  DAYS,
  DEFAULT_PARAMETERS,
  EMPTY_SITE,
  RECORD_TYPES,
  SEGMENT_ROLES,
  type Site,
} from '../model/site.ts';
import { ASSET_ROLES } from '../model/target.ts';
import * as value from './site-values.ts';

/** What an editor shows beside a key: Japanese, then English. */
const about = (ja: string, en: string) => z.describe(`${ja}\n\n${en}`);

/** A text under a judge; the fault travels in `params`, in both languages. */
const text = (judge: value.Judge, facets: Readonly<Record<string, unknown>> = {}) =>
  z.string().check(
    z.superRefine((input, context) => {
      const fault = judge(input);
      if (fault) context.addIssue({ code: 'custom', params: { fault } });
    }),
    z.meta({ minLength: 1, ...facets }),
  );

/** A key that is there without a value counts as not given. */
const orElse = <S extends z.ZodMiniType>(schema: S, fallback: z.output<S>) =>
  z._default(
    z.pipe(
      z.nullable(schema),
      z.transform((input) => input ?? fallback),
    ),
    fallback as never,
  );

const list = <S extends z.ZodMiniType>(item: S) => orElse(z.array(item), []);

const whole = (from: number, to: number) => z.int().check(z.minimum(from), z.maximum(to));

const name = text(value.label);
const prose = text(value.spoken);
const day = text(value.date, { format: 'date' });
const until = text(value.expiry).check(
  about(
    '期限。2026-12-31 (日本時間のその日の終わり) または時差つきの時刻',
    'End of validity: 2026-12-31 (the end of that day in Japan) or an instant with its zone',
  ),
);
const port = whole(1, 65535);
const service = text(value.service);

const segment = z.strictObject({
  name: name.check(about('セグメント名', 'Name of the segment')),
  role: z
    .enum(SEGMENT_ROLES)
    .check(
      about(
        '役割。unused は使っていないアドレス、decoy はおとり',
        'Role; unused is for addresses nobody uses, decoy for traps',
      ),
    ),
  cidrs: z
    .array(text(value.cidr))
    .check(
      about(
        'ネットワーク。例: 10.1.0.0/16。internet では空でよい',
        'Networks, e.g. 10.1.0.0/16; may be empty for internet',
      ),
    ),
});

const asset = z.strictObject({
  hostname: name.check(
    about('ホスト名。証拠フォルダーの名前と照合する', 'Host name; matched with the evidence folder'),
  ),
  role: z.enum(ASSET_ROLES).check(about('役割', 'Role')),
  os: z.exactOptional(
    name.check(
      about(
        '製品名。証拠に OS の版がないときだけ使う。例: Windows 11 Enterprise 23H2',
        'Product name, used only where the evidence does not say, e.g. Windows 11 Enterprise 23H2',
      ),
    ),
  ),
  segment: z.exactOptional(name.check(about('属するセグメントの名前', 'Name of its segment'))),
  folder: z.exactOptional(
    name.check(
      about('ホスト名と違うときの証拠フォルダー', 'Evidence folder, when it does not bear the host name'),
    ),
  ),
  aliases: z.exactOptional(
    z
      .array(name)
      .check(
        about(
          'プロキシ: 端末が使う別名や IP アドレス。サーバー: IP アドレス',
          'For a proxy: other names and addresses by which endpoints call it; for a server: its addresses',
        ),
      ),
  ),
  ports: z.exactOptional(
    z.array(port).check(about('プロキシ: 待ち受けポート', 'For a proxy: ports it listens on')),
  ),
  squidVersion: z.exactOptional(
    text(value.squidRelease, { pattern: '^[3-7](\\.[0-9]+)*$' }).check(
      about(
        'プロキシ: 動いている Squid の版。引用符で囲み "5.7" のように書く',
        'For a proxy: the release of Squid it runs, in quotes, e.g. "5.7"',
      ),
    ),
  ),
  browsers: z.exactOptional(
    z
      .array(z.enum(BROWSERS))
      .check(
        about('入っているブラウザー (証拠にないとき)', 'Browsers installed, where no evidence shows them'),
      ),
  ),
  listeners: z.exactOptional(
    z
      .array(text(value.listener, { pattern: '^(tcp|udp)/[1-9][0-9]{0,4}$' }))
      .check(about('開いていてよいポート。例: tcp/445', 'Ports expected to listen, e.g. tcp/445')),
  ),
  interfaces: z.exactOptional(
    z
      .record(name, z.array(name).check(z.minLength(1)))
      .check(
        about(
          'ファイアウォール: セグメントの名前 (または役割) と、そこへ通じるインターフェイスかゾーン。書かなければ機器のアドレスと経路から求める',
          'For a firewall: segments by name (or role) and the interfaces or zones that lead there; without it the addresses and routes of the device tell',
        ),
      ),
  ),
  mgmtPorts: z.exactOptional(
    z
      .array(service)
      .check(
        about(
          'サーバー: 管理用のサービス。例: tcp/8443',
          'For a server: services by which it is administered, e.g. tcp/8443',
        ),
      ),
  ),
});

const ends = (ja: string, en: string) => z.array(name).check(z.minLength(1), about(ja, en));
const from = ends(
  '送信元のセグメントの名前、または役割',
  'Segments that packets start from, by name or role',
);
const to = ends('宛先のセグメントの名前、または役割', 'Segments that packets go to, by name or role');

const path = z.strictObject({
  from,
  to,
  through: z
    .array(name)
    .check(
      about(
        '間にあるファイアウォールを from の側から順に。VDOM などは FW01/vdom。間に何もなければ []',
        'Firewalls between, from the side of `from` on; FW01/vdom for one VDOM of several; [] where nothing stands between',
      ),
    ),
  oneWay: z
    ._default(z.boolean(), false)
    .check(about('逆向きは別の経路か、経路がない', 'The other direction takes another way, or none')),
});

const flow = z.strictObject({
  from,
  to,
  services: z
    .array(service)
    .check(
      z.minLength(1),
      about(
        '許すサービス。例: tcp/443, udp/53, icmp, any',
        'Services meant to pass, e.g. tcp/443, udp/53, icmp, any',
      ),
    ),
  reason: z.exactOptional(prose.check(about('理由', 'Reason'))),
});

const deviation = z.strictObject({
  control: name.check(about('対策または検査の ID。例: E-7b', 'Id of the control or check, e.g. E-7b')),
  target: name.check(about('ホスト名。すべてなら "*"', 'Host name, or "*" for all')),
  reason: prose.check(about('理由', 'Reason')),
  owner: name.check(about('責任者', 'Who answers for it')),
  approver: z.exactOptional(name.check(about('承認者', 'Who approved it'))),
  ticket: z.exactOptional(name.check(about('申請番号', 'Ticket number'))),
  expires: until,
});

const record = z.strictObject({
  type: z.enum(RECORD_TYPES).check(about('点検や試験の種類', 'Kind of review or test')),
  date: day.check(about('実施日', 'Day it was done')),
  reviewer: name.check(about('実施者', 'Who did it')),
  note: z.exactOptional(prose.check(about('備考', 'Note'))),
  open: z.exactOptional(
    whole(0, 1_000_000).check(about('未解決の指摘の数', 'Findings of that review still open')),
  ),
});

const recordAges = z.strictObject(
  Object.fromEntries(RECORD_TYPES.map((type) => [type, z.exactOptional(whole(1, 3660))])),
);

const parameters = z.strictObject({
  cachedLogonsMax: z
    ._default(whole(0, 50), DEFAULT_PARAMETERS.cachedLogonsMax)
    .check(about('端末で許すキャッシュ ログオン数の上限', 'Highest CachedLogonsCount accepted on endpoints')),
  securityLogMinKb: z
    ._default(whole(64, 4_294_967_295), DEFAULT_PARAMETERS.securityLogMinKb)
    .check(about('Security ログの最小サイズ (KB)', 'Smallest Security log, KB')),
  minimumPasswordLength: z
    ._default(whole(0, 128), DEFAULT_PARAMETERS.minimumPasswordLength)
    .check(about('パスワードの最小文字数', 'Minimum password length')),
  staleAccountDays: z
    ._default(whole(1, 3660), DEFAULT_PARAMETERS.staleAccountDays)
    .check(
      about(
        'ログオンがないアカウントを不要とみなす日数',
        'Days without a logon after which an account is unused',
      ),
    ),
  domainAdministratorsMax: z
    ._default(whole(1, 1000), DEFAULT_PARAMETERS.domainAdministratorsMax)
    .check(
      about(
        'ドメインを管理するグループの構成員の上限',
        'Most members of the groups that administer a domain',
      ),
    ),
  recordMaxAgeDays: z
    .pipe(
      orElse(recordAges, {}),
      z.transform((given) => ({ ...DEFAULT_PARAMETERS.recordMaxAgeDays, ...given })),
    )
    .check(about('記録の種類ごとの最大間隔 (日)', 'Longest interval between two records of a type, days')),
});

const hours = z.strictObject({
  start: text(value.clock, { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
  end: text(value.clock, { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
  days: z.array(z.enum(DAYS)),
});

const extraPort = z.strictObject({
  port,
  dst: name.check(
    about('宛先。例: .example.com, 203.0.113.0/24', 'Destination, e.g. .example.com, 203.0.113.0/24'),
  ),
  owner: name.check(about('責任者', 'Who answers for it')),
  expires: until,
});

const connect = z.strictObject({
  allow80: z
    ._default(z.boolean(), false)
    .check(about('CONNECT でポート 80 を認めるか', 'Whether CONNECT to port 80 is accepted')),
  extraPorts: list(extraPort).check(about('443 のほかに認めるポート', 'Ports accepted beside 443')),
});

const pacFile = z.strictObject({
  url: text(value.webAddress).check(about('端末が読む PAC の URL', 'URL of the PAC that endpoints load')),
  file: name.check(about('その内容を持つ証拠ファイル', 'Evidence file that holds its text')),
});

const trapAccount = z.strictObject({
  name: name.check(about('アカウント名', 'Account name')),
  sid: z.exactOptional(text(value.sid)),
  scope: z.enum(['local', 'domain']).check(about('ローカルかドメインか', 'Local or domain account')),
});

const adminAccount = z.strictObject({
  name: name.check(about('アカウント名', 'Account name')),
  sid: z.exactOptional(text(value.sid)),
});

/** Everything the operator may declare. Its output is a Site (checked where it is read). */
export const siteSchema = z
  .strictObject({
    name: z
      ._default(name, EMPTY_SITE.name)
      .check(about('組織または拠点の名前', 'Name of the organisation or site')),
    segments: list(segment).check(
      about(
        'ネットワーク セグメント。重なりは不可 (internet を除く)',
        'Network segments; they do not overlap (save internet)',
      ),
    ),
    assets: list(asset).check(about('ホストと機器', 'Hosts and devices')),
    paths: list(path).check(
      about(
        'セグメントの間の経路と、そこに立つファイアウォール。書かれていない組は判定できない',
        'Ways between segments and the firewalls on them; a pair without one cannot be judged',
      ),
    ),
    flows: orElse(z.nullable(z.array(flow)), null).check(
      about(
        '通信表: 許すつもりの通信 (手引き p. 74 の表)',
        'The matrix: flows meant to pass between segments (guide p. 74)',
      ),
    ),
    absentRoles: list(z.enum(ASSET_ROLES)).check(
      about('この組織に存在しない役割', 'Roles this organisation does not have'),
    ),
    businessHours: z.exactOptional(
      hours.check(
        about(
          '業務時間。終了が開始より前なら翌朝',
          'Business hours; an end before the start is the next morning',
        ),
      ),
    ),
    holidays: list(day).check(about('休業日', 'Holidays')),
    connect: orElse(connect, { allow80: false, extraPorts: [] }).check(
      about('プロキシの CONNECT で認めるもの', 'What CONNECT through the proxy may reach'),
    ),
    pacFiles: list(pacFile).check(about('社内の PAC ファイル', 'In-house PAC files')),
    internalDomains: list(name).check(
      about(
        '社内だけのドメイン (その下のホストはすべて自組織のもの)',
        'In-house DNS domains; every host below them is your own',
      ),
    ),
    updateServers: list(name).check(
      about(
        '更新サーバー (WSUS など) の名前または URL',
        'Update servers (WSUS and the like), by name or URL',
      ),
    ),
    trapAccounts: list(trapAccount).check(about('トラップ アカウント', 'Trap accounts')),
    adminAccounts: list(adminAccount).check(
      about('管理者アカウント (これ以外は管理者でない)', 'Administrator accounts (nobody else is one)'),
    ),
    records: list(record).check(about('点検・試験の記録', 'Records of reviews and tests')),
    exceptions: list(deviation).check(
      about('受け入れた逸脱 (期限つき)', 'Accepted deviations, each with an end'),
    ),
    compensations: list(deviation).check(
      about('代わりの手段で満たしている対策 (期限つき)', 'Controls met by other means, each with an end'),
    ),
    remoteMaintenance: z
      ._default(z.enum(['absent', 'present', 'undeclared']), EMPTY_SITE.remoteMaintenance)
      .check(about('外部からの遠隔保守の有無', 'Whether there is remote maintenance from outside')),
    ipv6: z
      ._default(z.enum(['absent', 'undeclared']), EMPTY_SITE.ipv6)
      .check(
        about(
          'absent: どのセグメントでも IPv6 を運んでいない (経路も端末のアドレスもない)。書かなければ IPv6 も問う',
          'absent: no segment carries IPv6 (neither routes nor addresses); otherwise IPv6 is asked about too',
        ),
      ),
    parameters: orElse(parameters, DEFAULT_PARAMETERS).check(
      about('指針が組織に任せている数値', 'Numbers that the guide leaves to the organisation'),
    ),
    notCollected: list(z.enum(EVIDENCE_KINDS)).check(
      about(
        'ここでは採れない証拠の種類 (判定は変わらない)',
        'Kinds of evidence that cannot exist here (no verdict changes)',
      ),
    ),
  })
  .check(z.meta({ title: 'uchibori.yaml' }), about('uchibori のサイト ファイル', 'Site file of uchibori'));

/** Fails to compile where the schema and the model part. */
export const asSite = (output: z.output<typeof siteSchema>): Site => output;
