/** The harness itself: what other tests lean on is there, and nothing stays behind. */
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noSamba, openSamba, type SambaDomain } from './samba.ts';

const NO_SAMBA = noSamba();

if (NO_SAMBA !== null) {
  test('a domain controller can run here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SAMBA}`);
    skip(`skipped: ${NO_SAMBA}`);
  });
}

const OU = 'OU=総務部';

describe.skipIf(NO_SAMBA !== null)('a domain controller', () => {
  let samba: SambaDomain;
  let other: SambaDomain;
  beforeAll(async () => {
    [samba, other] = await Promise.all([openSamba(), openSamba()]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([samba?.stop(), other?.stop()]);
  });

  test('two run beside each other', () => {
    expect(samba.address).not.toBe(other.address);
    expect(samba.baseDn).not.toBe(other.baseDn);
  });

  test('its certificate is signed by the CA for its name and its address', async () => {
    const ca = readFileSync(samba.caFile);
    for (const name of [samba.hostName, samba.dnsName]) {
      const socket = tls.connect({ host: samba.address, port: 636, ca, servername: name });
      await new Promise((resolve, reject) => {
        socket.once('secureConnect', resolve);
        socket.once('error', reject);
      });
      socket.destroy();
    }
  });

  test('LDIF goes in, the answers of Samba come out', async () => {
    const dn = `${OU},${samba.baseDn}`;
    const gpo = `CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,${samba.baseDn}`;
    await samba.ldif(
      `dn: ${dn}\nobjectClass: organizationalUnit\ngPLink: [LDAP://${gpo};2]\ngPOptions: 1\n\n` +
        `dn: CN=PC01,${dn}\nobjectClass: computer\nsAMAccountName: PC01$\nuserAccountControl: 4096\n`,
    );
    const id = '{31B2F340-016D-11D2-945F-00C04FB984F9}';
    expect(await samba.toolGpoList(['PC01$'])).toStrictEqual([[id]]);
    expect(await samba.clientGpoList(['PC01$'])).toStrictEqual([['Local Policy', id]]);
    const [sid] = await samba.sids([`CN=PC01,${dn}`]);
    const query = { base: samba.baseDn, filter: '(sAMAccountName=PC01$)', attributes: ['objectSid'] };
    expect(await samba.search({ ...query, scope: 'sub' })).toContain(`objectSid: ${sid}\n`);
    expect(await samba.sambaTool(['gpo', 'listall'])).toContain('Default Domain Policy');
    expect(existsSync(`${samba.sysvol}/Policies/${id}/GPT.INI`)).toBe(true);
    await expect(samba.ldif(`dn: ${dn}\nobjectClass: organizationalUnit\n`)).rejects.toThrow('exists');
  });

  test('the reader is an ordinary user', async () => {
    const query = { base: samba.reader.dn, scope: 'base', filter: '(objectClass=user)' } as const;
    const text = await samba.search({ ...query, attributes: ['memberOf', 'userPrincipalName'] });
    expect(text).toContain(samba.reader.name);
    expect(text).not.toContain('memberOf');
  });

  test('when it stops, nothing is left', async () => {
    const short = await openSamba();
    await short.stop();
    expect(existsSync(short.folder)).toBe(false);
    const refused = await new Promise((resolve) => {
      const socket = net.connect({ host: short.address, port: 389 });
      socket.once('error', () => resolve(true));
      socket.once('connect', () => {
        socket.destroy();
        resolve(false);
      });
    });
    expect(refused).toBe(true);
  }, 120_000);
});
