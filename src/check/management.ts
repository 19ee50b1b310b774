/** The services by which servers are administered, and what of them a kind of server must offer to its users. */
import { declaredServices, servicesBeside } from '../facts/firewall/flows.ts';
import type { Service } from '../facts/firewall/model.ts';
import { parseService, toPorts } from '../facts/firewall/service-text.ts';
import type { SegmentEnd } from '../facts/firewall/site-paths.ts';
import { endsNamed } from '../facts/firewall/site-paths.ts';
import type { Asset, Site } from '../model/site.ts';
import type { Role } from '../model/target.ts';

/** SSH, Telnet, RDP, VNC, WinRM, IPMI, SNMP, hypervisors (catalogue D-4b.2). */
const REMOTE: readonly Service[] = [
  toPorts('tcp', 22, 23, 902, 3389, [5900, 5901], [5985, 5986], 8006, 9443, 47001),
  toPorts('udp', 161, 623),
];
/** RPC and its dynamic ports; SMB and NetBIOS. A DC must offer both, a file server the second. */
const RPC = toPorts('tcp', 135, [49152, 65535]);
const SMB = toPorts('tcp', 139, 445);
/** SQL Server, Oracle, MySQL, PostgreSQL: a business need where the matrix names them. */
const DATABASES = toPorts('tcp', 1433, 1521, 3306, 5432);

function ofRole(role: Role): readonly Service[] {
  if (role === 'dc') return REMOTE;
  return role === 'file-server' ? [...REMOTE, RPC] : [...REMOTE, RPC, SMB];
}

/** Services of a server that nobody but administrators may reach from this end. */
export function managementServices(
  site: Site,
  role: Role,
  asset: Asset | null,
  from: SegmentEnd,
  to: SegmentEnd,
) {
  const own = (asset?.mgmtPorts ?? []).flatMap((text) => parseService(text) ?? []);
  const named = (declaredServices(site, from, to) ?? []).filter((text) => text !== 'any');
  return [...ofRole(role), ...own, ...servicesBeside([DATABASES], named)];
}

/** The segment an asset stands in. */
export const endOf = (site: Site, asset: Asset | null): SegmentEnd | null =>
  asset?.segment === undefined ? null : (endsNamed(site, asset.segment)[0] ?? null);
