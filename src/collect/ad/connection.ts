/**
 * One connection to a domain controller: one request at a time, each with a deadline, and no life after a fault.
 *
 * Requests are ldapts' messages; the socket and the answers are ours. ldapts' client connects anew by itself without
 * its bind, takes a page without entries for the last one, and waits for ever for a server that sends something else.
 */
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { rootCertificates, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { ExtendedRequest, UnbindRequest } from 'ldapts';
import type { Bilingual } from '../../model/text.ts';
import { type Address, nameForTls } from './address.ts';
import { CollectFault, errorCode, interrupted } from './fault.ts';
import {
  decodeMessage,
  type Framer,
  framer,
  type Message,
  type ResultMessage,
  type SearchEntryMessage,
} from './message.ts';
import { certificateFault, refusal } from './words.ts';

/** A message of ldapts. */
export interface Outgoing {
  write(): Buffer;
}

export interface ConnectOptions {
  readonly address: Address;
  /** PEM, besides the authorities that Node trusts. */
  readonly ca: string | null;
  /** The name to ask of the certificate in place of the host's. */
  readonly servername: string | null;
  /** Milliseconds for connecting with the handshakes, and for the answer to each request. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** What comes before the end of an answer. */
export interface Receiver {
  readonly entry: (entry: SearchEntryMessage) => void;
  readonly reference: (urls: readonly string[]) => void;
}

export interface Connection {
  /**
   * Sends a request and waits for its end. A result code that is not 0 is returned, not thrown.
   * @throws {CollectFault} where the connection is or becomes unusable; every later call throws the same.
   */
  readonly exchange: (make: (id: number) => Outgoing, to?: Receiver) => Promise<ResultMessage>;
  /** Says good-bye where that is possible, and frees the socket in any case. */
  readonly close: () => void;
}

/** Connecting is not waited for as long as an answer may be. */
const MAX_CONNECT_MS = 15_000;

const seconds = (ms: number): string => String(Math.round(ms / 100) / 10);

const timedOut = (ms: number): CollectFault =>
  new CollectFault('timeout', {
    ja: `サーバーが ${seconds(ms)} 秒以内に応答しない`,
    en: `the server did not answer within ${seconds(ms)} s`,
  });

const notFinished = (ms: number): CollectFault =>
  new CollectFault('timeout', {
    ja: `サーバーの応答が ${seconds(ms)} 秒以内に終わらない (--timeout で延ばせる)`,
    en: `the server did not finish its answer within ${seconds(ms)} s (--timeout allows more)`,
  });

const lost = (why: string): CollectFault =>
  new CollectFault('connection', {
    ja: `接続が切れた${why === '' ? '' : ` (${why})`}`,
    en: `the connection was lost${why === '' ? '' : ` (${why})`}`,
  });

const notLdap = (): CollectFault =>
  new CollectFault('protocol', {
    ja: 'サーバーの応答が LDAP として読めない',
    en: 'what the server sent is not LDAP',
  });

const shownAddress = ({ host, port }: Address): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

/** LDAPS is on a port of its own; on this one TLS begins with StartTLS. */
function hintFor({ transport, port }: Address): Bilingual {
  if (transport !== 'ldaps' || port !== 389) return { ja: '', en: '' };
  return {
    ja: '。ポート 389 では ldap:// と --starttls を使う',
    en: '; at port 389 use ldap:// with --starttls',
  };
}

function unreachable(address: Address, thrown: unknown): CollectFault {
  const [at, hint] = [shownAddress(address), hintFor(address)];
  return new CollectFault('connection', {
    ja: `${at} に接続できない (${errorCode(thrown)})${hint.ja}`,
    en: `${at} cannot be reached (${errorCode(thrown)})${hint.en}`,
  });
}

function noHandshake(address: Address, ms: number): CollectFault {
  const [at, hint] = [shownAddress(address), hintFor(address)];
  return new CollectFault('timeout', {
    ja: `${at} への接続が ${seconds(ms)} 秒以内に整わない${hint.ja}`,
    en: `the connection to ${at} was not ready within ${seconds(ms)} s${hint.en}`,
  });
}

/** Waits for a socket's event; the socket is destroyed where something else comes first. */
function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  options: ConnectOptions,
  until: number,
  faultOf: (thrown: unknown) => CollectFault,
): Promise<void> {
  const { address, signal } = options;
  return new Promise((resolve, reject) => {
    const done = (fault: CollectFault | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('close', close);
      socket.off('error', error);
      socket.off(event, success);
      if (fault === null) {
        resolve();
        return;
      }
      socket.on('error', () => {});
      socket.destroy();
      reject(fault);
    };
    const success = (): void => done(null);
    const error = (thrown: unknown): void => done(faultOf(thrown));
    const close = (): void => done(faultOf(new Error('closed')));
    const abort = (): void => done(interrupted());
    const limit = connectLimit(options);
    const timer = setTimeout(() => done(noHandshake(address, limit)), Math.max(1, until - Date.now()));
    socket.once(event, success);
    socket.once('error', error);
    socket.once('close', close);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}

const connectLimit = ({ timeout }: ConnectOptions): number => Math.min(timeout, MAX_CONNECT_MS);

const tlsOptions = ({ address, ca, servername }: ConnectOptions) => {
  const name = nameForTls(address.host, servername);
  return {
    host: address.host,
    port: address.port,
    minVersion: 'TLSv1.2' as const,
    // Said outright: an environment variable must not turn the check off.
    rejectUnauthorized: true,
    ...(name !== undefined && isIP(name) === 0 && { servername: name }),
    ...(ca !== null && { ca: [...rootCertificates, ca] }),
  };
};

async function secured(options: ConnectOptions, until: number, below: Socket | null): Promise<TLSSocket> {
  const socket = tlsConnect({ ...tlsOptions(options), ...(below && { socket: below }) });
  const faultOf = (thrown: unknown): CollectFault =>
    certificateFault(thrown, options.address.host, options.ca !== null) ??
    unreachable(options.address, thrown);
  await ready(socket, 'secureConnect', options, until, faultOf);
  return socket;
}

const START_TLS = '1.3.6.1.4.1.1466.20037';

async function startedTls(options: ConnectOptions, until: number): Promise<TLSSocket> {
  const { address } = options;
  const plain = tcpConnect({ host: address.host, port: address.port });
  await ready(plain, 'connect', options, until, (thrown) => unreachable(address, thrown));
  const link = attach(plain, { ...options, timeout: Math.max(1, until - Date.now()) });
  try {
    const answer = await link.exchange((messageId) => new ExtendedRequest({ messageId, oid: START_TLS }));
    if (answer.code !== 0) throw refusal(answer.code, answer.diagnostic);
    // What stands behind the answer was not protected and could be somebody else's.
    if (link.detach() > 0) throw notLdap();
    return await secured(options, until, plain);
  } catch (thrown) {
    plain.destroy();
    throw thrown;
  }
}

interface Pending {
  readonly id: number;
  readonly to: Receiver | null;
  readonly resolve: (result: ResultMessage) => void;
  readonly reject: (fault: unknown) => void;
}

interface Attached extends Connection {
  /** Stops listening and leaves the socket open; the number of bytes that were received and not used. */
  readonly detach: () => number;
}

/** Oid of the notice of disconnection (RFC 4511 4.4.1). */
const DISCONNECTION = '1.3.6.1.4.1.1466.20036';

/** A message that answers no request: a farewell, or nothing that a server may send. */
function unsolicited(message: Message): CollectFault {
  const isNotice = message.kind === 'extended' && message.id === 0;
  if (!isNotice || message.name !== DISCONNECTION) return notLdap();
  const { text } = refusal(message.code, message.diagnostic);
  return new CollectFault('connection', {
    ja: `サーバーが接続を終えた (${text.ja})`,
    en: `the server ended the connection (${text.en})`,
  });
}

const NOBODY: Receiver = { entry: () => {}, reference: () => {} };

function attach(socket: Socket, options: ConnectOptions): Attached {
  const { timeout, signal } = options;
  const stream: Framer = framer();
  let pending: Pending | null = null;
  let dead: unknown = null;
  let lastId = 0;
  /** Whether anything came since the last request. */
  let begun = false;

  const die = (fault: unknown): void => {
    if (dead !== null) return;
    dead = fault;
    socket.destroy();
    const waiting = pending;
    pending = null;
    waiting?.reject(fault);
  };
  const take = (message: Message): void => {
    const waiting = pending;
    if (!waiting || message.id !== waiting.id) die(unsolicited(message));
    else if (message.kind === 'entry') (waiting.to ?? NOBODY).entry(message);
    else if (message.kind === 'reference') (waiting.to ?? NOBODY).reference(message.urls);
    else {
      pending = null;
      waiting.resolve(message);
    }
  };
  const read = (frame: Buffer | 'bad'): void => {
    const message = frame === 'bad' ? null : decodeMessage(frame);
    try {
      if (message === null) die(notLdap());
      else take(message);
    } catch (thrown) {
      // What takes the entries failed, a full disk for one.
      die(thrown);
    }
  };
  const data = (chunk: Buffer): void => {
    begun = true;
    stream.push(chunk);
    while (dead === null) {
      const frame = stream.next();
      if (frame === null) return;
      read(frame);
    }
  };
  const ended = (): void => die(lost(''));
  const failed = (thrown: unknown): void => die(lost(errorCode(thrown)));
  const aborted = (): void => die(interrupted());
  socket.on('data', data);
  socket.on('error', failed);
  socket.on('close', ended);
  socket.on('end', ended);
  signal.addEventListener('abort', aborted);
  if (signal.aborted) aborted();

  const exchange: Connection['exchange'] = (make, to) =>
    new Promise((resolve, reject) => {
      if (dead !== null) {
        reject(dead);
        return;
      }
      lastId += 1;
      begun = false;
      const late = (): void => die(begun ? notFinished(timeout) : timedOut(timeout));
      const timer = setTimeout(late, timeout);
      pending = {
        id: lastId,
        to: to ?? null,
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        reject: (fault) => {
          clearTimeout(timer);
          reject(fault);
        },
      };
      socket.write(make(lastId).write());
    });
  const detach = (): number => {
    socket.off('data', data);
    socket.off('error', failed);
    socket.off('close', ended);
    socket.off('end', ended);
    signal.removeEventListener('abort', aborted);
    return stream.left();
  };
  const close = (): void => {
    if (dead === null) {
      dead = lost('');
      socket.end(new UnbindRequest({ messageId: lastId + 1 }).write());
    }
    detach();
    socket.on('error', () => {});
    // The farewell is handed over; a server that does not take it is not waited for.
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
    socket.unref();
  };
  return { exchange, close, detach };
}

const FAREWELL_MS = 500;

/**
 * Connects, with TLS in place when this returns: the certificate was checked for its name and by its authority.
 * @throws {CollectFault}
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const until = Date.now() + connectLimit(options);
  const socket =
    options.address.transport === 'ldaps'
      ? await secured(options, until, null)
      : await startedTls(options, until);
  socket.setNoDelay(true);
  const { exchange, close } = attach(socket, options);
  return { exchange, close };
}
