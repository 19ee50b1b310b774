/** Facts as `inspect` shows them: one line a fact, with the line it was read from. */
import type { FirewallDevice } from '../facts/firewall/model.ts';
import type { RegistryWrite } from '../facts/registry.ts';
import { showData } from '../facts/registry.ts';
import type { Sections } from '../facts/sections.ts';
import { directoryLines } from './directory-text.ts';
import { printable } from './escape.ts';
import { actionText, matchText, ruleText } from './match-text.ts';

export interface FactLine {
  readonly domain: string;
  readonly line: number;
  readonly text: string;
}

const MAX_TEXT = 240;
const HIDDEN: readonly string[] = ['at', 'layer'];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

const isWrite = (value: Record<string, unknown>): boolean =>
  'hive' in value && 'op' in value && 'data' in value;

function flat(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(flat).join(', ');
  if (isRecord(value)) {
    return Object.entries(value)
      .filter(([name]) => !HIDDEN.includes(name))
      .map(([name, v]) => `${name}=${flat(v)}`)
      .join(' ');
  }
  return String(value);
}

const describeWrite = (w: RegistryWrite): string =>
  `${w.layer} ${w.op} ${w.hive}\\${w.key}\\${w.name || '(default)'} = ${w.op.startsWith('set') ? `${w.type} ${showData(w)}` : '-'}`;

const cut = (text: string): string =>
  printable(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

function describe(value: Record<string, unknown>): string {
  const text = isWrite(value) ? describeWrite(value as unknown as RegistryWrite) : flat(value);
  return cut(text);
}

const lineOf = (value: Record<string, unknown>): number => {
  const at = value.at;
  return isRecord(at) && typeof at.line === 'number' ? at.line : 0;
};

/** Items are the records that carry their own `at`, at any depth of a section. */
function* items(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) {
    for (const v of value) yield* items(v);
  } else if (isRecord(value)) {
    const inner = Object.entries(value)
      .filter(([name]) => name !== 'at')
      .map(([, v]) => v);
    const nested = inner.flatMap((v) => (Array.isArray(v) || isRecord(v) ? [...items(v)] : []));
    if (nested.length > 0) yield* nested;
    else if ('at' in value) yield value;
  }
}

function deviceHead(d: FirewallDevice): string {
  const name = [d.context, d.hostname, d.version].filter((part) => part).join(' ');
  const ports = d.ports.map((p) => p.name).join(',');
  return `${d.vendor} ${name} IPv${d.families.join('/')} ports ${ports === '' ? '-' : ports}`;
}

/** Rules by list, then what was noted and what may hide policy. */
function deviceLines(device: FirewallDevice): readonly FactLine[] {
  const of = (at: { readonly line: number }, domain: string, text: string): FactLine => ({
    domain,
    line: at.line,
    text: cut(text),
  });
  const lists = device.lists.flatMap((l) => [
    ...l.rules.map((r) => of(r.at, `rule ${l.name}`, ruleText(r))),
    of(l.at, `rule ${l.name}`, `(end): ${actionText(l.end)}`),
  ]);
  return [
    of(device.at, 'device', deviceHead(device)),
    ...device.routes.map((r) =>
      of(r.at, 'route', `${matchText({ kind: 'dst', set: r.to })} by ${r.port ?? '-'}`),
    ),
    ...lists,
    ...device.gaps.map((g) => of(g.at, 'gap', `${g.kind}: ${g.because.en}`)),
    ...device.notes.map((n) => of(n.at, 'note', `${n.kind}: ${n.because.en}`)),
  ];
}

/** Every fact of a file, in the order of its lines within a domain. */
export function factLines({ devices, directory, ...sections }: Sections): readonly FactLine[] {
  const others = Object.entries(sections).flatMap(([domain, section]) =>
    [...items(section)].map((item) => ({ domain, line: lineOf(item), text: describe(item) })),
  );
  const ofDirectory = directory ? directoryLines(directory) : [];
  return [
    ...others,
    ...ofDirectory.map(({ line, text }) => ({ domain: 'directory', line, text: cut(text) })),
    ...(devices?.devices.flatMap(deviceLines) ?? []),
  ];
}
