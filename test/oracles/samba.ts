/**
 * Samba as an oracle: an Active Directory domain controller, made new for a test file and gone with it. It listens on a
 * loopback address of its own; several may run at once. It needs root: the ports of AD cannot be moved.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificates } from './samba/certificate.ts';
import { makePlace, type Place, removePlace } from './samba/place.ts';
import { type Server, startServer, TRIAL } from './samba/process.ts';
import { run } from './samba/run.ts';
import { openWorker, PYTHON, type Worker } from './samba/worker.ts';

interface SambaAccount {
  readonly dn: string;
  /** User principal name. */
  readonly name: string;
  readonly password: string;
}

export interface SambaDomain {
  readonly address: string;
  readonly ldapsUrl: string;
  /** For StartTLS: a simple bind without it is refused. */
  readonly ldapUrl: string;
  /** PEM of the CA that signed the certificate, which names `hostName`, `dnsName` and the address. */
  readonly caFile: string;
  readonly hostName: string;
  readonly dnsName: string;
  readonly netbios: string;
  readonly baseDn: string;
  readonly configurationDn: string;
  readonly administrator: SambaAccount;
  /** An ordinary user of the domain. */
  readonly reader: SambaAccount;
  /** The folder that holds `Policies`, and the share of SYSVOL above it for clients of SMB. */
  readonly sysvol: string;
  readonly share: string;
  /** A folder of this instance, for the test's own files; it goes with it. */
  readonly folder: string;
  /** LDIF change records (or entries to add), in one transaction, past the access checks. `controls`: as ldbmodify names them. */
  readonly ldif: (text: string, controls?: readonly string[]) => Promise<void>;
  /** The LDIF that ldbsearch prints, as the system sees it. */
  readonly search: (query: SambaQuery) => Promise<string>;
  /** Objects with their values in base64, past the access checks. */
  readonly entries: (query: Omit<SambaQuery, 'controls'>) => Promise<readonly SambaEntry[]>;
  /** SIDs of an account and of all groups that hold it. */
  readonly tokenSids: (dn: string) => Promise<readonly string[]>;
  /** Base64 of the binary forms of SDDL texts. */
  readonly descriptors: (sddl: readonly string[]) => Promise<readonly string[]>;
  readonly sids: (dns: readonly string[]) => Promise<readonly string[]>;
  /** `samba-tool gpo list`: names of GPOs an account, as printed. */
  readonly toolGpoList: (accounts: readonly string[]) => Promise<readonly (readonly string[])[]>;
  /** libgpo's ads_get_gpo_list: names of GPOs an account, `Local Policy` among them, in the order they are applied. */
  readonly clientGpoList: (accounts: readonly string[]) => Promise<readonly (readonly string[])[]>;
  /** samba-tool with these arguments, on the database of the controller unless they name another with -H. */
  readonly sambaTool: (args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface SambaQuery {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: string;
  readonly attributes: readonly string[];
  /** e.g. `sd_flags:1:7`. */
  readonly controls?: readonly string[];
}

export type SambaEntry = readonly [dn: string, values: Readonly<Record<string, readonly string[]>>];

const TOOLS = ['samba', 'samba-tool', 'ldbsearch', 'openssl', 'unshare', PYTHON] as const;

/** Of a package that nothing else pulls in. */
const SCHEMA = '/usr/share/samba/setup/ad-schema';

function tried(command: string, args: readonly string[]): string | null {
  try {
    execFileSync(command, args, { stdio: 'pipe' });
    return null;
  } catch (thrown) {
    return `${command} cannot run here: ${String(thrown).split('\n')[0]}`;
  }
}

/** Why there can be no domain controller on this machine; null: there can. */
export function noSamba(): string | null {
  if (process.getuid?.() !== 0) return 'only root may run a domain controller: its ports cannot be moved';
  const missing = TOOLS.find((tool) => tried('which', [tool]) !== null);
  if (missing) return `${missing} is not installed`;
  if (!existsSync(SCHEMA)) return 'samba-ad-provision is not installed';
  return tried(PYTHON, ['-c', 'import samba.provision, samba.gpo']) ?? tried('unshare', TRIAL);
}

const databaseOf = (place: Place): string => path.join(place.folder, 'private/sam.ldb');

const environmentOf = (place: Place): NodeJS.ProcessEnv => ({
  ...process.env,
  SMB_CONF_PATH: place.conf,
  KRB5_CONFIG: place.krb5,
  KRB5CCNAME: `FILE:${place.folder}/private/ccache`,
});

/** Makes the domain; its administrator's password, which Samba draws. */
async function provision(place: Place): Promise<string> {
  const said = await run(
    PYTHON,
    [
      ...['/usr/bin/samba-tool', 'domain', 'provision', '-s', place.conf, '--server-role=dc'],
      ...[`--realm=${place.realm}`, `--domain=${place.netbios}`, '--host-name=dc1'],
      ...[`--host-ip=${place.address}`, '--dns-backend=NONE', '--base-schema=2012_R2'],
    ],
    { env: environmentOf(place) },
  );
  const password = /Admin password: *(\S+)/.exec(said.stderr + said.stdout)?.[1];
  if (password === undefined) throw new Error('provisioning named no password');
  return password;
}

const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (listening: boolean) => (): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
  });

const PORTS = [88, 389, 445, 636] as const;

async function untilReady(server: Server, place: Place): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const said = server.ended();
    if (said !== null) throw new Error(`samba ended: ${said}`);
    const open = await Promise.all(PORTS.map((port) => listens(place.address, port)));
    if (open.every(Boolean)) return;
    await sleep(100);
  }
  throw new Error('samba does not listen after a minute');
}

const base64 = (text: string, encoding: BufferEncoding): string =>
  Buffer.from(text, encoding).toString('base64');

function readerLdif({ dn, name, password }: SambaAccount): string {
  return [
    `dn:: ${base64(dn, 'utf8')}`,
    'changetype: add',
    'objectClass: user',
    `sAMAccountName: ${name.slice(0, name.indexOf('@'))}`,
    `userPrincipalName: ${name}`,
    `unicodePwd:: ${base64(`"${password}"`, 'utf16le')}`,
    'userAccountControl: 66048',
    '',
  ].join('\n');
}

/** The service that keeps up these names looks them up by DNS, which there is none of. */
const controllerLdif = ({ baseDn, hostName }: Place): string =>
  [
    `dn: CN=DC1,OU=Domain Controllers,${baseDn}`,
    'changetype: modify',
    'add: servicePrincipalName',
    `servicePrincipalName: ldap/${hostName}`,
    '',
    '',
  ].join('\n');

interface Running {
  readonly place: Place;
  readonly server: Server;
  readonly worker: Worker;
  readonly caFile: string;
  readonly administrator: SambaAccount;
  readonly reader: SambaAccount;
}

async function start(place: Place): Promise<Running> {
  const [password, caFile] = await Promise.all([provision(place), makeCertificates(place)]);
  const worker = await openWorker(
    {
      ...{ conf: place.conf, database: databaseOf(place), host: place.hostName },
      ...{ netbios: place.netbios, realm: place.realm, administrator: 'Administrator', password },
    },
    place,
    environmentOf(place),
  );
  const account = (cn: string, name: string, secret: string): SambaAccount => ({
    dn: `CN=${cn},CN=Users,${place.baseDn}`,
    name: `${name}@${place.dnsName}`,
    password: secret,
  });
  const running: Running = {
    ...{ place, worker, caFile },
    server: startServer(place),
    administrator: account('Administrator', 'Administrator', password),
    reader: account('uchibori reader', 'reader', `Aa1-${randomBytes(18).toString('base64url')}`),
  };
  try {
    await worker.ask('ldif', [controllerLdif(place) + readerLdif(running.reader)]);
    await untilReady(running.server, place);
  } catch (fault) {
    await stop(running);
    throw fault;
  }
  return running;
}

async function stop({ place, server, worker }: Running): Promise<void> {
  await worker.stop();
  await server.stop();
  removePlace(place);
}

async function search(place: Place, query: SambaQuery): Promise<string> {
  const controls = (query.controls ?? []).map((control) => `--controls=${control}`);
  const { stdout } = await run(
    'ldbsearch',
    [
      ...['-H', databaseOf(place), '-s', query.scope, '-b', query.base, ...controls],
      ...[query.filter, ...query.attributes],
    ],
    { env: environmentOf(place) },
  );
  return stdout;
}

async function sambaTool(place: Place, args: readonly string[]): Promise<string> {
  const database = args.includes('-H') ? [] : ['-H', databaseOf(place)];
  const words = ['/usr/bin/samba-tool', ...args, '-s', place.conf, ...database];
  return (await run(PYTHON, words, { env: environmentOf(place) })).stdout;
}

/** A new domain. Takes a few seconds; `stop` ends it and takes away all it left. */
export async function openSamba(): Promise<SambaDomain> {
  const place = makePlace();
  const running = await start(place).catch((fault: Error) => {
    removePlace(place);
    throw fault;
  });
  const { worker } = running;
  return {
    address: place.address,
    ldapsUrl: `ldaps://${place.address}:636`,
    ldapUrl: `ldap://${place.address}:389`,
    caFile: running.caFile,
    hostName: place.hostName,
    dnsName: place.dnsName,
    netbios: place.netbios,
    baseDn: place.baseDn,
    configurationDn: `CN=Configuration,${place.baseDn}`,
    administrator: running.administrator,
    reader: running.reader,
    sysvol: place.sysvol,
    share: `//${place.address}/sysvol`,
    folder: place.folder,
    ldif: async (text, controls = []) => {
      await worker.ask('ldif', [text, controls]);
    },
    search: (query) => search(place, query),
    entries: async ({ base, scope, filter, attributes }) =>
      (await worker.ask('entries', [base, scope, filter, attributes])) as SambaEntry[],
    tokenSids: async (dn) => (await worker.ask('token_sids', [dn])) as string[],
    descriptors: async (sddl) => (await worker.ask('descriptors', [sddl])) as string[],
    sids: async (dns) => (await worker.ask('sids', [dns])) as string[],
    toolGpoList: async (accounts) => (await worker.ask('tool_list', [accounts])) as string[][],
    clientGpoList: async (accounts) => (await worker.ask('client_list', [accounts])) as string[][],
    sambaTool: (args) => sambaTool(place, args),
    stop: () => stop(running),
  };
}
