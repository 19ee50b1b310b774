/** The smallest addition to a squid.conf that closes a way: lines, and the place to put them. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { NumberRange, SquidAcl } from './acl.ts';
import type { SquidProgram } from './program.ts';
import type { SquidDirective, SquidSection } from './section.ts';

export interface SquidChange {
  readonly lines: readonly string[];
  /** The line before which they go; null: at the end of the file. */
  readonly before: Location | null;
}

/** Ahead of every allow nothing can let a request by; a row behind one that denies would do as well. */
export const firstAllow = (program: SquidProgram): Location | null =>
  program.rows.http_access.find((row) => row.allow)?.at ?? null;

const usable = (acl: SquidAcl): boolean => !acl.open;

/** Squid knows an ACL from its line on. Of an ACL in another file it is not told here which comes first. */
function isKnownAt({ at }: SquidAcl, before: Location | null): boolean {
  const [first] = at;
  if (!first || !before) return true;
  return first.file === before.file && at.every((a) => a.file === first.file && a.line < before.line);
}

function named(program: SquidProgram, wanted: (acl: SquidAcl) => boolean): string | null {
  const before = firstAllow(program);
  for (const acl of program.acls.values()) {
    if (usable(acl) && isKnownAt(acl, before) && wanted(acl)) return writtenName(acl);
  }
  return null;
}

/** As its line spells it; names are compared without case. */
const writtenName = (acl: SquidAcl): string =>
  acl.at[0]?.text.split(/\s+/)[1] ?? (acl.name === 'connect' ? 'CONNECT' : acl.name);

const showRange = ({ from, to }: NumberRange): string => (from === to ? `${from}` : `${from}-${to}`);

const isExactly = (ranges: readonly NumberRange[], ports: ReadonlySet<number>): boolean => {
  const single = ranges.every((r) => r.from === r.to && ports.has(r.from));
  return single && new Set(ranges.map((r) => r.from)).size === ports.size;
};

/** CONNECT only to these ports. Uses the ACLs that are there where they say just that. */
export function limitConnect(program: SquidProgram, ports: ReadonlySet<number>): SquidChange {
  const connect = named(
    program,
    ({ test }) =>
      test.test === 'word' && test.of === 'method' && test.words.size === 1 && test.words.has('CONNECT'),
  );
  const listed = named(
    program,
    ({ test }) => test.test === 'number' && test.of === 'port' && isExactly(test.ranges, ports),
  );
  const values = [...ports].sort((a, b) => a - b).map((p) => showRange({ from: p, to: p }));
  return {
    lines: [
      ...(connect ? [] : ['acl uchibori_connect method CONNECT']),
      ...(listed ? [] : [`acl uchibori_connect_ports port ${values.join(' ')}`]),
      `http_access deny ${connect ?? 'uchibori_connect'} !${listed ?? 'uchibori_connect_ports'}`,
    ],
    before: firstAllow(program),
  };
}

/** Credentials of every client. It takes an auth_param that stands before it. */
export function requireUser(program: SquidProgram): SquidChange {
  const users = named(program, ({ test }) => test.test === 'user' && test.any);
  return {
    lines: [
      ...(users ? [] : ['acl uchibori_users proxy_auth REQUIRED']),
      `http_access deny !${users ?? 'uchibori_users'}`,
    ],
    before: firstAllow(program),
  };
}

/** No request of these addresses. `name`: of the ACL that is added. */
export function refuseClients(program: SquidProgram, name: string, cidrs: readonly string[]): SquidChange {
  return {
    lines: [`acl ${name} src ${cidrs.join(' ')}`, `http_access deny ${name}`],
    before: firstAllow(program),
  };
}

const asDirective = (line: string, at: Location): SquidDirective => {
  const [name = '', ...args] = line.split(' ');
  return { name, args, state: 'known', missing: [], at };
};

/** The configuration with the lines put in. */
export function withChange(section: SquidSection, { lines, before }: SquidChange): SquidSection {
  const found = before ? section.directives.findIndex((d) => d.at === before) : -1;
  const index = found < 0 ? section.directives.length : found;
  const added = lines.map((line) => asDirective(line, before ?? section.at));
  return { ...section, directives: section.directives.toSpliced(index, 0, ...added) };
}

export function showChange({ lines, before }: SquidChange): Bilingual {
  const text = lines.map((line) => `「${line}」`).join('');
  const english = lines.map((line) => `"${line}"`).join(', ');
  return before
    ? {
        ja: `${before.file}:${before.line} の前に${text}を置く`,
        en: `put ${english} before ${before.file}:${before.line}`,
      }
    : { ja: `ファイルの最後に${text}を置く`, en: `put ${english} at the end of the file` };
}
