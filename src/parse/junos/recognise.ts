/** Whether a text is a Junos configuration, from its head. EdgeOS, VyOS and PAN-OS write alike and are told apart. */
import type { Evidence } from '../../model/evidence.ts';

const HEAD = 4096;

const PORT = '(?:ge|xe|et|fe|mge|ae|reth|irb|vlan|lo|fxp|em|me|st|gr|lt|so|t1|pp|vme|interface-range)';

/** Lines that only Junos writes. */
const SET_FORM = new RegExp(
  [
    '^set version "?\\d\\d?\\.\\d',
    '^set system (?:host-name|root-authentication|login (?:class|user \\S+ uid)|services (?:ssh|netconf|web-management)|syslog (?:file|host|user))\\b',
    '^(?:set|deactivate) (?:logical-systems \\S+ |tenants \\S+ )?security (?:zones|policies|nat|address-book|ike|ipsec|screen|forwarding-options|flow|alg|log|utm|idp)\\b',
    `^set interfaces ${PORT}[-\\d]*\\S* `,
    '^set (?:applications application|schedulers scheduler|policy-options|routing-instances|routing-options|logical-systems|chassis|groups|snmp community)\\b',
    '^set firewall (?:family inet6?|filter|policer) ',
  ].join('|'),
  'm',
);

const BLOCK =
  /^(?:inactive: )?(?:groups|system|chassis|security|interfaces|firewall|applications|policy-options|routing-options|routing-instances|logical-systems|schedulers|snmp|protocols|vlans|access|event-options|forwarding-options) \{[ \t]*(?:##.*|\/\*.*)?\r?$/m;

/** `show configuration security policies` and its like, whose output alone has no section of its own. */
const SHOWN = /^\S+@\S+> show configuration(?: \S+)*/m;

const STATEMENT = /;[ \t]*(?:##.*)?\r?$/m;

/** Vyatta and its kin name sections as Junos does, and hold these words, which Junos does not. */
const VYATTA =
  /^set (?:interfaces (?:ethernet|switch|bonding|bridge) |firewall (?:name|group|ipv6-name|all-ping|state-policy) |service )|^ +(?:ethernet|switch) (?:eth|switch)\d+ \{|Warning: Do not remove the following line/m;

/** PAN-OS writes braces with semicolons too, all inside one. */
const OTHER = /^config \{|^(?:deviceconfig|mgt-config|vsys) \{|^set (?:deviceconfig|mgt-config|rulebase) /m;

export function looksLikeJunos({ text }: Pick<Evidence, 'text'>): boolean {
  const head = text.slice(0, HEAD);
  if (VYATTA.test(head) || OTHER.test(head) || /^\s*[<[{"]/.test(head))
    return /^\{\w+:?\w*\}/.test(head.trimStart()) && curly(head);
  return SET_FORM.test(head) || curly(head);
}

const curly = (head: string): boolean =>
  !VYATTA.test(head) && !OTHER.test(head) && (BLOCK.test(head) || SHOWN.test(head)) && STATEMENT.test(head);

/** Which of both forms it is: the first statement tells. */
export function isSetForm(text: string): boolean {
  const first = /^[ \t]*(?:set|deactivate|activate|delete|edit|insert|rename|top)[ \t]/m.exec(
    text.slice(0, 65536),
  );
  const block = /[{;][ \t]*(?:##.*)?\r?$/m.exec(text.slice(0, 65536));
  return first !== null && (block === null || first.index <= block.index);
}
