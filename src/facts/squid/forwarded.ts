/** Who the client is where X-Forwarded-For is followed (clientFollowXForwardedForCheck). */
import type { IpAddress } from '../ip-address.ts';
import { numericHost } from './host-address.ts';
import type { SquidSection } from './section.ts';
import { usesIndirect } from './switches.ts';
import { type Ending, type WalkContext, walkRows } from './walk.ts';

/** Elements from the right, as far as they are addresses; a blank or a comma ends one. */
function hops(header: string): readonly IpAddress[] {
  const out: IpAddress[] = [];
  for (const text of header
    .split(/[,\s]+/)
    .filter((t) => t !== '')
    .reverse()) {
    const address = numericHost(text);
    if (!address) break;
    out.push(address);
  }
  return out;
}

const trust = (endings: readonly Ending[] | null): boolean | null => {
  if (!endings) return null;
  const answers = new Set(endings.map((e) => e.answer === 'allow'));
  return answers.size === 1 ? answers.has(true) : null;
};

/**
 * Addresses that src ACLs of the other directives may see: one, or several where it is not known how far the header is
 * trusted.
 */
export function clientAddresses(section: SquidSection, context: WalkContext): readonly IpAddress[] {
  const { client, headers } = context.request;
  const rows = context.program.rows.follow_x_forwarded_for;
  const header = headers.get('x-forwarded-for');
  if (rows.length === 0 || header === undefined || !usesIndirect(section)) return [client];
  const candidates: IpAddress[] = [];
  let src = client;
  for (const next of [...hops(header), null]) {
    const trusted = next === null ? false : trust(walkRows(rows, { ...context, src }));
    if (trusted !== true) candidates.push(src);
    if (next === null || trusted === false) break;
    src = next;
  }
  return candidates;
}
