/** http_port, https_port and ftp_port (parse_port_option and parsePortCfg, cache_cf.cc). */
import type { Bilingual } from '../../../model/text.ts';
import { portSpecification } from './address.ts';
import { badNumber, badWord, conflicting, cut, type Form, MISSING, unknownOption } from './form.ts';
import { integerOf, within } from './numbers.ts';

/** Options that stand alone or take any value, in every build. */
const FREE =
  /^(ignore-cc|no-vhost|act-as-origin|require-proxy-header|no-connection-auth|connection-auth(=on|=off)?|tcpkeepalive|ipv4|ftp-track-dirs|worker-queues|name=.*|disable-pmtu-discovery=(off|transparent|always)|dynamic_cert_mem_cache_size=.*|tls-.*)$/s;

/** Of builds with OpenSSL, which most packages that intercept TLS are. */
const WITH_OPENSSL =
  /^(sslBump|ssl-bump|(cert|key|version|options|cipher|clientca|cafile|capath|crlfile|dhparams|sslflags|sslcontext)=.*|generate-host-certificates.*)$/s;

/** Options that only an accelerator has. */
const ACCEL_ONLY = /^(defaultsite=|vport$|vport=|protocol=|allow-direct$)/;

interface Mode {
  accel: boolean;
  intercept: boolean;
  tproxy: boolean;
}

/** The three modes exclude one another, in whichever order they stand; null: the word is no mode. */
function mode(word: string, has: Mode): Bilingual | 'taken' | null {
  if (word === 'accel' || word === 'vhost') {
    if (word === 'accel' && (has.intercept || has.tproxy)) return conflicting(word);
    has.accel = true;
    return 'taken';
  }
  if (word === 'transparent' || word === 'intercept') {
    if (has.accel || has.tproxy) return conflicting(word);
    has.intercept = true;
    return 'taken';
  }
  if (word !== 'tproxy') return null;
  if (has.accel || has.intercept) return conflicting(word);
  has.tproxy = true;
  return 'taken';
}

function accelOption(word: string, has: Mode): Bilingual | null {
  if (!has.accel) return conflicting(cut(word));
  if (word.startsWith('vport='))
    return within(integerOf(word.slice(6)), 0, 65535) ? null : badNumber(cut(word));
  const [, protocol] = /^protocol=(.*)$/s.exec(word) ?? [];
  if (protocol === undefined || /^(https?(\/1\.1)?|ftp)$/i.test(protocol)) return null;
  return badWord(cut(protocol), 'HTTP, HTTPS, FTP');
}

const keepAlive = (word: string): Bilingual | null =>
  word
    .slice('tcpkeepalive='.length)
    .split(',')
    .slice(0, 3)
    .every((n) => within(integerOf(n), 0, 2 ** 32 - 1))
    ? null
    : badNumber(cut(word));

function option(word: string, has: Mode): Bilingual | null {
  const asMode = mode(word, has);
  if (asMode !== null) return asMode === 'taken' ? null : asMode;
  if (ACCEL_ONLY.test(word)) return accelOption(word, has);
  if (word.startsWith('tcpkeepalive=')) return keepAlive(word);
  return FREE.test(word) || WITH_OPENSSL.test(word) ? null : unknownOption(cut(word));
}

/** TLS is on where an option asks for it, and then needs a certificate. Options of an unknown name are passed over. */
const TLS =
  /^tls-(cert|key|min-version|options|cipher|cafile|capath|crlfile|flags|dh|clientca|default-ca|no-npn|context)(=|$)/;

const CERTIFICATE = /^(tls-)?cert=/;

export const listeningPort: Form = ([place, ...options], _defined, name) => {
  if (place === undefined) return MISSING;
  const has: Mode = { accel: false, intercept: false, tproxy: false };
  const refused = portSpecification(place) ?? options.map((o) => option(o, has)).find((r) => r !== null);
  if (refused) return refused;
  const proxied = options.includes('require-proxy-header');
  if (proxied && name !== 'http_port' && name !== 'ascii_port') return conflicting('require-proxy-header');
  const isTls = name === 'https_port' || options.some((o) => TLS.test(o));
  return isTls && !options.some((o) => CERTIFICATE.test(o)) ? unlessCertificate(name) : null;
};

const unlessCertificate = (name: string): Bilingual => ({
  ja: `${name} で TLS を使うのに証明書 (tls-cert=) の指定がなく、Squid はファイル全体を拒む`,
  en: `${name} asks for TLS and names no certificate (tls-cert=), and Squid refuses the file`,
});
