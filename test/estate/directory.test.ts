import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDescriptor } from '../../src/parse/directory/descriptor.ts';
import { readExtensions, readGpLink, readQueries } from '../../src/parse/directory/gp-attributes.ts';
import { guidOfBytes, sidOfBytes } from '../../src/parse/directory/sid.ts';
import { recognise } from '../../src/parse/index.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';
import { guidBytes, sidBytes } from './directory/binary.ts';
import { directoryFiles, directoryNdjson } from './directory/bundle.ts';
import { DEMO_DOMAIN } from './directory/demo.ts';
import { descriptorBytes } from './directory/sddl.ts';

const DOMAIN = 'S-1-5-21-1-2-3';

describe('binary forms, read back', () => {
  test('SIDs', () => {
    const part = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.nat(0xffff), fc.array(part, { minLength: 1, maxLength: 15 }), (authority, parts) => {
        const sid = ['S-1', authority, ...parts].join('-');
        expect(sidOfBytes(sidBytes(sid))).toBe(sid);
      }),
    );
  });

  test('GUIDs', () => {
    fc.assert(
      fc.property(fc.uuid(), (guid) => {
        expect(guidOfBytes(guidBytes(`{${guid.toUpperCase()}}`))).toBe(guid);
      }),
    );
  });

  test('a descriptor: owner, group, order of entries, object types', () => {
    const sddl =
      'O:BAG:DUD:P(OD;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;DC)(A;CIIO;RPLCLORC;;;AU)(OA;;RP;;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-9-9-9-1104)';
    const ace = { objectType: null, inheritedObjectType: null, inheritOnly: false };
    expect(readDescriptor(descriptorBytes(sddl, DOMAIN))).toEqual({
      owner: 'S-1-5-32-544',
      group: `${DOMAIN}-513`,
      isProtected: true,
      dacl: [
        {
          ...ace,
          kind: 'deny',
          mask: 0x100,
          objectType: 'edacfd8f-ffb3-11d1-b41d-00a0c968f939',
          sid: `${DOMAIN}-515`,
        },
        { ...ace, kind: 'allow', mask: 0x20094, inheritOnly: true, sid: 'S-1-5-11' },
        {
          ...ace,
          kind: 'allow',
          mask: 0x10,
          inheritedObjectType: 'bf967aba-0de6-11d0-a285-00aa003049e2',
          sid: 'S-1-5-21-9-9-9-1104',
        },
      ],
    });
  });
});

interface Line {
  readonly a?: Readonly<Record<string, readonly string[]>>;
  readonly descriptor?: string;
  readonly b64?: string;
  readonly end?: boolean;
  readonly lines?: number;
}

const lines = (): readonly Line[] =>
  directoryNdjson(DEMO_DOMAIN)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const valuesOf = (attribute: string): readonly string[] => lines().flatMap((l) => l.a?.[attribute] ?? []);

describe('the domain of the demo', () => {
  test('its end counts its lines', () => {
    const all = lines();
    expect(all.at(-1)).toEqual({ end: true, lines: all.length - 1, complete: true });
  });

  test('attributes of Group Policy are understood', () => {
    const understood = [
      ...valuesOf('gPLink').map(readGpLink),
      ...valuesOf('gPCMachineExtensionNames').map(readExtensions),
      ...valuesOf('gPCUserExtensionNames').map(readExtensions),
      ...valuesOf('msWMI-Parm2').map(readQueries),
    ];
    expect(understood.length).toBeGreaterThan(20);
    expect(understood).not.toContain(null);
  });

  test('every descriptor is understood', () => {
    const all = lines().flatMap((l) => (l.b64 ? [readDescriptor(Buffer.from(l.b64, 'base64'))] : []));
    expect(all.length).toBeGreaterThan(10);
    expect(all).not.toContain(null);
  });

  test('every file is read whole, without problems', async () => {
    for (const [path, bytes] of directoryFiles(DEMO_DOMAIN)) {
      if (path.endsWith('ndjson')) continue;
      const parsed = await recognise(fromBytes(path, bytes))?.parse(fromBytes(path, bytes), CONTEXT);
      expect([path, parsed?.problems, parsed?.notUnderstood]).toEqual([path, [], []]);
    }
  });
});
