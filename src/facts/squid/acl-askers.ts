/** Directives beside the access lists of a program that go on with allow or deny and names of ACLs. */
import type { SquidDirective } from './section.ts';

export interface Asker {
  /** Words of its own in front of allow or deny. */
  readonly skip: number;
  /** Takes the word in front of allow or deny for one of these: an unknown peer or pool drops the line unread. */
  readonly of?: 'peer' | 'delay-pool' | 'client-delay-pool';
}

const PLAIN: Asker = { skip: 0 };
const NAMED: Asker = { skip: 1 };

const ASKERS: ReadonlyMap<string, Asker> = new Map([
  ...(
    'cache no_cache send_hit store_miss snmp_access icp_access htcp_access htcp_clr_access ident_lookup_access ' +
    'url_rewrite_access redirector_access store_id_access storeurl_access location_rewrite_access spoof_client_ip ' +
    'proxy_protocol_access collapsed_forwarding_access stats_collection broken_posts sslproxy_cert_error'
  )
    .split(' ')
    .map((name) => [name, PLAIN] as const),
  ...'adaptation_access icap_access request_header_access reply_header_access header_access'
    .split(' ')
    .map((name) => [name, NAMED] as const),
  ['cache_peer_access', { skip: 1, of: 'peer' }],
  ['delay_access', { skip: 1, of: 'delay-pool' }],
  ['client_delay_access', { skip: 1, of: 'client-delay-pool' }],
]);

export const askerOf = (name: string): Asker | null => ASKERS.get(name) ?? null;

/** What a file defines that such directives name. */
export interface Named {
  readonly peers: Set<string>;
  readonly pools: Map<'delay-pool' | 'client-delay-pool', number>;
}

export function define(named: Named, { name, args }: SquidDirective): void {
  if (name === 'cache_peer' && args[0] !== undefined) {
    const own = args.find((a) => a.startsWith('name='))?.slice('name='.length);
    named.peers.add(own ?? args[0]);
  }
  const count = /^\d{1,9}$/.test(args[0] ?? '') ? Number(args[0]) : 0;
  if (name === 'delay_pools') named.pools.set('delay-pool', count);
  if (name === 'client_delay_pools') named.pools.set('client-delay-pool', count);
}

export function isDefined(named: Named, { of }: Asker, word: string): boolean {
  if (of === undefined) return true;
  if (of === 'peer') return named.peers.has(word);
  const number = Number(word);
  return number >= 1 && number <= (named.pools.get(of) ?? 0);
}
