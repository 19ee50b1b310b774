/** Where one instance lives: its own folder, loopback address and realm, so that several may run at once. */
import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Place {
  readonly folder: string;
  /** AD's ports cannot be moved, so every instance has an address of its own. */
  readonly address: string;
  readonly realm: string;
  readonly dnsName: string;
  readonly netbios: string;
  readonly hostName: string;
  readonly baseDn: string;
  readonly conf: string;
  readonly krb5: string;
  /** A hosts file that knows the controller: no DNS serves its names. */
  readonly hosts: string;
  /** An account for each number that Samba gives out: libgpo's client looks every SID up in it. */
  readonly passwd: string;
  readonly sysvol: string;
}

const FOLDERS = ['etc', 'private', 'state', 'cache', 'lock', 'run', 'log', 'ncalrpc', 'tls', 'ntp'] as const;
/** Samba's processes look into these as other users than root. */
const OPEN_FOLDERS = ['etc', 'tls', 'ncalrpc', 'state'] as const;

const SERVICES = 's3fs, rpc, ldap, cldap, kdc, winbindd';

export function makePlace(): Place {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchi-ad-'));
  const label = `t${randomBytes(3).toString('hex')}`;
  const dnsName = `${label}.corp.example`;
  const place: Place = {
    folder,
    address: `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`,
    realm: dnsName.toUpperCase(),
    dnsName,
    netbios: label.toUpperCase(),
    hostName: `dc1.${dnsName}`,
    baseDn: `DC=${dnsName.replaceAll('.', ',DC=')}`,
    conf: path.join(folder, 'etc/smb.conf'),
    krb5: path.join(folder, 'etc/krb5.conf'),
    hosts: path.join(folder, 'etc/hosts'),
    passwd: path.join(folder, 'etc/passwd'),
    sysvol: path.join(folder, 'state/sysvol', dnsName),
  };
  chmodSync(folder, 0o755);
  for (const name of FOLDERS) mkdirSync(path.join(folder, name), { mode: 0o700 });
  for (const name of OPEN_FOLDERS) chmodSync(path.join(folder, name), 0o755);
  writeFileSync(place.conf, smbConf(place));
  writeFileSync(place.krb5, krb5Conf(place));
  writeFileSync(place.hosts, `${place.address} ${place.hostName} dc1\n127.0.0.1 localhost\n`);
  writeFileSync(place.passwd, passwdText());
  return place;
}

export const removePlace = (place: Place): void => rmSync(place.folder, { recursive: true, force: true });

/** `idmap.ldb` numbers from here. */
const FIRST_UID = 3_000_000;
const UIDS = 10_000;

function passwdText(): string {
  const lines = ['root:x:0:0::/:/bin/false', 'nobody:x:65534:65534::/:/bin/false'];
  for (let uid = FIRST_UID; uid < FIRST_UID + UIDS; uid++) lines.push(`u${uid}:x:${uid}:65534::/:/bin/false`);
  return `${lines.join('\n')}\n`;
}

function smbConf(place: Place): string {
  const { folder } = place;
  return `[global]
workgroup = ${place.netbios}
realm = ${place.realm}
netbios name = DC1
server role = active directory domain controller
server services = ${SERVICES}
interfaces = ${place.address}/8
bind interfaces only = yes
disable netbios = yes
smb ports = 445
server min protocol = SMB2_02
server signing = mandatory
ldap server require strong auth = yes
ntlm auth = ntlmv2-only
tls enabled = yes
tls keyfile = ${folder}/tls/dc.key
tls certfile = ${folder}/tls/dc.pem
tls cafile = ${folder}/tls/ca.pem
private dir = ${folder}/private
state directory = ${folder}/state
cache directory = ${folder}/cache
lock directory = ${folder}/lock
pid directory = ${folder}/run
ncalrpc dir = ${folder}/ncalrpc
ntp signd socket directory = ${folder}/ntp
log file = ${folder}/log/log.%m
max log size = 5000
load printers = no
printcap name = /dev/null
vfs objects = dfs_samba4 acl_xattr xattr_tdb
xattr_tdb:file = ${folder}/private/xattr.tdb

[sysvol]
path = ${folder}/state/sysvol
read only = no

[netlogon]
path = ${place.sysvol}/scripts
read only = no
`;
}

function krb5Conf(place: Place): string {
  return `[libdefaults]
default_realm = ${place.realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
udp_preference_limit = 1
[realms]
${place.realm} = {
kdc = ${place.address}
admin_server = ${place.address}
}
[domain_realm]
.${place.dnsName} = ${place.realm}
${place.dnsName} = ${place.realm}
`;
}
