/** Whom the Windows Firewall of a host lets in: judgements over all three profiles. */
import {
  type AddressSet,
  isEmpty,
  NO_ADDRESSES,
  parseAddressSet,
  toText,
  union,
  unionOf,
  witnessAddress,
} from '../facts/address-set.ts';
import type { Fact } from '../facts/known.ts';
import { isNonEmpty } from '../facts/known.ts';
import { oncePer } from '../facts/once.ts';
import type { InboundQuestion } from '../facts/windows-firewall/match.ts';
import type { FirewallProfile } from '../facts/windows-firewall/model.ts';
import { FIREWALL_PROFILES } from '../facts/windows-firewall/model.ts';
import type { FirewallFacts, InboundExposure } from '../facts/windows-firewall/policy.ts';
import { inboundExposure } from '../facts/windows-firewall/policy.ts';
import type { Location } from '../model/evidence.ts';
import type { Asset, Segment, Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

/** Every host with IPv6 reaches its neighbours under these addresses, whatever the site assigns. */
export const LINK_LOCAL = parseAddressSet('fe80::/10') ?? NO_ADDRESSES;

const PROFILE_NAMES: Readonly<Record<FirewallProfile, Bilingual>> = {
  domain: { ja: 'ドメイン', en: 'Domain' },
  private: { ja: 'プライベート', en: 'Private' },
  public: { ja: 'パブリック', en: 'Public' },
};

interface Case {
  readonly question: InboundQuestion;
  readonly fact: Fact<InboundExposure>;
}

const addressesOf = (segments: readonly Segment[]): AddressSet =>
  unionOf(segments.flatMap((s) => s.cidrs).map((cidr) => parseAddressSet(cidr) ?? NO_ADDRESSES));

/** Addresses of the user segments. */
export const userAddresses = oncePer((site: Site) =>
  addressesOf(site.segments.filter((s) => s.role === 'user')),
);

function localSubnets(site: Site, name: string | undefined): Pick<InboundQuestion, 'localSubnets'> {
  const own = site.segments.filter((s) => s.name === name);
  return own.length === 0 ? {} : { localSubnets: union(addressesOf(own), LINK_LOCAL) };
}

const portText = ({ protocol, port }: InboundQuestion): string => `${protocol === 6 ? 'TCP' : 'UDP'} ${port}`;

const more = (count: number): Bilingual =>
  count > 0 ? { ja: ` (ほか ${count} 件)`, en: ` (and ${count} more)` } : { ja: '', en: '' };

function admittedBy({ admissions, profileEnabled }: InboundExposure): Bilingual {
  const [admission] = admissions;
  if (admission) {
    const { name, id, at } = admission.rule;
    const rule = `${name === '' ? id : name} (${at.file}:${at.line})`;
    return { ja: `規則 ${rule}`, en: `rule ${rule}` };
  }
  return profileEnabled === false
    ? { ja: 'ファイアウォールが無効', en: 'the firewall is off' }
    : { ja: '受信の既定が許可', en: 'inbound connections are allowed by default' };
}

interface Admitted {
  readonly question: InboundQuestion;
  readonly exposure: InboundExposure;
}

/** Where the profile itself lets everything in, or the rules that do. */
const witnesses = ({ admissions, by }: InboundExposure): readonly Location[] =>
  admissions.length > 0 ? admissions.map((a) => a.rule.at) : by;

function failure(found: readonly Admitted[], at: readonly Location[]): Verdict | null {
  const [first, ...others] = found;
  if (!first || !isNonEmpty(at)) return null;
  const { question, exposure } = first;
  const from = witnessAddress(exposure.allowed) ?? '';
  const profile = PROFILE_NAMES[question.profile];
  const by = admittedBy(exposure);
  const rest = more(others.length);
  return fail(at, {
    ja: `${from} から ${portText(question)} (${profile.ja} プロファイル) に届く: ${by.ja}${rest.ja}`,
    en: `${from} reaches ${portText(question)} (${profile.en} profile): ${by.en}${rest.en}`,
  });
}

/** What shows the Windows Firewall of a host. */
export const FIREWALL_EVIDENCE = [
  'reg-export',
  'netfirewall-json',
  'netsh-firewall-rules',
  'netsh-firewall-profiles',
] as const;

function doubt({ question, fact }: Case): Bilingual {
  const profile = PROFILE_NAMES[question.profile];
  const why = fact.known ? fact.value.reasons : [fact.because];
  const who = fact.known ? toText(fact.value.maybe) : '';
  return {
    ja: `${portText(question)} (${profile.ja}) に${who === '' ? '' : ` ${who} から`}届くか決められない: ${why.map((w) => w.ja).join('; ')}`,
    en: `whether ${portText(question)} (${profile.en}) is reachable${who === '' ? '' : ` from ${who}`} cannot be told: ${why.map((w) => w.en).join('; ')}`,
  };
}

function open(cases: readonly Case[]): Verdict | null {
  const [first, ...others] = cases.filter((c) => !c.fact.known || !isEmpty(c.fact.value.maybe));
  if (!first) return null;
  const why = doubt(first);
  const rest = more(others.length);
  return undecided({ ja: why.ja + rest.ja, en: why.en + rest.en }, FIREWALL_EVIDENCE);
}

const unique = (list: readonly Location[]): readonly Location[] => [
  ...new Map(list.map((at) => [`${at.file}:${at.line}`, at])).values(),
];

function judge(cases: readonly Case[], proved: Bilingual): Verdict {
  const admitted = cases.flatMap(({ question, fact }) =>
    fact.known && !isEmpty(fact.value.allowed) ? [{ question, exposure: fact.value }] : [],
  );
  const failed = failure(admitted, unique(admitted.flatMap((a) => witnesses(a.exposure))));
  const undecidedCase = failed ?? open(cases);
  if (undecidedCase) return undecidedCase;
  const at = unique(cases.flatMap(({ fact }) => (fact.known ? fact.value.by : [])));
  if (!isNonEmpty(at)) return undecided({ ja: '証拠がない', en: 'there is no evidence' }, FIREWALL_EVIDENCE);
  return pass(at, proved);
}

export type InboundPort = Pick<InboundQuestion, 'protocol' | 'port'>;

/** Who is asked about on which port. */
export interface InboundAsk extends InboundPort {
  readonly sources: AddressSet;
}

/** None of the sources may be let in to its port in any of the three profiles; `proved` says so where that is shown. */
export function judgeInbound(
  { firewall, site, asset }: { firewall: FirewallFacts; site: Site; asset: Asset | null },
  asks: readonly InboundAsk[],
  proved: Bilingual,
): Verdict {
  const subnets = localSubnets(site, asset?.segment);
  const cases = FIREWALL_PROFILES.flatMap((profile) =>
    asks.map((ask) => {
      const question = { ...ask, ...subnets, profile };
      return { question, fact: inboundExposure(firewall, question) };
    }),
  );
  return judge(cases, proved);
}
