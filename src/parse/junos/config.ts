/** Configurations of Junos devices (SRX, MX, EX and their kin), in braces and in the set form. */
import type { FirewallDevice } from '../../facts/firewall/model.ts';
import type { Evidence, Intact, Problem } from '../../model/evidence.ts';
import { locate, type Parsed, type Parser, problem, splitLines } from '../parser.ts';
import { type Build, gap, locatedAt } from './build.ts';
import { coverage, settleTree } from './coverage.ts';
import { readCurly } from './curly.ts';
import { readDevice } from './device.ts';
import { applyGroups } from './groups.ts';
import { withoutPager } from './noise.ts';
import { type Reading, startReading } from './reading.ts';
import { isSetForm, looksLikeJunos } from './recognise.ts';
import { settleSections } from './sections.ts';
import { readSetForm } from './set-form.ts';
import { at, type JunosNode, kids, textOf } from './tree.ts';
import { FAULTS } from './words.ts';

interface Source {
  readonly evidence: Evidence;
  readonly lines: readonly string[];
}

const build = ({ evidence, lines }: Source, root: JunosNode): Build => ({
  evidence,
  lines,
  root,
  notes: [],
  gaps: [],
  conditions: new Map(),
});

/** Parts of one device that people know by names of their own. */
const CONTEXTS = ['logical-systems', 'tenants'] as const;

const contextNodes = (root: JunosNode): readonly JunosNode[] =>
  CONTEXTS.flatMap((word) => kids(at(root, word)));

function builds(source: Source, root: JunosNode): readonly (Build & { readonly context: string })[] {
  const parts = contextNodes(root);
  const main = { ...build(source, root), context: parts.length > 0 ? 'root' : '' };
  return [main, ...parts.map((node) => ({ ...build(source, node), context: node.word }))];
}

function readDevices(source: Source, reading: Reading): readonly FirewallDevice[] {
  const { root } = reading;
  const groups = applyGroups(reading);
  const all = builds(source, root);
  const hostname = textOf(at(root, 'system'), 'host-name');
  const version = textOf(root, 'version');
  const devices = all.map((b) => readDevice(b, { context: b.context, hostname, version }));
  for (const b of all) settleSections(b);
  settleTree(root, groups, (node) => {
    for (const b of all) {
      gap(b, node, 'not-understood', {
        ja: `「${node.word}」の設定は読めず、通信の可否に関わるかもしれない`,
        en: `the statement "${node.word}" was not understood and may bear on what passes`,
      });
    }
  });
  for (const fault of reading.faults) {
    const note = { kind: fault.kind, because: FAULTS[fault.kind], at: locatedAt(source, fault.line) };
    for (const b of all) b.gaps.push(note);
  }
  return devices;
}

/** What the program must know of the file besides its devices: the gaps of all of them, each once. */
function problemsOf(evidence: Evidence, devices: readonly FirewallDevice[]): readonly Problem[] {
  const seen = new Set<string>();
  return devices
    .flatMap((d) => d.gaps)
    .filter((g) => {
      const key = `${g.at.line} ${g.because.en}`;
      return !seen.has(key) && seen.add(key);
    })
    .map((g) => problem(evidence, g.at.line, g.because, true));
}

const intact = (reading: Reading): Intact => (reading.cut ? 'cut' : reading.closed ? 'yes' : 'cannot-tell');

/** The last line of the set form is whole only with its line end. */
function lastLine(reading: Reading, text: string, lines: readonly string[]): void {
  if (!/[\r\n]$/.test(text) && (lines.at(-1) ?? '').trim() !== '' && !reading.closed) {
    reading.fault(lines.length, 'last-line');
  }
}

function parse(evidence: Evidence): Parsed {
  const text = withoutPager(evidence.text);
  const lines = splitLines(text);
  const reading = startReading();
  if (isSetForm(text)) {
    readSetForm(reading, lines);
    lastLine(reading, text, lines);
  } else readCurly(reading, text);
  const devices = readDevices({ evidence, lines }, reading);
  const { counts, listed } = coverage(
    evidence,
    lines,
    reading.ends,
    new Set(reading.faults.map((f) => f.line)),
  );
  return {
    kind: 'junos-config',
    sections: { devices: { devices, at: locate(evidence, 1, evidence.file) } },
    lines: counts,
    notUnderstood: listed,
    intact: intact(reading),
    problems: problemsOf(evidence, devices),
  };
}

export const junosConfig: Parser = { kind: 'junos-config', recognise: looksLikeJunos, parse };
