import { expect, test } from 'vitest';
import { parseAddressSet } from '../../../src/facts/address-set.ts';
import { squidPrograms } from '../../../src/facts/squid/across.ts';
import {
  limitConnect,
  refuseClients,
  requireUser,
  type SquidChange,
} from '../../../src/facts/squid/change.ts';
import type { SquidProgram } from '../../../src/facts/squid/program.ts';
import { findRequest } from '../../../src/facts/squid/prove.ts';
import type { SquidQuery } from '../../../src/facts/squid/query.ts';
import { squidSection } from '../squid.ts';

const AUTH = 'auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth\n';

/** Ways in which a way can be open. */
const OPEN = {
  'nothing limits it': 'acl lan src 10.0.0.0/8\nhttp_access allow lan\nhttp_access deny all\n',
  'the deny stands behind': `acl lan src 10.0.0.0/8
acl SSL_ports port 443
acl CONNECT method CONNECT
acl authed proxy_auth REQUIRED
http_access allow lan
http_access deny CONNECT !SSL_ports
http_access deny !authed
http_access deny all
`,
  'another row before lets some by': `acl lan src 10.0.0.0/8
acl partner dstdomain .partner.example
acl SSL_ports port 443 8443
acl users proxy_auth taro
http_access allow lan partner
http_access deny CONNECT !SSL_ports
http_access allow lan users
http_access deny all
`,
  'the opposite of the last row': 'acl wlan src 10.9.0.0/16\nhttp_access deny wlan\n',
  'the opposite of the last row, behind an allow':
    'acl wlan src 10.9.0.0/16\nhttp_access allow localhost\nhttp_access deny wlan\n',
};

function apply(text: string, { lines, before }: SquidChange): string {
  const all = text.trimEnd().split('\n');
  const at = before ? before.line - 1 : all.length;
  return `${all.toSpliced(at, 0, ...lines).join('\n')}\n`;
}

const addresses = (cidr: string) => parseAddressSet(cidr) ?? [];

const WAYS: readonly {
  readonly name: string;
  readonly query: SquidQuery;
  readonly change: (program: SquidProgram) => SquidChange;
}[] = [
  {
    name: 'CONNECT to other ports',
    query: {
      verdict: 'allow',
      src: addresses('10.1.0.0/16'),
      method: { only: ['CONNECT'] },
      port: [
        { from: 1, to: 442 },
        { from: 444, to: 65535 },
      ],
    },
    change: (program) => limitConnect(program, new Set([443])),
  },
  {
    name: 'no credentials',
    query: { verdict: 'allow', src: addresses('10.1.0.0/16'), unauthenticated: true },
    change: requireUser,
  },
  {
    name: 'the admin segment',
    query: { verdict: 'allow', src: addresses('10.90.0.0/24') },
    change: (program) => refuseClients(program, 'uchibori_admin', ['10.90.0.0/24']),
  },
];

const CASES = Object.entries(OPEN).flatMap(([how, text]) => WAYS.map((way) => ({ how, text, ...way })));

test.each(CASES)('$how: $name is open, and the change closes it', ({ text, query, change }) => {
  const conf = `${AUTH}http_port 3128\n${text}`;
  const section = squidSection(conf);
  expect(findRequest(section, query).answer).toBe('witness');
  const [program] = squidPrograms(section);
  if (!program) throw new Error('no program');
  const closed = squidSection(apply(conf, change(program)));
  expect(findRequest(closed, query).answer).toBe('none');
});

test('ACLs that are there and say just that are used by the names they have', () => {
  const [program] = squidPrograms(squidSection(`${AUTH}http_port 3128\n${OPEN['the deny stands behind']}`));
  if (!program) throw new Error('no program');
  expect(limitConnect(program, new Set([443])).lines).toEqual(['http_access deny CONNECT !SSL_ports']);
  expect(requireUser(program).lines).toEqual(['http_access deny !authed']);
});
