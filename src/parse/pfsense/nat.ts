/**
 * Port forwards, 1:1 and outbound NAT. pf looks at `rdr` before `binat` of a packet that comes in, and at `binat` before
 * `nat` of one that leaves (pf_get_translation); the filter then sees the packet as translated. The first rule decides.
 */
import type { FilterRule } from '../../facts/firewall/model.ts';
import { forwards, reflections } from './nat-forward.ts';
import { oneToOnes } from './nat-one-to-one.ts';
import { outbounds } from './nat-outbound.ts';
import type { Config } from './records.ts';
import type { Placed, RuleContext } from './rules.ts';

export interface Nat {
  /** Destination NAT of packets that come in. */
  readonly in: readonly FilterRule[];
  /** Source NAT of packets that leave. */
  readonly out: readonly FilterRule[];
  /** Filter rules of port forwards that let through what they redirect. */
  readonly pass: readonly Placed[];
}

export function natOf(config: Config, context: RuleContext): Nat {
  const forwarded = forwards(config, context);
  const pairs = oneToOnes(config, context);
  return {
    in: [
      ...forwarded.map((f) => f.rule),
      ...reflections(config, context, forwarded),
      ...pairs.map((p) => p.in),
    ],
    out: [...pairs.map((p) => p.out), ...outbounds(config, context)],
    pass: forwarded.flatMap((f) => f.pass ?? []),
  };
}
