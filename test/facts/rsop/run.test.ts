/** Files count for sure only where they are of the version that AD has. */
import { describe, expect, test } from 'vitest';
import { CSE, READ_EXTENSIONS } from '../../../src/facts/rsop/extensions.ts';
import type { GpoContent, HalfContent } from '../../../src/facts/rsop/model.ts';
import { runsOf } from '../../../src/facts/rsop/run.ts';
import { container, guid } from './policies.ts';

const ID = guid(1);

const half = (files: readonly string[]): HalfContent => ({
  registry: [],
  preferences: [],
  security: [],
  groupsOfPreferences: [],
  audit: [],
  firewall: [],
  files,
  gaps: [],
});

const content = (origin: GpoContent['origin'], machine: number | null): GpoContent => ({
  id: ID,
  origin,
  machine: half(['registry.pol', 'microsoft/windows nt/audit/audit.csv']),
  user: half(['registry.pol']),
  version: machine === null ? null : { machine, user: 2 },
  listing: 'whole',
  gpos: [],
  at: null,
});

/** AD: machine 5, user 2; of the machine half, it lists the registry and the security extension. */
const gpo = container(ID, { machine: [CSE.registry, CSE.security], user: [CSE.registry] }, 0x2_0005);

const runs = (of: GpoContent, which: 'machine' | 'user' = 'machine') => {
  const all = runsOf(of, gpo, which);
  const run = (guidOf: string) => all[READ_EXTENSIONS.findIndex((e) => e.guid === guidOf)];
  return { registry: run(CSE.registry), security: run(CSE.security), audit: run(CSE.audit) };
};

describe('files of SYSVOL', () => {
  test('of the version of AD are what computers carry out', () => {
    const { registry, security, audit } = runs(content('sysvol', 5));
    expect(registry).toEqual({ not: null, open: null, gap: null });
    expect(security?.gap).not.toBeNull();
    expect(audit?.not).not.toBeNull();
  });

  test.each([4, 6])('of version %i may not be those of other domain controllers', (version) => {
    const { registry } = runs(content('sysvol', version));
    expect(registry).toMatchObject({ not: null, open: null, gap: { absenceOnly: false } });
    expect(registry?.gap?.because.en).toContain(`5 in AD and ${version} in GPT.INI`);
    expect(runs(content('sysvol', version), 'user').registry?.gap).toBeNull();
  });

  test('that are newer than AD may be read by extensions that AD will list', () => {
    expect(runs(content('sysvol', 4)).audit?.not).not.toBeNull();
    expect(runs(content('sysvol', 6)).audit).toMatchObject({ not: null, open: expect.anything() });
  });

  test('without a GPT.INI may be of any version', () => {
    expect(runs(content('sysvol', null)).registry?.gap?.because.en).toContain('not known');
  });
});

describe('a backup', () => {
  test('of the version of AD is as good as SYSVOL', () => {
    expect(runs(content('backup', 5)).registry?.gap).toBeNull();
  });

  test.each([3, 90])('of version %i says nothing of what there is now', (version) => {
    expect(runs(content('backup', version)).registry?.gap?.because.en).toContain(`${version} in the backup`);
  });

  test('of a version that is not told says nothing either', () => {
    expect(runs(content('backup', null)).registry?.gap).not.toBeNull();
  });
});
