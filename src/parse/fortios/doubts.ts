/** What a configuration leaves open, and what bears on its rules without being one. */
import { both, gap, lineOf, note, setting, type Vdom } from './context.ts';
import { type Entry, entriesOf, isEnabled, settingsOf, value } from './tree.ts';

const POLICY = 'firewall policy';

const NGFW = both(
  'NGFW モードがポリシーベースで、通信の可否を決める security-policy はこの版では読まない',
  'NGFW mode is policy-based: security policies, which then decide, are not read by this version',
);
const NO_POLICIES = both(
  'ポリシー (config firewall policy) がこのファイルにない',
  'the policies (config firewall policy) are not in this file',
);
const FRAGMENT = both(
  '先頭の見出し (#config-version=) がない。設定の一部だけの可能性がある',
  'its first line (#config-version=) is missing: it may be a part of a configuration',
);
const HEADLESS = both(
  '先頭の見出し (#config-version=) がない。インターフェイスの定義があるため、全体とみなした',
  'its first line (#config-version=) is missing; as the interfaces are there, it was taken for a whole configuration',
);
const NAT46 = both(
  'IPv4 と IPv6 の間の変換 (policy46 / policy64) は読まない',
  'translation between IPv4 and IPv6 (policy46, policy64) is not read',
);

const EXPLICIT_PROXY = both(
  '明示プロキシが有効で、装置自身が利用者の通信を中継する。その通り道はここでは扱わないため、この機器については何も合格としない',
  'an explicit proxy is on: the device itself relays traffic of users, which is not followed here; nothing of this device passes',
);

const enabledIn = (vdom: Vdom, path: string): Entry | undefined =>
  entriesOf(vdom.scope, path).find((e) => value(e, 'status') !== 'disable');

export function findGaps(vdom: Vdom): void {
  const tables = vdom.scope.tables;
  if (setting(vdom, 'ngfw-mode') === 'policy-based')
    gap(vdom, 'ngfw-mode', lineOf(vdom, 'system settings'), NGFW);
  if (!tables.has(POLICY) && !tables.has('firewall consolidated policy')) {
    gap(vdom, 'policies-not-in-file', vdom.scope.line, NO_POLICIES);
  }
  if (!vdom.whole) gap(vdom, 'fragment', vdom.scope.line, FRAGMENT);
  for (const path of ['web-proxy explicit', 'ftp-proxy explicit']) {
    const proxy = settingsOf(vdom.scope, path);
    if (proxy && isEnabled(proxy, 'status')) gap(vdom, 'explicit-proxy', proxy.line, EXPLICIT_PROXY);
  }
  for (const path of ['firewall policy46', 'firewall policy64']) {
    const used = enabledIn(vdom, path);
    if (used) gap(vdom, 'nat46', used.line, NAT46);
  }
}

function noteUsed(vdom: Vdom, path: string, ja: string, en: string): void {
  const used = enabledIn(vdom, path);
  if (used) note(vdom, 'may-block', used.line, both(ja, en));
}

export function findNotes(vdom: Vdom): void {
  if (vdom.whole && !vdom.headed) note(vdom, 'no-header', vdom.scope.line, HEADLESS);
  noteUsed(
    vdom,
    'firewall DoS-policy',
    'DoS ポリシーが通信を落とすことがある',
    'DoS policies may drop packets',
  );
  noteUsed(
    vdom,
    'firewall DoS-policy6',
    'DoS ポリシーが通信を落とすことがある',
    'DoS policies may drop packets',
  );
  noteUsed(
    vdom,
    'firewall interface-policy',
    'インターフェイスポリシーの検査が通信を落とすことがある',
    'inspection by interface policies may drop packets',
  );
  noteUsed(
    vdom,
    'firewall ttl-policy',
    'TTL ポリシーが通信を落とすことがある',
    'TTL policies may drop packets',
  );
  const inspected = entriesOf(vdom.scope, POLICY).find((e) => isEnabled(e, 'utm-status'));
  if (inspected) {
    note(
      vdom,
      'may-block',
      inspected.line,
      both(
        'UTM の検査は許可された通信の一部を遮断しうるが、通り道は残る',
        'security profiles may block part of what is permitted; the way exists all the same',
      ),
    );
  }
  for (const name of ['asymroute', 'asymroute6']) {
    if (setting(vdom, name) === 'enable') {
      note(
        vdom,
        'asymmetric-routing',
        lineOf(vdom, 'system settings'),
        both(
          `${name} が有効で、SYN でない TCP パケットなど、途中からの通信がポリシーなしに通る`,
          `${name} is on: packets in the middle of a connection, such as those of TCP without SYN, pass without a policy`,
        ),
      );
    }
  }
}
