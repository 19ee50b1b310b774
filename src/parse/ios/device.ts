/** One IOS router or switch as devices of the rule model: one for each table of routes (VRF) that has interfaces. */
import type { FilterList, FirewallDevice } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import type { IosConfig } from './config.ts';
import { type Dictionary, dictionary } from './dictionary.ts';
import { toTheDevice } from './input.ts';
import { type IosInterface, portOf, readInterfaces } from './interfaces.ts';
import { ipv6Stages } from './ipv6.ts';
import { type ListReader, listId, listReader, readList } from './lists.ts';
import { natStages } from './nat.ts';
import { routesOf } from './routes.ts';
import { listStages, type StageInput, vlanStages } from './stages.ts';
import { tunnelsInto } from './vpn.ts';
import { zoneStages } from './zones.ts';

function readLists(reader: ListReader): ReadonlyMap<string, FilterList> {
  const all = [...reader.config.lists.values(), ...reader.config.lists6.values()];
  return new Map(all.map((list) => [listId(list), readList(reader, list)]));
}

function countUnused(config: IosConfig, names: Dictionary): void {
  for (const [name, group] of config.groups) {
    if (group.kind === 'network') names.networkGroup(name);
    if (group.kind === 'service') names.serviceGroup(name);
  }
}

/** Without an address a port routes nothing; switched ports hand frames to the interface of their VLAN. */
const routes = (i: IosInterface): boolean =>
  !i.switched &&
  (i.addresses.length > 0 || !i.addressKnown || i.borrows !== null || i.six || i.applied.length > 0);

interface Shared {
  readonly config: IosConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  readonly lists: ReadonlyMap<string, FilterList>;
}

/** Lists that the stages name, and those that these call. */
function usedLists(
  own: readonly FilterList[],
  ids: ReadonlySet<string>,
  all: Shared['lists'],
): readonly FilterList[] {
  const mine = new Set(own.map((l) => l.id));
  return [...[...ids].flatMap((id) => (mine.has(id) ? [] : (all.get(id) ?? []))), ...own];
}

function oneTable(s: Shared, interfaces: readonly IosInterface[], vrf: string): FirewallDevice {
  const input: StageInput = {
    config: s.config,
    draft: s.draft,
    interfaces,
    lists: s.lists,
    tunnels: tunnelsInto(s.config.cryptoMaps, s.lists, s.names),
  };
  const six = ipv6Stages(input);
  const goingIn = listStages(input, 'in');
  const goingOut = listStages(input, 'out');
  const vlans = vlanStages(input);
  const zones = zoneStages(input, s.names);
  const nat = natStages(input, s.names, vrf);
  const box = toTheDevice(input, s.names, [...goingIn, ...zones.input]);
  const { routes: found, complete } = routesOf(s.config, s.draft, s.names, interfaces, vrf);
  const [vlanIn, vlanOut] = [
    vlans.stages.filter((x) => x.when.kind === 'in'),
    vlans.stages.filter((x) => x.when.kind === 'out'),
  ];
  const forward = [
    ...six.stages,
    ...vlanIn,
    ...goingIn,
    ...nat.beforeRouting,
    ...zones.forward,
    ...nat.afterRouting,
    ...goingOut,
    ...vlanOut,
  ];
  const own = [...six.lists, ...vlans.lists, ...zones.lists, ...nat.lists, ...box.lists];
  const ids = new Set([...forward, ...box.stages].map((x) => x.list));
  return {
    context: vrf,
    vendor: 'ios',
    hostname: s.config.hostname,
    version: s.config.version,
    families: [4, 6],
    // Lists know no connections; inspection lets the replies of what it has seen pass.
    stateful: zones.forward.length > 0 || interfaces.some((i) => i.inspected),
    ports: interfaces.filter(routes).map(portOf),
    routes: found,
    routesComplete: complete,
    lists: usedLists(own, ids, s.lists),
    forward,
    input: box.stages,
    gaps: s.draft.gaps,
    notes: s.draft.notes,
    at: s.draft.at(s.config.at),
  };
}

function leaks(config: IosConfig, draft: Draft): void {
  if (!config.vrfsLeak) return;
  draft.gap(
    'vrf-leak',
    config.at,
    'VRF の間で経路を渡しているので、VRF をまたぐ通信を判定できない',
    'routes pass from one VRF to another, so what passes between them cannot be told',
  );
}

function labels(interfaces: readonly IosInterface[], draft: Draft): void {
  for (const i of interfaces.filter((x) => x.labelled && x.applied.length > 0))
    draft.gap(
      'labelled-packets',
      i.at,
      `${i.name} は MPLS のラベル付きパケットを受けるので、アクセス リストが見ない通信があるかもしれない`,
      `${i.name} takes packets with MPLS labels, which its access lists may not see`,
    );
}

/** The global table always, and each VRF that has interfaces. */
export function iosDevices(
  config: IosConfig,
  draft: Draft,
  hits: ReadonlyMap<string, number>,
): readonly FirewallDevice[] {
  const all = readInterfaces(config, draft);
  const names = dictionary(config, draft);
  const reader = listReader(config, draft, names, hits);
  const shared: Shared = { config, draft, names, lists: readLists(reader) };
  const vrfs = [...new Set(all.filter(routes).map((i) => i.vrf))].filter((v) => v !== '');
  if (vrfs.length > 0) leaks(config, draft);
  labels(all, draft);
  const tables = ['', ...vrfs].map((vrf) =>
    oneTable(
      shared,
      all.filter((i) => i.vrf === vrf && (routes(i) || i.switched)),
      vrf,
    ),
  );
  countUnused(config, names);
  return tables;
}
