/** Writes a host's state as the exports that Windows tools of either language make of it. */
import { cp932, crlf, utf8, utf16le } from './encode.ts';
import type { Random } from './random.ts';
import type { HostState, RegValue } from './state.ts';
import { MACHINE_SID, SUBCATEGORIES } from './state.ts';

export type Locale = 'ja' | 'en';

export interface ExportOptions {
  readonly locale: Locale;
  /** Adds what real exports are full of and no check asks for: filler rules, services, policy settings. */
  readonly filler: {
    readonly draw: Random;
    readonly rules: number;
    readonly services: number;
    readonly values: number;
  } | null;
}

export type Files = Readonly<Record<string, Uint8Array>>;

const HIVES = { HKLM: 'HKEY_LOCAL_MACHINE', HKCU: 'HKEY_CURRENT_USER' } as const;

const escapeReg = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"');

function regLine(v: RegValue): string {
  const name = `"${escapeReg(v.name)}"`;
  if (typeof v.data === 'number') return `${name}=dword:${v.data.toString(16).padStart(8, '0')}`;
  if (typeof v.data === 'string') return `${name}="${escapeReg(v.data)}"`;
  const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join(',');
  if (v.data instanceof Uint8Array) return `${name}=hex:${hex(v.data)}`;
  return `${name}=hex(7):${hex(Buffer.from(`${(v.data ?? []).join('\0')}\0\0`, 'utf16le'))}`;
}

/** `reg export`: UTF-16LE with BOM, keys sorted, a blank line after every key. */
export function regExport(values: readonly RegValue[]): Uint8Array {
  const keys = new Map<string, string[]>();
  for (const v of values) {
    const key = `${HIVES[v.hive]}\\${v.key}`;
    const lines = keys.get(key) ?? [];
    if (v.data !== null) lines.push(regLine(v));
    keys.set(key, lines);
  }
  const blocks = [...keys].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const body = blocks.flatMap(([key, lines]) => [`[${key}]`, ...lines, '']);
  return utf16le(crlf(['Windows Registry Editor Version 5.00', '', ...body]));
}

function secedit(state: HostState): Uint8Array {
  const access = Object.entries(state.systemAccess).map(([k, v]) => `${k} = ${v}`);
  const events = [
    'SystemEvents',
    'LogonEvents',
    'ObjectAccess',
    'PrivilegeUse',
    'PolicyChange',
    'AccountManage',
    'ProcessTracking',
    'DSAccess',
    'AccountLogon',
  ];
  const rights = Object.entries(state.rights).map(([k, v]) => `${k} = ${v.join(',')}`);
  return utf16le(
    crlf([
      '[Unicode]',
      'Unicode=yes',
      '[System Access]',
      ...access,
      '[Event Audit]',
      ...events.map((e) => `Audit${e} = 0`),
      '[Registry Values]',
      'MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\ShutdownWithoutLogon=4,1',
      '[Privilege Rights]',
      ...rights,
      '[Version]',
      'signature="$CHICAGO$"',
      'Revision=1',
    ]),
  );
}

const AUDIT_WORDS = {
  ja: ['監査なし', '成功', '失敗', '成功および失敗'],
  en: ['No Auditing', 'Success', 'Failure', 'Success and Failure'],
} as const;

function auditpol(state: HostState, locale: Locale): Uint8Array {
  const header =
    locale === 'ja'
      ? 'コンピューター名,ポリシー ターゲット,サブカテゴリ,サブカテゴリの GUID,包含設定,除外設定,設定値'
      : 'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value';
  const rows = SUBCATEGORIES.map((s) => {
    const value = state.audit[s] ?? 0;
    const name = locale === 'ja' ? `サブカテゴリ ${s}` : `Subcategory ${s}`;
    return `${state.hostname},System,${name},{0CCE92${s}-69AE-11D9-BED3-505054503030},${AUDIT_WORDS[locale][value]},,${value}`;
  });
  const text = crlf(['', header, ...rows]);
  return locale === 'ja' ? cp932(text) : utf8(text);
}

/** Columns of a console: East Asian characters take two. */
const columns = (text: string): number => [...text].reduce((n, c) => n + (c.charCodeAt(0) > 0xff ? 2 : 1), 0);

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));

function shareRows(share: HostState['shares'][number]): string[] {
  if (columns(share.name) > 12) return [share.name, `${' '.repeat(13)}${pad(share.path, 32)}${share.remark}`];
  return [`${pad(share.name, 12)} ${pad(share.path, 32)}${share.remark}`];
}

function netShare(state: HostState, locale: Locale): Uint8Array {
  const ja = locale === 'ja';
  const text = crlf([
    '',
    ja
      ? '共有名       リソース                        注釈'
      : 'Share name   Resource                        Remark',
    '',
    '-'.repeat(79),
    ...state.shares.flatMap(shareRows),
    ja ? 'コマンドは正常に終了しました。' : 'The command completed successfully.',
    '',
  ]);
  return ja ? cp932(text) : utf8(text);
}

const localBranch = 'SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
const localRules = `${localBranch}\\FirewallRules`;
const policyRules = 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\FirewallRules';

function fillerRule(draw: Random): string {
  const port = 1024 + draw.below(60000);
  const profile = draw.pick(['Profile=Domain|', 'Profile=Private|Profile=Public|', '']);
  const app = `%SystemRoot%\\system32\\svc${draw.below(4000)}.exe`;
  return `v2.31|Action=Allow|Active=${draw.pick(['TRUE', 'FALSE'])}|Dir=${draw.pick(['In', 'Out'])}|Protocol=6|${profile}LPort=${port}|App=${app}|Svc=svc${draw.below(900)}|Name=@{Microsoft.Example_${draw.below(9999)}?ms-resource://App/Resources/Name}|EmbedCtxt=@FirewallAPI.dll,-${25000 + draw.below(9000)}|`;
}

/** The branch of the firewall's own store, and rules that no check asks for. */
function firewallReg(values: readonly RegValue[], o: ExportOptions): Uint8Array {
  const filler = o.filler;
  const extra = filler
    ? Array.from(
        { length: filler.rules },
        (_, i): RegValue => ({
          hive: 'HKLM',
          key: localRules,
          name: `{FILLER-${i}-${filler.draw.below(1e9)}}`,
          data: fillerRule(filler.draw),
        }),
      )
    : [];
  return regExport([
    ...values,
    { hive: 'HKLM', key: localRules, name: 'CoreNet-Marker', data: null },
    ...extra,
  ]);
}

const policyRulesOf = (state: HostState): RegValue[] =>
  Object.entries(state.firewallRules).map(([name, data]) => ({ hive: 'HKLM', key: policyRules, name, data }));

const json = (value: unknown): string => `${JSON.stringify(value, null, 4).replace(/\n/g, '\r\n')}\r\n`;

const groupMembers = (state: HostState): Uint8Array =>
  utf16le(
    json(
      state.administrators.map((sid) => ({
        Group: 'S-1-5-32-544',
        Name: sid.endsWith('-500')
          ? `${state.hostname}\\Administrator`
          : `EXAMPLE\\member-${sid.split('-').at(-1)}`,
        SID: { BinaryLength: 28, AccountDomainSid: sid.replace(/-\d+$/, ''), Value: sid },
        ObjectClass: /-(500|1105)$/.test(sid) ? 'User' : 'Group',
        PrincipalSource: sid.endsWith('-500') ? 1 : 2,
      })),
    ),
  );

const localUsers = (state: HostState): Uint8Array =>
  utf16le(
    json(
      state.users.map((u) => ({
        Name: u.name,
        SID: { BinaryLength: 28, AccountDomainSid: MACHINE_SID, Value: `${MACHINE_SID}-${u.rid}` },
        Enabled: u.enabled,
      })),
    ),
  );

function winhttp(state: HostState, locale: Locale): Uint8Array {
  const ja = locale === 'ja';
  const direct = ja
    ? ['    直接アクセス (プロキシ サーバーなし)。']
    : ['    Direct access (no proxy server).'];
  const named = ja
    ? [`    プロキシ サーバー:  ${state.winhttp}`, '    バイパス一覧     :  <local>']
    : [`    Proxy Server(s) :  ${state.winhttp}`, '    Bypass List     :  <local>'];
  const text = crlf([
    '',
    ja ? '現在の WinHTTP プロキシ設定:' : 'Current WinHTTP proxy settings:',
    '',
    ...(state.winhttp ? named : direct),
    '',
  ]);
  return ja ? cp932(text) : utf8(text);
}

function netstat(state: HostState, locale: Locale): Uint8Array {
  const ja = locale === 'ja';
  const rows = state.listeners.map((l) =>
    l.proto === 'tcp'
      ? `  TCP    ${pad(`0.0.0.0:${l.port}`, 22)} ${pad('0.0.0.0:0', 22)} LISTENING       ${l.pid}`
      : `  UDP    ${pad(`0.0.0.0:${l.port}`, 22)} ${pad('*:*', 22)}                 ${l.pid}`,
  );
  const text = crlf([
    '',
    ja ? 'アクティブな接続' : 'Active Connections',
    '',
    ja
      ? '  プロトコル  ローカル アドレス      外部アドレス           状態            PID'
      : '  Proto  Local Address          Foreign Address        State           PID',
    ...rows,
  ]);
  return ja ? cp932(text) : utf8(text);
}

function services(state: HostState, o: ExportOptions): Uint8Array {
  const filler = o.filler;
  const extra = Array.from({ length: filler?.services ?? 0 }, (_, i) => ({
    name: `Svc${i}`,
    display: o.locale === 'ja' ? `サービス ${i} の既定のホスト` : `Default host of service ${i}`,
    state: 4,
    start: 3,
  }));
  const states: Readonly<Record<number, string>> = { 1: 'Stopped', 4: 'Running' };
  const modes: Readonly<Record<number, string>> = { 2: 'Auto', 3: 'Manual', 4: 'Disabled' };
  return utf16le(
    json(
      [...state.services, ...extra].map((s) => ({
        Name: s.name,
        DisplayName: s.display,
        State: states[s.state],
        StartMode: modes[s.start],
      })),
    ),
  );
}

function tasks(state: HostState, locale: Locale): Uint8Array {
  const ja = locale === 'ja';
  const header = ja ? '"タスク名","次回の実行時刻","状態"' : '"TaskName","Next Run Time","Status"';
  const rows = state.tasks.map((t) => `"${t}","N/A","${ja ? '準備完了' : 'Ready'}"`);
  const text = crlf([header, ...rows]);
  return ja ? cp932(text) : utf8(text);
}

function fillerValues(o: ExportOptions): RegValue[] {
  const filler = o.filler;
  if (!filler) return [];
  return Array.from(
    { length: filler.values },
    (_, i): RegValue => ({
      hive: 'HKLM',
      key: `SOFTWARE\\Policies\\Microsoft\\Office\\16.0\\Area${i % 97}`,
      name: `Setting${i}`,
      data: filler.draw.below(2) === 0 ? filler.draw.below(100000) : `value ${filler.draw.below(1e9)}`,
    }),
  );
}

/** Twelve files, by their paths below the host's folder. */
export function exportFiles(state: HostState, o: ExportOptions): Files {
  const machine = state.registry.filter((v) => v.hive === 'HKLM');
  const isFirewall = (v: RegValue): boolean => v.key.startsWith(localBranch);
  const isSystem = (v: RegValue): boolean => v.key.toLowerCase().startsWith('system\\') && !isFirewall(v);
  const isSoftware = (v: RegValue): boolean => !isSystem(v) && !isFirewall(v);
  return {
    'registry/system.reg': regExport(machine.filter(isSystem)),
    'registry/software.reg': regExport([
      ...machine.filter(isSoftware),
      ...policyRulesOf(state),
      ...fillerValues(o),
    ]),
    'registry/user.reg': regExport(state.registry.filter((v) => v.hive === 'HKCU')),
    'registry/firewall-rules.reg': firewallReg(machine.filter(isFirewall), o),
    'secpol.inf': secedit(state),
    'auditpol.csv': auditpol(state, o.locale),
    'net-share.txt': netShare(state, o.locale),
    'administrators.json': groupMembers(state),
    ...(state.users.length > 0 ? { 'users.json': localUsers(state) } : {}),
    'winhttp.txt': winhttp(state, o.locale),
    'netstat.txt': netstat(state, o.locale),
    'services.json': services(state, o),
    'tasks.csv': tasks(state, o.locale),
  };
}
