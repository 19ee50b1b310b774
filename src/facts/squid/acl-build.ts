/** From the lines of an ACL to its test. */
import { addressAcl } from './acl-address.ts';
import { domainAcl } from './acl-domain.ts';
import { groupAcl } from './acl-group.ts';
import { type AclSource, type CompiledAcl, compiled } from './acl-line.ts';
import { headerAcl, patternAcl } from './acl-pattern.ts';
import { ALWAYS, componentAcl, conditionAcl, externalAcl, initiatorAcl, replyAcl } from './acl-runtime.ts';
import { shared } from './acl-shared.ts';
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

export function buildAcl(
  family: AclFamily,
  type: string,
  source: AclSource,
  around: AclSurroundings,
): CompiledAcl {
  switch (family.by) {
    case 'address':
      return shared(source, (s) => addressAcl(s, family.of));
    case 'domain':
      return shared(source, domainAcl);
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
      return replyAcl(source, around.later);
    case 'condition':
      return conditionAcl(source, type, family.fresh);
  }
}
