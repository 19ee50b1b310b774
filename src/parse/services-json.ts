/** `Get-Service` and `Get-CimInstance Win32_Service`, piped to ConvertTo-Json. */
import type { Service } from '../facts/host-activity.ts';
import { hasAll, hasAny, headNames, namedBy, type ReadObject, readList } from './json-list.ts';
import { enumOf, property, textOf } from './json-value.ts';
import type { Parser } from './parser.ts';
import { SERVICE_STARTS, SERVICE_STATES } from './service-names.ts';

/** Win32_Service has both State (running or not) and Status (`OK`); Get-Service has only Status. */
const readService: ReadObject<Service> = (object, locateAs) => {
  const name = namedBy(object, 'Name') ?? namedBy(object, 'ServiceName');
  if (name === null) return null;
  const state = enumOf(property(object, 'State') ?? property(object, 'Status'), SERVICE_STATES) ?? 'other';
  const start =
    enumOf(property(object, 'StartMode') ?? property(object, 'StartType'), SERVICE_STARTS) ?? 'unknown';
  const displayName = textOf(property(object, 'DisplayName')) ?? '';
  return { name, displayName, state, start, at: locateAs(`${name} ${state} ${start}`) };
};

export const servicesJson: Parser = {
  kind: 'services-json',
  recognise(evidence) {
    const names = headNames(evidence);
    if (hasAny(names, 'direction', 'taskpath')) return false;
    if (hasAll(names, 'canpauseandcontinue', 'canshutdown')) return true;
    return hasAny(names, 'name', 'servicename') && hasAny(names, 'startmode', 'starttype');
  },
  parse(evidence) {
    const { items, complete, at, parsed } = readList(evidence, 'services-json', readService);
    return { ...parsed, sections: { services: { items, complete, at } } };
  },
};
