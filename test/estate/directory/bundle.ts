/** Writes a described domain as the files of `uchibori collect ad`, below the folder that bears its DNS name. */
import type { AskedKind } from '../../../src/collect/ad/searches.ts';
import { SEARCH_ORDER, searchLine } from '../../../src/collect/ad/searches.ts';
import type { BundleEnd, BundleHead, BundleLine, BundleSysvol } from '../../../src/model/directory-bundle.ts';
import { DIRECTORY_FORMAT, DIRECTORY_FORMAT_VERSION } from '../../../src/model/directory-bundle.ts';
import { base64 } from './binary.ts';
import type { RawEntry } from './entries.ts';
import { entriesOf } from './entries.ts';
import { gpoFiles } from './gpo-files.ts';
import type { Names } from './names.ts';
import { namesOf } from './names.ts';
import { descriptorBytes } from './sddl.ts';

import type { DomainSpec } from './spec.ts';

export interface BundleOptions {
  /** Searches that ended before their last page. */
  readonly partial?: readonly AskedKind[];
  /** Searches that were not made at all. */
  readonly without?: readonly AskedKind[];
}

const PAGE = 500;

/** What the token of the reader holds: its own SID, those of everybody who logs on, and all groups that hold these. */
function readerSids(spec: DomainSpec, names: Names): readonly string[] {
  const groupSids = new Map(names.groups.map((group) => [names.of(group.name).dn, names.of(group.name).sid]));
  const sids = new Set<string>();
  const visit = (dn: string, sid: string): void => {
    if (sids.has(sid)) return;
    sids.add(sid);
    for (const group of names.groupsOf(dn)) visit(group, groupSids.get(group) ?? '');
  };
  for (const start of [spec.reader, 'Domain Users', 'S-1-1-0', 'S-1-5-11'].map(names.of))
    visit(start.dn, start.sid);
  return [...sids];
}

const headOf = (spec: DomainSpec, names: Names): BundleHead => ({
  format: DIRECTORY_FORMAT,
  version: DIRECTORY_FORMAT_VERSION,
  collectedAt: new Date(spec.collectedAt).toISOString(),
  server: spec.server,
  transport: 'ldaps',
  domain: {
    dn: names.domain,
    dnsName: spec.dnsName,
    configuration: names.configuration,
    schema: `CN=Schema,${names.configuration}`,
  },
  reader: {
    name: `${spec.reader}@${spec.dnsName}`,
    dn: names.of(spec.reader).dn,
    sids: readerSids(spec, names),
  },
});

/** Names descriptors as they come: `d1`, `d2` …, each written once, before the first entry that has it. */
function descriptorNames(
  domainSid: string,
): (sddl: string) => { readonly sd: string; readonly lines: BundleLine[] } {
  const known = new Map<string, string>();
  return (sddl) => {
    const name = known.get(sddl);
    if (name) return { sd: name, lines: [] };
    const made = `d${known.size + 1}`;
    known.set(sddl, made);
    return { sd: made, lines: [{ descriptor: made, b64: base64(descriptorBytes(sddl, domainSid)) }] };
  };
}

function entryLines(entry: RawEntry, name: ReturnType<typeof descriptorNames>): BundleLine[] {
  const b = Object.keys(entry.b).length > 0 && { b: entry.b };
  if (entry.sddl === null) return [{ dn: entry.dn, a: entry.a, ...b }];
  const { sd, lines } = name(entry.sddl);
  return [...lines, { dn: entry.dn, a: entry.a, ...b, sd }];
}

const CUT = 'the connection was lost';

/** GPOs that are linked and not there: their folders are looked for as well. */
function deletedGpos(spec: DomainSpec): readonly string[] {
  const links = [spec, ...spec.ous, ...spec.sites].flatMap((som) => som.links ?? []);
  const known = new Set(spec.gpos.flatMap((gpo) => [gpo.id, gpo.name]));
  return [...new Set(links.map((link) => link.gpo))].filter((id) => !known.has(id));
}

function sysvolLines(spec: DomainSpec): BundleSysvol[] {
  const own = spec.gpos.map((gpo) => ({
    sysvol: gpo.id,
    files: [...(gpoFiles(gpo)?.keys() ?? [])].sort(),
    complete: true,
    ...(gpo.noFolder && { files: null }),
  }));
  const deleted = deletedGpos(spec).map((id) => ({ sysvol: id, files: null, complete: true }));
  return [...own, ...deleted, ...(spec.moreSysvol ?? [])];
}

const placesOf = (names: Names) => ({
  dn: names.domain,
  configuration: names.configuration,
  schema: `CN=Schema,${names.configuration}`,
});

function* linesOf(spec: DomainSpec, options: BundleOptions): Generator<BundleLine> {
  const names = namesOf(spec);
  const name = descriptorNames(spec.sid);
  yield headOf(spec, names);
  for (const kind of SEARCH_ORDER) {
    if (options.without?.includes(kind)) continue;
    const partial = options.partial?.includes(kind) ?? false;
    yield searchLine(kind, placesOf(names));
    const all = entriesOf(kind, { spec, names });
    for (const entry of all) yield* entryLines(entry, name);
    yield {
      searched: kind,
      entries: all.length,
      pages: Math.max(1, Math.ceil(all.length / PAGE)),
      complete: !partial,
      ...(partial && { because: CUT }),
    };
  }
  yield* sysvolLines(spec);
}

/** The text of directory.ndjson. */
export function directoryNdjson(spec: DomainSpec, options: BundleOptions = {}): string {
  const lines = [...linesOf(spec, options)].map((line) => JSON.stringify(line));
  const complete = (options.partial ?? []).length === 0;
  const end: BundleEnd = { end: true, lines: lines.length, complete, ...(!complete && { because: CUT }) };
  return `${[...lines, JSON.stringify(end)].join('\n')}\n`;
}

/** All files of the bundle but SHA256SUMS, by their paths with the folder of the domain. */
export function directoryFiles(spec: DomainSpec, options: BundleOptions = {}): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  files.set(`${spec.dnsName}/directory.ndjson`, Buffer.from(directoryNdjson(spec, options), 'utf8'));
  for (const gpo of spec.gpos) {
    for (const [path, bytes] of gpoFiles(gpo) ?? [])
      files.set(`${spec.dnsName}/sysvol/Policies/${gpo.id}/${path}`, bytes);
  }
  return files;
}
