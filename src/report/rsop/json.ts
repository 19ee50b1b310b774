/** A resultant set as JSON. */
import { type Doubt, NO_LOCAL } from '../../facts/rsop/inquiry.ts';
import type {
  Contribution,
  GpoList,
  ListedGpo,
  ResultantSetting,
  RsopFinding,
} from '../../facts/rsop/model.ts';
import { isLocal } from '../../facts/rsop/view.ts';
import type { Location } from '../../model/evidence.ts';
import type { Told } from './text.ts';
import { isSure, type WhyAnswer } from './why.ts';

const place = (at: Location | null) => (at ? { file: at.file, line: at.line } : null);

const gpoJson = (g: ListedGpo) => ({ id: g.id, name: g.name });

/** Local policy that nobody collected is not said to apply. */
const standingOf = (g: ListedGpo, hasLocal: boolean): ListedGpo['standing'] =>
  isLocal(g) && !hasLocal ? { applies: 'open', reason: 'not-readable', because: NO_LOCAL } : g.standing;

function listedJson(g: ListedGpo, hasLocal: boolean) {
  const standing = standingOf(g, hasLocal);
  return {
    ...gpoJson(g),
    linkedTo: g.som?.dn ?? null,
    enforced: g.enforced,
    applies: standing.applies,
    ...(standing.applies === 'yes' ? {} : { reason: standing.reason, because: standing.because }),
  };
}

const listJson = (list: GpoList, hasLocal: boolean) => ({
  half: list.half,
  loopback: list.loopback,
  gpos: list.gpos.map((g) => listedJson(g, hasLocal)),
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
const settingJson = (s: ResultantSetting) => ({
  kind: s.kind,
  half: s.half,
  name: s.name,
  ...resultJson(s),
  losers: s.losers.map((l) => ({ ...sayJson(l.contribution), reason: l.reason, because: l.because })),
});

const doubtJson = ({ half, gpo, hides, because }: Doubt) => ({
  half,
  gpo: gpo ? gpoJson(gpo) : null,
  hides,
  because,
});

const answerJson = ({ asked, settings, doubts }: WhyAnswer) => ({
  asked,
  settings: settings.map((s) => s.name),
  doubts: doubts.map(doubtJson),
});

export const findingJson = (f: RsopFinding) => ({ ...f, at: place(f.at) });

/** With names asked for (`answers`): their settings alone. */
export function rsopJson({ inquiry, partial, answers }: Told & { readonly answers: readonly WhyAnswer[] }) {
  const { rsop, doubts, hasLocal } = inquiry;
  const { subject, lists, findings } = rsop;
  const settings = answers.length > 0 ? answers.flatMap((a) => a.settings) : rsop.settings;
  return {
    computer: subject.computer ? { name: subject.computer.name, dn: subject.computer.dn } : null,
    user: subject.user ? { name: subject.user.name, dn: subject.user.dn } : null,
    sure: isSure(inquiry, answers),
    partial,
    lists: lists.map((list) => listJson(list, hasLocal)),
    settings: settings.map(settingJson),
    ...(answers.length > 0 ? { asked: answers.map(answerJson) } : {}),
    doubts: doubts.map(doubtJson),
    findings: findings.map(findingJson),
  };
}
