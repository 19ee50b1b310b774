import { expect, test } from 'vitest';
import type { Listener } from '../../src/facts/host-activity.ts';
import { mayBeClient, portList, portName } from '../../src/facts/listeners-query.ts';
import { at } from './builders.ts';

const listener = (proto: Listener['proto'], address: string, port: number): Listener => ({
  proto,
  address,
  port,
  pid: null,
  process: null,
  at: at(port),
});

const list = (items: readonly Listener[], complete = true) => ({ items, complete, at: at() });

test.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', '::ffff:127.0.0.1', '[::1%1]'])(
  '%s is loopback',
  (address) => {
    expect(portList(list([listener('tcp', address, 9000)]), 'tcp')).toMatchObject({
      listeners: [],
      whole: true,
    });
  },
);

test.each(['0.0.0.0', '[::]', '::', '10.127.0.1', '[fe80::1%7]', '::ffff:10.0.0.1'])(
  '%s is reached from elsewhere',
  (address) => {
    expect(portList(list([listener('tcp', address, 9000)]), 'tcp').listeners).toHaveLength(1);
  },
);

test('a list without the protocol, or one that is cut, is not whole', () => {
  const tcp = listener('tcp', '0.0.0.0', 135);
  expect(portList(list([tcp]), 'udp').whole).toBe(false);
  expect(portList(list([tcp], false), 'tcp').whole).toBe(false);
  expect(portList(list([]), 'tcp').whole).toBe(false);
  expect(portList(list([tcp]), 'tcp').whole).toBe(true);
});

test('only dynamic UDP ports may be clients', () => {
  expect(mayBeClient(listener('udp', '0.0.0.0', 49_152))).toBe(true);
  expect(mayBeClient(listener('udp', '0.0.0.0', 49_151))).toBe(false);
  expect(mayBeClient(listener('tcp', '0.0.0.0', 60_000))).toBe(false);
  expect(portName({ proto: 'tcp', port: 445 })).toBe('tcp/445');
});
