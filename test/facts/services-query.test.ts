import { expect, test } from 'vitest';
import type { Service } from '../../src/facts/host-activity.ts';
import { findServices } from '../../src/facts/services-query.ts';
import { at, gathered } from './builders.ts';

const service = (name: string, state: Service['state'] = 'running'): Service => ({
  name,
  displayName: name,
  state,
  start: 'automatic',
  at: at(name.length),
});

const ALWAYS = [service('RPCSS'), service('EventLog'), service('RemoteRegistry', 'stopped')];
const list = (items: readonly Service[], complete = true) => ({ items, complete, at: at() });
const find = (...lists: readonly ReturnType<typeof list>[]) =>
  findServices(gathered(lists), (name) => name === 'Sysmon64');

test('one that is seen is known, whatever the list', () => {
  expect(find(list([service('Sysmon64')], false))).toMatchObject({
    known: true,
    value: [{ name: 'Sysmon64' }],
  });
});

test('only a whole list shows that it is not installed', () => {
  expect(find(list(ALWAYS))).toMatchObject({ known: true, value: [] });
  expect(find(list(ALWAYS, false)).known).toBe(false);
  expect(find(list(ALWAYS.slice(0, 2))).known).toBe(false);
  expect(find(list(ALWAYS.slice(1))).known).toBe(false);
  expect(find(list([])).known).toBe(false);
  expect(find().known).toBe(false);
});

test('a whole list without it contradicts one that shows it', () => {
  expect(find(list(ALWAYS), list([...ALWAYS, service('Sysmon64')])).known).toBe(false);
  expect(find(list([service('Spooler')]), list([service('Sysmon64')])).known).toBe(true);
});
