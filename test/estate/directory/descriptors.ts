/** Access lists as a domain controller gives them to new objects (defaultSecurityDescriptor, [MS-ADSC]), shortened to what decides who reads. */
import { guidOf } from './binary.ts';

const FULL = 'RPWPCRCCDCLCLORCWOWDSDDTSW';

const COMPUTER = 'bf967a86-0de6-11d0-a285-00aa003049e2';
const USER = 'bf967aba-0de6-11d0-a285-00aa003049e2';
const GROUP = 'bf967a9c-0de6-11d0-a285-00aa003049e2';

/** What every object gets from the domain's own list: Pre-Windows 2000 Compatible Access reads users and groups. */
const INHERITED = [
  `(OA;CIIOID;RPLCLORC;;${GROUP};RU)`,
  `(OA;CIIOID;RPLCLORC;;${USER};RU)`,
  `(A;CIID;${FULL};;;EA)`,
  '(A;CIID;LC;;;RU)',
  '(A;CIID;RPWPCRCCLCLORCWOWDSDSW;;;BA)',
].join('');

/** On a user or a group the same entry counts. */
const inheritedBy = (type: string): string =>
  INHERITED.replace(`(OA;CIIOID;RPLCLORC;;${type};RU)`, `(OA;CIID;RPLCLORC;;${type};RU)`);

const ORDINARY = `(A;;${FULL};;;DA)(A;;${FULL};;;SY)(A;;RPLCLORC;;;AU)`;

export const DEFAULTS = {
  domain: `O:BAG:BAD:(A;;RP;;;WD)(A;;RPLCLORC;;;AU)(A;;RPWPCRLCLOCCRCWDWOSW;;;DA)(A;CI;RPWPCRLCLOCCRCWDWOSDSW;;;BA)(A;;${FULL};;;SY)(A;CI;${FULL};;;EA)(A;CI;LC;;;RU)(A;;RPRC;;;RU)(OA;;RP;c7407360-20bf-11d0-a768-00aa006e0529;;RU)(OA;CIIO;RPLCLORC;;${GROUP};RU)(OA;CIIO;RPLCLORC;;${USER};RU)(A;;LCRPLORC;;;ED)(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;DD)(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;BA)`,
  ou: `D:(A;;${FULL};;;SY)(A;;${FULL};;;DA)(OA;;CCDC;${COMPUTER};;AO)(OA;;CCDC;${USER};;AO)(OA;;CCDC;${GROUP};;AO)(A;;RPLCLORC;;;AU)(A;;LCRPLORC;;;ED)${INHERITED}`,
  site: `O:EAG:EAD:(A;;${FULL};;;SY)(A;;RPLCLORC;;;AU)(A;;LCRPLORC;;;ED)(A;CIID;${FULL};;;EA)`,
  subnet: `O:EAG:EAD:${ORDINARY}(A;CIID;${FULL};;;EA)`,
  wmi: `D:(A;;RPLCLORC;;;AU)(A;;RPWPCRLCLOCCDCRCWDWOSW;;;DA)(A;;CC;;;PA)(A;;${FULL};;;SY)`,
  group: `D:(A;;${FULL};;;DA)(A;;${FULL};;;SY)(A;;RPLCLORC;;;AU)(A;;${FULL};;;AO)(A;;RPLCLORC;;;PS)(OA;;CR;ab721a55-1e2f-11d0-9819-00aa0040529b;;AU)${inheritedBy(GROUP)}`,
  user: `D:(A;;${FULL};;;DA)(A;;${FULL};;;SY)(A;;${FULL};;;AO)(A;;RPLCLORC;;;PS)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)(OA;;RPWP;77b5b886-944a-11d1-aebd-0000f80367c1;;PS)(OA;;RP;4c164200-20c0-11d0-a768-00aa006e0529;;RS)(A;;RC;;;AU)(OA;;RP;59ba2f42-79a2-11d0-9020-00c04fc2d3cf;;AU)(OA;;RP;77b5b886-944a-11d1-aebd-0000f80367c1;;AU)(OA;;RP;e45795b3-9455-11d1-aebd-0000f80367c1;;AU)(OA;;RP;e48d0154-bcf8-11d1-8702-00c04fb96050;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)${inheritedBy(USER)}`,
  computer: `D:(A;;${FULL};;;DA)(A;;${FULL};;;AO)(A;;${FULL};;;SY)(A;;RPLCLORC;;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)(A;;CCDC;;;PS)(OA;;SW;f3a64788-5306-11d1-a9c5-0000f80367c1;;PS)(OA;;SW;72e39547-7b18-11d1-adef-00c04fd8d5cd;;PS)${INHERITED}`,
  foreign: `D:(A;;${FULL};;;DA)(A;;${FULL};;;SY)(A;;RC;;;AU)(OA;;RP;e48d0154-bcf8-11d1-8702-00c04fb96050;;AU)(OA;;RP;59ba2f42-79a2-11d0-9020-00c04fc2d3cf;;AU)(A;;RPLCLORC;;;AU)`,
  /** As delegated to auditors: by default nobody but domain admins reads these. */
  pso: `D:(A;;${FULL};;;DA)(A;;${FULL};;;SY)(A;;RPLCLORC;;;AU)`,
  container: `D:${ORDINARY}${INHERITED}`,
  trust: `D:${ORDINARY}`,
  crossRef: `O:EAG:EAD:${ORDINARY}`,
  /** AdminSDHolder, put on members of protected groups ([MS-ADTS] 3.1.1.6.1). */
  protected: `D:P(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;CCDCLCSWRPWPLOCRSDRCWDWO;;;BA)(A;;CCDCLCSWRPWPLOCRRCWDWO;;;DA)(A;;CCDCLCSWRPWPLOCRRCWDWO;;;EA)(A;;RPLCLORC;;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)(OA;CI;RPLCLORC;;${USER};RU)(OA;CI;RPLCLORC;;${GROUP};RU)`,
} as const;

/** A computer that may write its own LAPS expiry, and a group that may read its password. */
export const lapsComputer = (readers: string): string =>
  `${DEFAULTS.computer}(OA;CIIOID;RPCR;${guidOf('schema msLAPS-Password')};${COMPUTER};${readers})(OA;CIID;RPWP;${guidOf('schema msLAPS-PasswordExpirationTime')};${COMPUTER};PS)`;

const APPLY = 'edacfd8f-ffb3-11d1-b41d-00a0c968f939';

/** SIDs or aliases of SDDL. */
export interface GpoFilter {
  /** Read and apply. */
  readonly apply: readonly string[];
  /** Read alone. */
  readonly read?: readonly string[];
  /** Denied to apply. */
  readonly deny?: readonly string[];
}

/** The list of a GPO, with the entries that its security filtering comes to. */
export function gpoDescriptor({ apply, read = [], deny = [] }: GpoFilter): string {
  const aces = [
    ...deny.map((sid) => `(OD;CI;CR;${APPLY};;${sid})`),
    `(A;CI;${FULL};;;DA)(A;CI;${FULL};;;EA)(A;CIIO;${FULL};;;CO)(A;CI;${FULL};;;SY)`,
    ...[...new Set([...apply, ...read])].map((sid) => `(A;CI;RPLCLORC;;;${sid})`),
    ...apply.map((sid) => `(OA;CI;CR;${APPLY};;${sid})`),
    '(A;CI;LCRPLORC;;;ED)',
  ];
  return `D:P${aces.join('')}`;
}
