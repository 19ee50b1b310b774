import { defineCheck } from '../../src/check/define-check.ts';
import { judgeMaintenance } from '../../src/check/directory/maintenance.ts';

export default defineCheck({
  id: 'F-6b.1',
  control: 'F-6b',
  title: {
    ja: '端末の管理者がドメインの特権グループに属さない',
    en: 'Administrators of the endpoint are in no privileged group of the domain',
  },
  roles: ['user-endpoint'],
  reads: ['localGroups', 'shared'],
  evidence: ['net-localgroup', 'localgroup-json'],
  evaluate: judgeMaintenance,
});
