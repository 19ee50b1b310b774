/**
 * `gpresult /x` and RSoP reports: what Group Policy decided for one host and one user, setting by setting.
 *
 * Only settings of precedence 1 are in force; the others are kept beside them as losers. Which settings a report leaves
 * out is never taken for "not configured": it may be run without rights, for the user alone, or with a failed extension.
 */
import type { GpoRef } from '../facts/registry.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import type { Parsed, Parser } from './parser.ts';
import { excerpt, locate, problem, type Tally, tally } from './parser.ts';
import { type Draft, emptyDraft, type Half, rank, sectionsOf, stamped } from './report-draft.ts';
import { child, childText, type ReportNode } from './report-node.ts';
import { reportHandler } from './report-reader.ts';
import { type Findings, type Setting, takeSetting } from './report-setting.ts';
import { type HostNames, hostNames } from './stated-hosts.ts';
import { readXml, rootName, type XmlElement, type XmlEnd } from './xml.ts';

const NAMESPACE = 'http://www.microsoft.com/GroupPolicy/Rsop';

const HALVES: ReadonlyMap<string, Half> = new Map([
  ['ComputerResults', 'computer'],
  ['UserResults', 'user'],
]);

/**
 * Client-side extensions whose failure leaves no check in doubt: drive maps, printers, deployed printers, folder
 * redirection, software installation, shortcuts, folder options, start menu, power options, regional options.
 */
const HARMLESS = new Set([
  '{5794DAFD-BE60-433F-88A2-1A31939AC01F}',
  '{BC75B1ED-5833-4858-9BB8-CBF0B166DF9D}',
  '{8A28E2C5-8D06-49A4-A08C-632DAA493E17}',
  '{25537BA6-77A8-11D2-9B6C-0000F8080861}',
  '{C6DC5466-785A-11D2-84D0-00C04FB169F7}',
  '{C418DD9D-0D14-4EFB-8FBF-CFE535C8FAC7}',
  '{6232C319-91AC-4931-9385-E70C2B099F0E}',
  '{E4F48E54-F38D-4884-BFB9-D4D2E5729C18}',
  '{E62688F0-25FD-4C90-BFF5-F508B9D2E31F}',
  '{E5094040-C46C-4115-B030-04FB2E545B00}',
]);

interface HalfState {
  readonly won: Draft;
  readonly lost: Draft;
  /** Display names by upper-case identifier. */
  readonly names: Map<string, string>;
}

interface Run {
  readonly evidence: Evidence;
  readonly lines: Tally;
  readonly halves: Map<Half, HalfState>;
  readonly found: Findings;
  readonly hosts: HostNames;
}

const halfState = (run: Run, half: Half): HalfState => {
  const known = run.halves.get(half);
  if (known) return known;
  const made = { won: emptyDraft(), lost: emptyDraft(), names: new Map<string, string>() };
  run.halves.set(half, made);
  return made;
};

const GUID = /^\{[0-9A-F-]{36}\}$/i;

/** The GPO a setting names; its display name is looked up when the report has been read. */
function gpoRef(setting: ReportNode): GpoRef | null {
  const id = childText(child(setting, 'GPO'), 'Identifier');
  if (!id) return null;
  return GUID.test(id) ? { name: id.toUpperCase(), guid: id.toUpperCase() } : { name: id, guid: null };
}

const NO_RANK: Bilingual = {
  ja: 'レポートがこの設定の優先順位を示していない',
  en: 'the report does not show the precedence of this setting',
};

/** Profiles of the firewall carry a precedence in each of their values instead. */
const RANKED_INSIDE = /Profile$|^GlobalSettings$/;

function takeOne(run: Run, half: Half, setting: Setting): void {
  const { node } = setting;
  const precedence = childText(node, 'Precedence');
  const state = halfState(run, half);
  const lost = precedence !== null && /^\d+$/.test(precedence) && Number(precedence) > 1;
  const ranked = precedence === '1' || lost || RANKED_INSIDE.test(node.name);
  takeSetting(
    {
      evidence: run.evidence,
      kind: 'gpresult-xml',
      half,
      gpo: gpoRef(node),
      condition: ranked ? null : NO_RANK,
      ranked: true,
      draft: lost ? state.lost : state.won,
      lines: run.lines,
    },
    run.found,
    setting,
  );
}

const failedExtension = (name: string, error: string): Bilingual => ({
  ja: `拡張機能「${name}」がエラー (${error}) で終わっており、その設定が適用されたか分からない。原因を直して gpresult を採り直す`,
  en: `extension '${name}' ended with an error (${error}), so its settings may not be in force; fix the cause and run gpresult again`,
});

/** Error is 0 and the log complete when the extension did its work. */
function takeStatus(run: Run, node: ReportNode): void {
  const error = childText(node, 'Error') ?? '0';
  const logging = childText(node, 'LoggingStatus') ?? 'Complete';
  if (error === '0' && logging === 'Complete') return;
  const id = childText(node, 'Identifier')?.toUpperCase() ?? '';
  const name = excerpt(childText(node, 'Name') || id);
  const why = error === '0' ? logging : error;
  run.found.problems.push(problem(run.evidence, node.line, failedExtension(name, why), !HARMLESS.has(id)));
}

const notApplied = (name: string, why: Bilingual): Bilingual => ({
  ja: `GPO「${name}」は${why.ja}ため適用されていない`,
  en: `GPO '${name}' is not applied: ${why.en}`,
});

const REASONS: readonly (readonly [element: string, value: string, why: Bilingual])[] = [
  ['AccessDenied', 'true', { ja: 'アクセスが拒否された', en: 'access denied (security filtering)' }],
  ['FilterAllowed', 'false', { ja: 'WMI フィルターに合わない', en: 'its WMI filter does not match' }],
];

/** A GPO of the list: its name, and a note where a filter kept it away. IsValid false: it could not be read at all. */
function takeGpo(run: Run, half: Half, node: ReportNode): void {
  const id = childText(child(node, 'Path'), 'Identifier');
  const name = childText(node, 'Name');
  if (id && name) halfState(run, half).names.set(id.toUpperCase(), name);
  if (childText(node, 'IsValid') === 'false') return;
  const reason = REASONS.find(([element, value]) => childText(node, element) === value);
  if (!reason) return;
  const message = notApplied(excerpt(name || id || '?'), reason[2]);
  run.found.problems.push(problem(run.evidence, node.line, message, false));
}

const half = (path: readonly XmlElement[]): Half | undefined => HALVES.get(path[1]?.name ?? '');

const isSetting = (path: readonly XmlElement[]): boolean =>
  path.length === 4 && path[3]?.name === 'Extension' && path[2]?.name === 'ExtensionData';

/** The computer's account, `EXAMPLE\PC01$`. */
const isName = (under: Half, name: string): boolean => under === 'computer' && name === 'Name';

const LISTED = new Set(['GPO', 'ExtensionStatus']);

function wants(run: Run, element: XmlElement, path: readonly XmlElement[]): boolean {
  const under = half(path);
  if (path.length === 1) {
    const own = HALVES.get(element.name);
    if (own) halfState(run, own);
    return element.name === 'DataType';
  }
  if (under === undefined) return false;
  return isSetting(path) || (path.length === 2 && (LISTED.has(element.name) || isName(under, element.name)));
}

const PLANNED: Bilingual = {
  ja: 'グループ ポリシーのモデル作成 (シミュレーション) の結果であり、ホストが適用した結果ではない。ホスト上で gpresult /x を採る',
  en: 'a result of Group Policy Modeling (a simulation), not of what the host applied; run gpresult /x on the host',
};

function take(run: Run, node: ReportNode, path: readonly XmlElement[], overfull: boolean): void {
  if (node.name === 'DataType') {
    if (node.text === 'LoggedData') return;
    run.found.problems.push(problem(run.evidence, node.line, PLANNED, true));
    return;
  }
  const under = half(path);
  if (!under) return;
  if (path.length === 4) takeOne(run, under, { node, ns: path[3]?.type?.ns ?? '', overfull });
  else if (isName(under, node.name))
    run.hosts.add(node.text, () => locate(run.evidence, node.line, node.text));
  else if (node.name === 'GPO') takeGpo(run, under, node);
  else takeStatus(run, node);
}

const MISSING: Readonly<Record<Half, Bilingual>> = {
  computer: {
    ja: 'コンピューターの結果 (ComputerResults) がない。管理者として gpresult /x を採り直す。コンピューターのポリシーについては何も示さない',
    en: 'there are no computer results; run gpresult /x as administrator. It shows nothing of computer policy',
  },
  user: {
    ja: 'ユーザーの結果 (UserResults) がない。ユーザーのポリシーについては何も示さない',
    en: 'there are no user results; it shows nothing of user policy',
  },
};

const broken = (end: XmlEnd): Bilingual => ({
  ja: `${end.message?.ja ?? ''}。そこから先のポリシーは読めていない。採取し直す`,
  en: `${end.message?.en ?? ''}; policy after that is not read; collect it again`,
});

function problemsOf(run: Run, end: XmlEnd): readonly Problem[] {
  if (end.state !== 'whole')
    return [...run.found.problems, problem(run.evidence, end.line, broken(end), true)];
  const missing = (['computer', 'user'] as const).filter((h) => !run.halves.has(h));
  return [...run.found.problems, ...missing.map((h) => problem(run.evidence, 1, MISSING[h], false))];
}

function finished(state: HalfState): Draft {
  const name = (gpo: GpoRef): GpoRef => ({
    ...gpo,
    name: state.names.get(gpo.name.toUpperCase()) ?? gpo.name,
  });
  return stamped(rank(state.won, state.lost), { name, condition: null });
}

function parse(evidence: Evidence): Parsed {
  const found: Findings = { problems: [], cpasswords: [], hidden: false };
  const run: Run = { evidence, lines: tally(), halves: new Map(), found, hosts: hostNames() };
  const end = readXml(
    evidence.text,
    reportHandler({
      wants: (element, path) => wants(run, element, path),
      take: (node, path, overfull) => take(run, node, path, overfull),
    }),
  );
  const at = locate(evidence, 1, '');
  const { cpasswords } = found;
  const gpo =
    cpasswords.length > 0 ? { guid: null, name: null, cpasswords, preferencesRead: false, at } : null;
  return {
    kind: 'gpresult-xml',
    sections: sectionsOf(evidence, [...run.halves.values()].map(finished), gpo),
    lines: run.lines.counts(),
    notUnderstood: run.lines.listed(),
    intact: end.state === 'whole' ? 'yes' : 'cut',
    problems: problemsOf(run, end),
    ...run.hosts.found(),
  };
}

const recognise = ({ text }: Evidence): boolean =>
  rootName(text) === 'Rsop' && text.slice(0, 4096).includes(NAMESPACE);

export const gpresultXml: Parser = { kind: 'gpresult-xml', recognise, parse };
