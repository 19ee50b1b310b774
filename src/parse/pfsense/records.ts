/** One pass over a config.xml of pfSense or OPNsense into flat records. */
import type { Evidence } from '../../model/evidence.ts';
import { excerpt, type Tally, tally } from '../parser.ts';
import { readXml, type XmlElement, type XmlEnd } from '../xml.ts';
import { isField, isIgnoredField } from './fields.ts';
import { asRecordPath, type RecordPath, roleOf } from './paths.ts';

/** A rule, an alias, an interface …: `fields` by path below the element (`source.network`), '' where it is empty. */
export interface ConfigRecord {
  readonly path: RecordPath;
  /** Of `interfaces/*`: which. */
  readonly name: string;
  readonly line: number;
  readonly uuid: string | null;
  /** The record within which this one stands. */
  readonly parent: ConfigRecord | null;
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that this version does not know, or that stand twice. */
  readonly odd: readonly string[];
}

export interface Config {
  readonly flavour: 'pfsense' | 'opnsense';
  readonly records: ReadonlyMap<RecordPath, readonly ConfigRecord[]>;
  /** Of a path with `*`, by the path itself and with the name put in. */
  readonly settings: ReadonlyMap<string, { readonly text: string; readonly line: number }>;
  /** Paths of elements that hold others, as far as they are known. */
  readonly sections: ReadonlySet<string>;
  /** Outermost elements that are not known, with their first line. */
  readonly unknown: ReadonlyMap<string, number>;
  readonly tally: Tally;
  readonly end: XmlEnd;
}

/** An element's place, told once a distinct path. `key`: below the record. */
interface Place {
  readonly path: string;
  readonly known: string;
  readonly role: ReturnType<typeof roleOf>['role'];
  readonly record: RecordPath | null;
  readonly key: string;
  readonly children: Map<string, Place>;
}

interface OpenRecord {
  path: RecordPath;
  name: string;
  line: number;
  uuid: string | null;
  parent: ConfigRecord | null;
  fields: Record<string, string>;
  odd: string[];
}

interface Pass {
  readonly evidence: Evidence;
  readonly tally: Tally;
  readonly places: Place[];
  readonly open: OpenRecord[];
  readonly records: Map<RecordPath, ConfigRecord[]>;
  readonly settings: Map<string, { text: string; line: number }>;
  readonly sections: Set<string>;
  readonly unknown: Map<string, number>;
  readonly words: Map<string, string>;
}

const ROOT = (): Place => ({
  path: '',
  known: '',
  role: 'container',
  record: null,
  key: '',
  children: new Map(),
});

/** Below a record everything is a field, but for records within it. */
function placeOf(parent: Place, name: string): Place {
  const path = parent.path === '' ? name : `${parent.path}/${name}`;
  const children = new Map<string, Place>();
  const within = asRecordPath(`${parent.known}/${name}`);
  if (parent.record !== null && within === null) {
    const key = parent.key === '' ? name : `${parent.key}.${name}`;
    return { path, known: path, role: 'field', record: parent.record, key, children };
  }
  if (parent.role === 'unknown') return { ...parent, path, children };
  const { role, path: known } = roleOf(path);
  return { path, known, role, record: asRecordPath(known), key: '', children };
}

function enter(pass: Pass, element: XmlElement): void {
  const above = pass.places.at(-1);
  if (!above) {
    pass.places.push(ROOT());
    return;
  }
  let place = above.children.get(element.name);
  if (!place) {
    place = placeOf(above, element.name);
    above.children.set(element.name, place);
  }
  pass.places.push(place);
  if (place.role === 'record' && place.record) {
    const uuid = element.attributes.get('uuid') ?? null;
    const { name, line } = element;
    const parent = pass.open.at(-1) ?? null;
    pass.open.push({ path: place.record, name, line, uuid, parent, fields: {}, odd: [] });
  }
}

/** The same word of many rules is kept once. */
function word(pass: Pass, text: string): string {
  if (text.length > 24) return text;
  const kept = pass.words.get(text);
  if (kept !== undefined) return kept;
  if (pass.words.size < 100_000) pass.words.set(text, text);
  return text;
}

function notUnderstood(pass: Pass, element: XmlElement, place: Place): void {
  const { file } = pass.evidence;
  pass.tally.notUnderstood({ file, line: element.line, text: excerpt(`<${place.path}>`) });
}

function leaveField(pass: Pass, element: XmlElement, place: Place, text: string): void {
  const record = pass.open.at(-1);
  const { record: path, key } = place;
  if (!record || !path) return;
  if (isIgnoredField(path, key)) pass.tally.irrelevant();
  else if (!isField(path, key) || record.fields[key] !== undefined) {
    record.odd.push(key);
    notUnderstood(pass, element, place);
  } else {
    record.fields[key] = word(pass, text.trim());
    pass.tally.understood();
  }
}

function leaveRecord(pass: Pass): void {
  const record = pass.open.pop();
  if (!record) return;
  const list = pass.records.get(record.path);
  if (list) list.push(record);
  else pass.records.set(record.path, [record]);
  pass.tally.understood();
}

function leaveUnknown(pass: Pass, element: XmlElement, place: Place): void {
  if (!pass.unknown.has(place.known)) pass.unknown.set(place.known, element.line);
  notUnderstood(pass, element, place);
}

function leave(pass: Pass, element: XmlElement, text: string): void {
  const place = pass.places.pop();
  if (!place) return;
  if (place.role === 'field') leaveField(pass, element, place, text);
  else if (place.role === 'record') leaveRecord(pass);
  else if (place.role === 'setting') {
    const value = { text: text.trim(), line: element.line };
    pass.settings.set(place.known, value);
    pass.settings.set(place.path, value);
    pass.tally.understood();
  } else if (place.role === 'container') {
    pass.sections.add(place.known);
    pass.tally.understood();
  } else if (place.role === 'irrelevant') pass.tally.irrelevant();
  else leaveUnknown(pass, element, place);
}

export function readConfig(evidence: Evidence, flavour: Config['flavour']): Config {
  const pass: Pass = {
    evidence,
    tally: tally(),
    places: [],
    open: [],
    records: new Map(),
    settings: new Map(),
    sections: new Set(),
    unknown: new Map(),
    words: new Map(),
  };
  const end = readXml(evidence.text, {
    open: (element) => enter(pass, element),
    close: (element, text) => leave(pass, element, text),
  });
  const { records, settings, sections, unknown } = pass;
  return { flavour, records, settings, sections, unknown, tally: pass.tally, end };
}
