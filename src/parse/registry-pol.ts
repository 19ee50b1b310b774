/**
 * Registry.pol ([MS-GPREG] 2.2.1): `PReg`, version 1, then `[key;value;type;size;data]` in UTF-16LE.
 *
 * Reading stops at the first record that is not as its own fields say; what stands before it is kept. The format has no
 * count and no trailer: a file cut between two records looks whole, so its end is never known to be its real end.
 */
import type { GpoRef, RegistryOp, RegistryWrite } from '../facts/registry.ts';
import { withoutSecret } from '../facts/secrets.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { firewallFromRegistry } from './firewall-registry.ts';
import { gpoOf, halfAbove } from './gpo-path.ts';
import type { Parsed, Parser } from './parser.ts';
import { locate, problem, tally } from './parser.ts';
import type { Damage, PolRecord } from './pol-record.ts';
import { readRecord } from './pol-record.ts';
import { typedData } from './registry-data.ts';

const HEADER = 8;

interface Carrier {
  readonly evidence: Evidence;
  readonly hive: string;
  readonly gpo: GpoRef | null;
}

interface Target {
  readonly key: string;
  readonly name: string;
  readonly op: RegistryOp;
}

const listed = (record: PolRecord): string[] => {
  const { data } = typedData('REG_SZ', record.bytes);
  return String(data)
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
};

/** Special value names of [MS-GPREG] 3.2.5.1. null: a `**` name that is none of them. */
function directive(record: PolRecord): readonly Target[] | null {
  const { key, name } = record;
  const lower = name.toLowerCase();
  if (lower.startsWith('**del.')) return [{ key, name: name.slice(6), op: 'delete' }];
  if (lower.startsWith('**soft.')) return [{ key, name: name.slice(7), op: 'set-if-absent' }];
  if (lower === '**delvals' || lower === '**delvals.') return [{ key, name: '', op: 'delete-values' }];
  if (lower === '**deletevalues') return listed(record).map((item) => ({ key, name: item, op: 'delete' }));
  if (lower === '**deletekeys') {
    return listed(record).map((item) => ({ key: `${key}\\${item}`, name: '', op: 'delete-key' }));
  }
  return lower === '**securekey' ? [] : null;
}

/** A record without name, type and data only makes its key exist. */
const marksKey = (record: PolRecord): boolean =>
  record.name === '' && record.type === 'REG_NONE' && record.bytes.length === 0;

function targets(record: PolRecord): readonly Target[] | null {
  if (record.name.startsWith('**')) return directive(record);
  return marksKey(record) ? [] : [{ key: record.key, name: record.name, op: 'set' }];
}

const isDelete = (op: RegistryOp): boolean => op !== 'set' && op !== 'set-if-absent';

function writeOf(carrier: Carrier, record: PolRecord, target: Target, number: number): RegistryWrite {
  const { type, data } = isDelete(target.op)
    ? ({ type: 'REG_NONE', data: new Uint8Array(0) } as const)
    : typedData(record.type, record.bytes);
  const kept = withoutSecret(target, data);
  const shown = kept instanceof Uint8Array ? `${kept.length} bytes` : String(kept);
  return {
    hive: carrier.hive,
    ...target,
    type,
    data: kept,
    layer: 'intended',
    source: 'registry-pol',
    gpo: carrier.gpo,
    strength: 'policy',
    condition: null,
    at: locate(carrier.evidence, number, `[${record.key};${record.name};${type};${shown}]`),
  };
}

const HIVE_OF_HALF = { machine: 'HKLM', user: 'HKCU' } as const;

const NO_HALF: Bilingual = {
  ja: 'Registry.pol の直上のフォルダが Machine でも User でもないため、どのハイブに書くのかが分からない。GPO のフォルダ構成のまま置く',
  en: 'the folder right above this Registry.pol is neither Machine nor User, so its hive is not known; keep the folders of the GPO',
};

const OTHER_NAME: Bilingual = {
  ja: 'ファイル名が Registry.pol でないため、グループ ポリシーが読むファイルではない (控えの可能性がある)',
  en: 'not named Registry.pol, so it is no file that Group Policy reads (it may be a backup)',
};

/** Why the records of this file are not facts; null when they are. */
function unplaced(evidence: Evidence): Bilingual | null {
  const name = evidence.file.split('/').at(-1)?.toLowerCase();
  if (name !== 'registry.pol') return OTHER_NAME;
  return halfAbove(evidence) === null ? NO_HALF : null;
}

interface Walk {
  readonly writes: RegistryWrite[];
  readonly problems: Problem[];
  cut: boolean;
}

const unknownDirective = (record: PolRecord): Bilingual => ({
  ja: `Registry.pol の指示 ${record.name} を解釈できない`,
  en: `the Registry.pol directive ${record.name} is not understood`,
});

const stopped = (number: number, { damage }: Damage): Bilingual => ({
  ja: `Registry.pol のレコード ${number} が壊れている: ${damage.ja}。ここから先は読まない。採取し直す`,
  en: `record ${number} of this Registry.pol is damaged: ${damage.en}; nothing after it is read; collect it again`,
});

function walkRecords(carrier: Carrier, lines: ReturnType<typeof tally>): Walk {
  const { evidence } = carrier;
  const { bytes } = evidence;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const walk: Walk = { writes: [], problems: [], cut: false };
  for (let at = HEADER, number = 1; at < bytes.length; number++) {
    const record = readRecord(view, bytes, at);
    if ('damage' in record) {
      lines.notUnderstood(locate(evidence, number, ''));
      walk.problems.push(problem(evidence, number, stopped(number, record), true));
      return { ...walk, cut: true };
    }
    at = record.end;
    take(carrier, walk, lines, record, number);
  }
  return walk;
}

function take(
  carrier: Carrier,
  walk: Walk,
  lines: ReturnType<typeof tally>,
  record: PolRecord,
  number: number,
): void {
  const list = targets(record);
  if (list === null) {
    lines.notUnderstood(locate(carrier.evidence, number, `[${record.key};${record.name};…]`));
    const said = problem(carrier.evidence, number, unknownDirective(record), true);
    if (walk.problems.length === 0) walk.problems.push(said);
    return;
  }
  lines.understood();
  for (const target of list) walk.writes.push(writeOf(carrier, record, target, number));
}

const BAD_HEADER: Bilingual = {
  ja: 'Registry.pol の見出し (PReg、版 1) が壊れている。採取し直す',
  en: 'the header of this Registry.pol (PReg, version 1) is damaged; collect it again',
};

function headerFits(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) === 1;
}

function parse(evidence: Evidence): Parsed {
  const lines = tally();
  const half = halfAbove(evidence);
  const why = unplaced(evidence);
  if (!headerFits(evidence.bytes)) {
    lines.notUnderstood(locate(evidence, 1, 'PReg'));
    return finish(lines, { writes: [], problems: [problem(evidence, 1, BAD_HEADER, true)], cut: true });
  }
  const carrier: Carrier = { evidence, hive: half ? HIVE_OF_HALF[half] : '', gpo: gpoOf(evidence) };
  const walk = walkRecords(carrier, lines);
  if (why === null) return finish(lines, walk);
  return finish(lines, {
    ...walk,
    writes: [],
    problems: [problem(evidence, 1, why, true), ...walk.problems],
  });
}

function finish(lines: ReturnType<typeof tally>, walk: Walk): Parsed {
  const firewall = firewallFromRegistry(walk.writes, []);
  return {
    kind: 'registry-pol',
    sections: { registry: { exported: [], writes: walk.writes }, ...(firewall && { firewall }) },
    lines: lines.counts(),
    notUnderstood: lines.listed(),
    intact: walk.cut ? 'cut' : 'cannot-tell',
    problems: walk.problems,
  };
}

const isPReg = ({ bytes }: Evidence): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x52 && bytes[2] === 0x65 && bytes[3] === 0x67;

export const registryPol: Parser = { kind: 'registry-pol', recognise: isPReg, parse };
