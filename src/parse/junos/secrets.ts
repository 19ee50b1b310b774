/** Takes keys, passwords and communities out of a line before it is quoted. */

/** Hashes and reversible keys as Junos writes them: `$9$…`, `$1$…`, `$5$…`, `$6$…`, `$8$…`, `$ABC123$…`. */
const CRYPTED = /"?\$[0-9A-Za-z]{1,8}\$[^\s";]*"?/g;

const KEYED =
  /\b(encrypted-password|plain-text-password(?:-value)?|simple-password|password|passphrase|authentication-key|privacy-key|authentication-password|privacy-password|ascii-text|hexadecimal|(?:pre-)?shared-key|shared-secret|secret|community|trap-group|key|md5 \S+ key|(?:ssh|ecdsa)-\S+|client-secret|auth-token|token)(\s+)("[^"]*"?|[^\s;{]+)/gi;

const HIDDEN = '***';

/** Words that follow such a key and are none. */
const PLAIN = /^(?:\{|;|\[)/;

export const withoutSecrets = (line: string): string =>
  line
    .replace(CRYPTED, HIDDEN)
    .replace(KEYED, (whole, key: string, gap: string, value: string) =>
      PLAIN.test(value) ? whole : `${key}${gap}${HIDDEN}`,
    );
