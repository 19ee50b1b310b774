/** What a PAC's answers amount to. Which of its proxies are the organisation's, and which names inside, the caller knows. */
import type { PacDecision, PacHop, PacSection } from './proxy-settings.ts';

export interface PacReading {
  /** A public destination that goes past every proxy, whatever the network is like. */
  readonly direct: PacDecision | null;
  /** A public destination that is sent to something the caller does not know as a proxy. */
  readonly foreign: { readonly decision: PacDecision; readonly hop: PacHop } | null;
  /** A public destination that may go past the proxies, or elsewhere, depending on DNS or the client's address. */
  readonly depends: PacDecision | null;
  /** A listed destination that goes past the proxies and that the caller does not know to be inside. */
  readonly listed: PacDecision | null;
  /** When its proxies do not answer, a public destination is reached without them. */
  readonly failOpen: PacDecision | null;
  /** Whether the questions can speak for every URL. */
  readonly conclusive: boolean;
}

const first = (d: PacDecision): PacHop['kind'] | undefined => d.route[0]?.kind;

/** DIRECT behind a proxy is used only when that one does not answer. */
const foreignHop = (d: PacDecision, isOurs: (hop: PacHop) => boolean): PacHop | undefined =>
  d.route.find((hop) => hop.kind !== 'DIRECT' && !isOurs(hop));

export function readPac(
  section: PacSection,
  isOurs: (hop: PacHop) => boolean,
  isInside: (host: string) => boolean,
): PacReading {
  const internet = section.decisions.filter((d) => d.scope === 'internet');
  const bad = internet.filter((d) => first(d) === 'DIRECT' || foreignHop(d, isOurs) !== undefined);
  const sure = bad.filter((d) => !d.conditional);
  const stray = sure.find((d) => first(d) !== 'DIRECT');
  const hop = stray && foreignHop(stray, isOurs);
  const named = section.decisions.filter((d) => d.scope === 'named' && !isInside(d.host));
  return {
    direct: sure.find((d) => first(d) === 'DIRECT') ?? null,
    foreign: stray && hop ? { decision: stray, hop } : null,
    depends: bad.find((d) => d.conditional) ?? null,
    listed: named.find((d) => first(d) === 'DIRECT' || foreignHop(d, isOurs) !== undefined) ?? null,
    failOpen: internet.find((d) => first(d) !== 'DIRECT' && d.route.some((h) => h.kind === 'DIRECT')) ?? null,
    conclusive: internet.length > 0 && section.doubts.length === 0,
  };
}
