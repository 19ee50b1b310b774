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

/** A value kept, as written. */
interface Kept {
  readonly text: string;
  readonly at: Where;
}

interface Draft {
  readonly source: AclSource;
  readonly exact: Map<string, Kept>;
  readonly below: Map<string, Kept>;
  /** By what stands behind its leading dots, which is how Squid compares a value with another. */
  readonly roots: Map<string, Kept>;
  /** Every name at or above the root of something kept. */
  readonly parents: Map<string, Kept>;
  readonly notes: SquidNote[];
  readonly refusals: Refusal[];
}

/** The name and those above it. */
function upwards(name: string): readonly string[] {
  const out = [name];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) out.push(name.slice(dot + 1));
  return out;
}

const rootOf = (text: string): string => text.replace(/^\.+/, '');

/** The wildcard kept already that covers `root`. */
function covering(draft: Draft, root: string): Kept | undefined {
  for (const name of upwards(root)) {
    const found = draft.below.get(name);
    if (found) return found;
  }
  return undefined;
}

function record(draft: Draft, kept: Kept): void {
  const { text } = kept;
  const root = rootOf(text);
  if (text.startsWith('.')) draft.below.set(text.slice(1), kept);
  else draft.exact.set(text, kept);
  if (!draft.roots.has(root)) draft.roots.set(root, kept);
  for (const name of upwards(root)) if (!draft.parents.has(name)) draft.parents.set(name, kept);
}

function refuse(draft: Draft, text: string, at: Where, other: string, otherAt: Where): void {
  draft.refusals.push({
    at: at(),
    because: say(
      `ACL ${draft.source.name} で ${shown(other)} (${where(otherAt())}) と ${shown(text)} が重なり、Squid 6 まではファイル全体を拒む。ワイルドカードだけを残す`,
      `ACL ${draft.source.name}: ${shown(other)} (${where(otherAt())}) and ${shown(text)} overlap in an order that Squid up to 6 refuses with the whole file; keep the wildcard alone`,
    ),
  });
}

function redundant(draft: Draft, text: string, at: Where, other: string, otherAt: Where): void {
  draft.notes.push({
    kind: 'redundant-value',
    at: at(),
    because: say(
      `ACL ${draft.source.name} の ${shown(text)} は先の ${shown(other)} (${where(otherAt())}) に含まれ、捨てられる。結果は変わらない`,
      `ACL ${draft.source.name}: ${shown(text)} is within the earlier ${shown(other)} (${where(otherAt())}) and is dropped; nothing is lost`,
    ),
  });
}

function take(draft: Draft, text: string, at: Where, merges: boolean): void {
  const wild = text.startsWith('.');
  if (wild ? draft.below.has(text.slice(1)) : draft.exact.has(text)) return;
  const under = wild ? draft.parents.get(text.slice(1)) : draft.roots.get(text);
  const over = covering(draft, rootOf(text));
  if (!merges && under) refuse(draft, text, at, under.text, under.at);
  else if (over) redundant(draft, text, at, over.text, over.at);
  else record(draft, { text, at });
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

export function domainAcl(source: AclSource): CompiledAcl {
  const draft: Draft = {
    source,
    exact: new Map(),
    below: new Map(),
    roots: new Map(),
    parents: new Map(),
    notes: [],
    refusals: [],
  };
  const merges = isFrom(source.version, '7');
  let open = false;
  eachValue(source, (value, at) => {
    const text = value.toLowerCase();
    // Squid keeps an IPv6 host within brackets, in a form of its own choice.
    if (/^\[[0-9a-f:.]*\]$/.test(text)) open = true;
    else {
      if (text.length > MAX_NAME || IMPOSSIBLE.test(text)) impossible(draft, text, at);
      if (text.length <= MAX_NAME) take(draft, text, at, merges);
    }
  });
  // A lone dot is below every name that ends in one, and no host does.
  draft.below.delete('');
  const names = { exact: new Set(draft.exact.keys()), below: new Set(draft.below.keys()) };
  const literalOnly = source.lines.some((l) => l.options.has('-n'));
  const empty = names.exact.size + names.below.size === 0 && !open;
  return compiled(empty ? NEVER : { test: 'domain', names, literalOnly }, draft.notes, draft.refusals, open);
}
