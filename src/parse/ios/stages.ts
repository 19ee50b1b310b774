/** Lists applied to interfaces of IOS, and VLAN maps. */
import { ALL_IPV4, ALL_IPV6 } from '../../facts/address-set.ts';
import type { FilterList, FilterRule, Match, Stage } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { chosenBy, either, every } from '../cisco/matches.ts';
import type { IosConfig, IosList, Named } from './config.ts';
import type { Applied, IosInterface } from './interfaces.ts';
import { listId } from './lists.ts';

export interface StageInput {
  readonly config: IosConfig;
  readonly draft: Draft;
  readonly interfaces: readonly IosInterface[];
  /** All lists that were read, by id. */
  readonly lists: ReadonlyMap<string, FilterList>;
  /** Packets out of tunnels into an interface, which its list does not see; null: none. */
  readonly tunnels: (i: IosInterface) => Match | null;
}

export const findList = (config: IosConfig, name: string, six: boolean): IosList | undefined =>
  (six ? config.lists6 : config.lists).get(name);

const FAMILY: Readonly<Record<'4' | '6', Match>> = {
  4: { kind: 'dst', set: ALL_IPV4 },
  6: { kind: 'dst', set: ALL_IPV6 },
};

/**
 * A list that is not defined or has no rule permits everything where it is applied (Catalyst and IOS configuration
 * guides, "Access List Rules").
 */
function emptyList(s: StageInput, { list, line }: Applied): void {
  s.draft.note(
    'undefined-list',
    line,
    `適用されているアクセス リスト ${list} は定義がないか空なので、すべての通信を通す`,
    `the applied access list ${list} is not defined or empty, so it permits everything`,
  );
}

function stageOf(s: StageInput, i: IosInterface, applied: Applied): Stage | null {
  const found = findList(s.config, applied.list, applied.six);
  const list = found && s.lists.get(listId(found));
  if (!list || (list.rules.length === 0 && found.lines.every((l) => /(?:^|\s)remark\s/.test(l.text)))) {
    emptyList(s, applied);
    return null;
  }
  const tunnel = applied.way === 'in' ? s.tunnels(i) : null;
  const here: Match = { kind: applied.way, ports: [i.name] };
  const family = FAMILY[applied.six ? '6' : '4'];
  const when = tunnel ? every(here, family, { kind: 'not', of: tunnel }) : every(here, family);
  return { kind: 'filter', list: list.id, when };
}

/** What a port of a switch filters is not on the way of a routed packet that the model knows; it only narrows. */
function portList(s: StageInput, { list, line }: Applied): void {
  s.draft.note(
    'port-list',
    line,
    `スイッチ ポートのアクセス リスト ${list} は、そのポートから来る通信だけを絞る。ここでは考えない`,
    `the access list ${list} of a switch port narrows what comes from that port only; it is not reckoned with here`,
  );
}

export function listStages(s: StageInput, way: 'in' | 'out'): readonly Stage[] {
  return s.interfaces.flatMap((i) =>
    i.applied
      .filter((a) => a.way === way)
      .flatMap((a) => {
        if (!i.switched) return stageOf(s, i, a) ?? [];
        portList(s, a);
        return [];
      }),
  );
}

/** `10,20-25` as numbers; at most so many as VLANs exist. */
function vlansOf(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [, a = '', b = a] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part.trim()) ?? [];
    if (a === '') return [];
    const from = Number(a);
    return Array.from({ length: Math.max(0, Math.min(Number(b), 4094) - from + 1) }, (_, n) => from + n);
  });
}

interface MapEntry {
  readonly match: Match | null;
  readonly permit: boolean;
  readonly ofIp: boolean;
}

function mapEntry(s: StageInput, map: Named): MapEntry {
  const parts: Match[] = [];
  let permit = true;
  let ofIp = false;
  let other = false;
  for (const line of map.block.body) {
    const words = wordsOf(line.text);
    const named =
      words[0] === 'match' && (words[1] === 'ip' || words[1] === 'ipv6') && words[2] === 'address';
    if (named) {
      ofIp = true;
      for (const name of words.slice(3)) {
        const list = findList(s.config, name, words[1] === 'ipv6');
        const read = list && s.lists.get(listId(list));
        if (read) parts.push(chosenBy(read.rules));
      }
    } else if (words[0] === 'match') other = true;
    else if (words[0] === 'action') permit = words[1] !== 'drop';
    s.draft.tally.understood();
  }
  return { match: ofIp ? either(parts) : other ? null : { kind: 'always' }, permit, ofIp };
}

/** Entries in the order of their numbers; IP packets that none takes are dropped where any entry speaks of IP. */
function vlanList(s: StageInput, name: string, maps: readonly Named[], line: ConfigLine): FilterList {
  const numbered = [...maps].sort((a, b) => Number(a.words[3] ?? 10) - Number(b.words[3] ?? 10));
  const entries = numbered.map((map) => ({ map, entry: mapEntry(s, map) }));
  const rules = entries.flatMap(({ map, entry }): readonly FilterRule[] =>
    entry.match === null
      ? []
      : [
          {
            id: map.words[3] ?? '10',
            name: null,
            at: s.draft.at(map.block.line),
            enabled: true,
            match: entry.match,
            action: entry.permit ? { do: 'permit' } : { do: 'deny' },
            log: null,
            hits: null,
            comment: null,
          },
        ],
  );
  const drops = entries.some((e) => e.entry.ofIp);
  return {
    id: `vlan ${name}`,
    name,
    rules,
    end: drops ? { do: 'deny' } : { do: 'permit' },
    endLog: null,
    at: s.draft.at(line),
  };
}

/** `vlan filter NAME vlan-list 10,20`: what enters or leaves the VLAN, by its own interface too. */
export function vlanStages(s: StageInput): { lists: readonly FilterList[]; stages: readonly Stage[] } {
  const lists: FilterList[] = [];
  const stages: Stage[] = [];
  for (const line of s.config.vlanFilters) {
    const [, , name = '', , ...ids] = wordsOf(line.text);
    const maps = s.config.vlanMaps.filter((m) => m.words[2] === name);
    const ports = vlansOf(ids.join('')).map((n) => `Vlan${n}`);
    const known = ports.filter((p) => s.interfaces.some((i) => i.name === p));
    if (maps.length === 0 || known.length === 0) continue;
    const list = vlanList(s, name, maps, line);
    lists.push(list);
    for (const way of ['in', 'out'] as const)
      stages.push({ kind: 'filter', list: list.id, when: { kind: way, ports: known } });
  }
  return { lists, stages };
}
