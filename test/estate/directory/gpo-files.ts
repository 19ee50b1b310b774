/** The folder of a GPO in SYSVOL, and what its container says of it ([MS-GPOL] 2.2.4, 2.2.5; [MS-GPSB], [MS-GPAC], [MS-GPPREF]). */
import { crlf, utf8, utf16le } from '../encode.ts';
import { registryPol } from './registry-pol.ts';
import type { GpoSpec, HalfSpec, SecurityTemplate, Versions } from './spec.ts';

type Half = 'Machine' | 'User';

/** Client-side extension and the tool that edits it, as the attributes of a GPO list them. */
const REGISTRY = '[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]';
const USER_REGISTRY = '[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F73-3407-48AE-BA88-E8213C6761F1}]';
const SECURITY = '[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]';
const AUDIT = '[{F3CCC681-B74C-4060-9F26-CD84525DCA2A}{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}]';

/** Of Preferences, by folder: extension and tool. */
const PREFERENCES: Readonly<Record<string, readonly [extension: string, tool: string]>> = {
  Groups: ['{17D89FEC-5C44-4972-B12D-241CAEF74509}', '{79F92669-4224-476C-9C5C-6EFB4D87DF4A}'],
  Registry: ['{B087BE9D-ED37-454F-AF9C-04291E351182}', '{BEE07A6A-EC9F-4659-B8C9-0B1937907C83}'],
  Services: ['{91FBB303-0CD5-4055-BF42-E512A681B325}', '{CC5746A9-9B74-4BE5-AE2E-64379C86E0E4}'],
  ScheduledTasks: ['{AADCED64-746C-4633-A97C-D61349046527}', '{CAB54552-DEEA-4691-817E-ED4A4D1AFC72}'],
};

const NO_EXTENSION = '{00000000-0000-0000-0000-000000000000}';

function preferenceExtensions(half: HalfSpec): readonly string[] {
  const folders = [...new Set(Object.keys(half.preferences ?? {}).map((path) => path.split('/')[0] ?? ''))];
  const known = folders.flatMap((folder) => {
    const pair = PREFERENCES[folder];
    return pair ? [pair] : [];
  });
  if (known.length === 0) return [];
  const tools = known.map(([, tool]) => tool).sort();
  return [`[${NO_EXTENSION}${tools.join('')}]`, ...known.map(([extension, tool]) => `[${extension}${tool}]`)];
}

/** gPCMachineExtensionNames or gPCUserExtensionNames; '' where the half holds nothing. */
export function extensionNames(half: HalfSpec | undefined, which: Half): string {
  if (!half) return '';
  const all = [
    ...(half.registry ? [which === 'User' ? USER_REGISTRY : REGISTRY] : []),
    ...(half.security ? [SECURITY] : []),
    ...(half.audit ? [AUDIT] : []),
    ...preferenceExtensions(half),
  ];
  return all.sort().join('');
}

const VERSION = ['[Version]', 'signature="$CHICAGO$"', 'Revision=1'];

/** GptTmpl.inf: UTF-16LE with BOM. */
export const securityTemplate = (sections: SecurityTemplate): Uint8Array =>
  utf16le(
    crlf([
      '[Unicode]',
      'Unicode=yes',
      ...VERSION,
      ...Object.entries(sections).flatMap(([name, lines]) => [`[${name}]`, ...lines]),
    ]),
  );

const AUDIT_WORDS = ['No Auditing', 'Success', 'Failure', 'Success and Failure'];

/** audit.csv ([MS-GPAC] 2.2.1): bytes without a mark. */
export function auditCsv(settings: Readonly<Record<string, number>>): Uint8Array {
  const rows = Object.entries(settings).map(
    ([tail, value]) =>
      `,System,Audit ${tail},{0CCE92${tail}-69AE-11D9-BED3-505054503030},${AUDIT_WORDS[value]},,${value}`,
  );
  const head =
    'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value';
  return utf8(crlf([head, ...rows]));
}

/** The two halves of a version in one number: the user's in the upper 16 bits ([MS-GPOL] 2.2.2). */
export const versionNumber = ({ machine, user }: Versions): number => user * 65_536 + machine;

/** Each half that holds something was saved twice. */
const SAVED = 2;

export const versionOf = (gpo: GpoSpec): Versions =>
  gpo.version ?? { machine: gpo.machine ? SAVED : 0, user: gpo.user ? SAVED : 0 };

const gptIni = (version: Versions): Uint8Array =>
  utf8(crlf(['[General]', `Version=${versionNumber(version)}`, 'displayName=New Group Policy Object']));

function halfFiles(half: HalfSpec | undefined, folder: Half): readonly (readonly [string, Uint8Array])[] {
  if (!half) return [];
  const { registry, security, audit, preferences = {} } = half;
  const of = (path: string, bytes: Uint8Array): readonly [string, Uint8Array] => [`${folder}/${path}`, bytes];
  return [
    ...(registry ? [of('Registry.pol', registryPol(registry))] : []),
    ...(security ? [of('Microsoft/Windows NT/SecEdit/GptTmpl.inf', securityTemplate(security))] : []),
    ...(audit ? [of('Microsoft/Windows NT/Audit/audit.csv', auditCsv(audit))] : []),
    ...Object.entries(preferences).map(([path, text]) => of(`Preferences/${path}`, utf8(text))),
  ];
}

/** Paths below the folder of the GPO; null: it has no folder. */
export function gpoFiles(gpo: GpoSpec): ReadonlyMap<string, Uint8Array> | null {
  if (gpo.noFolder) return null;
  return new Map([
    ['GPT.INI', gptIni(gpo.sysvolVersion ?? versionOf(gpo))],
    ...halfFiles(gpo.machine, 'Machine'),
    ...halfFiles(gpo.user, 'User'),
  ]);
}
