/** Questions whose answer hangs on what Squid serves at all: no proof away of what it does, no witness of what it does not. */
import { expect, test } from 'vitest';
import { findRequest } from '../../../src/facts/squid/prove.ts';
import type { SquidQuery } from '../../../src/facts/squid/query.ts';
import { sectionOf } from './section.ts';

const find = (conf: string, query: SquidQuery) => findRequest(sectionOf(conf), query, { versions: ['5.7'] });

const TUNNEL: SquidQuery = { verdict: 'allow', method: { only: ['CONNECT'] } };

test('a scheme in upper case keeps it', () => {
  const conf = `http_port 3128
acl l url_regex ^[^A-Z]
acl c method CONNECT
http_access deny l
http_access deny c
http_access allow all
`;
  expect(find(conf, { verdict: 'allow' })).toMatchObject({
    answer: 'witness',
    request: { method: 'OPTIONS', url: expect.stringMatching(/^X-OTHER:/) },
  });
});

test('max_user_ip asks for credentials', () => {
  const conf = `http_port 3128
auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/users
acl m max_user_ip 2
http_access deny m
http_access allow all
`;
  expect(find(conf, { verdict: 'challenge' })).toMatchObject({ answer: 'witness' });
  expect(find(conf, { verdict: 'allow', unauthenticated: true }).answer).toBe('none');
});

test('a tunnel that ssl_bump may open is not proved to be denied by miss_access', () => {
  const conf = (port: string): string => `http_port 3128 ${port}
acl c method CONNECT
ssl_bump bump all
miss_access deny c
http_access allow all
`;
  expect(find(conf('ssl-bump tls-cert=/etc/squid/ca.pem'), TUNNEL).answer).toBe('undecided');
  expect(find(conf(''), TUNNEL).answer).toBe('none');
});

test('acl_uses_indirect_client disable: src is the client itself', () => {
  const conf = `http_port 3128
acl a src 10.0.0.0/8
follow_x_forwarded_for allow all
acl_uses_indirect_client disable
http_access allow a
http_access deny all
`;
  expect(find(conf, { verdict: 'allow' })).toMatchObject({
    answer: 'witness',
    request: { src: expect.stringMatching(/^10\./) },
  });
});

test('miss_access is not asked of PURGE', () => {
  const conf = 'http_port 3128\nacl p method PURGE\nmiss_access deny all\nhttp_access allow all\n';
  expect(find(conf, { verdict: 'deny', method: { only: ['PURGE'] } }).answer).toBe('none');
  expect(find(conf, { verdict: 'allow', method: { only: ['PURGE'] } }).answer).toBe('witness');
});

test('no CONNECT arrives on an accel port', () => {
  const conf = `http_port 80 accel vhost
http_port 3128
acl fwd myportname 3128
http_access deny fwd
http_access allow all
`;
  expect(find(conf, TUNNEL).answer).toBe('none');
  expect(find(conf, { verdict: 'allow' }).answer).toBe('witness');
});

test('a port that takes PROXY headers of nobody serves nobody', () => {
  const conf = 'http_port 3128 require-proxy-header\nhttp_access allow all\n';
  expect(find(conf, { verdict: 'allow' }).answer).toBe('none');
  const trusted = `proxy_protocol_access allow localhost\n${conf}`;
  expect(find(trusted, { verdict: 'allow' }).answer).toBe('undecided');
});

test('no client has the address ::', () => {
  const conf = 'http_port 3128\nacl a src ::/0\nhttp_access allow a\n';
  expect(find(conf, { verdict: 'allow' }).answer).toBe('none');
});
