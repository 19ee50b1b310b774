/** The firewall's configuration that a user names, and which of its virtual firewalls is meant. */
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { NOTHING_SHARED, readTarget } from '../../assess.ts';
import { NO_SUMS } from '../../bundle/sums.ts';
import type { FirewallDevice } from '../../facts/firewall/model.ts';
import { windowsDevices } from '../../facts/windows-firewall/device.ts';
import type { Evidence } from '../../model/evidence.ts';
import { EMPTY_SITE } from '../../model/site.ts';
import type { Bilingual } from '../../model/text.ts';
import { EXIT } from '../../report/verdict.ts';
import { readFolder } from '../estate.ts';
import { Failure } from '../failure.ts';
import { readOne } from '../read-one.ts';

const contextsOf = (devices: readonly FirewallDevice[]): readonly string[] => [
  ...new Set(devices.map((d) => d.context)),
];

/** Where a Windows host's rules come from. */
const WINDOWS_KINDS: ReadonlySet<string> = new Set([
  'reg-export',
  'netfirewall-json',
  'netsh-firewall-rules',
  'netsh-firewall-profiles',
]);

const notRecognised = (path: string, why: Bilingual): Failure =>
  new Failure(EXIT.badInput, {
    ja: `${path}: ファイアウォールの設定と認められない (${why.ja})`,
    en: `${path}: is not recognised as the configuration of a firewall (${why.en})`,
  });

/** The rule bases of a host or firewall: of Windows one a profile, as several exports may be needed for it. */
async function devicesOf(target: string, evidence: readonly Evidence[]): Promise<readonly FirewallDevice[]> {
  const { facts } = await readTarget(target, evidence, {
    catalogue: { controls: [], checks: [] },
    site: EMPTY_SITE,
    shared: NOTHING_SHARED,
    options: { pacEngine: null, asOf: Date.now() },
  });
  if (facts.devices.length > 0 || facts.firewallSections.length === 0) return facts.devices;
  return windowsDevices(facts.firewall, { hostname: target });
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

async function inFolder(path: string): Promise<readonly FirewallDevice[]> {
  const absolute = resolve(path);
  const name = basename(absolute);
  const devices = await devicesOf(name, readFolder({ name, absolute, deep: true }, NO_SUMS).evidence);
  if (devices.length > 0) return devices;
  throw notRecognised(path, {
    ja: 'このフォルダにファイアウォールの設定がない',
    en: 'the folder holds none',
  });
}

async function inFile(path: string): Promise<readonly FirewallDevice[]> {
  const read = await readOne(path);
  const own = read.sections.devices?.devices ?? [];
  if (own.length > 0) return own;
  const windows = WINDOWS_KINDS.has(read.kind ?? '')
    ? await devicesOf(read.evidence.target, [read.evidence])
    : [];
  if (windows.length > 0) return windows;
  const [why] = read.problems;
  const kind = read.kind ?? 'unknown kind';
  throw notRecognised(path, why?.message ?? { ja: read.kind ?? '種類不明', en: kind });
}

/** Every rule base in the file, or in the folder of one host, of the named context if one is named. */
export async function loadFirewall(
  config: string,
  context: string | undefined,
): Promise<readonly FirewallDevice[]> {
  const all = isFolder(config) ? await inFolder(config) : await inFile(config);
  if (context === undefined) return all;
  const devices = all.filter((d) => d.context === context);
  if (devices.length > 0) return devices;
  const names = contextsOf(all).join(', ');
  throw new Failure(EXIT.usage, {
    ja: `--context ${context}: この設定にはない (あるのは ${names})`,
    en: `--context ${context}: not in this configuration, which holds ${names}`,
  });
}

/** The rule bases of one virtual firewall: a packet goes through one of them. */
export async function loadOne(
  config: string,
  context: string | undefined,
): Promise<readonly FirewallDevice[]> {
  const loaded = await loadFirewall(config, context);
  const names = contextsOf(loaded);
  if (names.length < 2) return loaded;
  throw new Failure(EXIT.usage, {
    ja: `${config}: 仮想ファイアウォールが複数ある。--context で一つを選ぶ (${names.join(', ')})`,
    en: `${config}: holds several virtual firewalls; choose one with --context (${names.join(', ')})`,
  });
}
