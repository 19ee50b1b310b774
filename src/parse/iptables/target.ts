/** What a rule of iptables does with the packets it matches. */
import { unionOf } from '../../facts/address-set.ts';
import type { Action, Translation } from '../../facts/firewall/model.ts';
import { listId } from '../netfilter/chain.ts';
import { REJECT_DEFAULT, REJECT_WITH } from '../netfilter/icmp.ts';
import { notUnderstoodTarget } from '../netfilter/notes.ts';
import {
  addressTarget,
  mapped,
  type NatSide,
  natTo,
  portRange,
  toAddresses,
  toPorts,
  unknownNat,
} from '../netfilter/translate.ts';
import type { Draft } from './draft.ts';
import { CONTINUING_TARGETS } from './modules.ts';

const option = (draft: Draft, ...names: readonly string[]): readonly string[] | undefined =>
  names.map((name) => draft.targetOptions?.get(name)).find((values) => values !== undefined);

function reject(draft: Draft): Action {
  const { family } = draft.context;
  const word = option(draft, '--reject-with')?.[0];
  if (word === undefined) return family ? { do: 'deny', reject: REJECT_DEFAULT[family] } : { do: 'deny' };
  const kind = family
    ? REJECT_WITH[family].get(word)
    : (REJECT_WITH[4].get(word) ?? REJECT_WITH[6].get(word));
  return kind ? { do: 'deny', reject: kind } : { do: 'deny' };
}

/** `10.0.0.1`, `10.0.0.1-10.0.0.9:80-90`, `[2001:db8::1]:80`, `:80`. null: not understood. */
function natValue(side: NatSide, text: string): Translation | null {
  const [, bracket, bare, port] = /^(?:\[([^\]]*)\]|([^[\]]*?))(?::(\d[\d-]*)(?:\/\d+)?)?$/.exec(text) ?? [];
  const isV6 = bare !== undefined && (text.match(/:/g)?.length ?? 0) > 1;
  const address = (isV6 ? text : (bracket ?? bare ?? '')).replace(/[[\]]/g, '');
  const ports = isV6 || port === undefined ? null : portRange(port);
  if (!isV6 && port !== undefined && !ports) return null;
  const to = address === '' ? null : addressTarget(address);
  if (address !== '' && !to) return null;
  return to || ports ? natTo(side, to, ports && toPorts(ports)) : null;
}

/** Old kernels let a rule name several ranges, of which one is taken. */
function oneOf(side: NatSide, values: readonly string[]): Translation | null {
  const all = values.map((v) => natValue(side, v));
  const [first] = all;
  if (all.length < 2) return first ?? null;
  const sets = all.flatMap((t) => (t?.[side]?.to === 'addresses' ? [t[side].set] : []));
  return sets.length === all.length ? { [side]: toAddresses(unionOf(sets)) } : null;
}

const nat = (side: NatSide, values: readonly string[] | undefined, text: string): Action => ({
  do: 'translate',
  to: oneOf(side, values ?? []) ?? unknownNat(side, text),
});

function ownAddress(draft: Draft, side: NatSide): Action {
  const [text] = option(draft, '--to-ports', '--to-port') ?? [];
  const ports = text === undefined ? null : portRange(text);
  if (text !== undefined && !ports) return { do: 'translate', to: unknownNat(side, text) };
  return { do: 'translate', to: natTo(side, { to: 'interface' }, ports && toPorts(ports)) };
}

/** Which side NETMAP maps, only the hook tells: `side` null where the chain is no base chain. */
function netmap(draft: Draft, side: NatSide | null): Action {
  const [text = ''] = option(draft, '--to') ?? [];
  const to = side && mapped(draft.sets[side], text);
  if (side && to) return { do: 'translate', to: { [side]: to } };
  return {
    do: 'translate',
    to: side ? unknownNat(side, text) : { ...unknownNat('src', text), ...unknownNat('dst', text) },
  };
}

function natAction(draft: Draft, target: string, chain: string): Action | null {
  switch (target) {
    case 'DNAT':
      return nat('dst', option(draft, '--to-destination', '--to'), target);
    case 'SNAT':
      return nat('src', option(draft, '--to-source', '--to'), target);
    case 'MASQUERADE':
      return ownAddress(draft, 'src');
    case 'REDIRECT':
      return ownAddress(draft, 'dst');
    case 'NETMAP':
      return netmap(
        draft,
        /^(?:PREROUTING|OUTPUT)$/.test(chain) ? 'dst' : /^(?:POSTROUTING|INPUT)$/.test(chain) ? 'src' : null,
      );
    default:
      return null;
  }
}

export interface Known {
  readonly table: string;
  readonly chain: string;
  /** Whether the table has a chain of this name. */
  readonly has: (chain: string) => boolean;
}

const PERMIT: Action = { do: 'permit' };
const DENY: Action = { do: 'deny' };
const NEXT: Action = { do: 'next' };

interface Found {
  readonly action: Action;
  /** False: the target is none that is known here, and no chain of the table. */
  readonly understood: boolean;
}

const sure = (action: Action): Found => ({ action, understood: true });

export function actionOf(draft: Draft, known: Known): Found {
  const { target } = draft;
  if (target === null) return sure(NEXT);
  if (known.has(target)) return sure({ do: draft.goes ? 'goto' : 'call', list: listId(known.table, target) });
  if (target === 'ACCEPT') return sure(PERMIT);
  if (target === 'DROP' || target === 'TARPIT') return sure(DENY);
  if (target === 'REJECT') return sure(reject(draft));
  if (target === 'RETURN') return sure({ do: 'return' });
  if (CONTINUING_TARGETS.has(target)) return sure(NEXT);
  const translated = natAction(draft, target, known.chain);
  if (translated) return sure(translated);
  return { action: { do: 'unknown', what: notUnderstoodTarget(target) }, understood: false };
}
