import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admxPolicies, isFirewallPolicy, isUnder } from '../../src/parse/admx-names.ts';

const only = (name: string) => {
  const [policy, ...more] = admxPolicies(name);
  expect(more).toEqual([]);
  return policy;
};

describe('names of administrative templates', () => {
  it.each([
    ['Do not allow passwords to be saved', 'パスワードの保存を許可しない'],
    ['Turn on Module Logging', 'モジュール ログを有効にする'],
    ['Turn off multicast name resolution', 'マルチキャスト名前解決をオフにする'],
    ['Enable insecure guest logons', '安全でないゲスト ログオンを有効にする'],
    ['Disable AutoComplete for forms', 'フォームへのオートコンプリートの使用を許可しない'],
  ])('%s and %s are one policy', (en, ja) => {
    expect(only(ja)).toBe(only(en));
    expect(only(en)?.values.length).toBeGreaterThan(0);
  });

  it('forgives width, case and spaces', () => {
    expect(only('ＷｉｎＲＭ によるリモート  サーバー管理を許可する')?.en).toMatch(/WinRM/);
    expect(only(' ENABLE INSECURE GUEST LOGONS ')).toBe(only('Enable insecure guest logons'));
  });

  it('tells policies of one name apart by their category', () => {
    const basic = only('Allow Basic authentication');
    if (!basic) throw new Error('no such policy');
    const root = 'Windows コンポーネント/Windows リモート管理 (WinRM)';
    expect(isUnder(basic, `${root}/WinRM サービス`)).toBe(true);
    expect(isUnder(basic, 'Windows Components/Windows Remote Management (WinRM)/WinRM Service')).toBe(true);
    expect(isUnder(basic, `${root}/WinRM クライアント`)).toBe(false);
    expect(isUnder(basic, '')).toBe(false);
  });

  it('knows policies of the old firewall by their prefix, and the profile by the category', () => {
    const name = 'Windows Defender ファイアウォール: 着信ファイルとプリンターの共有の例外を許可する';
    expect(isFirewallPolicy(name)).toBe(true);
    expect(isFirewallPolicy('Windows Firewall: Define inbound port exceptions')).toBe(true);
    expect(isFirewallPolicy('Turn on Module Logging')).toBe(false);
    const found = admxPolicies(name);
    expect(found.filter((p) => isUnder(p, 'x/ドメイン プロファイル'))).toHaveLength(1);
    expect(found.filter((p) => isUnder(p, 'x/Standard Profile'))).toHaveLength(1);
  });

  it('knows nothing of other names', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(admxPolicies(`${name}\u0001`)).toEqual([]);
      }),
    );
    expect(admxPolicies('constructor')).toEqual([]);
  });
});
