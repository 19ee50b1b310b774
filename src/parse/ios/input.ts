/**
 * Traffic to a router itself: the lists of its interfaces, pairs of zones with `self`, and `access-class` on the lines by
 * which people log on. What else listens, a configuration does not tell.
 */
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import {
  type Action,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type Stage,
} from '../../facts/firewall/model.ts';
import { type Block, type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { chosenBy, either, every } from '../cisco/matches.ts';
import { type Dictionary, service } from './dictionary.ts';
import { listId } from './lists.ts';
import type { StageInput } from './stages.ts';

interface Vty {
  readonly line: ConfigLine;
  /** Name of the list; null: anyone. */
  readonly access: string | null;
  /** Ports that answer; null: the configuration leaves it to the release. */
  readonly ports: readonly number[] | null;
}

const PORTS: Readonly<Record<string, readonly number[]>> = {
  ssh: [22],
  telnet: [23],
  all: [22, 23],
  none: [],
};

function vty(block: Block): Vty {
  let access: string | null = null;
  let ports: readonly number[] | null = null;
  for (const line of block.body) {
    const [first, second, ...rest] = wordsOf(line.text);
    if (first === 'access-class' && rest.includes('in')) access = second ?? null;
    if (first === 'transport' && second === 'input') ports = rest.flatMap((w) => PORTS[w] ?? []);
  }
  return { line: block.line, access, ports };
}

function rule(input: StageInput, id: string, line: ConfigLine, match: Match, action: Action): FilterRule {
  return {
    id,
    name: null,
    at: input.draft.at(line),
    enabled: true,
    match,
    action,
    log: null,
    hits: null,
    comment: null,
  };
}

const tcp = (names: Dictionary, ports: readonly number[]): Match =>
  ports.length === 0
    ? { kind: 'never' }
    : either(ports.map((p) => names.services([service(oneNumber(6), { dport: oneNumber(p) })])));

/** An `access-class` list that is not there lets anyone in. */
function allowed(input: StageInput, name: string | null): Match {
  const found = name === null ? undefined : input.config.lists.get(name);
  const list = found && input.lists.get(listId(found));
  return list && list.rules.length > 0 ? chosenBy(list.rules) : ANY;
}

function rulesOf(input: StageInput, names: Dictionary): readonly FilterRule[] {
  const lines = input.config.vtys.map(vty);
  const permits = lines.map((v) =>
    rule(
      input,
      wordsOf(v.line.text).join(' '),
      v.line,
      every(tcp(names, v.ports ?? [22, 23]), allowed(input, v.access)),
      v.ports === null ? LISTENERS : { do: 'permit' },
    ),
  );
  const [first] = input.config.vtys;
  return first ? [...permits, rule(input, 'line vty', first.line, tcp(names, [22, 23]), { do: 'deny' })] : [];
}

const LISTENERS: Action = {
  do: 'unknown',
  what: {
    ja: '装置自身のサービスが待ち受けているかどうか',
    en: 'whether a service of the device itself listens',
  },
};

const TO_THE_BOX = 'to the device';

export function toTheDevice(
  input: StageInput,
  names: Dictionary,
  before: readonly Stage[],
): { readonly lists: readonly FilterList[]; readonly stages: readonly Stage[] } {
  const list: FilterList = {
    id: TO_THE_BOX,
    name: TO_THE_BOX,
    rules: rulesOf(input, names),
    end: LISTENERS,
    endLog: null,
    at: input.draft.at(input.config.at),
  };
  return { lists: [list], stages: [...before, { kind: 'filter', list: TO_THE_BOX, when: ANY }] };
}
