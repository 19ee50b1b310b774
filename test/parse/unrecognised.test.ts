import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFiles } from '../../src/parse/read.ts';
import { whyUnrecognised } from '../../src/parse/unrecognised.ts';
import { CONTEXT, fromBytes, fromText } from '../evidence.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const why = (bytes: Uint8Array): string => whyUnrecognised(fromBytes('PC01/file', bytes)).message.en;

async function told(bytes: Uint8Array) {
  const [read] = await readFiles([fromBytes('PC01/file', bytes)], CONTEXT);
  return { kind: read?.kind, problems: read?.problems.map((p) => [p.message.en, p.policy]) };
}

/** Each with a word of its reason. */
const BINARIES: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['nothing', new Uint8Array(0), /empty/],
  ['only a byte order mark', Buffer.from('fffe', 'hex'), /empty/],
  ['only line ends', latin1('\r\n \r\n'), /empty/],
  ['only NULs', new Uint8Array(5000), /NUL bytes only/],
  ['a hive', latin1(`regf\u0001\0\0\0${'\0'.repeat(60)}`), /registry hive.*reg export.*Get-NetFirewallRule/],
  ['an event log', latin1('ElfFile\0\0\0'), /EVTX/],
  ['a ZIP file', latin1('PK\u0003\u0004\u0014\0'), /unpack/],
  ['a gzip file', latin1('\u001f\u008b\u0008\0\0\0\0\0\0\u0003'), /unpack/],
  ['a PDF', latin1('%PDF-1.7\n'), /PDF/],
  ['a PNG', latin1('\u0089PNG\r\n\u001a\n'), /PDF/],
  ['a program', latin1('MZ\u0090\0\u0003\0\0\0'), /program/],
  ['a database of a browser', latin1('SQLite format 3\0\u0010\0'), /browser profile/],
  ['other binary data', latin1('\u0001\u0002\u0003\u0004'.repeat(9)), /neither text nor/],
  ['no encoding', latin1('caf\u00e9 du coin\n'), /as UTF-8$/],
];

const TEXTS: readonly (readonly [string, string, RegExp])[] = [
  ['an error of reg or gpresult', 'ERROR: Access Denied.\r\n', /error of a command/],
  ['in Japanese', 'エラー: アクセスが拒否されました。\r\n', /error of a command/],
  ['an error of net', 'System error 5 has occurred.\r\n\r\nAccess is denied.\r\n', /error of a command/],
  ['in Japanese', 'システム エラー 5 が発生しました。\r\n', /error of a command/],
  [
    'an error of PowerShell',
    'Get-NetFirewallRule : x\r\n    + CategoryInfo : x\r\n    + FullyQualifiedErrorId : x\r\n',
    /error of a command/,
  ],
  ['HTML', '<!DOCTYPE html>\n<html lang="ja"><head></head></html>', /HTML.*gpresult \/x/],
  ['a report of GPMC', '<html dir="ltr" xmlns="http://www.w3.org/1999/xhtml">', /HTML.*gpresult \/x/],
  ['what gpresult shows', 'RSOP data for UCHIBORI\\user1 on PC01\r\n', /gpresult \/x/],
  ['in Japanese', 'PC01 の UCHIBORI\\user1 のRSOP データ: ログ モード\r\n', /gpresult \/x/],
  ['events', '<Events><Event xmlns="x"/></Events>', /XML of events/],
  ['comments of a GPO', '<?xml version="1.0"?>\n<policyComments revision="1.0"/>', /part of a GPO/],
  ['a template', '<?xml version="1.0"?>\n<!-- (c) -->\n<policyDefinitions/>', /part of a GPO/],
  ['scripts.ini', '\r\n[Startup]\r\n0CmdLine=a.bat\r\n', /part of a GPO/],
  ['.PolicyRules', '<PolicyRules>\n<ComputerConfig/>', /recommended values/],
  ['a list of HardeningKitty', 'ID,Category,Name,Method,MethodArgument\n1,a,b,c,d\n', /recommended values/],
  ['Export-Clixml', '<Objs Version="1.1.0.1" xmlns="x"/>', /ConvertTo-Json/],
  ['Format-List', '\r\nName : a\r\nEnabled : True\r\n', /ConvertTo-Json/],
  ['one task', '<?xml version="1.0" encoding="UTF-16"?>\r\n<Task version="1.2"/>', /schtasks/],
  ['other XML', '<inventory/>', /XML, but/],
  ['LDIF in other output', 'ldapsearch\ndn: DC=uchibori,DC=test\nobjectClass: top\n', /SharpHound/],
  ['SharpHound of old', '{"meta":{"count":1},"users":[{"ObjectIdentifier":"S-1-5-21-1"}]}', /SharpHound/],
  ['preferences of Firefox', '// Mozilla User Preferences\n\nuser_pref("a", 1);\n', /browser profile/],
  ['access.log', '1793000000.123    45 10.20.0.9 TCP_TUNNEL/200 9 CONNECT a:443 -\n', /access\.log/],
  ['a module of a switch', ': Saved\nFWSM Version 4.1(15)\n', /Cisco FWSM/],
  ['NX-OS', '!Command: show running-config\nfeature ospf\nip access-list A\n', /Cisco NX-OS/],
  ['IOS XR', '!! IOS XR Configuration 6.1.2\nipv4 access-list A\n', /Cisco IOS XR/],
  ['EOS', '! device: sw1 (DCS-7050, EOS-4.28.1F)\nip access-list A\n', /Arista EOS/],
  ['iptables of a script', '#!/bin/sh\nsudo iptables -A INPUT -j DROP\n', /iptables-save/],
  ['iptables -L', 'Chain INPUT (policy DROP 3 packets, 1 bytes)\n', /iptables-save/],
  ['nftables', 'table inet filter {\n  chain input {\n', /nft -j list ruleset/],
  ['ScreenOS', 'set interface "ethernet0/0" zone "Untrust"\n', /ScreenOS/],
  ['EdgeOS', 'firewall {\n  all-ping enable\n}\n', /EdgeOS/],
  [
    'a banner is not taken for an error',
    'set interface "trust" zone "Trust"\nbanner motd Access denied\n',
    /ScreenOS/,
  ],
  ['a registry export without its head', '[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n"a"="b"\r\n', /first line/],
  ['a script', '#!/bin/sh\necho\n', /script/],
  ['a list no squid.conf names', '# 内堀\n.a.example.test\n.b.example.test\n', /no squid\.conf/],
  ['JSON of other fields', '[{"Colour":"red"}]', /JSON/],
  ['a table of other columns', '"色","形","数"\r\n"a","b","c"\r\n', /table/],
  ['prose', '明日の予定\n会議は九時から。\n', /^no kind of evidence fits its content/],
];

describe('a file that no parser takes gets one reason', () => {
  test.each(BINARIES)('%s', async (_name, bytes, reason) => {
    expect(await told(bytes)).toEqual({ kind: null, problems: [[expect.stringMatching(reason), false]] });
  });

  test.each(TEXTS)('%s: %j', async (_name, text, reason) => {
    const plain = new TextEncoder().encode(text);
    expect(await told(plain)).toEqual({ kind: null, problems: [[expect.stringMatching(reason), false]] });
    expect(why(Buffer.from(`\ufeff${text}`, 'utf16le'))).toMatch(reason);
  });

  test('in both languages, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string().map(latin1)), (bytes) => {
        const { message, line, policy } = whyUnrecognised(fromBytes('PC01/file', bytes));
        expect([message.ja !== '', message.en !== '', line, policy]).toEqual([true, true, 0, false]);
      }),
    );
  });

  test.each(['<!--', '<?', '# \n', '[HKEY', 'table ', 'a: ', '"a",', '{"data":', '\n', '.a.b\n', 'set '])(
    'no text of many %j takes long',
    (piece) => {
      expect(whyUnrecognised(fromText('PC01/file', piece.repeat(100_000))).message.en).not.toBe('');
    },
  );
});
