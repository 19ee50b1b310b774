import { describe, expect, test } from 'vitest';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { decideThroughGates } from '../../../src/facts/squid/gates.ts';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import { sectionOf } from './section.ts';

/** The verdict, and the gate that gave it. */
function through(conf: string, request: Partial<SquidRequest> = {}): string {
  const section = sectionOf(`http_port 3128\n${conf}\nhttp_access allow all\n`);
  const full = { src: '10.1.2.3', method: 'GET', url: 'http://www.one.test/', ...request };
  const { verdict, gate } = decideThroughGates(compileSquid(section, '5.7'), full, { section });
  return `${verdict} ${gate}`;
}

const AUTH = 'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/users';

describe('gates behind an allow', () => {
  test.each([
    ['', 'allow http_access'],
    ['acl l src 10.0.0.0/8\nadapted_http_access deny l', 'deny adapted_http_access'],
    [`${AUTH}\nacl u proxy_auth REQUIRED\nadapted_http_access deny !u`, 'challenge adapted_http_access'],
    ['acl l src 10.0.0.0/8\nmiss_access deny l', 'deny miss_access'],
    [`${AUTH}\nacl u proxy_auth REQUIRED\nmiss_access allow u`, 'allow http_access'],
    ['acl l src 10.0.0.0/8\nhttp_reply_access deny l', 'deny http_reply_access'],
    ['acl s http_status 200\nhttp_reply_access deny s', 'unknown http_reply_access'],
    [`${AUTH}\nacl u proxy_auth REQUIRED\nhttp_reply_access allow u`, 'deny http_reply_access'],
    ['never_direct allow all', 'deny never_direct'],
    ['never_direct allow all\nalways_direct allow all', 'allow http_access'],
    ['never_direct allow all\ncache_peer up.test parent 3128 0', 'allow http_access'],
    [
      'acl l src 10.0.0.0/8\nnever_direct allow all\ncache_peer up.test parent 3128 0\ncache_peer_access up.test allow l',
      'unknown never_direct',
    ],
    ['url_rewrite_program /bin/rewrite', 'unknown url_rewrite_program'],
    ['icap_enable on\nadaptation_access av allow all', 'unknown adaptation_access'],
  ])('%s', (conf, expected) => expect(through(conf)).toBe(expected));

  test('miss_access sees the client itself', () => {
    const conf = 'acl l src 192.0.2.0/24\nfollow_x_forwarded_for allow all\nmiss_access deny l';
    expect(through(conf, { headers: { 'X-Forwarded-For': '192.0.2.9' } })).toBe('allow http_access');
    const reply = conf.replace('miss_access', 'http_reply_access');
    expect(through(reply, { headers: { 'X-Forwarded-For': '192.0.2.9' } })).toBe('deny http_reply_access');
  });

  test('users in miss_access are not decided', () => {
    const conf = `${AUTH}\nacl u proxy_auth bob\nmiss_access allow u`;
    expect(through(conf, { user: 'bob' })).toBe('unknown miss_access');
  });

  test('CONNECT has no reply that rules could see', () => {
    const conf = 'acl l src 10.0.0.0/8\nhttp_reply_access deny l';
    expect(through(conf, { method: 'CONNECT', url: 'one.test:443' })).toBe('allow http_access');
  });

  test('PURGE works only where an ACL names it', () => {
    expect(through('', { method: 'PURGE' })).toBe('deny purge');
    expect(through('acl p method PURGE', { method: 'PURGE' })).toBe('allow http_access');
  });

  test('what Squid answers itself is not forwarded', () => {
    const conf = 'acl p method PURGE\nmiss_access deny all';
    const zero = { headers: { 'Max-Forwards': '0' } };
    expect(through(conf, { method: 'PURGE' })).toBe('allow http_access');
    expect(through(conf, { method: 'TRACE', ...zero })).toBe('allow http_access');
    expect(through(conf, { method: 'TRACE' })).toBe('deny miss_access');
    expect(through(conf, { method: 'GET', ...zero })).toBe('deny miss_access');
    const own = { url: 'http://proxy.test:3128/squid-internal-mgr/info' };
    expect(through(conf, own)).toBe('unknown miss_access');
  });

  test('a tunnel that ssl_bump may open is perhaps not asked of miss_access', () => {
    const conf = 'http_port 3129 ssl-bump cert=/x.pem\nmiss_access deny all';
    const connect = { method: 'CONNECT', url: 'one.test:8443' };
    const bumped = { ...connect, listener: { port: 3129 } };
    expect(through(`${conf}\nssl_bump bump all`, bumped)).toBe('unknown miss_access');
    const plain = { ...connect, listener: { port: 3128 } };
    expect(through(`${conf}\nssl_bump bump all`, plain)).toBe('deny miss_access');
    expect(through(conf, bumped)).toBe('deny miss_access');
  });

  test('ssl_bump may cut a tunnel', () => {
    const conf = 'http_port 3129 ssl-bump cert=/x.pem\nssl_bump terminate all';
    const connect = { method: 'CONNECT', url: 'one.test:443' };
    expect(through(conf, { ...connect, listener: { port: 3129 } })).toBe('unknown ssl_bump');
    expect(through(conf, { ...connect, listener: { port: 3128 } })).toBe('allow http_access');
  });
});
