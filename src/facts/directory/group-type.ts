/** What groupType says of a group ([MS-ADTS] 2.2.12). */
import type { Group } from './model.ts';
import type { Access } from './query.ts';

const GLOBAL = 0x2;
const DOMAIN_LOCAL = 0x4;
const SECURITY_ENABLED = 0x80000000;

const has = ({ type }: Group, bits: number): Access => {
  if (type === null) return 'open';
  return (type & bits) === (bits | 0) ? 'yes' : 'no';
};

/** Others (distribution groups) and what nests in them come into no token ([MS-SAMR] 2.2.1.11). */
export const isSecurityGroup = (group: Group): Access => has(group, SECURITY_ENABLED);

/** What a PSO may be for, beside users ([MS-ADTS] 3.1.1.4.5, msDS-ResultantPSO: by [MS-DRSR] RevMembGetAccountGroups). */
export const isGlobalSecurityGroup = (group: Group): Access => has(group, SECURITY_ENABLED | GLOBAL);

/** Builtin groups too: in a token they are those of the domain whose controller makes it. */
export const isDomainLocal = (group: Group): Access => has(group, DOMAIN_LOCAL);
