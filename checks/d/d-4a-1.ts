import { defineCheck } from '../../src/check/define-check.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { allOf, fail, notApplicable, pass, undecided } from '../../src/check/verdict.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import type { Location } from '../../src/model/evidence.ts';
import type { Asset, Site } from '../../src/model/site.ts';
import type { AssetRole } from '../../src/model/target.ts';
import { SITE_TARGET } from '../../src/model/target.ts';

const ROLE: AssetRole = 'admin-workstation';
/** What administrators maintain from such a workstation. */
const SERVER_ROLES: readonly AssetRole[] = ['dc', 'file-server', 'member-server'];

/** Declarations have no line of evidence: the entry itself is quoted. */
const quote = ({ hostname, role, segment }: Asset): Location => ({
  file: SITE_TARGET.name,
  line: 0,
  text: `assets: ${hostname} ${role}${segment === undefined ? '' : ` ${segment}`}`,
});

function judgePlace(site: Site, asset: Asset): Verdict {
  const segment = site.segments.find((s) => s.name === asset.segment);
  if (!segment) {
    return undecided({
      ja: `運用管理端末 ${asset.hostname} の segment が宣言されていない`,
      en: `the segment of the admin workstation ${asset.hostname} is not declared`,
    });
  }
  if (segment.role === 'admin') {
    return pass([quote(asset)], {
      ja: `${asset.hostname} は運用管理セグメント ${segment.name} にある`,
      en: `${asset.hostname} is in the admin segment ${segment.name}`,
    });
  }
  return fail([quote(asset)], {
    ja: `運用管理端末 ${asset.hostname} が運用管理でないセグメント ${segment.name} (role: ${segment.role}) にある`,
    en: `the admin workstation ${asset.hostname} is in segment ${segment.name}, whose role is ${segment.role}, not admin`,
  });
}

/** None is listed: only a site that says it has none, and has servers, is known to lack one. */
function judgeLack({ assets, absentRoles }: Site): Verdict {
  const servers = assets.filter((a) => SERVER_ROLES.includes(a.role)).map(quote);
  if (!absentRoles.includes(ROLE)) {
    return undecided({
      ja: '運用管理端末の宣言がない (サイト ファイルの assets、role: admin-workstation)',
      en: 'no admin workstation is declared (assets in the site file, role: admin-workstation)',
    });
  }
  if (isNonEmpty(servers)) {
    return fail(servers, {
      ja: 'サーバがあるのに、運用管理専用の端末はないと宣言されている (absentRoles)',
      en: 'there are servers, and the site declares that it has no admin workstation (absentRoles)',
    });
  }
  const noServers = { ja: '運用管理端末もサーバもない', en: 'neither admin workstations nor servers' };
  return SERVER_ROLES.every((role) => absentRoles.includes(role))
    ? notApplicable({ ja: `${noServers.ja}と宣言されている`, en: `${noServers.en} are declared to exist` })
    : undecided({
        ja: '運用管理端末はないと宣言されているが、サーバがあるかどうかの宣言がない',
        en: 'it is declared that there is no admin workstation, but not whether there are servers',
      });
}

export default defineCheck({
  id: 'D-4a.1',
  control: 'D-4a',
  title: {
    ja: '運用管理端末が運用管理セグメントにある',
    en: 'An admin workstation exists in the admin segment',
  },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate({ site }) {
    const workstations = site.assets.filter((a) => a.role === ROLE);
    return workstations.length === 0
      ? judgeLack(site)
      : allOf(workstations.map((asset) => judgePlace(site, asset)));
  },
});
