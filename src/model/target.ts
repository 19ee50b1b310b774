/** Roles of `assets[]` in the site file (guide's system model), plus three of ours: `policy`, `domain` and `site`. */
export const ASSET_ROLES = [
  'user-endpoint',
  'admin-workstation',
  'dc',
  'file-server',
  'member-server',
  'proxy',
  'perimeter-fw',
  'segment-fw',
  'transit',
  'distribution-server',
  'decoy',
] as const;
export type AssetRole = (typeof ASSET_ROLES)[number];

/**
 * `policy`: a folder that holds only GPO material. `domain`: one that holds a directory, with or without its SYSVOL.
 * `site`: the organisation as a whole. `unknown`: not declared, not inferable.
 */
export type Role = AssetRole | 'policy' | 'domain' | 'site' | 'unknown';

export interface Target {
  readonly name: string;
  readonly role: Role;
  /** `declared` in the site file, `inferred` from the evidence (and shown as such), or `none`. */
  readonly roleSource: 'declared' | 'inferred' | 'none';
}

/** The pseudo target that carries what belongs to no single machine. */
export const SITE_TARGET: Target = { name: '(site)', role: 'site', roleSource: 'declared' };
