/**
 * `nat-control` up to 8.2: between interfaces of different levels only what NAT translates or exempts passes (ASA 8.2
 * configuration guide, "Configuring NAT Control"). PIX up to 6 always works so. Whether a packet finds a translation may
 * hang on those made before it, so what no rule of NAT is for is not known.
 */
import { ALL_IPV4 } from '../../facts/address-set.ts';
import type { FilterList, FilterRule, Match, Stage } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import { either, every } from '../cisco/matches.ts';
import type { AsaConfig } from './config.ts';
import type { AsaInterface } from './interfaces.ts';
import type { Dictionary } from './names.ts';

interface NatControl {
  readonly lists: readonly FilterList[];
  /** To be asked where destinations are translated and sources are not. */
  readonly stages: readonly Stage[];
}

export interface NatControlInput {
  readonly config: AsaConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  readonly interfaces: readonly AsaInterface[];
  /** Of NAT, both of destinations and of sources. */
  readonly nat: readonly FilterList[];
}

const ID = 'nat-control';

/** Between which interfaces: security levels that differ. */
const across = (interfaces: readonly AsaInterface[]): Match =>
  either(
    interfaces.flatMap((i) => {
      const ports = interfaces.filter((o) => o.level !== i.level).map((o) => o.name);
      return ports.length === 0 ? [] : [every({ kind: 'in', ports: [i.name] }, { kind: 'out', ports })];
    }),
  );

/** What a rule of NAT is for: those of destinations have been asked, of sources they come next. */
const covered = (nat: readonly FilterList[]): Match =>
  either([{ kind: 'translated', side: 'dst' }, ...nat.flatMap((l) => l.rules.map((r) => r.match))]);

export function natControl({ config, draft, names, interfaces, nat }: NatControlInput): NatControl {
  const { version } = config;
  const line = config.natControl ?? (version !== null && version.number < 7 ? config.at : null);
  if (line === null || interfaces.length === 0) return { lists: [], stages: [] };
  draft.note(
    ID,
    line,
    'nat-control のため、セキュリティ レベルの異なるインターフェース間では、変換のない通信は落とされる。変換の対象でない通信は不明とする',
    'nat-control drops what has no translation between interfaces of different levels; what no rule of NAT is for is not known',
  );
  const open = names.conditions.unknown(
    ID,
    'アドレス変換の有無 (nat-control)',
    'whether there is a translation (nat-control)',
  );
  const at = draft.at(line);
  const rule: FilterRule = {
    id: ID,
    name: null,
    at,
    enabled: true,
    implicit: true,
    match: every(across(interfaces), { kind: 'not', of: covered(nat) }, open),
    action: { do: 'deny' },
    log: null,
    hits: null,
    comment: null,
  };
  return {
    lists: [{ id: ID, name: ID, rules: [rule], end: { do: 'permit' }, endLog: null, at }],
    stages: [{ kind: 'filter', list: ID, when: { kind: 'dst', set: ALL_IPV4 } }],
  };
}
