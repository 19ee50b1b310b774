/** Lines of a Cisco configuration that hold secrets, as they may be quoted. */

const HIDDEN = '…';
/** From the word that begins the secret to the end of the line: types and values of passwords, keys, communities. */
const SECRET =
  /\b(password|passwd|secret|pre-shared-key|key-string|key|community|snmp-server (?:user|host)|username|md5|authentication-key|ppp (?:chap|pap)|tunnel-group|ldap-login-password|cipc|license|activation-key)\b.*$/i;
/** Commands whose lines are rules, names or networks and hold no secret, whatever words stand in them. */
const SAFE =
  /^(?:access-list|access-group|object|object-group|network-object|service-object|port-object|group-object|nat|static|global|route|interface|ip (?:route|access-list|access-group|nat)|ipv6|permit|deny|\d+ (?:permit|deny)|remark|zone|zone-pair|class|class-map|policy-map|match|service-policy|nameif|security-level|time-range|name|hostname)\b/i;

/** Most lines are rules, with their number or without: these are told without a search. */
function isRule(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
  if (at === 0 && text.startsWith('access-list ')) return true;
  if (at > 0 && text.charCodeAt(at++) !== 32) return false;
  return text.startsWith('permit ', at) || text.startsWith('deny ', at);
}

export const withoutSecrets = (text: string): string =>
  isRule(text) || SAFE.test(text) ? text : text.replace(SECRET, (_, word: string) => `${word} ${HIDDEN}`);
