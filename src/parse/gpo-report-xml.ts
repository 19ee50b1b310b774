/**
 * `Get-GPOReport -ReportType Xml`, gpreport.xml of a GPO backup, and `-All` reports with many GPOs: what GPOs contain.
 *
 * It is what the GPO intends, not what a host applied. A WMI filter, a security filter or a missing link is put on every
 * statement as a condition, because files cannot decide it. What comes after a setting may limit it, so the statements
 * of a GPO are made when it is closed; one that the text never closes stays open.
 */
import type { GpoSection } from '../facts/gpo.ts';
import type { GpoRef } from '../facts/registry.ts';
import type { Evidence, LineCounts, Location, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { endsInside, type GpoScope, nameOf, openness } from './gpo-scope.ts';
import { locate, MAX_LISTED, type Parsed, type Parser, problem, tally } from './parser.ts';
import { type Draft, emptyDraft, type Half, sectionsOf, stamped } from './report-draft.ts';
import { childText, type ReportNode, xmlBoolean } from './report-node.ts';
import { reportHandler } from './report-reader.ts';
import { type Findings, takeSetting } from './report-setting.ts';
import { readXml, rootName, type XmlElement, type XmlEnd } from './xml.ts';

const NAMESPACE = 'http://www.microsoft.com/GroupPolicy/Settings';

interface HalfState {
  readonly draft: Draft;
  readonly lines: ReturnType<typeof tally>;
  /** null: the report does not say. */
  enabled: boolean | null;
}

interface GpoState extends GpoScope {
  readonly line: number;
  guid: string | null;
  readonly halves: Map<Half, HalfState>;
}

interface Run {
  readonly evidence: Evidence;
  readonly found: Findings;
  readonly drafts: Draft[];
  readonly gpos: { readonly guid: string | null; readonly name: string | null; readonly line: number }[];
  readonly listed: Location[];
  counts: LineCounts;
  /** The GPO being read. */
  gpo: GpoState | null;
}

const newGpo = (line: number): GpoState => ({
  line,
  guid: null,
  name: null,
  sddl: null,
  wmiFilter: null,
  filterDataAvailable: false,
  linked: false,
  halves: new Map(),
});

const HALVES: ReadonlyMap<string, Half> = new Map([
  ['Computer', 'computer'],
  ['User', 'user'],
]);

function halfOf(gpo: GpoState, half: Half): HalfState {
  const known = gpo.halves.get(half);
  if (known) return known;
  const made: HalfState = { draft: emptyDraft(), lines: tally(), enabled: null };
  gpo.halves.set(half, made);
  return made;
}

const ENABLED_UNKNOWN: Bilingual = {
  ja: 'GPO のこの半分 (コンピューター/ユーザー) が有効かどうかがレポートにない',
  en: 'the report does not say whether this half (computer or user) of the GPO is enabled',
};

const disabledHalf = (half: Half, name: string): Bilingual => ({
  ja: `GPO「${name}」の${half === 'computer' ? 'コンピューター' : 'ユーザー'}の構成は無効にされており、その設定は適用されない`,
  en: `the ${half} half of GPO '${name}' is disabled; its settings do not apply`,
});

const total = (c: LineCounts): number => c.understood + c.irrelevant + c.notUnderstood;

function addCounts(run: Run, counts: LineCounts): void {
  run.counts = {
    understood: run.counts.understood + counts.understood,
    irrelevant: run.counts.irrelevant + counts.irrelevant,
    notUnderstood: run.counts.notUnderstood + counts.notUnderstood,
  };
}

function closeHalf(run: Run, gpo: GpoState, half: Half, state: HalfState, condition: Bilingual | null): void {
  const counts = state.lines.counts();
  if (state.enabled === false) {
    addCounts(run, { understood: 0, irrelevant: total(counts), notUnderstood: 0 });
    if (total(counts) === 0) return;
    const message = disabledHalf(half, nameOf(gpo));
    run.found.problems.push(problem(run.evidence, gpo.line, message, false));
    return;
  }
  addCounts(run, counts);
  run.listed.push(...state.lines.listed().slice(0, MAX_LISTED - run.listed.length));
  const ref: GpoRef = { name: gpo.name ?? gpo.guid ?? '?', guid: gpo.guid };
  const open = condition ?? (state.enabled === null ? ENABLED_UNKNOWN : null);
  run.drafts.push(stamped(state.draft, { name: () => ref, condition: open }));
}

function closeGpo(run: Run, closed: boolean): void {
  const gpo = run.gpo;
  run.gpo = null;
  if (!gpo) return;
  const condition = closed ? openness(gpo) : endsInside(gpo);
  for (const [half, state] of gpo.halves) closeHalf(run, gpo, half, state, condition);
  run.gpos.push({ guid: gpo.guid, name: gpo.name, line: gpo.line });
}

const isGpo = (element: XmlElement): boolean => element.name === 'GPO' && element.ns === NAMESPACE;

/** The elements from the GPO down: a report of all GPOs has one more above it. */
const inside = (path: readonly XmlElement[]): readonly XmlElement[] =>
  path[0]?.name === 'report' ? path.slice(1) : path;

const OF_GPO = new Set(['Identifier', 'Name', 'FilterName', 'FilterDataAvailable', 'LinksTo']);

function wants(run: Run, element: XmlElement, whole: readonly XmlElement[]): boolean {
  const path = inside(whole);
  if (path.length === 0) {
    if (isGpo(element)) run.gpo = newGpo(element.line);
    return false;
  }
  if (path.length === 1) return OF_GPO.has(element.name);
  if (path.length === 2) {
    return element.name === 'SDDL' || (element.name === 'Enabled' && HALVES.has(path[1]?.name ?? ''));
  }
  return path.length === 4 && path[3]?.name === 'Extension' && path[2]?.name === 'ExtensionData';
}

function takeOfGpo(gpo: GpoState, node: ReportNode): void {
  if (node.name === 'Identifier') gpo.guid = childText(node, 'Identifier')?.toUpperCase() ?? null;
  else if (node.name === 'Name') gpo.name = node.text || null;
  else if (node.name === 'FilterName') gpo.wmiFilter = node.text || null;
  else if (node.name === 'FilterDataAvailable') gpo.filterDataAvailable = node.text === 'true';
  else {
    gpo.linked ||= childText(node, 'Enabled') === 'true';
  }
}

function take(run: Run, node: ReportNode, whole: readonly XmlElement[], overfull: boolean): void {
  const path = inside(whole);
  const gpo = run.gpo;
  if (!gpo) return;
  const half = HALVES.get(path[1]?.name ?? '');
  if (path.length === 1) takeOfGpo(gpo, node);
  else if (path.length === 2 && half) halfOf(gpo, half).enabled = xmlBoolean(node.text);
  else if (path.length === 2) gpo.sddl = node.text;
  else if (half) {
    const { draft, lines } = halfOf(gpo, half);
    const { evidence, found } = run;
    const ref = { name: '', guid: null };
    takeSetting(
      { evidence, kind: 'gpo-report-xml', half, gpo: ref, condition: null, ranked: false, draft, lines },
      found,
      { node, ns: path[3]?.type?.ns ?? '', overfull },
    );
  }
}

const broken = (end: XmlEnd): Bilingual => ({
  ja: `${end.message?.ja ?? ''}。そこから先のポリシーは読めていない。採取し直す`,
  en: `${end.message?.en ?? ''}; policy after that is not read; collect it again`,
});

const NO_GPO: Bilingual = { ja: 'レポートに GPO がない', en: 'the report holds no GPO' };

function problemsOf(run: Run, end: XmlEnd): readonly Problem[] {
  if (end.state !== 'whole')
    return [...run.found.problems, problem(run.evidence, end.line, broken(end), true)];
  if (run.gpos.length === 0) return [...run.found.problems, problem(run.evidence, 1, NO_GPO, true)];
  return run.found.problems;
}

/** Whether a report shows every stored password is not documented: it proves their presence, never their absence. */
function gpoSection(run: Run): GpoSection | null {
  const [only, ...more] = run.gpos;
  const { cpasswords } = run.found;
  const one = more.length === 0;
  const named = one && (only?.guid ?? only?.name ?? null) !== null;
  if (!only || (!named && cpasswords.length === 0)) return null;
  return {
    guid: one ? only.guid : null,
    name: one ? only.name : null,
    cpasswords,
    preferencesRead: false,
    at: locate(run.evidence, only.line, only.name ?? ''),
  };
}

const newRun = (evidence: Evidence): Run => ({
  evidence,
  found: { problems: [], cpasswords: [], hidden: false },
  drafts: [],
  gpos: [],
  listed: [],
  counts: { understood: 0, irrelevant: 0, notUnderstood: 0 },
  gpo: null,
});

function parse(evidence: Evidence): Parsed {
  const run = newRun(evidence);
  const end = readXml(
    evidence.text,
    reportHandler({
      wants: (element, path) => wants(run, element, path),
      take: (node, path, overfull) => take(run, node, path, overfull),
      leave: (element, path) => {
        if (isGpo(element) && inside(path).length === 0) closeGpo(run, true);
      },
    }),
  );
  closeGpo(run, false);
  return {
    kind: 'gpo-report-xml',
    sections: sectionsOf(evidence, run.drafts, gpoSection(run)),
    lines: run.counts,
    notUnderstood: run.listed,
    intact: end.state === 'whole' ? 'yes' : 'cut',
    problems: problemsOf(run, end),
  };
}

function recognise({ text }: Evidence): boolean {
  const root = rootName(text);
  if (root !== 'GPO' && root !== 'report') return false;
  const head = text.slice(0, 4096);
  return head.includes(`"${NAMESPACE}"`) && /<(?:[\w.-]+:)?GPO[\s>]/.test(head);
}

export const gpoReportXml: Parser = { kind: 'gpo-report-xml', recognise, parse };
