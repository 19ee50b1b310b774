import { defineCheck } from '../../src/check/define-check.ts';
import { fail, pass, undecided } from '../../src/check/verdict.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import type { Location } from '../../src/model/evidence.ts';
import type { Segment, Site } from '../../src/model/site.ts';
import { SITE_TARGET } from '../../src/model/target.ts';

const quote = (s: Segment): Location => ({
  file: SITE_TARGET.name,
  line: 0,
  text: `segments: ${s.name} ${s.role} ${s.cidrs.join(', ')}`,
});

const internal = (site: Site): readonly Segment[] =>
  site.segments.filter((s) => s.role !== 'internet' && s.role !== 'unused');

/** Endpoints, servers and administrators whose assets stand in one segment. */
function sharers(site: Site, { name }: Segment): readonly string[] {
  const inside = site.assets.filter((a) => a.segment === name && !a.role.endsWith('-fw'));
  return [...new Set(inside.map((a) => a.role))];
}

export default defineCheck({
  id: 'D-5a.7',
  control: 'D-5a',
  title: {
    ja: '社内が役割ごとのセグメントに分かれている (平らでない)',
    en: 'The network is parted into segments by role (it is not flat)',
  },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate({ site }) {
    const own = internal(site);
    const roles = [...new Set(own.map((s) => s.role))];
    const at = own.map(quote);
    if (roles.length > 1 && isNonEmpty(at)) {
      return pass(at, {
        ja: `役割の違うセグメントがある (${roles.join(', ')})`,
        en: `there are segments of different roles (${roles.join(', ')})`,
      });
    }
    const [flat] = own.filter((s) => sharers(site, s).length > 1);
    if (flat && isNonEmpty(at)) {
      const shared = sharers(site, flat).join(', ');
      return fail(at, {
        ja: `セグメント ${flat.name} に役割の違うもの (${shared}) が一緒にあり、ほかの役割のセグメントがない`,
        en: `segment ${flat.name} holds assets of different roles (${shared}), and there is no segment of another role`,
      });
    }
    return undecided({
      ja: '宣言されたセグメントの役割が一つ以下で、分けられているか分からない',
      en: 'at most one role is declared among the segments, so whether they are parted is not known',
    });
  },
});
