/** `Get-NetTCPConnection` and `Get-NetUDPEndpoint`, piped to ConvertTo-Json. */
import type { Listener } from '../facts/host-activity.ts';
import { hasAll, hasAny, headNames, namedBy, type ReadObject, readList } from './json-list.ts';
import { isObject, type JsonObject, numberOf, property, textOf } from './json-value.ts';
import type { Parser } from './parser.ts';

/** MSFT_NetTCPConnection.State. */
const LISTEN: ReadonlySet<string> = new Set(['2', 'listen']);

function classOf(object: JsonObject): string {
  const cim = property(object, 'CimClass');
  const nested = isObject(cim) ? textOf(property(cim, 'CimClassName')) : textOf(cim);
  return nested ?? textOf(property(object, 'CreationClassName')) ?? '';
}

/** Told by an added Protocol, by the CIM class, or by State, which only TCP has. */
function protocolOf(object: JsonObject): Listener['proto'] | null {
  const said = (
    textOf(property(object, 'Protocol')) ??
    textOf(property(object, 'Proto')) ??
    ''
  ).toLowerCase();
  if (said === 'tcp' || said === 'udp') return said;
  const cim = classOf(object);
  if (/NetTCPConnection/i.test(cim)) return 'tcp';
  if (/NetUDPEndpoint/i.test(cim)) return 'udp';
  return property(object, 'State') === undefined ? null : 'tcp';
}

const isListening = (object: JsonObject): boolean => {
  const state = property(object, 'State');
  if (state === undefined || state === null) return true;
  return LISTEN.has(String(state).toLowerCase());
};

const readListener: ReadObject<Listener> = (object, locateAs) => {
  const address = namedBy(object, 'LocalAddress');
  const port = numberOf(property(object, 'LocalPort'));
  const proto = protocolOf(object);
  if (address === null || port === null || port < 0 || port > 65_535 || proto === null) return null;
  if (proto === 'tcp' && !isListening(object)) return 'irrelevant';
  const pid = numberOf(property(object, 'OwningProcess'));
  const process = namedBy(object, 'ProcessName') ?? namedBy(object, 'Process');
  return { proto, address, port, pid, process, at: locateAs(`${proto} ${address} ${port}`) };
};

export const listenersJson: Parser = {
  kind: 'listeners-json',
  recognise(evidence) {
    const names = headNames(evidence);
    return hasAll(names, 'localaddress', 'localport') && !hasAny(names, 'direction', 'displayname', 'action');
  },
  parse(evidence) {
    const { items, complete, at, parsed } = readList(evidence, 'listeners-json', readListener);
    return { ...parsed, sections: { listeners: { items, complete, at } } };
  },
};
