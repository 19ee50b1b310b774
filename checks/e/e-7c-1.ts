import { defineCheck } from '../../src/check/define-check.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { fail, pass, undecided } from '../../src/check/verdict.ts';
import type { AddressSet } from '../../src/facts/address-set.ts';
import {
  isEmpty,
  NO_ADDRESSES,
  parseAddressSet,
  toText,
  union,
  witnessAddress,
} from '../../src/facts/address-set.ts';
import type { Fact } from '../../src/facts/known.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import { oncePer } from '../../src/facts/once.ts';
import type { InboundQuestion } from '../../src/facts/windows-firewall/match.ts';
import type { FirewallProfile } from '../../src/facts/windows-firewall/model.ts';
import { FIREWALL_PROFILES } from '../../src/facts/windows-firewall/model.ts';
import type { InboundExposure } from '../../src/facts/windows-firewall/policy.ts';
import { inboundExposure } from '../../src/facts/windows-firewall/policy.ts';
import type { Location } from '../../src/model/evidence.ts';
import type { Segment, Site } from '../../src/model/site.ts';
import type { Bilingual } from '../../src/model/text.ts';

/** SMB and NetBIOS (guide p. 80; the numbers are lost there and known from the protocols). */
const PORTS: readonly Pick<InboundQuestion, 'protocol' | 'port'>[] = [
  { protocol: 6, port: 139 },
  { protocol: 6, port: 445 },
  { protocol: 17, port: 137 },
  { protocol: 17, port: 138 },
];

/** Every host with IPv6 reaches its neighbours under these addresses, whatever the site assigns. */
const LINK_LOCAL = parseAddressSet('fe80::/10') ?? NO_ADDRESSES;

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
  union(...segments.flatMap((s) => s.cidrs).map((cidr) => parseAddressSet(cidr) ?? NO_ADDRESSES));

const userAddresses = oncePer((site: Site) => addressesOf(site.segments.filter((s) => s.role === 'user')));

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

const EVIDENCE = [
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
  return undecided({ ja: why.ja + rest.ja, en: why.en + rest.en }, EVIDENCE);
}

const unique = (list: readonly Location[]): readonly Location[] => [
  ...new Map(list.map((at) => [`${at.file}:${at.line}`, at])).values(),
];

function judge(cases: readonly Case[], sources: AddressSet): Verdict {
  const admitted = cases.flatMap(({ question, fact }) =>
    fact.known && !isEmpty(fact.value.allowed) ? [{ question, exposure: fact.value }] : [],
  );
  const failed = failure(admitted, unique(admitted.flatMap((a) => witnesses(a.exposure))));
  const undecidedCase = failed ?? open(cases);
  if (undecidedCase) return undecidedCase;
  const at = unique(cases.flatMap(({ fact }) => (fact.known ? fact.value.by : [])));
  if (!isNonEmpty(at)) return undecided({ ja: '証拠がない', en: 'there is no evidence' }, EVIDENCE);
  const from = toText(sources);
  return pass(at, {
    ja: `三つのプロファイルとも、${from} から SMB / NetBIOS (TCP 139, 445、UDP 137, 138) に届かない`,
    en: `in all three profiles ${from} cannot reach SMB and NetBIOS (TCP 139, 445, UDP 137, 138)`,
  });
}

const NO_SEGMENTS: Bilingual = {
  ja: 'サイト ファイルにユーザ セグメント (role: user) の cidrs がない',
  en: 'the site file names no cidrs of user segments (role: user)',
};

/** Whom the firewall in effect lets in from the user segments and from the link itself, in all three profiles. */
export default defineCheck({
  id: 'E-7c.1',
  control: 'E-7c',
  title: {
    ja: 'ユーザ セグメントから SMB / NetBIOS に届かない',
    en: 'User segments cannot reach SMB and NetBIOS',
  },
  reads: ['firewall'],
  evidence: EVIDENCE,
  evaluate({ firewall, site, asset }) {
    const users = userAddresses(site);
    if (isEmpty(users)) return undecided(NO_SEGMENTS);
    const sources = union(users, LINK_LOCAL);
    const where = { sources, ...localSubnets(site, asset?.segment) };
    const cases = FIREWALL_PROFILES.flatMap((profile) =>
      PORTS.map(({ protocol, port }) => {
        const question = { ...where, protocol, port, profile };
        return { question, fact: inboundExposure(firewall, question) };
      }),
    );
    return judge(cases, sources);
  },
});
