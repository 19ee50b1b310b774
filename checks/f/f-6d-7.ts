import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, oneOf, plain } from '../../src/check/setting.ts';
import { allOf } from '../../src/check/verdict.ts';

const KEY = 'SOFTWARE\\Policies\\Microsoft\\Windows\\CredentialsDelegation';

/** Windows 10 1607 brought Remote Credential Guard and, with it, the choice of type; before it only Restricted Admin. */
const FIRST_WITH_TYPE = 14393;

/** Where administrators sit: their RDP client must not hand credentials to an endpoint. Type 3 only prefers that. */
export default defineCheck({
  id: 'F-6d.7',
  control: 'F-6d',
  title: {
    ja: '管理用端末からの RDP が資格情報を渡さない',
    en: 'RDP from admin workstations hands over no credentials',
  },
  roles: ['admin-workstation'],
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    allOf([
      judgeSetting(registry, os, {
        hive: 'HKLM',
        key: KEY,
        name: 'RestrictedRemoteAdministration',
        type: 'REG_DWORD',
        secure: equals(1),
        expected: plain('1'),
        whenAbsent: always(0),
      }),
      judgeSetting(registry, os, {
        hive: 'HKLM',
        key: KEY,
        name: 'RestrictedRemoteAdministrationType',
        type: 'REG_DWORD',
        secure: oneOf(1, 2),
        expected: { ja: '1 または 2', en: '1 or 2' },
        whenAbsent: ({ build }) => (build !== null && build < FIRST_WITH_TYPE ? 1 : null),
        whenUnknown: {
          ja: '管理用テンプレートは必ず書く値で、ないときの動作が分からない',
          en: 'administrative templates always write it, and what Windows does without it is not known',
        },
      }),
    ]),
});
