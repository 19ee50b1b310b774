import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { decide, fail, pass, undecided, type Verdict } from '../../src/check/verdict.ts';
import { directivesOf, type SquidDirective, type SquidSection } from '../../src/facts/squid/section.ts';

/** `off` sends the word `unknown` in place of the address; `truncate` sends the address alone (cf.data.pre of 3.5 to 7). */
const QUIET: readonly string[] = ['off', 'delete'];

/** Its rows are about X-Forwarded-For: by name, or because they are about all headers. */
const isAboutHeader = ({ args }: SquidDirective): boolean =>
  args[0]?.toLowerCase() === 'x-forwarded-for' || args[0] === 'All';

/** Takes the header out of what is sent, whatever forwarded_for put in. */
const removesHeader = ({ args }: SquidDirective): boolean =>
  args[1] === 'deny' && args.slice(2).join() === 'all';

/** Codes of a logformat that hold the address or name of the client. */
const CLIENT_CODE = /%[^\s%]*>(?:a|A|eui|p)\b/;

/** A header that is added with the address of the client in it. */
const tellsAddress = ({ args }: SquidDirective): boolean => args.slice(1).some((a) => CLIENT_CODE.test(a));

const PARENT = {
  ja: '上位プロキシ (cache_peer) があり、内部アドレスがそこで消されるかどうか分からない',
  en: 'there is a parent (cache_peer), and whether that one removes internal addresses is not known',
};

const ADDED = {
  ja: 'request_header_add が端末の内部アドレスを外へ知らせる。直し方: その行を除く',
  en: 'request_header_add tells the outside the internal address of the client. Remedy: remove the line',
};

const AS_IT_CAME = {
  ja: 'X-Forwarded-For を届いたまま送る。下位のプロキシなどが書いたものが残るかもしれない',
  en: 'X-Forwarded-For is sent on as it came; what another proxy wrote there may stay',
};

function judge(section: SquidSection): Verdict {
  const gap = becauseOfGap(section, true);
  if (gap) return gap;
  const set = directivesOf(section, 'forwarded_for').at(-1);
  const added = directivesOf(section, 'request_header_add').find(tellsAddress);
  if (added) return fail([added.at], ADDED);
  const headers = directivesOf(section, 'request_header_access').find(isAboutHeader);
  const quiet = set && QUIET.includes(set.args[0] ?? '') ? set : null;
  const shown = quiet ?? (headers && removesHeader(headers) ? headers : null);
  if (shown) {
    return pass([shown.at], {
      ja: `内部アドレスを外へ送らない (${shown.at.text})`,
      en: `internal addresses are not sent on (${shown.at.text})`,
    });
  }
  const [peer] = directivesOf(section, 'cache_peer');
  if (peer) return undecided(PARENT, [], { witness: [peer.at] });
  if (set?.args[0] === 'transparent') return undecided(AS_IT_CAME, [], { witness: [set.at] });
  if (headers) {
    return undecided(
      {
        ja: 'X-Forwarded-For を消すかどうかが要求ごとに変わる',
        en: 'whether X-Forwarded-For is removed changes from request to request',
      },
      [],
      { witness: [headers.at] },
    );
  }
  return fail([set?.at ?? section.at], {
    ja: `X-Forwarded-For で端末の内部アドレスを外へ知らせる (${set ? set.at.text : 'forwarded_for の既定は on'})。直し方: 「forwarded_for delete」と書く`,
    en: `X-Forwarded-For tells the outside the internal address of the client (${set ? set.at.text : 'forwarded_for is on by default'}). Remedy: write "forwarded_for delete"`,
  });
}

export default defineCheck({
  id: 'X-4.3',
  control: 'X-4',
  title: {
    ja: '端末の内部アドレスを外へ知らせない',
    en: 'Internal addresses of clients are not told to the outside',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid }) => decide(squid, judge),
});
