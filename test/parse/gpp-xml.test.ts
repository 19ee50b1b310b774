import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { gppXml } from '../../src/parse/gpp-xml.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';

const GPO = '{5A0C3E11-7B42-4D0E-9C1A-0A2B3C4D5E6F}';
const MACHINE = `gpp-xml/sysvol/${GPO}/Machine/Preferences`;
const parse = (evidence: Evidence): Parsed => gppXml.parse(evidence, CONTEXT) as Parsed;
const writes = (parsed: Parsed) => parsed.sections.registry?.writes ?? [];
const named = (parsed: Parsed, name: string) => writes(parsed).find((w) => w.name === name);

describe('Registry.xml', () => {
  const parsed = parse(fixture(`${MACHINE}/Registry/Registry.xml`));

  test('gives hexadecimal numbers, whatever displayDecimal says', () => {
    expect(named(parsed, 'AutoShareWks')).toMatchObject({
      hive: 'HKLM',
      op: 'set',
      type: 'REG_DWORD',
      data: 16,
      strength: 'preference',
      condition: null,
      gpo: { guid: GPO },
    });
  });

  test('gives its actions', () => {
    expect(writes(parsed).map((w) => [w.name, w.op])).toEqual([
      ['AutoShareWks', 'set'],
      ['Create', 'set-if-absent'],
      ['Inside', 'set'],
      ['Once', 'set'],
      ['Gone', 'delete'],
      ['', 'delete-key'],
      ['', 'set'],
      ['Bin', 'set'],
      ['Multi', 'set'],
      ['User', 'set'],
      ['AsUser', 'set'],
      ['Bits', 'set'],
      ['DefaultPassword', 'set'],
    ]);
    expect(named(parsed, 'Bin')?.data).toEqual(Uint8Array.from([0, 255]));
    expect(named(parsed, 'Multi')?.data).toEqual(['a', 'b']);
  });

  test('leaves out what is disabled, itself or by a collection around it', () => {
    expect(named(parsed, 'Off')).toBeUndefined();
    expect(named(parsed, 'Deep')).toBeUndefined();
    expect(parsed.lines).toEqual({ understood: 13, irrelevant: 2, notUnderstood: 0 });
  });

  test('marks what is targeted, before or after the item, and only that', () => {
    const conditional = writes(parsed).filter((w) => w.condition !== null);
    expect(conditional.map((w) => w.name)).toEqual(['Inside', 'Once', 'AsUser', 'Bits']);
    expect(named(parsed, 'Once')?.condition?.en).toContain('once');
    expect(named(parsed, 'Gone')?.condition).toBeNull();
  });

  test('of a computer writes HKCU of the default user', () => {
    expect(named(parsed, 'User')).toMatchObject({ hive: 'HKU\\.DEFAULT' });
  });

  test('outside its folders does not say whose HKCU it means', () => {
    const { bytes } = fixture(`${MACHINE}/Registry/Registry.xml`);
    const loose = parse(fromBytes('pc/Registry.xml', bytes));
    expect(named(loose, 'User')).toMatchObject({ hive: 'HKCU' });
    expect(named(loose, 'User')?.condition).not.toBeNull();
    expect(named(loose, 'AutoShareWks')?.condition).toBeNull();
  });

  test('keeps no password', () => {
    expect(JSON.stringify(parsed)).not.toContain('uchibori-lab');
  });

  test.each(['utf16', 'cp932'])('(%s) is read whatever encoding it declares', (name) => {
    const data = (p: Parsed) => writes(p).map((w) => [w.name, w.data]);
    expect(data(parse(fixture(`${MACHINE}/Registry/${name}.xml`)))).toEqual(data(parsed));
  });

  test.each([
    ['action="X" hive="HKEY_LOCAL_MACHINE"', 'type="REG_DWORD" value="1"'],
    ['action="U" hive="HKEY_NOWHERE"', 'type="REG_DWORD" value="1"'],
    ['action="U" hive="HKEY_LOCAL_MACHINE"', 'type="REG_DWORD" value="16g"'],
    ['action="U" hive="HKEY_LOCAL_MACHINE"', 'type="REG_MULTI_SZ" value="a b"'],
  ])('an item with %s %s is a problem', (head, tail) => {
    const text = `<RegistrySettings><Registry><Properties ${head} key="K" name="N" ${tail}/></Registry></RegistrySettings>`;
    const odd = parse(fromText('a/Machine/Preferences/x.xml', text));
    expect(writes(odd)).toEqual([]);
    expect(odd.problems).toMatchObject([{ policy: true }]);
  });
});

describe('stored passwords', () => {
  test('are found, disabled or not, and never kept', () => {
    const parsed = parse(fixture(`${MACHINE}/Groups/Groups.xml`));
    expect(parsed.sections.gpo).toMatchObject({
      guid: GPO,
      preferencesRead: true,
      cpasswords: [{ item: 'localadmin', userName: 'localadmin', at: { line: 6 } }],
    });
    expect(JSON.stringify(parsed)).not.toContain('bm90LWE');
    const services = parse(fixture(`${MACHINE}/Services/Services.xml`));
    expect(services.sections.gpo?.cpasswords).toMatchObject([{ item: 'Spooler', userName: 'UCHIBORI\\svc' }]);
    expect(JSON.stringify(services)).not.toContain('YWxzby');
  });

  test('may stand in a comment of a Registry.xml, which is read to its end for them', () => {
    expect(parse(fixture(`${MACHINE}/Registry/Registry.xml`)).sections.gpo?.preferencesRead).toBe(true);
  });
});

test('local groups are replaced or added to', () => {
  const parsed = parse(fixture(`${MACHINE}/Groups/Groups.xml`));
  expect(parsed.sections.security?.groups.map((g) => [g.relation, g.group, g.principals])).toEqual([
    [
      'members',
      { sid: 'S-1-5-32-544', name: 'Administrators (ビルトイン)' },
      [{ sid: 'S-1-5-21-1111111111-2222222222-3333333333-1105', name: 'UCHIBORI\\保守' }],
    ],
    [
      'memberOf',
      { sid: null, name: 'UCHIBORI\\HelpDesk' },
      [{ sid: 'S-1-5-32-555', name: 'Remote Desktop Users' }],
    ],
  ]);
  expect(parsed.problems).toEqual([]);
});

test('an item on a local group is kept with all that it does, and its condition', () => {
  const items = parse(fixture(`${MACHINE}/Groups/Groups.xml`)).sections.security?.groupItems ?? [];
  expect(items.map((i) => [i.group.sid, i.action, i.clearsUsers, i.clearsGroups])).toEqual([
    ['S-1-5-32-544', 'update', true, true],
    ['S-1-5-32-555', 'update', false, false],
    ['S-1-5-32-551', 'update', false, false],
  ]);
  expect(items[0]?.removed).toEqual([{ sid: null, name: 'UCHIBORI\\旧保守' }]);
  expect(items.map((i) => i.condition !== undefined)).toEqual([false, false, true]);
});

test.each([
  ['action="X" groupName="G"', ''],
  ['action="U" groupName=""', ''],
  ['action="U" groupName="G" userAction="MAYBE"', ''],
  ['action="U" groupName="G"', '<Members><Member action="KEEP" name="a"/></Members>'],
  ['action="U" groupName="G"', '<Members><Member action="ADD" name="" sid=""/></Members>'],
])('an item on a local group with %s %s is a problem', (head, body) => {
  const text = `<Groups><Group name="G"><Properties ${head}>${body}</Properties></Group></Groups>`;
  const odd = parse(fromText('a/Machine/Preferences/Groups/Groups.xml', text));
  expect(odd.sections.security).toBeUndefined();
  expect(odd.problems).toMatchObject([{ policy: true }]);
});

test('services get their start mode', () => {
  const parsed = parse(fixture(`${MACHINE}/Services/Services.xml`));
  expect(parsed.sections.security?.services).toMatchObject([{ name: 'LanmanServer', start: 4 }]);
});

test('InternetSettings gives the proxy of the user', () => {
  const parsed = parse(
    fixture(`gpp-xml/sysvol/${GPO}/User/Preferences/InternetSettings/InternetSettings.xml`),
  );
  expect(writes(parsed).map((w) => [w.hive, w.name, w.data, w.condition])).toEqual([
    ['HKCU', 'ProxyEnable', 1, null],
    ['HKCU', 'ProxyServer', 'proxy.example.test:8080', null],
  ]);
});

describe('damage', () => {
  const whole = fixture(`${MACHINE}/Registry/Registry.xml`);
  const unconditional = new Set(
    writes(parse(whole))
      .filter((w) => w.condition === null)
      .map((w) => JSON.stringify([w.key, w.name, w.op, w.data])),
  );

  test('by a cut anywhere is noticed, and frees no item of its condition', () => {
    const end = whole.text.indexOf('</RegistrySettings>') + '</RegistrySettings>'.length;
    for (let n = 100; n < end; n += 3) {
      const parsed = parse(fromText(whole.file, whole.text.slice(0, n)));
      expect(parsed).toMatchObject({ intact: 'cut' });
      expect(parsed.problems.some((p) => p.policy)).toBe(true);
      expect(parsed.sections.gpo?.preferencesRead).toBe(false);
      for (const w of writes(parsed).filter((one) => one.condition === null)) {
        expect(unconditional).toContain(JSON.stringify([w.key, w.name, w.op, w.data]));
      }
    }
  });

  test('by a DOCTYPE or 200,000 levels stops the reading', () => {
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE Groups [<!ENTITY a "x">]><Groups clsid="{0}"><User name="&a;"/></Groups>';
    expect(parse(fromText('x.xml', bomb))).toMatchObject({ intact: 'cut', problems: [{ policy: true }] });
    expect(gppXml.recognise(fromText('x.xml', bomb))).toBe(false);
    const deep = `<Groups clsid="{0}">${'<Collection>'.repeat(200_000)}`;
    expect(parse(fromText('x.xml', deep)).intact).toBe('cut');
  });

  test('of any kind never makes it throw', () => {
    const bits = fc.constantFrom(
      '<Registry>',
      '</Registry>',
      '<Properties action="U" cpassword="x"/>',
      '<Filters>',
      '</Filters>',
      '<Collection>',
      '<FilterX/>',
      '<Reg/>',
      '<Member/>',
      '<Value>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string())), (parts) => {
        const parsed = parse(fromText('x.xml', `<Groups clsid="">${parts.join('')}</Groups>`));
        expect(JSON.stringify(parsed)).not.toContain('cpassword="x"');
      }),
    );
  });
});

describe('a password that is no attribute of an item', () => {
  const SECRET = 'VGhpcyBpcyBhbiBpbnZlbnRlZCBzZWNyZXQgb2Ygbm9ib2R5';
  const groups = (inside: string): Parsed =>
    parse(
      fromText(
        `${MACHINE}/Groups/Groups.xml`,
        `<?xml version="1.0" encoding="utf-8"?>\n<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}">\n${inside}\n</Groups>`,
      ),
    );
  const user = (attributes: string): string => `<User name="a"><Properties action="U" ${attributes}/></User>`;

  test.each([
    ['a comment', `<!-- ${user(`cpassword="${SECRET}"`)} -->`],
    ['CDATA', `<User name="a"><![CDATA[<Properties cpassword='${SECRET}'/>]]></User>`],
    ['another case', user(`CPASSWORD = "${SECRET}"`)],
    ['what follows a fault', `<User><<Properties cpassword="${SECRET}"/>`],
  ])('in %s is found, with its line, and not shown', (_name, inside) => {
    const parsed = groups(inside);
    expect(parsed.sections.gpo?.cpasswords).toMatchObject([
      { item: 'Groups.xml', aside: true, at: { line: 3 } },
    ]);
    expect(JSON.stringify(parsed)).not.toContain(SECRET);
  });

  test('beside one that is, both are told once', () => {
    const item = user(`cpassword="${SECRET}" userName="a"`);
    const found = groups(`${item}\n<!-- ${item} -->`).sections.gpo?.cpasswords;
    expect(found?.map((c) => [c.userName, c.aside ?? false])).toEqual([
      ['a', false],
      ['', true],
    ]);
    expect(groups(item).sections.gpo?.cpasswords).toHaveLength(1);
  });

  test.each(['cpassword="see the safe"', 'cpassword=&quot;x&quot;', 'cpassword=abc'])(
    'a comment with %s leaves it open',
    (text) => {
      const parsed = groups(`<!-- ${text} -->`);
      expect(parsed.sections.gpo).toMatchObject({ cpasswords: [], preferencesRead: false });
      expect(parsed.problems).toMatchObject([{ policy: true, line: 3 }]);
    },
  );

  test.each(['<!-- cpassword was removed in 2015 -->', '<!-- cpassword="" -->', user('cpassword=""')])(
    '%s is none',
    (text) => {
      const parsed = groups(text);
      expect(parsed.sections.gpo).toMatchObject({ cpasswords: [], preferencesRead: true });
      expect(parsed.problems).toEqual([]);
    },
  );
});
