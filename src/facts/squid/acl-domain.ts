/** dstdomain ACLs (acl/DomainData.cc, matchDomainName): up to Squid 6 a wildcard after a name below it is fatal. */
import type { Location } from '../../model/evidence.ts';
import {
  type AclSource,
  type CompiledAcl,
  compiled,
  eachValue,
  NEVER,
  type Refusal,
  say,
  shown,
  where,
} from './acl-line.ts';
import type { SquidNote } from './section.ts';
import { isFrom } from './version.ts';

/** Longer ones are no names of hosts (SQUIDHOSTNAMELEN). */
const MAX_NAME = 255;

type Where = () => Location;

/** A value as written, without regard to case, and its place among the values. */
interface Written {
  readonly text: string;
  readonly at: Where;
  readonly order: number;
}

interface Draft {
  readonly source: AclSource;
  readonly exact: Map<string, Written>;
  /** Of `.d`, by d. */
  readonly below: Map<string, Written>;
  readonly notes: SquidNote[];
  readonly refusals: Refusal[];
}

/** Squid compares a value with another by what stands behind its leading dots. */
const rootOf = (text: string): string => (text.startsWith('.') ? text.replace(/^\.+/, '') : text);

/** The wildcards that cover a value, itself aside: the nearest first. */
function covering(draft: Draft, value: Written, root: string): readonly Written[] {
  const out: Written[] = [];
  for (let name = root, dot = 0; dot >= 0; name = name.slice(dot + 1)) {
    const found = draft.below.get(name);
    if (found && found !== value) out.push(found);
    dot = name.indexOf('.');
  }
  return out;
}

function refuse(draft: Draft, { text, at }: Written, other: Written): void {
  draft.refusals.push({
    at: at(),
    because: say(
      `ACL ${draft.source.name} で ${shown(other.text)} (${where(other.at())}) と ${shown(text)} が重なり、Squid 6 まではファイル全体を拒む。ワイルドカードだけを残す`,
      `ACL ${draft.source.name}: ${shown(other.text)} (${where(other.at())}) and ${shown(text)} overlap in an order that Squid up to 6 refuses with the whole file; keep the wildcard alone`,
    ),
  });
}

function redundant(draft: Draft, { text, at }: Written, other: Written): void {
  draft.notes.push({
    kind: 'redundant-value',
    at: at(),
    because: say(
      `ACL ${draft.source.name} の ${shown(text)} は先の ${shown(other.text)} (${where(other.at())}) に含まれ、捨てられる。結果は変わらない`,
      `ACL ${draft.source.name}: ${shown(text)} is within the earlier ${shown(other.text)} (${where(other.at())}) and is dropped; nothing is lost`,
    ),
  });
}

/** `.d` before `d` is as fatal up to 6 as anything covered before what covers it; other names are dropped quietly. */
function settle(draft: Draft, value: Written, merges: boolean): void {
  const root = rootOf(value.text);
  const covers = covering(draft, value, root);
  const same = draft.exact.get(root);
  const earlier = covers.find((c) => c.order < value.order);
  if (!merges && earlier && rootOf(earlier.text) === value.text) refuse(draft, value, earlier);
  else if (earlier) {
    redundant(draft, value, earlier);
    if (value.text.startsWith('.')) draft.below.delete(value.text.slice(1));
    else draft.exact.delete(value.text);
  } else if (!merges) {
    const later = covers.find((c) => c.order > value.order);
    if (later) refuse(draft, later, value);
    else if (value.text.startsWith('..') && same && same.order > value.order) refuse(draft, same, value);
  }
}

/** Values that no host of a URL can be: with a scheme, port, path or star, or ending in a dot, which Squid takes off hosts. */
const IMPOSSIBLE = /[/:*@?%]|\.$|\.\.|^\.?$/;

function impossible(draft: Draft, text: string, at: Where): void {
  draft.notes.push({
    kind: 'impossible-domain',
    at: at(),
    because: say(
      `ACL ${draft.source.name} の ${shown(text)} はどのホスト名にも一致しない。スキーム・ポート・パス・* を外し、配下も含めるなら「.example.com」の形で書く`,
      `ACL ${draft.source.name}: ${shown(text)} matches no host; leave out scheme, port, path and *, and write ".example.com" for a domain with everything below it`,
    ),
  });
}

function add(draft: Draft, text: string, at: Where): void {
  if (text.length > MAX_NAME || IMPOSSIBLE.test(text)) impossible(draft, text, at);
  if (text.length > MAX_NAME) return;
  const [list, key] = text.startsWith('.') ? [draft.below, text.slice(1)] : [draft.exact, text];
  if (!list.has(key)) list.set(key, { text, at, order: draft.exact.size + draft.below.size });
}

export function domainAcl(source: AclSource): CompiledAcl {
  const draft: Draft = { source, exact: new Map(), below: new Map(), notes: [], refusals: [] };
  const merges = isFrom(source.version, '7');
  let open = false;
  eachValue(source.lines, (value, at) => {
    const text = value.toLowerCase();
    // Squid keeps an IPv6 host within brackets, in a form of its own choice.
    if (/^\[[0-9a-f:.]*\]$/.test(text)) open = true;
    else add(draft, text, at);
  });
  const written = [...draft.exact.values(), ...draft.below.values()];
  for (const value of written.sort((a, b) => a.order - b.order)) settle(draft, value, merges);
  // A lone dot is below every name that ends in one, and no host does.
  draft.below.delete('');
  const names = { exact: new Set(draft.exact.keys()), below: new Set(draft.below.keys()) };
  const literalOnly = source.lines.some((l) => l.options.has('-n'));
  const empty = names.exact.size + names.below.size === 0 && !open;
  return compiled(empty ? NEVER : { test: 'domain', names, literalOnly }, draft.notes, draft.refusals, open);
}
