/** WindowsFirewallSettings of GPO and RSoP reports: profile settings and rules of the policy store ([MS-GPFAS] 2.2). */
import type { FirewallProfile, FirewallProfileSettings } from '../facts/windows-firewall/model.ts';
import { ruleFromFields } from './firewall-fields.ts';
import { locate } from './parser.ts';
import type { Statement } from './report-draft.ts';
import { child, childText, type ReportNode, xmlBoolean } from './report-node.ts';
import type { SettingReader, Taken } from './report-security.ts';

const PROFILES: ReadonlyMap<string, FirewallProfile> = new Map([
  ['DomainProfile', 'domain'],
  ['PrivateProfile', 'private'],
  ['PublicProfile', 'public'],
]);

/** A value of the profile, where this GPO is the one that sets it. */
function flag(node: ReportNode, s: Statement, name: string): boolean | null {
  const value = child(node, name);
  if (s.ranked && childText(value, 'Precedence') !== '1') return null;
  return xmlBoolean(childText(value, 'Value'));
}

function inbound(node: ReportNode, s: Statement): 'allow' | 'block' | null {
  const block = flag(node, s, 'DefaultInboundAction');
  return block === null ? null : block ? 'block' : 'allow';
}

function profileSettings(node: ReportNode, s: Statement, profile: FirewallProfile): FirewallProfileSettings {
  return {
    profile,
    store: 'policy',
    enabled: flag(node, s, 'EnableFirewall'),
    defaultInbound: inbound(node, s),
    shieldsUp: flag(node, s, 'DoNotAllowExceptions'),
    allowLocalRules: flag(node, s, 'AllowLocalPolicyMerge'),
    logDropped: flag(node, s, 'LogDroppedPackets'),
    logAllowed: flag(node, s, 'LogSuccessfulConnections'),
    openInterfaces: child(node, 'DisabledInterfaces') ? true : null,
    at: locate(s.evidence, node.line, node.name),
  };
}

const ABOUT_THE_REPORT = new Set(['GPO', 'Precedence']);

function addRule(node: ReportNode, s: Statement, direction: 'in' | 'out'): Taken {
  const fields = node.children
    .filter((c) => !ABOUT_THE_REPORT.has(c.name))
    .map((c) => [c.name, c.text] as const);
  const at = locate(s.evidence, node.line, fields.map(([key, value]) => `${key}=${value}`).join('|'));
  s.draft.rules.push(ruleFromFields(fields, { id: null, store: 'policy', direction, at }));
  return 'understood';
}

/** Connection security (IPsec) opens nothing by itself. */
const IPSEC = /(ConnectionSecurity|MainMode|CryptoSet|AuthenticationSet)/;

export const firewallSetting: SettingReader = (node, s) => {
  const profile = PROFILES.get(node.name);
  if (profile) {
    s.draft.profiles.push(profileSettings(node, s, profile));
    return 'understood';
  }
  if (node.name === 'InboundFirewallRules') return addRule(node, s, 'in');
  if (node.name === 'OutboundFirewallRules') return addRule(node, s, 'out');
  return node.name === 'GlobalSettings' || IPSEC.test(node.name) ? 'irrelevant' : 'notUnderstood';
};
