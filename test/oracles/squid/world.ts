/** A network of its own, in which every address is this machine and nothing leaves. Runs inside `unshare`. */
import { execFileSync } from 'node:child_process';
import dgram from 'node:dgram';
import { writeFileSync } from 'node:fs';
import net from 'node:net';

/** Every address is local: any source can be bound, and any destination is answered here. */
function addresses(): void {
  // Squid's shared memory has fixed names, which two runs would share.
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/dev/shm']);
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  execFileSync('ip', ['route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo']);
  execFileSync('ip', ['-6', 'route', 'add', 'local', '::/0', 'dev', 'lo']);
  writeFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', '0');
  writeFileSync('/proc/sys/net/ipv6/ip_nonlocal_bind', '1');
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

/** An origin server; on every other port connections are refused at once. */
function origin(port: number): Promise<void> {
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // FTP waits for the server to speak first.
    socket.setTimeout(20, () => socket.destroy());
    socket.on('data', () => socket.end(OK));
  });
  return new Promise((resolve) => server.listen({ port, host: '::' }, resolve));
}

/** A name server that knows no name, and says so at once. */
function nameServer(): Promise<void> {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (query, from) => {
    if (query.length < 12) return;
    const answer = Buffer.from(query);
    answer[2] = (answer[2] ?? 0) | 0x80;
    answer[3] = 0x83;
    socket.send(answer, from.port, from.address);
  });
  return new Promise((resolve) => socket.bind(53, '127.0.0.1', resolve));
}

export async function openWorld(): Promise<void> {
  addresses();
  await Promise.all([origin(80), origin(443), nameServer()]);
}
