/** What rows and ACLs do together that their words do not show. */
import type { Bilingual } from '../../model/text.ts';
import type { SquidAcl } from './acl.ts';
import { squidTerm } from './acl-group.ts';
import { say, shown } from './acl-line.ts';
import { connectNotes, type Unfinished } from './connect-notes.ts';
import type { SquidRow } from './program.ts';
import type { SquidDirective, SquidNote, SquidSection } from './section.ts';

/** Words of directives that may name an ACL, groups among them. */
function wordsOf(d: SquidDirective): readonly string[] {
  if (d.name !== 'acl') return d.args;
  return d.args[1] === 'any-of' || d.args[1] === 'all-of' ? d.args.slice(2) : [];
}

function unused(section: SquidSection, { acls }: Unfinished): readonly SquidNote[] {
  const words = new Set<string>();
  for (const d of section.directives) {
    for (const word of wordsOf(d)) words.add(squidTerm(word).name);
  }
  return [...acls.values()].flatMap((acl) => {
    const [at] = acl.at;
    if (!at || words.has(acl.name)) return [];
    const because = say(
      `ACL ${shown(acl.name)} はどの指令からも使われていない`,
      `no directive uses the ACL ${shown(acl.name)}`,
    );
    return [{ kind: 'unused-acl', because, at }];
  });
}

interface Use {
  readonly acl: SquidAcl;
  readonly negated: boolean;
  readonly row: SquidRow;
}

const usesIn = (rows: readonly SquidRow[], { acls }: Unfinished): readonly Use[] =>
  rows.flatMap((row) =>
    row.terms.flatMap(({ name, negated }) => {
      const acl = acls.get(name);
      return acl ? [{ acl, negated, row }] : [];
    }),
  );

const isByName = ({ test }: SquidAcl): boolean =>
  test.test === 'domain' || (test.test === 'pattern' && test.of === 'dst-host');

function literalText({ acl, negated }: Use): Bilingual {
  const name = shown(acl.name);
  return negated
    ? say(
        `!${name} は IP アドレスを直接書いた URL に一致する (逆引きに失敗すると名前は none になる)。IP アドレスの URL を先に拒否する`,
        `!${name} matches URLs whose host is an IP address (where its reverse look-up fails, the name is "none"); deny such URLs before`,
      )
    : say(
        `IP アドレスを直接書いた URL は ${name} に一致せず、この拒否をすり抜ける (逆引きに失敗すると名前は none になる)。IP アドレスの URL も拒否する`,
        `a URL whose host is an IP address does not match ${name} and gets past this deny (where its reverse look-up fails, the name is "none"); deny such URLs too`,
      );
}

/** An allow of all but some names, or a deny of some names. */
const literals = (uses: readonly Use[]): readonly SquidNote[] =>
  uses
    .filter(({ acl, negated, row }) => isByName(acl) && row.allow === negated)
    .map((use) => ({ kind: 'dstdomain-ip-literal', because: literalText(use), at: use.row.at }));

const REPLY_TYPES =
  /^(rep_header|rep_mime_type|http_status|hier_code|peername|peername_regex|snmp_community|squid_error|ssl_error|adaptation_service)$/;

/** Types that ask about a reply or a peer, in rows that are asked before there is one. */
const neverHere = (uses: readonly Use[]): readonly SquidNote[] =>
  uses
    .filter(({ acl }) => REPLY_TYPES.test(acl.type) && acl.test.test === 'never')
    .map(({ acl, negated, row }) => ({
      kind: 'never-here',
      at: row.at,
      because: say(
        `${acl.type} の ACL は http_access の時点では決して一致しない${negated ? ' (! 付きでは必ず一致する)' : ''}。応答についての判定は http_reply_access に書く`,
        `ACLs of ${acl.type} never match in http_access${negated ? ' (with ! they always do)' : ''}; decide on replies in http_reply_access`,
      ),
    }));

const SLOW =
  /^(dst|srcdomain|srcdom_regex|ident|ident_regex|proxy_auth|proxy_auth_regex|external|ext_user|ext_user_regex)$/;

/** Directives that cannot wait for an answer (cf.data.pre: "only supports fast acl types"). */
const FAST: ReadonlySet<string> = new Set(
  (
    'miss_access follow_x_forwarded_for proxy_protocol_access icp_access htcp_access htcp_clr_access send_hit ' +
    'ident_lookup_access cache_peer_access stats_collection store_miss broken_posts client_delay_access snmp_access ' +
    'server_pconn_for_nonretriable tcp_outgoing_address tcp_outgoing_tos tcp_outgoing_mark'
  ).split(' '),
);

const isSlow = ({ type, test }: SquidAcl): boolean =>
  SLOW.test(type) && !(test.test === 'address' && test.literalOnly);

/** What such a directive would have to look up first does not match there. */
const slow = (section: SquidSection, { acls }: Unfinished): readonly SquidNote[] =>
  section.directives
    .filter((d) => FAST.has(d.name))
    .flatMap((d) =>
      d.args
        .flatMap((word) => acls.get(squidTerm(word).name) ?? [])
        .filter(isSlow)
        .map((acl) => ({
          kind: 'slow-in-fast',
          at: d.at,
          because: say(
            `${d.name} は調べ物を待てないので、${acl.type} の ACL ${shown(acl.name)} は答えが分かっていなければ一致しない。http_access で判定する`,
            `${d.name} cannot wait: ${shown(acl.name)} of type ${acl.type} does not match unless its answer is known already; decide in http_access`,
          ),
        })),
    );

/** An all-of line without names. */
const emptyGroups = ({ acls }: Unfinished): readonly SquidNote[] =>
  [...acls.values()].flatMap(({ name, test, at: [at] }) => {
    if (test.test !== 'all-of' || !at || test.lines.every((l) => l.length > 0)) return [];
    const because = say(
      `all-of の ACL ${shown(name)} に ACL 名のない行があり、すべてに一致する。名前を書くか行を消す`,
      `the all-of ACL ${shown(name)} has a line without names, which matches everything; name ACLs or remove the line`,
    );
    return [{ kind: 'empty-all-of', because, at }];
  });

export function useNotes(section: SquidSection, program: Unfinished): readonly SquidNote[] {
  const { rows } = program;
  const access = usesIn(rows.http_access, program);
  return [
    ...unused(section, program),
    ...literals(access),
    ...neverHere(access),
    ...slow(section, program),
    ...emptyGroups(program),
    ...connectNotes(section, program),
  ];
}
