/** Where access lists are applied: `access-group NAME in|out interface IF`, `access-group NAME global`. */
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import type { AsaConfig } from './config.ts';

export interface AccessGroup {
  readonly list: string;
  /** Of `ipv6 access-list`, before 9.0. */
  readonly six: boolean;
  readonly where: 'in' | 'out' | 'global' | 'control-plane';
  /** null: global. */
  readonly nameif: string | null;
  /** Lists of logged-on users go before it. */
  readonly perUser: boolean;
  readonly line: ConfigLine;
}

const OPTIONS = new Set(['per-user-override', 'control-plane']);

function accessGroup(config: AsaConfig, line: ConfigLine): AccessGroup | null {
  const [, list = '', direction, word, nameif, ...options] = wordsOf(line.text);
  const six = !config.lists.has(list) && config.lists6.has(list);
  if (direction === 'global' && word === undefined)
    return { list, six, where: 'global', nameif: null, perUser: false, line };
  if ((direction !== 'in' && direction !== 'out') || word !== 'interface' || nameif === undefined)
    return null;
  if (!options.every((o) => OPTIONS.has(o))) return null;
  const where = options.includes('control-plane') ? 'control-plane' : direction;
  return { list, six, where, nameif, perUser: options.includes('per-user-override'), line };
}

/** One list a place and family: the last one that is written. */
export function accessGroups(config: AsaConfig, draft: Draft): readonly AccessGroup[] {
  const groups = new Map<string, AccessGroup>();
  for (const line of config.accessGroups) {
    const group = accessGroup(config, line);
    if (group) {
      draft.tally.understood();
      groups.set(`${group.where} ${group.nameif} ${group.six}`, group);
    } else draft.unread(line);
  }
  return [...groups.values()];
}
