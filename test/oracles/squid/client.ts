/** Sends requests to Squid from any address and reads what became of them. */
import net from 'node:net';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';

export interface Reply {
  /** 0: no answer. */
  readonly status: number;
  readonly error: string | null;
  /** Squid's own page of an error. */
  readonly page: string | null;
}

const basic = (user: string): string =>
  `Proxy-Authorization: Basic ${Buffer.from(`${user}:x`, 'latin1').toString('base64')}\r\n`;

const authority = (url: string): string => /^[a-z][^:]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(url)?.[1] ?? url;

function text(request: SquidRequest, id: number): string {
  const given = Object.entries(request.headers ?? {});
  const host = given.some(([name]) => name.toLowerCase() === 'host')
    ? ''
    : `Host: ${authority(request.url)}\r\n`;
  const body = /^(POST|PUT)$/i.test(request.method) ? 'Content-Length: 0\r\n' : '';
  const own = given.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const user = request.user === undefined ? '' : basic(request.user);
  return `${request.method} ${request.url} HTTP/1.1\r\n${host}${user}${body}${own}X-Oracle: ${id}\r\nConnection: close\r\n\r\n`;
}

function target(request: SquidRequest): net.TcpNetConnectOpts {
  const v6 = request.src.includes(':');
  const { ip = v6 ? '::1' : '127.0.0.1', port = 3128 } = request.listener ?? {};
  return { host: ip, port, localAddress: request.src };
}

const WAIT = 15_000;

export function send(request: SquidRequest, id: number): Promise<Reply> {
  return new Promise((resolve) => {
    let reply = '';
    const socket = net.connect(target(request), () => socket.write(text(request, id), 'latin1'));
    const done = (error: string | null): void => {
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(reply)?.[1] ?? 0);
      socket.destroy();
      const page = /^X-Squid-Error: (\S+)/im.exec(reply)?.[1] ?? null;
      resolve({ status, error: status === 0 ? (error ?? 'no reply') : null, page });
    };
    socket.setTimeout(WAIT, () => done('timeout'));
    socket.on('error', (e: NodeJS.ErrnoException) => done(e.code ?? e.message));
    socket.on('data', (chunk) => {
      reply += chunk.toString('latin1');
      if (reply.includes('\r\n\r\n')) done(null);
    });
    socket.on('end', () => done(null));
  });
}
