/** What a single text of the site file may be. Each judge returns the fault to show, or null. */

import { parseService } from '../facts/firewall/service-text.ts';
import { parseCidr, showIpAddress } from '../facts/ip-address.ts';
import { squidReleases } from '../facts/squid/version.ts';
import type { Bilingual } from '../model/text.ts';
import { shown } from './site-words.ts';

export type Judge = (text: string) => Bilingual | null;

const fault = (ja: string, en: string): Bilingual => ({ ja, en });

const MAX_TEXT = 4000;

/** Any text that says something and does not steer a terminal. */
export const spoken: Judge = (text) => {
  if (text.trim() === '') return fault('空になっている。値を書く', 'it is empty; write a value');
  if (text.length > MAX_TEXT) {
    return fault(`長すぎる (${MAX_TEXT} 文字まで)`, `it is too long (at most ${MAX_TEXT} characters)`);
  }
  return null;
};

/** A name on one line. */
export const label: Judge = (text) => {
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)) {
    return fault(
      '改行や制御文字は使えない。1 行で書く',
      'it holds a line break or a control character; write one line',
    );
  }
  return spoken(text);
};

/** Half-width form where only the width was wrong, e.g. `１０．１．０．０／１６`. */
const halfWidth = (text: string): string => text.normalize('NFKC').replaceAll('。', '.').trim();

const CIDR_FAULT = fault(
  'ネットワークではない。10.1.0.0/16 や 2001:db8:1::/48 のように書く',
  'it is not a network; write it like 10.1.0.0/16 or 2001:db8:1::/48',
);

export const cidr: Judge = (text) => {
  const range = parseCidr(text);
  if (range && !range.hostBits) return null;
  const half = halfWidth(text);
  const meant = range ?? parseCidr(half) ?? parseCidr(`${half}/${half.includes(':') ? 128 : 32}`);
  if (!meant) return CIDR_FAULT;
  const right = `${showIpAddress({ version: meant.version, value: meant.from })}/${meant.length}`;
  return fault(
    `ネットワーク アドレスと長さを半角で書く: ${right}`,
    `write the network address and its length: ${right}`,
  );
};

const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isRealDay(year: number, month: number, day: number): boolean {
  const days = DAYS_OF_MONTH[month - 1];
  if (days === undefined || day < 1 || day > days || year < 1970) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month !== 2 || day <= 28 || leap;
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const LOOSE_DATE = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/;

const realDate = (match: RegExpExecArray | null): boolean =>
  match !== null && isRealDay(Number(match[1]), Number(match[2]), Number(match[3]));

/** A day of the calendar, `2026-12-31`. */
export const date: Judge = (text) => {
  const exact = ISO_DATE.exec(text);
  if (realDate(exact)) return null;
  if (exact) {
    return fault(`暦にない日付 (${shown(text)})`, `there is no such day in the calendar (${shown(text)})`);
  }
  const loose = LOOSE_DATE.exec(halfWidth(text));
  const example = realDate(loose)
    ? `${loose?.[1]}-${(loose?.[2] ?? '').padStart(2, '0')}-${(loose?.[3] ?? '').padStart(2, '0')}`
    : '2026-12-31';
  return fault(`日付は ${example} のように西暦で書く`, `write the date like ${example}`);
};

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** A day (its end, in Japan), or an instant with its zone. */
export const expiry: Judge = (text) => {
  const match = TIMESTAMP.exec(text);
  if (!match) return date(text);
  const wrongDay = date(match[1] ?? '');
  if (wrongDay) return wrongDay;
  if (match[5] === undefined) {
    return fault(`時差を付ける: ${text}+09:00`, `add the zone: ${text}+09:00`);
  }
  const inRange = Number(match[2]) <= 23 && Number(match[3]) <= 59 && !Number.isNaN(Date.parse(text));
  return inRange
    ? null
    : fault(
        'ない時刻。時・分・秒を確かめる',
        'there is no such time; look at the hours, minutes and seconds',
      );
};

export const clock: Judge = (text) =>
  /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? null
    : fault('時刻は "08:30" のように書く', 'write the time like "08:30"');

/** [MS-DTYP] 2.4.2.1, decimal authority. */
export const sid: Judge = (text) =>
  /^S-1-\d{1,10}(?:-\d{1,10}){1,15}$/i.test(text)
    ? null
    : fault('SID ではない。S-1-5-21-… の形で書く', 'it is not a SID; write it like S-1-5-21-…');

export const webAddress: Judge = (text) =>
  /^(?:https?|file):\/\/\S+$/i.test(text)
    ? label(text)
    : fault('URL ではない。http://… のように書く', 'it is not a URL; write it like http://…');

export const listener: Judge = (text) => {
  const port = /^(?:tcp|udp)\/([1-9]\d{0,4})$/.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65535
    ? null
    : fault('tcp/445 や udp/53 のように書く', 'write it like tcp/445 or udp/53');
};

export const squidRelease: Judge = (text) =>
  squidReleases(text).length > 0
    ? null
    : fault(
        `${shown(text)}: Squid の版は 3.5 から 7 までを "5.7" のように書く`,
        `${shown(text)}: write a release of Squid from 3.5 to 7, as in "5.7"`,
      );

export const service: Judge = (text) =>
  parseService(text)
    ? null
    : fault(
        `${shown(text)}: tcp/443、udp/5000-5100、icmp、ip/50、any のように書く`,
        `${shown(text)}: write it like tcp/443, udp/5000-5100, icmp, ip/50 or any`,
      );
