/** The computers of a domain by policy alone: nothing passes for those that are not seen. */
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../checks/controls/index.ts';
import { CHECKS } from '../checks/index.ts';
import { type Assignment, assess, NOTHING_SHARED, readTarget, sharedFrom } from '../src/assess.ts';
import { toEvidence } from '../src/bundle/evidence.ts';
import type { Finding } from '../src/model/finding.ts';
import { EMPTY_SITE } from '../src/model/site.ts';
import { type BundleOptions, directoryFiles } from './estate/directory/bundle.ts';
import { DEMO_DOMAIN } from './estate/directory/demo.ts';
import type { DomainSpec } from './estate/directory/spec.ts';
import { pacEngine } from './pac.ts';

const DOMAIN = DEMO_DOMAIN.dnsName;

interface Line {
  readonly dn?: string;
  readonly a?: Record<string, unknown>;
  sd?: string;
}

type Change = (line: Line) => void;

function changed(bytes: Uint8Array, change: Change): Uint8Array {
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);
  for (const line of lines) change(line);
  return Buffer.from(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
}

const NOTHING: Change = () => undefined;

async function byPolicy(
  spec: DomainSpec = DEMO_DOMAIN,
  options: BundleOptions = {},
  change = NOTHING,
): Promise<readonly Finding[]> {
  const files = [...directoryFiles(spec, options)].map(([file, bytes]) =>
    toEvidence({
      file,
      target: DOMAIN,
      bytes: file.endsWith('.ndjson') ? changed(bytes, change) : bytes,
      verified: true,
    }),
  );
  const job: Assignment = {
    catalogue: { controls: CONTROLS, checks: CHECKS },
    site: EMPTY_SITE,
    shared: NOTHING_SHARED,
    options: { pacEngine, asOf: Date.parse('2026-11-01T09:00:00+09:00') },
  };
  const shared = sharedFrom([await readTarget(DOMAIN, files, job)]);
  const { findings } = await assess(DOMAIN, files, { ...job, shared });
  return findings.filter((f) => f.annotations.includes('policy-only'));
}

const passesOf = (findings: readonly Finding[]): readonly string[] =>
  findings.filter((f) => f.status === 'pass').map((f) => f.check);

const STRANGER = { name: 'PC-SHIRANU01', rid: 1999, os: '', osVersion: '' };

const withoutSystem: Change = ({ a, ...line }) => {
  if (!a || !line.dn?.startsWith(`CN=${STRANGER.name},`)) return;
  delete a.operatingSystem;
  delete a.operatingSystemVersion;
};

const plus = (more: Partial<typeof STRANGER> & { readonly lastLogon?: number | null }): DomainSpec => ({
  ...DEMO_DOMAIN,
  computers: [...DEMO_DOMAIN.computers, { ...STRANGER, ...more }],
});

describe('computers judged by policy alone', () => {
  test('pass where all of them are seen', async () => {
    expect(passesOf(await byPolicy()).length).toBeGreaterThan(3);
  });

  test('pass nothing where the search for computers was broken off', async () => {
    const found = await byPolicy(DEMO_DOMAIN, { partial: ['computers'] });
    expect(found.length).toBeGreaterThan(3);
    expect(passesOf(found)).toEqual([]);
  });

  test('nor where one hides its system', async () => {
    const hidden = await byPolicy(plus({}), {}, (line) => {
      withoutSystem(line);
      if (line.dn?.startsWith(`CN=${STRANGER.name},`)) delete line.sd;
    });
    expect(passesOf(hidden)).toEqual([]);
    expect(hidden.find((f) => f.check === 'F-6e.1')?.because.en).toContain('PC-SHIRANU01');
  });

  test('nor where one tells no system and has been logged on', async () => {
    expect(passesOf(await byPolicy(plus({}), {}, withoutSystem))).toEqual([]);
  });

  test('one that was never joined, or runs something else, is left out', async () => {
    const all = passesOf(await byPolicy());
    expect(passesOf(await byPolicy(plus({ lastLogon: null }), {}, withoutSystem))).toEqual(all);
    expect(passesOf(await byPolicy(plus({ os: 'Samba' })))).toEqual(all);
  });
});
