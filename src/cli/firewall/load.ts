/** The firewall's configuration that a user names, and which of its virtual firewalls is meant. */
import type { FirewallDevice } from '../../facts/firewall/model.ts';
import type { ReadEvidence } from '../../parse/read.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';
import { readOne } from '../read-one.ts';

export interface Loaded {
  readonly read: ReadEvidence;
  readonly devices: readonly FirewallDevice[];
}

const contextsOf = (devices: readonly FirewallDevice[]): readonly string[] => [
  ...new Set(devices.map((d) => d.context)),
];

/** Every rule base in the file, of the named context if one is named. */
export async function loadFirewall(config: string, context: string | undefined): Promise<Loaded> {
  const read = await readOne(config);
  const all = read.sections.devices?.devices ?? [];
  if (all.length === 0) {
    const [why] = read.problems;
    throw new Failure(EXIT.badInput, {
      ja: `${config}: ファイアウォールの設定と認められない (${why?.message.ja ?? read.kind ?? '種類不明'})`,
      en: `${config}: is not recognised as the configuration of a firewall (${why?.message.en ?? read.kind ?? 'unknown kind'})`,
    });
  }
  if (context === undefined) return { read, devices: all };
  const devices = all.filter((d) => d.context === context);
  if (devices.length > 0) return { read, devices };
  const names = contextsOf(all).join(', ');
  throw new Failure(EXIT.usage, {
    ja: `--context ${context}: この設定にはない (あるのは ${names})`,
    en: `--context ${context}: not in this configuration, which holds ${names}`,
  });
}

/** The rule bases of one virtual firewall: a packet goes through one of them. */
export async function loadOne(config: string, context: string | undefined): Promise<Loaded> {
  const loaded = await loadFirewall(config, context);
  const names = contextsOf(loaded.devices);
  if (names.length < 2) return loaded;
  throw new Failure(EXIT.usage, {
    ja: `${config}: 仮想ファイアウォールが複数ある。--context で一つを選ぶ (${names.join(', ')})`,
    en: `${config}: holds several virtual firewalls; choose one with --context (${names.join(', ')})`,
  });
}
