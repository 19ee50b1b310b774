/** Which addresses are never on the Internet. */
import { type IpRange, parseCidr, parseIpAddress } from './ip-address.ts';

/** RFC 6890 and 6598: private, shared, loopback, link-local, unique local, unspecified, multicast and reserved. */
export const SPECIAL_NETWORKS: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/** RFC 1918: what an organisation may number its networks from. */
export const PRIVATE_IPV4: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

const SPECIAL = SPECIAL_NETWORKS.map((text) => parseCidr(text) as IpRange);

const holds = (outer: IpRange, inner: IpRange): boolean =>
  outer.version === inner.version && outer.from <= inner.from && inner.to <= outer.to;

/** Whether all of a range lies in space that is not routed on the Internet. */
export const isSpecialSpace = (range: IpRange): boolean => SPECIAL.some((s) => holds(s, range));

/** null: not an address. */
export function isSpecialAddress(text: string): boolean | null {
  const ip = parseIpAddress(text);
  return ip && isSpecialSpace({ version: ip.version, from: ip.value, to: ip.value });
}

/** Top-level names that never exist on the Internet (RFC 6761, 6762, 8375; `internal` by ICANN, 2024). */
const RESERVED_NAME = /(^|\.)(localhost|local|internal|home\.arpa|test|example|invalid)$/i;

/** A name that cannot be a host on the Internet: one label alone, or below a reserved top. */
export const isInsideName = (name: string): boolean => !name.includes('.') || RESERVED_NAME.test(name);
