/** Passwords in squid.conf, replaced before any fact or excerpt is made of a directive. */

const HIDDEN = '********';

/** Options of helper programs whose next argument, or whose own tail, is a password or a file that holds one. */
const SECRET_OPTION = /^(-[wWp]|--?(?:pass|password|passwd|secret|bindpasswd|token|api-?key|key)\b=?)/i;

/** Such an option with its value in the next argument. */
const SECRET_FOLLOWS = /^-[wWp]$|^--?(pass|password|passwd|secret|bindpasswd|token|api-?key|key)$/i;

/** Directives that start a helper program of the operator's choice, with its arguments. */
const HELPER = /^(auth_param|external_acl_type|.*_program|.*_extras|cache_dns_program)$/;

/** `login=` values that are no password (cache_peer). */
const LOGIN_WORDS = /^login=(PASS|PASSTHRU|NEGOTIATE)(:\S*)?$/;

const SECRET_KEY = /login|passw(or)?d|secret|credential/i;

/** A name and password in a URL. */
const hideUserInfo = (text: string): string => text.replace(/:\/\/[^/@\s]{1,512}@/g, `://${HIDDEN}@`);

function hidePair(text: string): string {
  const equals = text.indexOf('=');
  const isSecret = equals > 0 && equals < 64 && SECRET_KEY.test(text.slice(0, equals));
  if (isSecret && !LOGIN_WORDS.test(text)) return `${text.slice(0, equals)}=${HIDDEN}`;
  return text.includes('://') ? hideUserInfo(text) : text;
}

const mayHide = (text: string): boolean => text.includes('=') || text.includes('://');

/** Lists of a hundred thousand values are seldom touched: they are then the very same list. */
const hidePairs = (args: readonly string[]): readonly string[] =>
  args.some(mayHide) ? args.map(hidePair) : args;

function hideOptions(args: readonly string[]): readonly string[] {
  return args.map((arg, i) => {
    if (SECRET_FOLLOWS.test(args[i - 1] ?? '')) return HIDDEN;
    const option = SECRET_OPTION.exec(arg)?.[1];
    return option && option.length < arg.length ? `${option}${HIDDEN}` : hidePair(arg);
  });
}

const from = (args: readonly string[], start: number): readonly string[] =>
  args.map((arg, i) => (i < start ? hidePair(arg) : HIDDEN));

/** One code of a logformat, which is filled in request by request. */
const CODE = /^%[^\s%]+$/;

const headerValues = (args: readonly string[]): string[] =>
  args.map((arg, i) => (i === 0 ? hidePair(arg) : CODE.test(arg) ? arg : HIDDEN));

/** Headers whose values open doors. */
const SECRET_HEADER = /^(proxy-)?authorization$|cookie|token|api-?key/i;

function aclValues(args: readonly string[]): readonly string[] {
  if (args[1] === 'snmp_community') return from(args, 2);
  const header = /^re[qp]_header$/.test(args[1] ?? '') ? args.findIndex((a) => SECRET_HEADER.test(a)) : -1;
  return header < 0 ? hidePairs(args) : from(args, header + 1);
}

type Rule = (args: readonly string[]) => readonly string[];

function ruleFor(name: string): Rule {
  if (name === 'cachemgr_passwd')
    return (args) => args.map((arg, i) => (i > 0 || arg === 'none' || arg === 'disable' ? arg : HIDDEN));
  if (name === 'sslpassword_program') return (args) => from(args, 1);
  if (name === 'mcast_miss_encode_key') return (args) => from(args, 0);
  if (name === 'acl') return aclValues;
  if (/^(request|reply)_header_(add|replace)$|^header_replace$/.test(name)) return headerValues;
  return HELPER.test(name) ? hideOptions : hidePairs;
}

/** Of directives that Squid knows, so that the file cannot make it large. */
const rules = new Map<string, Rule>();

/** The arguments as they may be kept and shown. An unknown directive may be a misspelt one, so all its values go. */
export function withoutSecrets(name: string, args: readonly string[], known: boolean): readonly string[] {
  if (!known) return args.map(() => HIDDEN);
  const rule = rules.get(name) ?? ruleFor(name);
  rules.set(name, rule);
  return rule(args);
}
