/** What Squid does to address values that it accepts, in words. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { showIpAddress } from '../ip-address.ts';
import { type AddressOddity, type AddressValue, MAPPED } from './acl-address-value.ts';
import { say, shown, where } from './acl-line.ts';
import type { SquidNote } from './section.ts';

const pointText = (value: bigint): string =>
  value >= MAPPED && value <= MAPPED + 0xffff_ffffn
    ? showIpAddress({ version: 4, value: value - MAPPED })
    : showIpAddress({ version: 6, value });

/** What the value really stands for. */
function meant(value: AddressValue): string {
  if (value.is !== 'block') return 'all';
  const { from, to } = value.block;
  return from === to ? pointText(from) : `${pointText(from)}-${pointText(to)}`;
}

const WORDS: Readonly<Record<AddressOddity, (text: string, is: string) => Bilingual>> = {
  'masked-address': (text, is) =>
    say(
      `${text} はホスト部のビットが落とされ ${is} になる。ネットワークアドレスで書くか、1 台なら /32 (/128) にする`,
      `${text} loses its host bits and becomes ${is}; write the network address, or /32 (/128) for one host`,
    ),
  'becomes-all': (text) =>
    say(
      `${text} は all に読み替えられ、IPv6 も含む。IPv4 だけなら 0.0.0.0-255.255.255.254 のように範囲で書く`,
      `${text} is turned into all, IPv6 included; write all if that is meant`,
    ),
  'odd-mask': (text, is) =>
    say(
      `${text} のマスクは連続していないので先頭の 1 の並びだけが使われ、${is} になる。CIDR で書く`,
      `the mask of ${text} has gaps: only its leading ones count, which makes it ${is}; write CIDR prefixes`,
    ),
  'range-mask': (text, is) =>
    say(
      `${text} は範囲の両端にマスクがかかり ${is} になる。範囲かマスクのどちらかだけにする`,
      `${text}: the mask is put on both ends of the range, which makes it ${is}; write a range or a mask, not both`,
    ),
  'zero-prefix': (text, is) =>
    say(
      `${text} の長さ 0 はマスクとして働かず、${is} の 1 アドレスだけに一致する。すべてなら all と書く`,
      `the length 0 of ${text} is no mask to Squid: it matches ${is} alone; write all for everything`,
    ),
  'ignored-tail': (text, is) =>
    say(
      `${text} は途中までしか読まれず ${is} になる。値は空白で区切る`,
      `${text} is read only in part, as ${is}; separate values with blanks`,
    ),
  'short-address': (text, is) =>
    say(
      `${text} は省略形・8 進形として読まれ ${is} になる。4 つの 10 進数で書く`,
      `${text} is read as a short or octal form and becomes ${is}; write four decimal numbers`,
    ),
  'reversed-range': (text, is) =>
    say(
      `${text} は終わりが始まりより前なので ${is} にしか一致しない。両端を完全なアドレスで小さい方から書く`,
      `${text} ends before it begins and matches ${is} alone; write both ends as full addresses, lower one first`,
    ),
  'mapped-mask': (text, is) =>
    say(
      `${text} は IPv4 射影アドレスのマスクを数え違えられ、${is} になる。IPv4 で書く`,
      `the mask of ${text} is miscounted on an IPv4-mapped address and it becomes ${is}; write it as IPv4`,
    ),
};

export const addressOddity = (
  kind: AddressOddity,
  text: string,
  value: AddressValue,
  at: Location,
): SquidNote => ({ kind, because: WORDS[kind](shown(text), meant(value)), at });

export const wordBefore7 = (word: 'ipv4' | 'ipv6', at: Location): SquidNote => ({
  kind: 'address-word',
  at,
  because:
    word === 'ipv4'
      ? say(
          '値 ipv4 は Squid 7 より前では IPv4 のどのアドレスにも一致しない。0.0.0.0-255.255.255.254 のような範囲で書く',
          'the word ipv4 matches no IPv4 address before Squid 7; write a range such as 0.0.0.0-255.255.255.254',
        )
      : say(
          '値 ipv6 は Squid 7 より前では ::/4 とマルチキャストを含まない。必要なネットワークを書く',
          'the word ipv6 leaves out ::/4 and multicast before Squid 7; write the networks that are meant',
        ),
});

/** `lost`: addresses of it are in no other value of the ACL. */
export const droppedValue = (
  acl: string,
  text: string,
  at: Location,
  keptText: string,
  keptAt: Location,
  lost: boolean,
): SquidNote => ({
  kind: lost ? 'overlapping-value' : 'redundant-value',
  at,
  because: lost
    ? say(
        `ACL ${acl} の ${shown(text)} は先の ${shown(keptText)} (${where(keptAt)}) と重なるため丸ごと捨てられる (Squid 6 まで)。重ならないように書く`,
        `ACL ${acl}: ${shown(text)} overlaps the earlier ${shown(keptText)} (${where(keptAt)}) and is dropped whole (up to Squid 6); write values that do not overlap`,
      )
    : say(
        `ACL ${acl} の ${shown(text)} は先の ${shown(keptText)} (${where(keptAt)}) と重なり捨てられる。含まれているので結果は変わらない`,
        `ACL ${acl}: ${shown(text)} overlaps the earlier ${shown(keptText)} (${where(keptAt)}) and is dropped; nothing is lost`,
      ),
});

export const unresolvable = (text: string): Bilingual =>
  say(
    `${shown(text)} はアドレスとして読めず、Squid はファイル全体を拒む`,
    `${shown(text)} is no address that Squid can read, and it refuses the whole file`,
  );
