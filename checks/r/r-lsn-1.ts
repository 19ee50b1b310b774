import { agreed } from '../../src/check/agreed.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { allOf, decide, fail, pass, undecided } from '../../src/check/verdict.ts';
import type { Listener } from '../../src/facts/host-activity.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import type { PortList, Protocol } from '../../src/facts/listeners-query.ts';
import { mayBeClient, portList, portName } from '../../src/facts/listeners-query.ts';

const nameOf = (l: Listener): string => `${portName(l)}${l.process === null ? '' : ` (${l.process})`}`;

const namesOf = (list: readonly Listener[]): string => [...new Set(list.map(nameOf))].join(', ');

function judgeList(list: PortList, protocol: Protocol, baseline: ReadonlySet<string>): Verdict {
  const strange = list.listeners.filter((l) => !baseline.has(portName(l)));
  const certain = strange.filter((l) => !mayBeClient(l));
  const name = protocol.toUpperCase();
  if (isNonEmpty(certain)) {
    const [first, ...rest] = certain;
    const ports = namesOf(certain);
    return fail([first.at, ...rest.map((l) => l.at)], {
      ja: `基準にないポートが待ち受けている: ${ports}`,
      en: `ports outside the baseline listen: ${ports}`,
    });
  }
  if (strange.length > 0) {
    const ports = namesOf(strange);
    return undecided(
      {
        ja: `${ports} は基準になく、動的ポートの UDP なのでクライアントの通信と区別できない`,
        en: `${ports} are outside the baseline; being dynamic UDP ports, they may be clients as well`,
      },
      [],
      { witness: strange.map((l) => l.at) },
    );
  }
  if (!list.whole) {
    return undecided(
      {
        ja: `${list.at.file} は ${name} の待ち受けを全件示していると言えない`,
        en: `${list.at.file} may not show every ${name} listener`,
      },
      ['netstat'],
      { witness: [list.at] },
    );
  }
  return pass([list.at], {
    ja: `${name} の待ち受けは基準どおり`,
    en: `${name} listeners are within the baseline`,
  });
}

/** A list of one protocol alone says nothing of the other, so it is set aside where another list shows it. */
const shown = (lists: readonly PortList[]): readonly PortList[] => {
  const own = lists.filter((l) => l.whole || l.listeners.length > 0);
  return own.length > 0 ? own : lists;
};

export default defineCheck({
  id: 'R-LSN.1',
  control: 'R-LSN',
  title: {
    ja: '基準にないポートが待ち受けていない',
    en: 'No port outside the baseline listens',
  },
  reads: ['listeners'],
  evidence: ['netstat', 'listeners-json'],
  evaluate({ listeners, asset }) {
    const declared = asset?.listeners;
    if (!declared) {
      return undecided({
        ja: '待ち受けてよいポートの宣言がない (サイト ファイルの assets[].listeners)',
        en: 'no ports are declared to be expected (assets[].listeners in the site file)',
      });
    }
    const baseline = new Set(declared.map((name) => name.toLowerCase()));
    return decide(listeners, (sections) =>
      allOf(
        (['tcp', 'udp'] as const).map((protocol) =>
          agreed(
            shown(sections.map((s) => portList(s, protocol))).map((list) =>
              judgeList(list, protocol, baseline),
            ),
            { ja: '待ち受けポートの一覧', en: 'the ports that listen' },
          ),
        ),
      ),
    );
  },
});
