/** A resultant set as JSON. */
import type { Contribution, GpoList, ListedGpo, ResultantSetting, Rsop } from '../../facts/rsop/model.ts';
import type { Location } from '../../model/evidence.ts';

const place = (at: Location | null) => (at ? { file: at.file, line: at.line } : null);

const gpoJson = (g: ListedGpo) => ({ id: g.id, name: g.name });

const listedJson = (g: ListedGpo) => ({
  ...gpoJson(g),
  linkedTo: g.som?.dn ?? null,
  enforced: g.enforced,
  applies: g.standing.applies,
  ...(g.standing.applies === 'yes' ? {} : { reason: g.standing.reason, because: g.standing.because }),
});

const listJson = (list: GpoList) => ({
  half: list.half,
  loopback: list.loopback,
  gpos: list.gpos.map(listedJson),
  open: list.open,
});

const sayJson = (c: Contribution) => ({
  gpo: gpoJson(c.gpo),
  value: c.shown,
  extension: c.extension,
  at: place(c.at),
});

function resultJson({ result }: ResultantSetting) {
  if (result.state === 'open') {
    return { state: result.state, because: result.because, candidates: result.candidates.map(sayJson) };
  }
  return { state: result.state, winner: sayJson(result.winner) };
}

/** One setting: what it comes to, who won, who lost and why. */
export const settingJson = (s: ResultantSetting) => ({
  kind: s.kind,
  half: s.half,
  name: s.name,
  ...resultJson(s),
  losers: s.losers.map((l) => ({ ...sayJson(l.contribution), reason: l.reason, because: l.because })),
});

export const rsopJson = ({ subject, lists, settings, findings }: Rsop) => ({
  computer: subject.computer ? { name: subject.computer.name, dn: subject.computer.dn } : null,
  user: subject.user ? { name: subject.user.name, dn: subject.user.dn } : null,
  lists: lists.map(listJson),
  settings: settings.map(settingJson),
  findings: findings.map((f) => ({ ...f, at: place(f.at) })),
});
