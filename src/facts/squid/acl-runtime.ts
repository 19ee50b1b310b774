/** ACLs that the running proxy decides, or that are met by whatever is asked: what of them a file shows. */
import type { Bilingual } from '../../model/text.ts';
import type { AclTest } from './acl.ts';
import {
  type AclLine,
  type AclSource,
  type CompiledAcl,
  compiled,
  NEVER,
  type Refusal,
  say,
  shown,
  valuesOf,
} from './acl-line.ts';

export const ALWAYS: AclTest = { test: 'always' };
const CONDITION: AclTest = { test: 'condition', asks: false, fresh: false };

const refusedValue = (text: string): Bilingual =>
  text === ''
    ? say(
        'この型の ACL に要る値がなく、Squid はファイル全体を拒む',
        'this type of ACL needs a value, and Squid refuses the whole file without one',
      )
    : say(
        `${shown(text)} はこの型の ACL の値ではなく、Squid はファイル全体を拒む`,
        `${shown(text)} is no value of this type of ACL, and Squid refuses the whole file`,
      );

const refusal = (line: AclLine, value: string): Refusal => ({
  at: line.directive.at,
  because: refusedValue(value),
});

const INITIATORS: ReadonlySet<string> = new Set(
  'client esi certificate-fetching cache-digest htcp icp icmp asn internal peer-mcast all'.split(' '),
);

/** Whoever is asked about in an access rule is a client. */
export function initiatorAcl({ lines }: AclSource): CompiledAcl {
  const client = lines.some((l) => valuesOf(l).some((v) => v === 'client' || v === 'all'));
  const bad = lines.flatMap((l) =>
    valuesOf(l)
      .filter((v) => !INITIATORS.has(v))
      .map((v) => refusal(l, v)),
  );
  return compiled(client ? ALWAYS : NEVER, [], bad);
}

const COMPONENTS: ReadonlySet<string> = new Set(['request', 'response', 'ALE']);

/** One component a line. A request and its log entry are there whenever http_access is asked, a response never. */
export function componentAcl({ lines }: AclSource, later: boolean): CompiledAcl {
  const values = lines.flatMap(valuesOf);
  const test = values.some((v) => v !== 'response') ? ALWAYS : later ? CONDITION : NEVER;
  const bad = lines
    .filter((l) => valuesOf(l).length !== 1 || !COMPONENTS.has(valuesOf(l)[0] ?? ''))
    .map((l) => refusal(l, valuesOf(l).at(-1) ?? ''));
  return compiled(test, [], bad);
}

/** Words that are met although nothing has happened yet: no hierarchy, no error. */
const NOTHING_YET: ReadonlySet<string> = new Set(['HIER_NONE', 'ERR_NONE']);

export function replyAcl({ lines }: AclSource, later: boolean): CompiledAcl {
  const now = lines.some((l) => valuesOf(l).some((v) => NOTHING_YET.has(v)));
  return compiled(later || now ? CONDITION : NEVER);
}

export function externalAcl({ lines }: AclSource, asking: ReadonlySet<string>): CompiledAcl {
  const asks = lines.some((l) => asking.has(valuesOf(l)[0] ?? ''));
  return compiled({ test: 'condition', asks, fresh: false });
}

/** ACLRandom::parse: 0.x, a/b or a:b, above 0. */
function isChance(text: string): boolean {
  const [, a, sign, b] = /^(\d+)([/:])(\d+)/.exec(text) ?? [];
  if (a !== undefined && b !== undefined) {
    return Number(a) > 0 && Number(b) > 0 && (sign === ':' || Number(a) <= Number(b));
  }
  return /^0\.\d*[1-9]/.test(text);
}

const isCount = (text: string): boolean => /^[1-9]\d*/.test(text);

/** Of types with one number as their value. */
const NUMBERS: Readonly<Record<string, (text: string) => boolean>> = {
  random: isChance,
  maxconn: isCount,
  max_user_ip: isCount,
};

/** A value in a file that is missing is not a wrong one. */
export function conditionAcl({ lines }: AclSource, type: string, fresh: boolean): CompiledAcl {
  const check = Object.hasOwn(NUMBERS, type) ? NUMBERS[type] : undefined;
  const [first] = lines;
  const value = first ? (valuesOf(first)[0] ?? '') : '';
  const bad = check && first && first.directive.missing.length === 0 && !check(value);
  // It counts addresses of a user, and asks who that is.
  return compiled(
    { test: 'condition', asks: type === 'max_user_ip', fresh },
    [],
    bad ? [refusal(first, value)] : [],
  );
}
