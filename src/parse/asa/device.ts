/** One ASA (or context of one) as a device of the rule model. */
import type { FilterList, FirewallDevice, Stage } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import { accessGroups } from './access-groups.ts';
import type { AsaConfig, AsaList } from './config.ts';
import { dictionary } from './dictionary.ts';
import { toTheDevice } from './input.ts';
import { portOf, readInterfaces } from './interfaces.ts';
import { ipv6Stages } from './ipv6.ts';
import { type Hits, type ListReader, listId, listReader, readList } from './lists.ts';
import type { Dictionary } from './names.ts';
import { natStages } from './nat.ts';
import { natControl } from './nat-control.ts';
import { routesOf } from './routes.ts';
import { filterStages } from './stages.ts';
import { tunnelsInto } from './vpn.ts';

function readLists(
  reader: ListReader,
  config: AsaConfig,
  applied: ReadonlySet<string>,
): ReadonlyMap<string, FilterList> {
  const read = (six: boolean) => (list: AsaList) => {
    const id = listId(list.name, six);
    return [id, readList(reader, list, { six, applied: applied.has(id) })] as const;
  };
  return new Map([
    ...[...config.lists.values()].map(read(false)),
    ...[...config.lists6.values()].map(read(true)),
  ]);
}

/** Objects and groups that no rule names are read as well, so that every line is counted. */
function countUnused(config: AsaConfig, names: Dictionary): void {
  for (const [name, object] of config.objects) {
    if (object.kind === 'network' && object.lines.length > 0) names.networkObject(name);
    if (object.kind === 'service') names.serviceObject(name);
  }
  for (const name of config.groups.keys()) names.group(name);
}

/** Up to 8.2 lists see addresses as they are on the wire of their interface, since 8.3 real ones. */
const seesWire = (config: AsaConfig): boolean =>
  config.version === null ? config.oldNats.length > 0 : config.version.number < 8.03;

/**
 * A release that is not known could be one whose lists are of one family: nothing is said of IPv6 then, but where lists
 * write `any4` or `any6`, which came with both families in one.
 */
function familiesOf(config: AsaConfig): readonly (4 | 6)[] {
  if (config.version !== null) return [4, 6];
  const both = [...config.lists.values()].some((l) => l.lines.some((line) => / any[46]\b/.test(line.text)));
  return both ? [4, 6] : [4];
}

export function asaDevice(config: AsaConfig, draft: Draft, context: string, hits: Hits): FirewallDevice {
  const interfaces = readInterfaces(config, draft);
  const own = new Map(interfaces.map((i) => [i.name, i.addressKnown ? i.addresses : null]));
  const names = dictionary(config, draft, (name) => own.get(name) ?? null);
  const groups = accessGroups(config, draft);
  const reader = listReader(config, draft, names, hits);
  const applied = new Set(groups.map((g) => listId(g.list, g.six)));
  const lists = readLists(reader, config, applied);
  const filters = filterStages({
    config,
    draft,
    names,
    interfaces,
    groups,
    hasRules: (g) => (lists.get(listId(g.list, g.six))?.rules.length ?? 0) > 0,
    tunnels: tunnelsInto(config, names, interfaces, lists),
  });
  const nat = natStages({ config, draft, names, interfaces, lists });
  const control = seesWire(config)
    ? natControl({ config, draft, names, interfaces, nat: nat.lists })
    : { lists: [], stages: [] };
  const box = toTheDevice({ config, draft, names, interfaces, groups });
  countUnused(config, names);
  const { routes, complete } = routesOf(config, draft, names, interfaces);
  const six = ipv6Stages(config, draft, interfaces);
  const way: readonly Stage[] = seesWire(config)
    ? [
        ...filters.goingIn,
        ...nat.destination,
        ...filters.levels,
        ...control.stages,
        ...nat.source,
        ...filters.goingOut,
      ]
    : [...nat.destination, ...filters.goingIn, ...filters.levels, ...filters.goingOut, ...nat.source];
  return {
    context,
    vendor: 'asa',
    hostname: config.hostname,
    version: config.version?.text ?? null,
    families: familiesOf(config),
    stateful: true,
    ports: interfaces.map(portOf),
    routes,
    routesComplete: complete,
    lists: [
      ...six.lists,
      ...[...applied].flatMap((id) => lists.get(id) ?? []),
      ...filters.lists,
      ...nat.lists,
      ...control.lists,
      ...box.lists,
    ],
    forward: [...six.stages, ...way],
    input: box.stages,
    gaps: draft.gaps,
    notes: draft.notes,
    at: draft.at(config.at),
  };
}
