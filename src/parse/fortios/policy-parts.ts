/** Parts of a policy's match that addresses, services and schedules do not say. */
import { ALL_IPV4, ALL_IPV6 } from '../../facts/address-set.ts';
import type { Condition, Match } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Family, Side } from './address-value.ts';
import { both, conditional, not, openBecause, unknown, type Vdom } from './context.ts';
import { type Entry, isEnabled, value, values } from './tree.ts';

const named = (vdom: Vdom, choice: Condition['choice'], id: string, ja: string, en: string): Match =>
  conditional(vdom, { id, choice, what: both(ja, en) });

/** Who must be logged on: any of these. */
function people(vdom: Vdom, of: Entry): readonly Match[] {
  const names = ['users', 'groups', 'fsso-groups'].flatMap((n) => values(of, n));
  const devices = values(of, 'devices').filter((d) => d !== 'all');
  const list = names.join(' ');
  return [
    ...(names.length > 0
      ? [named(vdom, 'sender', `user ${list}`, `ユーザ認証 (${list})`, `a logon of ${list}`)]
      : []),
    ...(devices.length > 0
      ? [
          named(
            vdom,
            'sender',
            `device ${devices.join(' ')}`,
            `端末種別 (${devices.join(' ')})`,
            `the device type ${devices.join(' ')}`,
          ),
        ]
      : []),
  ];
}

function tags(vdom: Vdom, of: Entry): readonly Match[] {
  const names = ['ztna-ems-tag', 'ztna-ems-tag-secondary', 'ztna-geo-tag'].flatMap((n) => values(of, n));
  if (names.length === 0 && !isEnabled(of, 'ztna-device-ownership')) return [];
  const list = names.join(' ');
  const match = named(vdom, 'unknown', `ztna ${list}`, `ZTNA タグ (${list})`, `the ZTNA tags ${list}`);
  return [isEnabled(of, 'ztna-ems-tag-negate') ? not(match) : match];
}

function marks(vdom: Vdom, of: Entry): readonly Match[] {
  const out: Match[] = [];
  const mask = value(of, 'tos-mask');
  if (mask !== null && !/^(?:0x)?0+$/.test(mask)) {
    const id = `tos ${value(of, 'tos') ?? '0'}/${mask}`;
    const match = named(vdom, 'sender', id, `ToS 値 (${id})`, `the ToS value (${id})`);
    out.push(isEnabled(of, 'tos-negate') ? not(match) : match);
  }
  if (isEnabled(of, 'dscp-match')) {
    const id = `dscp ${value(of, 'dscp-value') ?? '0'}`;
    const match = named(vdom, 'sender', id, `DSCP 値 (${id})`, `the DSCP value (${id})`);
    out.push(isEnabled(of, 'dscp-negate') ? not(match) : match);
  }
  const macs = values(of, 'src-vendor-mac');
  if (macs.length > 0) {
    const id = `vendor mac ${macs.join(' ')}`;
    out.push(named(vdom, 'sender', id, `MAC ベンダ (${macs.join(' ')})`, `the MAC vendor ${macs.join(' ')}`));
  }
  return out;
}

/** Settings that narrow a policy by what the evidence cannot show. */
const NARROWING = [
  'reputation-minimum',
  'reputation-minimum6',
  'sgt',
  'vlan-filter',
  'url-category',
  'application',
  'app-category',
  'app-group',
] as const;

function narrowing(vdom: Vdom, of: Entry): readonly Match[] {
  return NARROWING.filter((n) => values(of, n).length > 0 && value(of, n) !== '0').map((n) => {
    const id = `${n} ${values(of, n).join(' ')}`;
    return named(vdom, n.startsWith('app') ? 'sender' : 'unknown', id, `${id} の条件`, `the condition ${id}`);
  });
}

/** Everything beside addresses, services and times that must hold. */
export function otherConditions(vdom: Vdom, of: Entry): readonly Match[] {
  const because = openBecause(of);
  return [
    ...people(vdom, of),
    ...tags(vdom, of),
    ...marks(vdom, of),
    ...narrowing(vdom, of),
    ...(because ? [unknown(vdom, `line ${of.line}`, because)] : []),
  ];
}

const INTERNET_SERVICE = ['-name', '-id', '-group', '-custom', '-custom-group', '-fortiguard'] as const;

/** An Internet service stands for addresses (and, as a destination, ports) of a list from FortiGuard. */
export function internetService(vdom: Vdom, of: Entry, side: Side, family: Family): Match | null {
  const base = `internet-service${family === 6 ? '6' : ''}${side === 'src' ? '-src' : ''}`;
  if (!isEnabled(of, base)) return null;
  const dynamic = side === 'src' ? 'network-service-src-dynamic' : 'network-service-dynamic';
  const names = [...INTERNET_SERVICE.flatMap((s) => values(of, `${base}${s}`)), ...values(of, dynamic)];
  const list = names.join(' ');
  const what: Bilingual = both(`インターネットサービス ${list}`, `the Internet service ${list}`);
  const match = unknown(vdom, `${side} internet-service ${list}`, what);
  const within: Match = { kind: side, set: family === 4 ? ALL_IPV4 : ALL_IPV6 };
  return { kind: 'all', of: [within, isEnabled(of, `${base}-negate`) ? not(match) : match] };
}
