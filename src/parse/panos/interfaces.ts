/** Interfaces and their addresses, from the firewall itself or from the templates that Panorama gives it. */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, unionOf } from '../../facts/address-set.ts';
import { type ConfNode, child, find, nodesOf, value, valueAt } from './tree.ts';

export interface Interface {
  readonly name: string;
  readonly own: AddressSet;
  readonly connected: AddressSet;
  readonly enabled: boolean;
  /** Whether all its addresses are written down. */
  readonly known: boolean;
}

/** What the network of a vsys is read from. */
export interface NetworkSource {
  /** Sections that hold `network`, the one that counts first first (a template stack, then its templates). */
  readonly devices: readonly ConfNode[];
  /** Sections that hold `zone` and `import`, in the same order. */
  readonly vsys: readonly ConfNode[];
  /** Text of an address that an object or a template variable stands for; null where none does. */
  readonly text: (name: string) => string | null;
  /** Interfaces that are in a zone of another vsys. */
  readonly foreign: ReadonlySet<string>;
  /** Whether the zones of the vsys are all among the evidence. */
  readonly whole: boolean;
}

interface Addressed {
  readonly own: AddressSet;
  readonly connected: AddressSet;
  readonly known: boolean;
}

const NOTHING: Addressed = { own: NO_ADDRESSES, connected: NO_ADDRESSES, known: true };

function address(source: NetworkSource, name: string): Addressed {
  const text = parseAddressSet(name) ? name : source.text(name);
  const connected = text === null ? null : parseAddressSet(text);
  const own = text === null ? null : parseAddressSet(text.split('/')[0] ?? '');
  return connected && own ? { own, connected, known: true } : { ...NOTHING, known: false };
}

function addressesOf(source: NetworkSource, at: ConfNode | null): Addressed {
  const ipv6 = child(at, 'ipv6');
  const names = [...nodesOf(child(at, 'ip')), ...nodesOf(child(ipv6, 'address'))].map((n) => n.name);
  const read = names.map((name) => address(source, name));
  const assigned = [
    child(at, 'dhcp-client'),
    child(at, 'pppoe'),
    child(ipv6, 'dhcp-client'),
    child(ipv6, 'inherited'),
  ];
  return {
    own: unionOf(read.map((r) => r.own)),
    connected: unionOf(read.map((r) => r.connected)),
    known: read.every((r) => r.known) && assigned.every((a) => a === null),
  };
}

function physical(source: NetworkSource, node: ConfNode): readonly Interface[] {
  const layer3 = child(node, 'layer3');
  const enabled = valueAt(node, 'link-state') !== 'down';
  const units = nodesOf(child(layer3, 'units')).map((unit) => ({
    name: unit.name,
    enabled,
    ...addressesOf(source, unit),
  }));
  return [{ name: node.name, enabled, ...addressesOf(source, layer3) }, ...units];
}

export function interfacesIn(source: NetworkSource): ReadonlyMap<string, Interface> {
  const out = new Map<string, Interface>();
  const add = (made: Interface): void => {
    if (!out.has(made.name)) out.set(made.name, made);
  };
  for (const device of source.devices) {
    const section = find(device, 'network', 'interface');
    for (const kind of ['ethernet', 'aggregate-ethernet']) {
      for (const node of nodesOf(child(section, kind))) physical(source, node).forEach(add);
    }
    for (const kind of ['loopback', 'vlan', 'tunnel']) {
      const node = child(section, kind);
      if (!node) continue;
      add({ name: kind, enabled: true, ...addressesOf(source, node) });
      for (const unit of nodesOf(child(node, 'units'))) {
        add({ name: unit.name, enabled: true, ...addressesOf(source, unit) });
      }
    }
  }
  return out;
}

/** Text of the address that an interface, an object or a variable has. */
export const objectText = (node: ConfNode | null): string | null =>
  value(child(node, 'ip-netmask')) ?? value(child(node, 'ip-range'));
