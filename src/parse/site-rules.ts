/** What the parts of a site file must agree on: names used once, references that exist, networks that do not overlap. */
import type { IpRange } from '../facts/ip-address.ts';
import { overlaps, parseCidr } from '../facts/ip-address.ts';
import type { AcceptedDeviation, Site } from '../model/site.ts';
import type { Path, RuleFault } from './site-fault.ts';
import { pathFaults } from './site-path-rules.ts';
import { shown, suggestion } from './site-words.ts';

interface Named {
  readonly path: Path;
  readonly name: string;
}

const fault = (path: Path, ja: string, en: string): RuleFault => ({ path, message: { ja, en } });

/** Names are compared without case, as Windows and DNS do. */
function twice(entries: readonly Named[], ja: string, en: string): RuleFault[] {
  const seen = new Set<string>();
  return entries.flatMap(({ path, name }) => {
    const id = name.toLowerCase();
    if (seen.has(id)) {
      return [
        fault(
          path,
          `${ja} ${shown(name)} が 2 回書かれている。1 つにまとめる`,
          `the ${en} ${shown(name)} is written twice; keep one`,
        ),
      ];
    }
    seen.add(id);
    return [];
  });
}

const onePerPath = (faults: readonly RuleFault[]): RuleFault[] => {
  const first = new Map(faults.toReversed().map((f) => [f.path.join(), f]));
  return faults.filter((f) => first.get(f.path.join()) === f);
};

const duplicates = (site: Site): RuleFault[] =>
  onePerPath([
    ...twice(
      site.segments.map((s, i) => ({ path: ['segments', i, 'name'], name: s.name })),
      'セグメント',
      'segment',
    ),
    ...twice(
      site.assets.map((a, i) => ({ path: ['assets', i, 'hostname'], name: a.hostname })),
      'ホスト名',
      'host name',
    ),
    // The folder is what evidence is matched by, so an asset's folder may not be another's host name either.
    ...twice(
      site.assets.map((a, i) => ({
        path: ['assets', i, a.folder === undefined ? 'hostname' : 'folder'],
        name: a.folder ?? a.hostname,
      })),
      '証拠フォルダー',
      'evidence folder',
    ),
  ]);

/** Looking for the nearest name takes its time; more faults than this are not shown anyway. */
const MAX_SUGGESTED = 100;

function unknownSegments(site: Site): RuleFault[] {
  const names = site.segments.map((s) => s.name);
  const known = new Set(names);
  const strange = site.assets.flatMap(({ segment }, i) =>
    segment === undefined || known.has(segment) ? [] : [{ segment, i }],
  );
  return strange.slice(0, MAX_SUGGESTED).map(({ segment, i }) => {
    const near = suggestion(segment, names);
    return fault(
      ['assets', i, 'segment'],
      `セグメント ${shown(segment)} は segments にない${near.ja}`,
      `segments does not hold ${shown(segment)}${near.en}`,
    );
  });
}

interface Net extends IpRange {
  readonly role: string;
  readonly segment: string;
  readonly text: string;
  readonly path: Path;
}

const networks = (site: Site): Net[] =>
  site.segments.flatMap((s, i) =>
    s.cidrs.flatMap((text, j) => {
      const range = parseCidr(text);
      return range
        ? [{ ...range, role: s.role, segment: s.name, text, path: ['segments', i, 'cidrs', j] }]
        : [];
    }),
  );

const byStart = (a: Net, b: Net): number =>
  a.version - b.version || (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);

/** An address has one role, or every network verdict on it would depend on the order of the file. `internet` is the rest. */
function overlapping(site: Site): RuleFault[] {
  const furthest = new Map<string, Net>();
  const faults: RuleFault[] = [];
  const sorted = networks(site)
    .filter((n) => n.role !== 'internet')
    .sort(byStart);
  for (const net of sorted) {
    const other = [...furthest.values()].find((o) => o.role !== net.role && overlaps(o, net));
    if (other) {
      faults.push(
        fault(
          net.path,
          `${net.text} (${shown(net.segment)}: ${net.role}) は ${other.text} (${shown(other.segment)}: ${other.role}) と重なる。役割が違うなら分ける`,
          `${net.text} (${shown(net.segment)}: ${net.role}) overlaps ${other.text} (${shown(other.segment)}: ${other.role}); split them, for their roles differ`,
        ),
      );
    }
    const last = furthest.get(net.role);
    if (!last || last.version !== net.version || last.to < net.to) furthest.set(net.role, net);
  }
  return faults;
}

const emptySegments = (site: Site): RuleFault[] =>
  site.segments.flatMap((s, i) =>
    s.cidrs.length > 0 || s.role === 'internet'
      ? []
      : [fault(['segments', i, 'cidrs'], 'ネットワークを 1 つ以上書く', 'write at least one network')],
  );

/** The name of what is not the organisation's. */
const misnamed = (site: Site): RuleFault[] =>
  site.segments.flatMap((s, i) =>
    s.name === 'internet' && s.role !== 'internet'
      ? [
          fault(
            ['segments', i, 'name'],
            'internet は社外を指す名前で、ほかの役割のセグメントには使えない。別の名前にする',
            'internet names what is outside and cannot be the name of a segment of another role; call it otherwise',
          ),
        ]
      : [],
  );

const absentButThere = (site: Site): RuleFault[] =>
  site.absentRoles.flatMap((role, i) => {
    const asset = site.assets.find((a) => a.role === role);
    return asset
      ? [
          fault(
            ['absentRoles', i],
            `${role} は存在しないと書かれているが、assets の ${shown(asset.hostname)} がその役割になっている`,
            `${role} is declared absent, but ${shown(asset.hostname)} in assets has that role`,
          ),
        ]
      : [];
  });

function unknownControls(
  key: 'exceptions' | 'compensations',
  list: readonly AcceptedDeviation[],
  ids: readonly string[],
): RuleFault[] {
  const known = new Set(ids);
  const strange = list.flatMap((d, i) => (known.has(d.control) ? [] : [{ name: d.control, i }]));
  return strange.slice(0, MAX_SUGGESTED).map(({ name, i }) => {
    const near = suggestion(name, ids);
    return fault(
      [key, i, 'control'],
      `${shown(name)} という対策・検査はない${near.ja}`,
      `there is no control or check ${shown(name)}${near.en}`,
    );
  });
}

/** `ids`: every control and check that an exception may name; null where they are not at hand. */
export const siteFaults = (site: Site, ids: readonly string[] | null): readonly RuleFault[] => [
  ...duplicates(site),
  ...unknownSegments(site),
  ...emptySegments(site),
  ...misnamed(site),
  ...overlapping(site),
  ...absentButThere(site),
  ...pathFaults(site),
  ...(ids ? unknownControls('exceptions', site.exceptions, ids) : []),
  ...(ids ? unknownControls('compensations', site.compensations, ids) : []),
];
