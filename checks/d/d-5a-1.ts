import { defineCheck } from '../../src/check/define-check.ts';
import { fail, pass, undecided } from '../../src/check/verdict.ts';
import { endsNamed } from '../../src/facts/firewall/site-paths.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import type { Location } from '../../src/model/evidence.ts';
import type { DeclaredFlow, SegmentRole, Site } from '../../src/model/site.ts';
import { SITE_TARGET } from '../../src/model/target.ts';

/** What no matrix may permit, whatever the service (the crosses of the default table, catalogue D-5a). */
const NEVER: Readonly<Partial<Record<SegmentRole, readonly SegmentRole[]>>> = {
  internet: ['proxy', 'server', 'user', 'admin'],
  dmz: ['proxy', 'user', 'admin'],
  user: ['internet', 'admin'],
  admin: ['internet'],
};

const rolesOf = (site: Site, names: readonly string[]): readonly SegmentRole[] =>
  names.flatMap((name) => endsNamed(site, name).map((end) => end.role));

const isForbidden = (site: Site, flow: DeclaredFlow): boolean =>
  rolesOf(site, flow.from).some((from) => rolesOf(site, flow.to).some((to) => NEVER[from]?.includes(to)));

const textOf = (f: DeclaredFlow): string =>
  `flows: ${f.from.join(', ')} → ${f.to.join(', ')}: ${f.services.join(', ')}`;

const quote = (flow: DeclaredFlow): Location => ({ file: SITE_TARGET.name, line: 0, text: textOf(flow) });

export default defineCheck({
  id: 'D-5a.1',
  control: 'D-5a',
  title: {
    ja: 'セグメント間の通信表が宣言されている',
    en: 'A matrix of flows between segments is declared',
  },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate({ site }) {
    const { flows } = site;
    if (!flows) {
      return undecided({
        ja: 'サイト ファイルに通信表 (flows) がない',
        en: 'the site file declares no matrix (flows)',
      });
    }
    const at = flows.filter((f) => isForbidden(site, f)).map(quote);
    if (isNonEmpty(at)) {
      return fail(at, {
        ja: `通信表そのものが、ガイドの表で × の通信を許している: ${at[0].text}`,
        en: `the matrix itself permits what the guide's table crosses out: ${at[0].text}`,
      });
    }
    const [first] = flows;
    const none = { file: SITE_TARGET.name, line: 0, text: 'flows: []' };
    return pass([first ? quote(first) : none], {
      ja: `通信表が宣言されている (${flows.length} 行)`,
      en: `a matrix is declared (rows: ${flows.length})`,
    });
  },
});
