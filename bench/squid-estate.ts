/** A seeded squid.conf of 5,000 lines that names a list of domains, as a large organisation may have grown it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, random } from '../test/estate/random.ts';

const LINES = 5000;

const office = (draw: Random): string => `10.${draw.below(256)}.${draw.below(256)}.0/24`;

const KINDS: readonly ((draw: Random, name: string) => string)[] = [
  (draw, name) => `acl ${name} src ${office(draw)}`,
  (_, name) => `acl ${name} dstdomain .${name}.partner.test portal-${name}.example.test`,
  (draw, name) => `acl ${name} port ${1024 + draw.below(60_000)}`,
  (draw, name) => `acl ${name} time MTWHF ${10 + draw.below(3)}:00-${14 + draw.below(6)}:30`,
  (draw, name) => `acl ${name} dst 192.0.2.${draw.below(256)}`,
];

function rules(draw: Random): string[] {
  const acls: string[] = [];
  const rows: string[] = [];
  while (acls.length + rows.length < LINES - 14) {
    const name = `a${acls.length}`;
    acls.push(draw.pick(KINDS)(draw, name));
    const other = `a${draw.below(acls.length)}`;
    rows.push(
      draw.below(2) === 0
        ? `http_access deny ${name} !${other}`
        : `http_access allow authed ${name} ${other}`,
    );
  }
  return [...acls, 'http_access deny CONNECT !SSL_ports', 'http_access deny listed', ...rows];
}

const HEAD = `auth_param negotiate program /bin/true
http_port 3128
acl authed proxy_auth REQUIRED
acl SSL_ports port 443
acl CONNECT method CONNECT
acl localnet src 10.0.0.0/8
`;

const TAIL = `http_access deny !authed
http_access allow localnet
http_access deny all
`;

const domains = (draw: Random, count: number): string =>
  Array.from(
    { length: count },
    (_, i) => `${draw.below(5) < 3 ? '.' : ''}h${i}.d${draw.below(30_000)}.example${draw.below(50)}.test\n`,
  ).join('');

export interface SquidEstate {
  readonly config: string;
  readonly bytes: number;
}

export function makeSquidEstate(folder: string, listed: number): SquidEstate {
  const draw = random(listed);
  mkdirSync(folder, { recursive: true });
  const list = domains(draw, listed);
  const path = join(folder, 'domains.txt');
  const text = `${HEAD}acl listed dstdomain "${path}"\n${rules(draw).join('\n')}\n${TAIL}`;
  const config = join(folder, 'squid.conf');
  writeFileSync(path, list);
  writeFileSync(config, text);
  return { config, bytes: list.length + text.length };
}
