/** A proxy's files: squid.conf with an include and a list, and the PAC that names it. */
import { utf8 } from './encode.ts';
import type { Random } from './random.ts';

const conf = (draw: Random): string =>
  [
    'http_port 8080',
    ...(draw.below(3) === 0 ? ['http_port 3129 intercept'] : []),
    'auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth -s HTTP/proxy01.example.test',
    'acl clients src 10.10.0.0/16',
    'acl SSL_ports port 443',
    ...(draw.below(3) === 0 ? ['acl SSL_ports port 8443'] : []),
    'acl CONNECT method CONNECT',
    'acl authed proxy_auth REQUIRED',
    'include /etc/squid/conf.d/blocked.conf',
    'http_access deny CONNECT !SSL_ports',
    ...(draw.below(4) === 0 ? ['http_access allow clients'] : []),
    'http_access deny !authed',
    'http_access allow clients authed',
    'http_access deny all',
    'logformat guide %>a - %un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh %tr',
    'access_log daemon:/var/log/squid/access.log guide',
    '',
  ].join('\n');

const PAC = `function FindProxyForURL(url, host) {
  if (isPlainHostName(host) || dnsDomainIs(host, ".example.test")) return "DIRECT";
  return "PROXY proxy01.example.test:8080";
}
`;

export const squidEstate = (host: string, draw: Random): [string, Uint8Array][] => [
  [`${host}/squid.conf`, utf8(conf(draw))],
  [
    `${host}/conf.d/blocked.conf`,
    utf8('acl blocked dstdomain "/etc/squid/blocked.txt"\nhttp_access deny blocked\n'),
  ],
  [`${host}/blocked.txt`, utf8('.bad.example\n.worse.example\n')],
  [`${host}/proxy.pac`, utf8(PAC)],
];
