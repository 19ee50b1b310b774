/** Names of computers as a file states them: one text each for `EXAMPLE\PC01$`, `pc01.example.test` and `PC01`. */
import type { Location } from '../model/evidence.ts';
import { isObject, type JsonObject, textOf } from './json-value.ts';
import { MAX_LISTED, type StatedHost } from './parser.ts';

/** Length of a NetBIOS computer name ([MS-NBTE] 2.2.1); Windows cuts longer host names to it where it shows that name. */
const NETBIOS_LENGTH = 15;

/** What is no name: an address (of PSComputerName, for one), this computer, or a text with bytes that were not decoded. */
const NO_NAME = /^(?:\d{1,3}(?:\.\d{1,3}){3}|.*:.*|localhost|)$|\ufffd/i;

/** A computer's name without its domain, before or after it, and without the `$` of its account; null where it is none. */
export function hostName(text: string): string | null {
  const account = text.trim().replace(/^.*\\/, '').replace(/\$$/, '');
  const label = account.replace(/\..*$/s, '');
  return NO_NAME.test(account) || label === '' ? null : label;
}

/** By this two spellings of one computer are the same. */
export const hostKey = (name: string): string =>
  (hostName(name) ?? name.trim()).slice(0, NETBIOS_LENGTH).toLowerCase();

/** Gathers the names of a file, each once. */
export interface HostNames {
  add(text: string, at: () => Location): void;
  /** What a parser adds to its answer: nothing where the file states no name. */
  found(): { readonly hosts?: readonly StatedHost[] };
}

export function hostNames(): HostNames {
  const hosts = new Map<string, StatedHost>();
  let last = '';
  return {
    add: (text, at) => {
      // Tables state the same name in each row.
      if (text === last || hosts.size >= MAX_LISTED) return;
      last = text;
      const name = hostName(text);
      if (name === null || hosts.has(hostKey(name))) return;
      hosts.set(hostKey(name), { name, at: at() });
    },
    found: () => (hosts.size > 0 ? { hosts: [...hosts.values()] } : {}),
  };
}

/** Properties of a CIM provider, then what the collecting session was asked for. PowerShell writes no other spelling. */
const NAMED_BY = ['SystemName', '__SERVER', 'ServerName', 'PSComputerName'] as const;

const nameIn = (object: JsonObject): string | undefined =>
  NAMED_BY.map((name) => (Object.hasOwn(object, name) ? textOf(object[name]) : null)).find(
    (text): text is string => text !== null && hostName(text) !== null,
  );

/** The computer an object of Get-CimInstance, Get-WmiObject or Invoke-Command came from, where it says so. */
export function computerOf(object: JsonObject): string | null {
  const cim = Object.hasOwn(object, 'CimSystemProperties') ? object.CimSystemProperties : undefined;
  return (isObject(cim) ? nameIn(cim) : undefined) ?? nameIn(object) ?? null;
}
