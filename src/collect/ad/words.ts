/** What a server's answers and a failed handshake mean, in words. Texts of the server are shown cut and on one line. */
import type { Bilingual } from '../../model/text.ts';
import { CollectFault, errorCode } from './fault.ts';

/** Result codes of RFC 4511 appendix A that a reader meets. */
export const RESULT = {
  success: 0,
  sizeLimitExceeded: 4,
  strongerAuthRequired: 8,
  referral: 10,
  noSuchObject: 32,
  invalidCredentials: 49,
} as const;

const NAMES: ReadonlyMap<number, Bilingual> = new Map([
  [1, { ja: '処理の誤り', en: 'operations error' }],
  [2, { ja: 'プロトコルの誤り', en: 'protocol error' }],
  [3, { ja: '時間の上限を超えた', en: 'time limit exceeded' }],
  [4, { ja: '件数の上限を超えた', en: 'size limit exceeded' }],
  [7, { ja: '認証方式を受け付けない', en: 'authentication method not supported' }],
  [8, { ja: '暗号化か署名を要求する', en: 'stronger authentication required' }],
  [10, { ja: 'ほかのサーバーを指した', en: 'it refers to another server' }],
  [11, { ja: 'サーバーの管理上の上限を超えた', en: 'administrative limit exceeded' }],
  [12, { ja: '必要な機能がない', en: 'a needed extension is not available' }],
  [13, { ja: '暗号化を要求する', en: 'confidentiality required' }],
  [32, { ja: 'そのオブジェクトがないか、見えない', en: 'the object does not exist or is not visible' }],
  [49, { ja: '利用者名かパスワードが違う', en: 'the user name or the password is wrong' }],
  [50, { ja: 'アクセス権が足りない', en: 'insufficient access rights' }],
  [51, { ja: 'サーバーが混んでいる', en: 'the server is busy' }],
  [52, { ja: 'サーバーが使えない', en: 'the server is unavailable' }],
  [53, { ja: 'サーバーが断った', en: 'the server is unwilling to perform it' }],
]);

/** Why a logon failed: the Windows error code that AD puts into its diagnostic (`data 52e`). */
const LOGON: ReadonlyMap<string, Bilingual> = new Map([
  ['525', { ja: '利用者がいない', en: 'there is no such user' }],
  ['52e', { ja: '利用者名かパスワードが違う', en: 'the user name or the password is wrong' }],
  ['530', { ja: 'この時間にはログオンできない', en: 'logon is not allowed at this time' }],
  ['531', { ja: 'この端末からはログオンできない', en: 'logon is not allowed from this computer' }],
  ['532', { ja: 'パスワードの期限が切れている', en: 'the password has expired' }],
  ['533', { ja: 'アカウントが無効である', en: 'the account is disabled' }],
  ['701', { ja: 'アカウントの期限が切れている', en: 'the account has expired' }],
  ['773', { ja: 'パスワードを変更する必要がある', en: 'the password must be changed' }],
  ['775', { ja: 'アカウントがロックアウトされている', en: 'the account is locked out' }],
]);

const MAX_SHOWN = 200;

/** A text of the server on one line. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, MAX_SHOWN);

/** A result code that is not success. */
export function refusal(code: number, diagnostic: string): CollectFault {
  const data = code === RESULT.invalidCredentials ? /\bdata ([0-9a-f]+)/i.exec(diagnostic)?.[1] : undefined;
  const why = (data === undefined ? undefined : LOGON.get(data.toLowerCase())) ?? NAMES.get(code);
  const said = oneLine(diagnostic);
  const tail = [`LDAP ${code}`, ...(said === '' ? [] : [said])].join(': ');
  return new CollectFault(
    'refused',
    {
      ja: `${why?.ja ?? 'サーバーが断った'} (${tail})`,
      en: `${why?.en ?? 'the server refused it'} (${tail})`,
    },
    code,
  );
}

const UNTRUSTED: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

/** null: the handshake did not fail over the certificate. */
export function certificateFault(thrown: unknown, host: string, hasCa: boolean): CollectFault | null {
  const code = errorCode(thrown);
  const say = (ja: string, en: string): CollectFault => new CollectFault('connection', { ja, en });
  if (UNTRUSTED.has(code) && hasCa)
    return say(
      `--ca の PEM は ${host} の証明書を署名した認証局のものではない (${code})`,
      `the PEM of --ca is not of the authority that signed the certificate of ${host} (${code})`,
    );
  if (UNTRUSTED.has(code))
    return say(
      `${host} の証明書を署名した認証局を信頼できない。認証局の証明書 (PEM) を --ca で渡す (${code})`,
      `the certificate of ${host} is not signed by a trusted authority; give the authority's PEM with --ca (${code})`,
    );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return say(
      `${host} の証明書の名前が違う。証明書にある名前で --url を書くか、--servername で指定する (${code})`,
      `the certificate of ${host} is for another name; write --url with a name that it has, or give that as --servername (${code})`,
    );
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return say(
      `${host} の証明書は有効期間の外にある (${code})`,
      `the certificate of ${host} is not valid at this time (${code})`,
    );
  return code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('CERT_')
    ? say(`${host} との TLS が成り立たない (${code})`, `TLS with ${host} failed (${code})`)
    : null;
}
