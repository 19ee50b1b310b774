/** From the lines of a security template to facts. The layer is all in which an export differs from a template. */
import type { GpoRef, RegistryWrite } from '../facts/registry.ts';
import type { Sections } from '../facts/sections.ts';
import type { SecurityPolicySection, SystemAccess } from '../facts/security-policy.ts';
import type { Evidence, Location } from '../model/evidence.ts';
import { locate } from './parser.ts';
import type { Inf, InfRegistryValue, InfSetting } from './security-inf.ts';

export interface InfOrigin {
  readonly kind: 'security-template' | 'secedit-export';
  readonly gpo: GpoRef | null;
}

const at = (evidence: Evidence, node: { readonly line: number; readonly text: string }): Location =>
  locate(evidence, node.line, node.text);

function writeOf(evidence: Evidence, origin: InfOrigin, value: InfRegistryValue): RegistryWrite {
  const { hive, key, name, type, data } = value;
  const exported = origin.kind === 'secedit-export';
  return {
    hive,
    key,
    name,
    op: 'set',
    type,
    data,
    layer: exported ? 'stored' : 'intended',
    source: origin.kind,
    gpo: origin.gpo,
    strength: exported ? 'stored' : 'policy',
    condition: null,
    at: at(evidence, value),
  };
}

const accessOf = (evidence: Evidence, origin: InfOrigin, list: readonly InfSetting[]): SystemAccess[] =>
  list.map((node) => ({ name: node.name, value: node.value, gpo: origin.gpo, at: at(evidence, node) }));

/** An empty `__Memberof` adds the group to nothing; an empty `__Members` leaves it nobody ([MS-GPSB] 2.2.4). */
const isStatement = (node: Inf['groups'][number]): boolean =>
  node.relation === 'members' || node.principals.length > 0;

function securityOf(evidence: Evidence, inf: Inf, origin: InfOrigin): SecurityPolicySection {
  const { gpo } = origin;
  return {
    layer: origin.kind === 'secedit-export' ? 'effective' : 'intended',
    rights: inf.rights.map((r) => ({ constant: r.name, principals: r.principals, gpo, at: at(evidence, r) })),
    groups: inf.groups.filter(isStatement).map((g) => ({
      group: g.group,
      relation: g.relation,
      principals: g.principals,
      gpo,
      at: at(evidence, g),
    })),
    systemAccess: accessOf(evidence, origin, inf.systemAccess),
    eventAudit: accessOf(evidence, origin, inf.eventAudit),
    kerberos: accessOf(evidence, origin, inf.kerberos),
    services: inf.services.map((s) => ({ name: s.name, start: s.start, at: at(evidence, s) })),
    sections: inf.sections,
    at: locate(evidence, 1, evidence.text.slice(0, 40).split(/[\r\n]/)[0] ?? ''),
  };
}

/** What a template says, as facts of the layer that its kind gives. */
export const infSections = (evidence: Evidence, inf: Inf, origin: InfOrigin): Sections => ({
  registry: { exported: [], writes: inf.registryValues.map((v) => writeOf(evidence, origin, v)) },
  security: securityOf(evidence, inf, origin),
});
