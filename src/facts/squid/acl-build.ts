/** From the lines of an ACL to its test. */

import type { AclTest } from './acl.ts';
import { addressAcl } from './acl-address.ts';
import { domainAcl } from './acl-domain.ts';
import { groupAcl } from './acl-group.ts';
import {
  type AclSource,
  type CompiledAcl,
  compiled,
  NEVER,
  type Refusal,
  say,
  shown,
  valuesOf,
} from './acl-line.ts';
import { headerAcl, patternAcl } from './acl-pattern.ts';
import { timeAcl } from './acl-time.ts';
import type { AclFamily } from './acl-types.ts';
import { userAcl, userPatternAcl } from './acl-user.ts';
import { methodAcl, numberAcl, portNameAcl, protoAcl } from './acl-words.ts';

/** What an ACL depends on outside its own lines. */
export interface AclSurroundings {
  /** Names of users are lowered before they are compared. */
  readonly lowered: boolean;
  /** Classes of external_acl_type whose programs are given the name of the user, so that Squid asks for it first. */
  readonly asking: ReadonlySet<string>;
  /** Asked somewhere else than in http_access, where a reply or a peer may be there. */
  readonly later: boolean;
}

const ALWAYS: AclTest = { test: 'always' };
const CONDITION: AclTest = { test: 'condition', asks: false, fresh: false };

const INITIATORS: ReadonlySet<string> = new Set(
  'client esi certificate-fetching cache-digest htcp icp icmp asn internal peer-mcast all'.split(' '),
);

const badWord = (source: AclSource, known: ReadonlySet<string>): readonly Refusal[] =>
  source.lines.flatMap((line) =>
    valuesOf(line)
      .filter((v) => !known.has(v))
      .map((v) => ({
        at: line.directive.at,
        because: say(
          `${shown(v)} はこの型の ACL の値ではなく、Squid はファイル全体を拒む`,
          `${shown(v)} is no value of this type of ACL, and Squid refuses the whole file`,
        ),
      })),
  );

/** Whoever is asked about in an access rule is a client. */
function initiatorAcl(source: AclSource): CompiledAcl {
  const client = source.lines.some((l) => valuesOf(l).some((v) => v === 'client' || v === 'all'));
  return compiled(client ? ALWAYS : NEVER, [], badWord(source, INITIATORS));
}

function componentAcl(source: AclSource, later: boolean): CompiledAcl {
  const values = source.lines.flatMap(valuesOf);
  const known = new Set(['request', 'response', 'ALE']);
  const test = values.includes('request') ? ALWAYS : values.includes('ALE') || later ? CONDITION : NEVER;
  return compiled(test, [], badWord(source, known));
}

function externalAcl(source: AclSource, asking: ReadonlySet<string>): CompiledAcl {
  const asks = source.lines.some((l) => asking.has(l.directive.args[l.first] ?? ''));
  return compiled({ test: 'condition', asks, fresh: false });
}

export function buildAcl(family: AclFamily, source: AclSource, around: AclSurroundings): CompiledAcl {
  switch (family.by) {
    case 'address':
      return addressAcl(source, family.of);
    case 'domain':
      return domainAcl(source);
    case 'pattern':
      return family.of === 'req-header' ? headerAcl(source) : patternAcl(source, family.of);
    case 'number':
      return numberAcl(source, family.of);
    case 'method':
      return methodAcl(source);
    case 'proto':
      return protoAcl(source);
    case 'myportname':
      return portNameAcl(source);
    case 'time':
      return timeAcl(source);
    case 'user':
      return family.regex ? userPatternAcl(source) : userAcl(source, around.lowered);
    case 'group':
      return groupAcl(source, family.all);
    case 'external':
      return externalAcl(source, around.asking);
    case 'initiator':
      return initiatorAcl(source);
    case 'component':
      return componentAcl(source, around.later);
    case 'always':
      return compiled(ALWAYS);
    case 'reply':
      return compiled(around.later ? CONDITION : NEVER);
    case 'condition':
      return compiled({ test: 'condition', asks: false, fresh: family.fresh });
  }
}
