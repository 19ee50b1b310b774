/** The packets of an answer to some packets: lists of IPsec name what goes into a tunnel, the reverse comes out. */
import type { Match, Service } from '../../facts/firewall/model.ts';

const swapService = (s: Service): Service => ({ ...s, sport: s.dport, dport: s.sport });

/** The same packets on their way back. */
export function reversed(match: Match): Match {
  switch (match.kind) {
    case 'all':
    case 'any':
      return { kind: match.kind, of: match.of.map(reversed) };
    case 'not':
      return { kind: 'not', of: reversed(match.of) };
    case 'src':
      return { kind: 'dst', set: match.set };
    case 'dst':
      return { kind: 'src', set: match.set };
    case 'src-bits':
      return { ...match, kind: 'dst-bits' };
    case 'dst-bits':
      return { ...match, kind: 'src-bits' };
    case 'service':
      return { kind: 'service', of: match.of.map(swapService) };
    default:
      return match;
  }
}
