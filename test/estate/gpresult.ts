/** Writes `gpresult /x` of an invented host: what its policy intends, whatever the host holds. */
import { utf16le } from './encode.ts';

export interface Intent {
  readonly gpo: string;
  /** Registry value below MACHINE to its number or string. */
  readonly options: Readonly<Record<string, number | string>>;
}

export const ENDPOINT_POLICY_ID = '{3B1F4A52-7B1D-4E0B-9C55-0A1B2C3D4E60}';
const TYPES = 'xmlns="http://www.microsoft.com/GroupPolicy/Types"';
const BASE = 'xmlns="http://www.microsoft.com/GroupPolicy/Settings/Base"';

export interface AppliedGpo {
  readonly name: string;
  readonly id: string;
  /** Of the half of computers, the same in the directory and in SYSVOL. */
  readonly version: number;
}

const gpoLines = ({ name, id, version }: AppliedGpo): string[] => [
  '    <GPO>',
  `      <Name>${name}</Name>`,
  '      <Path>',
  `        <Identifier ${TYPES}>${id}</Identifier>`,
  `        <Domain ${TYPES}>example.test</Domain>`,
  '      </Path>',
  `      <VersionDirectory>${version}</VersionDirectory>`,
  `      <VersionSysvol>${version}</VersionSysvol>`,
  '      <Enabled>true</Enabled>',
  '      <IsValid>true</IsValid>',
  '      <FilterAllowed>true</FilterAllowed>',
  '      <AccessDenied>false</AccessDenied>',
  '    </GPO>',
];

const statusLines = (name: string, guid: string): string[] => [
  '    <ExtensionStatus>',
  `      <Name>${name}</Name>`,
  `      <Identifier>${guid}</Identifier>`,
  '      <BeginTime>2026-10-19T08:31:02</BeginTime>',
  '      <EndTime>2026-10-19T08:31:03</EndTime>',
  '      <LoggingStatus>Complete</LoggingStatus>',
  '      <Error>0</Error>',
  '    </ExtensionStatus>',
];

const optionLines = ([path, value]: [string, number | string]): string[] => [
  '        <q1:SecurityOptions>',
  `          <GPO ${BASE}>`,
  `            <Identifier ${TYPES}>${ENDPOINT_POLICY_ID}</Identifier>`,
  `            <Domain ${TYPES}>example.test</Domain>`,
  '          </GPO>',
  `          <Precedence ${BASE}>1</Precedence>`,
  `          <q1:KeyName>MACHINE\\${path}</q1:KeyName>`,
  typeof value === 'number'
    ? `          <q1:SettingNumber>${value}</q1:SettingNumber>`
    : `          <q1:SettingString>${value}</q1:SettingString>`,
  '        </q1:SecurityOptions>',
];

/** `others`: GPOs that applied besides; what they set is left out, as a report may leave it out. */
export function gpresult(hostname: string, intent: Intent, others: readonly AppliedGpo[] = []): Uint8Array {
  const lines = [
    '<?xml version="1.0" encoding="utf-16"?>',
    '<Rsop xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://www.microsoft.com/GroupPolicy/Rsop">',
    '  <ReadTime>2026-10-19T08:35:41.2203117Z</ReadTime>',
    '  <DataType>LoggedData</DataType>',
    '  <ComputerResults>',
    '    <Version>2228228</Version>',
    `    <Name>EXAMPLE\\${hostname}$</Name>`,
    '    <Domain>example.test</Domain>',
    ...statusLines('Group Policy Infrastructure', '{00000000-0000-0000-0000-000000000000}'),
    ...statusLines('Security', '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}'),
    ...[{ name: intent.gpo, id: ENDPOINT_POLICY_ID, version: 3 }, ...others].flatMap(gpoLines),
    '    <ExtensionData>',
    '      <Extension xmlns:q1="http://www.microsoft.com/GroupPolicy/Settings/Security" xsi:type="q1:SecuritySettings" xmlns="http://www.microsoft.com/GroupPolicy/Settings">',
    ...Object.entries(intent.options).flatMap(optionLines),
    '      </Extension>',
    '      <Name xmlns="http://www.microsoft.com/GroupPolicy/Settings">Security</Name>',
    '    </ExtensionData>',
    '  </ComputerResults>',
    '</Rsop>',
  ];
  return utf16le(lines.map((l) => `${l}\r\n`).join(''));
}

/** What the invented company's endpoint policy says. */
export const ENDPOINT_INTENT: Intent = {
  gpo: '端末強化',
  options: {
    'System\\CurrentControlSet\\Control\\Lsa\\DisableDomainCreds': 1,
    'System\\CurrentControlSet\\Control\\Lsa\\LmCompatibilityLevel': 5,
    'Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\CachedLogonsCount': '2',
    'Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\EnableLUA': 1,
  },
};
