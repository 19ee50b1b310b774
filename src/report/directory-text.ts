/** A directory as `inspect` shows it: how much of each kind there is, then a line or two for each object. */
import { hides } from '../facts/directory/hidden.ts';
import type {
  Account,
  DirectoryObject,
  DirectorySection,
  GpoContainer,
  Group,
  PasswordRules,
  SearchState,
  Som,
} from '../facts/directory/model.ts';

export interface DirectoryLine {
  readonly line: number;
  readonly text: string;
}

const MAX_NAMED = 8;

const some = (list: readonly string[]): string =>
  list.slice(0, MAX_NAMED).join(', ') + (list.length > MAX_NAMED ? `, … (${list.length})` : '');

const shown = (value: boolean | number | bigint | string | null): string =>
  value === null ? '?' : String(value);

const hiddenText = ({ hidden }: DirectoryObject): string =>
  hidden.length === 0 ? '' : ` [not shown: ${some(hidden)}]`;

const linksText = ({ links }: Som): string =>
  links === null
    ? 'links ?'
    : links.length === 0
      ? 'no links'
      : `links ${links.map((l) => `${l.guid ?? l.gpo}${l.enforced ? ' enforced' : ''}${l.disabled ? ' disabled' : ''}`).join(', ')}`;

const somText = (s: Som): string =>
  `${s.kind} ${s.dn}: ${linksText(s)}; blocks inheritance ${shown(s.blocksInheritance)}${hiddenText(s)}`;

const rulesText = (p: PasswordRules): string =>
  Object.entries(p)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');

const gpoText = (g: GpoContainer): string => {
  const version = g.version ? `${g.version.machine}/${g.version.user}` : '?';
  const off = `computer ${g.machineDisabled === null ? '?' : g.machineDisabled ? 'off' : 'on'}, user ${g.userDisabled === null ? '?' : g.userDisabled ? 'off' : 'on'}`;
  return `${g.id} ${g.displayName ?? '?'}: version ${version}; ${off}; WMI filter ${g.wmiFilter ?? (hides(g, 'gpcwqlfilter') ? '?' : 'none')}${hiddenText(g)}`;
};

const accountText = (a: Account): string =>
  `${a.kind} ${a.name} ${a.sid ?? '?'}: control ${a.control === null ? '?' : `0x${a.control.toString(16)}`}, primary group ${shown(a.primaryGroup)}, pwdLastSet ${shown(a.passwordLastSet)}${hiddenText(a)}`;

const groupText = (g: Group): string =>
  `${g.name} ${g.sid ?? '?'}: ${g.members === null ? 'members ?' : `${g.members.length} member(s) ${some(g.members)}`}${hiddenText(g)}`;

const searchText = (s: SearchState): string =>
  `${s.what}: ${s.complete ? 'all' : `not all (${s.because?.en ?? ''})`}`;

const of = <T extends { readonly at: { readonly line: number } }>(
  list: readonly T[],
  text: (one: T) => string,
): readonly DirectoryLine[] => list.map((one) => ({ line: one.at.line, text: text(one) }));

function countsText(d: DirectorySection): string {
  const accounts = (kind: Account['kind']): number => d.accounts.filter((a) => a.kind === kind).length;
  const counts: readonly (readonly [string, number])[] = [
    ['domains', d.domains.length],
    ['OUs', d.soms.filter((s) => s.kind === 'ou').length],
    ['sites', d.soms.filter((s) => s.kind === 'site').length],
    ['subnets', d.subnets.length],
    ['GPOs', d.gpos.length],
    ['WMI filters', d.wmiFilters.length],
    ['users', accounts('user')],
    ['computers', accounts('computer')],
    ['managed service accounts', accounts('managed-service')],
    ['foreign principals', accounts('foreign')],
    ['groups', d.groups.length],
    ['PSOs', d.passwordSettings.length],
    ['trusts', d.trusts.length],
    ['SYSVOL folders', d.sysvol.length],
  ];
  return counts.map(([name, count]) => `${name} ${count}`).join(', ');
}

/** The counts first, then what was searched, then objects by kind. */
export function directoryLines(d: DirectorySection): readonly DirectoryLine[] {
  return [
    { line: d.at.line, text: countsText(d) },
    ...of(d.searches, searchText),
    ...of(d.domains, (x) => `${somText(x)}; SID ${shown(x.sid)}; level ${shown(x.functionalLevel)}`),
    ...of(d.domains, (x) => `password rules of ${x.dnsName}: ${rulesText(x.password)}`),
    ...of(d.soms, somText),
    ...of(d.subnets, (x) => `subnet ${x.cidr}: site ${x.site ?? '?'}`),
    ...of(d.gpos, gpoText),
    ...of(d.wmiFilters, (x) => `WMI filter ${x.id} ${x.name ?? '?'}: ${x.queries?.join(' AND ') ?? '?'}`),
    ...of(d.groups, groupText),
    ...of(d.accounts, accountText),
    ...of(d.passwordSettings, (x) => `PSO ${x.name}: ${rulesText(x.password)}; for ${some(x.appliesTo)}`),
    ...of(d.trusts, (x) => `trust ${x.partner}: direction ${shown(x.direction)}`),
    ...of(
      d.sysvol,
      (x) => `SYSVOL ${x.gpo}: ${x.files === null ? 'no folder' : `${x.files.length} file(s)`}`,
    ),
  ];
}
