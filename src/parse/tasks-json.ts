/** `Get-ScheduledTask | ConvertTo-Json`. */
import type { ScheduledTask } from '../facts/host-activity.ts';
import { hasAll, headNames, namedBy, type ReadObject, readList } from './json-list.ts';
import { booleanOf, enumOf, isObject, type JsonObject, property } from './json-value.ts';
import type { Parser } from './parser.ts';

/** MSFT_ScheduledTask.State: 0 unknown, 1 disabled, 2 queued, 3 ready, 4 running. */
const ENABLED: ReadonlyMap<string, boolean> = new Map([
  ['1', false],
  ['disabled', false],
  ['2', true],
  ['queued', true],
  ['3', true],
  ['ready', true],
  ['4', true],
  ['running', true],
]);

function enabledOf(object: JsonObject): boolean | null {
  const settings = property(object, 'Settings');
  const state = enumOf(property(object, 'State'), ENABLED);
  return state ?? (isObject(settings) ? booleanOf(property(settings, 'Enabled')) : null);
}

function runAsOf(object: JsonObject): string | null {
  const principal = property(object, 'Principal');
  const from = isObject(principal) ? principal : object;
  return namedBy(from, 'UserId') ?? namedBy(from, 'GroupId');
}

const readTask: ReadObject<ScheduledTask> = (object, locateAs) => {
  const folder = namedBy(object, 'TaskPath');
  const name = namedBy(object, 'TaskName');
  if (folder === null || name === null) return null;
  const path = folder.endsWith('\\') ? `${folder}${name}` : `${folder}\\${name}`;
  return { path, enabled: enabledOf(object), runAs: runAsOf(object), at: locateAs(path) };
};

export const tasksJson: Parser = {
  kind: 'tasks-json',
  recognise: (evidence) => hasAll(headNames(evidence), 'taskname', 'taskpath'),
  parse(evidence) {
    const { items, complete, at, parsed } = readList(evidence, 'tasks-json', readTask);
    return { ...parsed, sections: { tasks: { items, complete, at } } };
  },
};
