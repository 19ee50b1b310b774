import { expect, test } from 'vitest';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { rowNotes } from '../../../src/facts/squid/rows.ts';
import { random } from '../../oracles/squid/random.ts';
import { finiteCase, naive, points, worlds } from './finite.ts';
import { sectionOf } from './section.ts';

const HEAD = `http_port 3128
auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd
acl a src 10.0.0.0/8
acl inner src 10.1.0.0/16
acl b src 192.168.0.0/16
acl users proxy_auth REQUIRED
acl rx url_regex foo
acl chance random 0.5
acl web port 80
acl rest port 1-79 81-65535
`;

const notes = (rows: string): readonly (readonly [string, string])[] => {
  const section = sectionOf(`${HEAD}${rows}\n`);
  return rowNotes(compileSquid(section, '5.7'), section).map((n) => [n.kind, n.at.text]);
};

test('two networks on one row never match', () => {
  expect(notes('http_access allow a b\nhttp_access deny all')).toEqual([
    ['row-never-matches', 'http_access allow a b'],
  ]);
});

test('a row behind a wider one decides nothing, and the wider one is named', () => {
  const section = sectionOf(`${HEAD}http_access allow a\nhttp_access deny inner\nhttp_access deny all\n`);
  const [note, ...others] = rowNotes(compileSquid(section, '5.7'), section);
  expect(others).toEqual([]);
  expect(note).toMatchObject({ kind: 'row-shadowed', at: { line: 12 } });
  expect(note?.because.en).toContain('px/squid.conf:11');
});

test('several rows together leave nothing, and the last row is told of as such', () => {
  const section = sectionOf(
    `${HEAD}http_access allow web\nhttp_access allow rest\nhttp_access deny inner CONNECT\n`,
  );
  const [note] = rowNotes(compileSquid(section, '5.7'), section);
  expect(note?.because.en).toContain('px/squid.conf:11, px/squid.conf:12');
  expect(note?.because.en).toContain('makes what matches no row allowed');
});

test('the same expression twice is certain, chance and another expression are not', () => {
  expect(notes('http_access deny rx\nhttp_access allow rx a\nhttp_access deny all')).toEqual([
    ['row-shadowed', 'http_access allow rx a'],
  ]);
  expect(notes('http_access deny chance\nhttp_access allow chance\nhttp_access deny all')).toEqual([]);
});

test('a row that asks for credentials takes those who have none', () => {
  expect(notes('http_access allow users a\nhttp_access deny !users\nhttp_access deny all')).toEqual([
    ['row-shadowed', 'http_access deny !users'],
  ]);
});

test('nothing is said of a file that Squid refuses', () => {
  expect(notes('http_access allow a b nobody\nhttp_access deny all')).toEqual([]);
});

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);

test(`a row that is noted can be left out of small worlds (seed ${SEED})`, { timeout: 300_000 }, () => {
  let noted = 0;
  for (let i = 0; i < 300; i += 1) {
    const made = finiteCase(random(SEED + i * 7919));
    const section = sectionOf(`${made.lines.join('\n')}\n`);
    const program = compileSquid(section, '5.7');
    const rows = program.rows.http_access;
    // The opposite of the last row stays as it is.
    const idle = new Set(rowNotes(program, section).map((n) => n.at.line));
    const kept = rows.filter((row, at) => at === rows.length - 1 || !idle.has(row.at.line));
    noted += rows.length - kept.length;
    const without = { ...program, rows: { ...program.rows, http_access: kept } };
    for (const point of points(made).filter((_, at) => at % 7 === 0)) {
      for (const world of worlds(program, point.host)) {
        const text = `seed ${SEED + i * 7919}\n${made.lines.join('\n')}\n${JSON.stringify(point)}`;
        if (naive(without, point, world) !== naive(program, point, world)) expect.fail(text);
      }
    }
  }
  expect(noted).toBeGreaterThan(20);
});
