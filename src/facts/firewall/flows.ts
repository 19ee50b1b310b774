/** The declared matrix: which services are meant to pass between two ends, and which are then left over. */
import type { Site } from '../../model/site.ts';
import { intersectNumbers as common } from './match-packet-numbers.ts';
import type { NumberSet, NumberSpan, Service } from './model.ts';
import { parseService } from './service-text.ts';
import { endsNamed, type SegmentEnd } from './site-paths.ts';

const names = (site: Site, list: readonly string[], end: SegmentEnd): boolean =>
  list.some((name) => endsNamed(site, name).includes(end));

/** Services that the matrix permits from one end to another, as the site file writes them; null: there is no matrix. */
export function declaredServices(site: Site, from: SegmentEnd, to: SegmentEnd): readonly string[] | null {
  if (!site.flows) return null;
  const own = site.flows.filter((f) => names(site, f.from, from) && names(site, f.to, to));
  return [...new Set(own.flatMap((f) => f.services))];
}

/** Protocols whose packets have ports (RFC 793, 768, 4340, 9260, 3828). */
const WITH_PORTS = [6, 17, 33, 132, 136] as const;
const LAST_PORT = 65535;
const LAST_PROTOCOL = 255;

/** What a set leaves of 0 to `last`. */
function rest(spans: readonly NumberSpan[], last: number): NumberSet {
  const out: NumberSpan[] = [];
  let next = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from > next) out.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  if (next <= last) out.push({ from: next, to: last });
  return out;
}

const has = (set: NumberSet, n: number): boolean => set.some((s) => s.from <= n && n <= s.to);

/** Every service that none of these texts (`tcp/443`) names. Empty where one of them is `any`. */
export function otherServices(texts: readonly string[]): readonly Service[] {
  const named = texts.flatMap((t) => parseService(t) ?? []);
  const whole = named.filter((s) => s.dport === null).flatMap((s) => s.protocols);
  const partly = WITH_PORTS.filter(
    (p) => !has(whole, p) && named.some((s) => s.dport !== null && has(s.protocols, p)),
  );
  const protocols = rest([...whole, ...partly.map((p) => ({ from: p, to: p }))], LAST_PROTOCOL);
  const parts = { sport: null, icmpType: null, icmpCode: null };
  const rests = partly.map((p): Service => {
    const ports = named.filter((s) => has(s.protocols, p)).flatMap((s) => s.dport ?? []);
    return { ...parts, protocols: [{ from: p, to: p }], dport: rest(ports, LAST_PORT) };
  });
  return [
    ...(protocols.length > 0 ? [{ ...parts, protocols, dport: null }] : []),
    ...rests.filter((s) => s.dport !== null && s.dport.length > 0),
  ];
}

/** What is left of services with TCP or UDP ports when those of some texts are taken away. */
export function servicesBeside(services: readonly Service[], texts: readonly string[]): readonly Service[] {
  const others = otherServices(texts);
  return services.flatMap((s) =>
    others.flatMap((o) => {
      const protocols = common(s.protocols, o.protocols);
      const dport = o.dport && s.dport ? common(s.dport, o.dport) : (s.dport ?? o.dport);
      return protocols.length > 0 && dport?.length !== 0 ? [{ ...s, protocols, dport }] : [];
    }),
  );
}
