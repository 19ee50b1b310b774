/** Security identifiers of the names that Windows does not translate, in Japanese or in English. */

/** Groups that every Windows has (BUILTIN, S-1-5-32-*). Japanese Windows shows the same names. */
const GROUPS: ReadonlyMap<string, string> = new Map([
  ['administrators', 'S-1-5-32-544'],
  ['users', 'S-1-5-32-545'],
  ['guests', 'S-1-5-32-546'],
  ['power users', 'S-1-5-32-547'],
  ['account operators', 'S-1-5-32-548'],
  ['server operators', 'S-1-5-32-549'],
  ['print operators', 'S-1-5-32-550'],
  ['backup operators', 'S-1-5-32-551'],
  ['remote desktop users', 'S-1-5-32-555'],
  ['network configuration operators', 'S-1-5-32-556'],
  ['distributed com users', 'S-1-5-32-562'],
  ['event log readers', 'S-1-5-32-573'],
  ['hyper-v administrators', 'S-1-5-32-578'],
  ['remote management users', 'S-1-5-32-580'],
]);

/** Names that no account may take: Everyone, and those of NT AUTHORITY. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['everyone', 'S-1-1-0'],
  ['nt authority\\network', 'S-1-5-2'],
  ['nt authority\\interactive', 'S-1-5-4'],
  ['nt authority\\service', 'S-1-5-6'],
  ['nt authority\\anonymous logon', 'S-1-5-7'],
  ['nt authority\\authenticated users', 'S-1-5-11'],
  ['nt authority\\iusr', 'S-1-5-17'],
  ['nt authority\\system', 'S-1-5-18'],
  ['nt authority\\local service', 'S-1-5-19'],
  ['nt authority\\network service', 'S-1-5-20'],
  ['nt authority\\local account', 'S-1-5-113'],
]);

/** Upper case SID, or null where the text is none. */
export const sidIn = (text: string): string | null =>
  /^S-1-\d{1,15}(?:-\d{1,10}){1,15}$/i.test(text) ? text.toUpperCase() : null;

/** `BUILTIN\Administrators` or `Administrators`. */
export const groupSid = (name: string): string | null =>
  GROUPS.get(name.toLowerCase().replace(/^builtin\\/, '')) ?? null;

/** A member shown as a SID is one whose account is gone. */
export const memberSid = (name: string): string | null =>
  sidIn(name) ?? MEMBERS.get(name.toLowerCase()) ?? null;
