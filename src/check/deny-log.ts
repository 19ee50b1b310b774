/** Whether what a firewall denies on the way from some segments to others is logged. */
import { type AddressSet, ALL_IPV4, intersect, unionOf } from '../facts/address-set.ts';
import type { FirewallDevice, Service } from '../facts/firewall/model.ts';
import { portsNamed } from '../facts/firewall/ports.ts';
import { whichPorts } from '../facts/firewall/routing.ts';
import { portsTowards, type SegmentEnd, waysBetween } from '../facts/firewall/site-paths.ts';
import { type Asked, type Denier, denials } from '../facts/firewall/unlogged.ts';
import { isNonEmpty } from '../facts/known.ts';
import type { Location } from '../model/evidence.ts';
import type { Asset, Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import { fail, pass, undecided, type Verdict } from './verdict.ts';
import { judgeWhole } from './whole-rules.ts';

export interface DenyLog {
  readonly devices: readonly FirewallDevice[];
  readonly asset: Asset | null;
  readonly from: readonly SegmentEnd[];
  readonly to: readonly SegmentEnd[];
  readonly service: readonly Service[];
  /** Whether what no rule names must be denied. */
  readonly closes?: boolean;
}

const addressesOf = (ends: readonly SegmentEnd[]): AddressSet => unionOf(ends.map((e) => e.addresses));

/** Where these ends are, as the site file says, else as the device's routes do of IPv4; empty: anywhere. */
function portsOf(
  device: FirewallDevice,
  asset: Asset | null,
  ends: readonly SegmentEnd[],
): readonly string[] {
  const named = ends.flatMap((e) => portsTowards(asset ?? undefined, e) ?? []);
  if (named.length > 0) return named.flatMap((name) => portsNamed(device, name));
  return whichPorts(device, intersect(addressesOf(ends), ALL_IPV4)) ?? [];
}

const asked = (device: FirewallDevice, { asset, from, to, service }: DenyLog): Asked => ({
  src: addressesOf(from),
  dst: addressesOf(to),
  service,
  in: portsOf(device, asset, from),
  out: portsOf(device, asset, to),
});

type Place = Pick<Denier, 'rule' | 'list'>;

const place = ({ rule, list }: Place): Location => rule?.at ?? list.at;

const nameOf = (d: Place): Bilingual => {
  const at = `${place(d).file}:${place(d).line}`;
  const { rule, list } = d;
  return rule
    ? { ja: `${rule.name ?? rule.id} (${at})`, en: `${rule.name ?? rule.id} (${at})` }
    : { ja: `${list.name} の末尾 (${at})`, en: `the end of ${list.name} (${at})` };
};

function say(found: readonly Denier[], ja: string, en: string): Bilingual {
  const names = found.slice(0, 3).map(nameOf);
  return {
    ja: `${ja}: ${names.map((n) => n.ja).join('、')}`,
    en: `${en}: ${names.map((n) => n.en).join(', ')}`,
  };
}

function notClosed(last: Place): Bilingual {
  const name = nameOf(last);
  return {
    ja: `ほかの規則に当てはまらない通信が拒否で終わらない: ${name.ja} が許可する`,
    en: `what no other rule names is not denied in the end: ${name.en} permits it`,
  };
}

/** Of a firewall between segments that stands on no such way. */
export const ELSEWHERE: Bilingual = {
  ja: 'ユーザ端末からインターネットへの経路 (paths) に立っていない',
  en: 'it does not stand on a way (paths) of endpoints to the Internet',
};

const CANNOT_TELL: Bilingual = {
  ja: '読めない部分があるため、どの規則が拒否するか決められない',
  en: 'which rules deny cannot be told, as parts were not understood',
};

const NOTHING_DENIED: Bilingual = {
  ja: 'この経路で拒否される通信がない',
  en: 'nothing is denied on this way',
};

function judgeDevice(device: FirewallDevice, question: DenyLog, asOf: number): Verdict {
  const denied = denials(device, asked(device, question), { asOf });
  if (!denied) return undecided(CANNOT_TELL, [], { witness: [device.at] });
  const { deniers: found, open: last } = denied;
  if (last && question.closes) return fail([place(last)], notClosed(last));
  const silent = found.filter((d) => d.logged === 'no');
  const at = silent.map(place);
  if (isNonEmpty(at)) return fail(at, say(silent, '拒否がログに残らない', 'denials are not logged'));
  const open = found.filter((d) => d.logged === 'unknown');
  const openAt = open.map(place);
  if (isNonEmpty(openAt)) {
    return undecided(
      say(
        open,
        '拒否がログに残るか設定から分からない',
        'whether denials are logged is not in the configuration',
      ),
      [],
      { witness: openAt },
    );
  }
  const loggedAt = found.map(place);
  if (!isNonEmpty(loggedAt)) return undecided(NOTHING_DENIED, [], { witness: [device.at] });
  return pass(loggedAt, say(found, '拒否がすべてログに残る', 'everything denied is logged'));
}

/** Every rule base of the target that has such packets must log what it denies of them. */
export const judgeDenyLog = (question: DenyLog, site: Site, asOf: number): Verdict =>
  judgeWhole(question.devices, site, (device) => judgeDevice(device, question, asOf));

/** Whether the target stands on a declared way from one of these ends to one of those. */
export const isBetween = (
  site: Site,
  asset: Asset | null,
  { from, to }: Pick<DenyLog, 'from' | 'to'>,
): boolean =>
  asset !== null &&
  from.some((f) =>
    to.some((t) => waysBetween(site, f, t)?.some((way) => way.some((s) => s.host === asset.hostname))),
  );
