/** Tells security templates from other INF-like texts, and exports of a host from templates, by content only. */

const HEADERS = /^[ \t]*\[([^\]\r\n]+)\][ \t]*$/gm;

const OWN_SECTION =
  /^(unicode|system access|event audit|registry values|privilege rights|group membership|service general setting)$/;

const sectionNames = (text: string): string[] =>
  [...text.matchAll(HEADERS)].map((m) => (m[1] ?? '').trim().toLowerCase());

/** Whether a text begins like an INF and has a section that only security templates have. */
export function isInf(text: string): boolean {
  if (!/^[\s\ufeff]*[[;]/.test(text.slice(0, 256))) return false;
  return sectionNames(text.slice(0, 1 << 16)).some((name) => OWN_SECTION.test(name));
}

/** [System Access] names that the security editor never writes into a template together. */
const OF_EXPORT: readonly string[] = [
  'NewAdministratorName',
  'NewGuestName',
  'EnableAdminAccount',
  'EnableGuestAccount',
  'LSAAnonymousNameLookup',
  'AuditSystemEvents',
  'AuditLogonEvents',
  'AuditObjectAccess',
  'AuditPrivilegeUse',
  'AuditPolicyChange',
  'AuditAccountManage',
  'AuditProcessTracking',
  'AuditDSAccess',
  'AuditAccountLogon',
];

const sets = (text: string, name: string): boolean => new RegExp(`^[ \\t]*${name}[ \\t]*=`, 'im').test(text);

/**
 * Whether a text is `secedit /export`: all of the above and user rights, and nothing after [Version]. A template made by
 * editing an export and leaving all of it cannot be told apart; one that leaves out any part is taken for a template.
 */
export function isExport(text: string): boolean {
  if (!OF_EXPORT.every((name) => sets(text, name))) return false;
  const names = sectionNames(text);
  const version = names.indexOf('version');
  return names.includes('privilege rights') && (version < 0 || version === names.length - 1);
}
