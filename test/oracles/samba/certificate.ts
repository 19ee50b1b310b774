/** A CA of one day, and the certificate of the controller under it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from './place.ts';
import { run } from './run.ts';

const REQUEST = ['req', '-newkey', 'rsa:2048', '-nodes', '-sha256', '-batch'] as const;

export async function makeCertificates(place: Place): Promise<string> {
  const at = (name: string): string => path.join(place.folder, 'tls', name);
  const names = `DNS:${place.hostName},DNS:${place.dnsName},IP:${place.address}`;
  writeFileSync(at('ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`);
  await run('openssl', [
    ...REQUEST,
    ...[
      '-x509',
      '-days',
      '2',
      '-subj',
      '/CN=uchibori test CA',
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
    ],
  ]);
  await run('openssl', [
    ...REQUEST,
    ...['-subj', `/CN=${place.hostName}`, '-keyout', at('dc.key'), '-out', at('dc.csr')],
  ]);
  await run('openssl', [
    ...['x509', '-req', '-in', at('dc.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-days', '2', '-sha256', '-extfile', at('ext'), '-out', at('dc.pem')],
  ]);
  return at('ca.pem');
}
