import { describe, expect, test } from 'vitest';
import { squidAuthSchemes, squidListeners, squidPortGaps } from '../../../src/facts/squid/listeners.ts';
import { logCodes, squidLogging } from '../../../src/facts/squid/log.ts';
import { squidSection } from '../squid.ts';

const logging = (text: string) => squidLogging(squidSection(text));

describe('format codes', () => {
  test.each([
    ['%ts.%03tu %6tr %>a %Ss/%03>Hs', ['ts', 'tu', 'tr', '>a', 'Ss', '>Hs']],
    ['"%{User-Agent}>h" %"{Referer}>h %[un', ['{User-Agent}>h', '{Referer}>h', 'un']],
    ['%-10un %>h{X-Y} %tr%ru', ['un', '{X-Y}>h', 'tr', 'ru']],
    ['%tl{%d} %err_code %ssl::>sni %%', ['tl', 'err_code', 'ssl::>sni']],
    ['plain', []],
  ])('%s', (format, codes) => expect([...logCodes(format)]).toEqual(codes));
});

describe('access logs', () => {
  test('forms, old and new', () => {
    const own = 'logformat own %>a %un\n';
    const first = (line: string) => logging(`${own}acl x port 443\n${line}\n`).logs[0];
    expect(first('access_log daemon:/l own')).toMatchObject({ format: 'own', limited: false });
    expect(first('access_log stdio:/l logformat=combined')).toMatchObject({
      format: 'combined',
      limited: false,
    });
    expect(first('access_log /l combined x')).toMatchObject({ format: 'combined', limited: true });
    expect(first('access_log /l combined all')).toMatchObject({ limited: false });
    expect(first('access_log /l x')).toMatchObject({ format: 'squid', limited: true });
    expect(first('access_log /l logformat=own x')).toMatchObject({ format: 'own', limited: true });
    expect(first('access_log /l')).toMatchObject({ format: 'squid', limited: false });
    expect(first('access_log /l logformat=lost')?.codes).toBeNull();
    expect(first('access_log /l own')?.codes).toEqual(new Set(['>a', 'un']));
  });

  test('a built-in format cannot be redefined', () => {
    expect(logging('logformat squid %ru\naccess_log /l squid\n').logs[0]?.codes?.has('tr')).toBe(true);
  });

  test('of two formats of one name the first counts', () => {
    const [log] = logging('logformat own %un\nlogformat own %un %tr\naccess_log /l own\n').logs;
    expect(log?.codes).toEqual(new Set(['un']));
  });

  test('none', () => {
    expect(logging('access_log none\naccess_log /l\n')).toMatchObject({ logs: [], none: { line: 1 } });
    expect(logging('access_log /l\naccess_log none\n')).toMatchObject({
      logs: [{ place: '/l' }],
      none: { line: 2 },
    });
    expect(logging('acl x port 443\naccess_log none x\naccess_log /l\n')).toMatchObject({
      logs: [{ place: '/l', limited: true }],
      none: null,
    });
    expect(logging('http_port 3128\n')).toMatchObject({ logs: [], none: null, byDefault: true });
    expect(logging('http_port 3128\n').own.codes?.has('tr')).toBe(true);
  });
});

test('listeners and their modes', () => {
  const text =
    'http_port 3128\nascii_port 192.0.2.1:80 accel vhost\nhttp_port 3129 transparent\nhttp_port 3130 ssl-bump tls-cert=/c intercept\nhttps_port 3131 tproxy\nftp_port 2121 intercept\n';
  expect(squidListeners(squidSection(text)).map((l) => [l.tls, l.address, l.mode, l.sslBump])).toEqual([
    [false, '3128', 'forward', false],
    [false, '192.0.2.1:80', 'accel', false],
    [false, '3129', 'intercept', false],
    [false, '3130', 'intercept', true],
    [true, '3131', 'tproxy', false],
    [false, '2121', 'intercept', false],
  ]);
});

test('options of a port that Squid may refuse', () => {
  const refused = (options: string): number =>
    squidPortGaps(squidSection(`http_port 3128 ${options}\n`)).length;
  expect(refused('')).toBe(0);
  expect(refused('ssl-bump generate-host-certificates=on cert=/c tls-dh=prime256v1:/d name=x vport=80')).toBe(
    0,
  );
  expect(refused('INTERCEPT')).toBe(1);
  expect(refused('nosuchoption')).toBe(1);
  expect(refused('intercept=on')).toBe(1);
  expect(squidPortGaps(squidSection('ftp_port 21 Tproxy\n'))).toHaveLength(1);
});

test('schemes in the order offered, each with the last program named', () => {
  const text =
    'auth_param negotiate program /n -s x\nauth_param basic realm x\nauth_param ntlm program\nauth_param basic program /b\nauth_param negotiate program /m\n';
  expect(squidAuthSchemes(squidSection(text)).map((s) => [s.scheme, s.helper])).toEqual([
    ['negotiate', '/m'],
    ['basic', '/b'],
  ]);
});
