/** Whether a listing can be that of a whole store: a filtered one looks the same, only smaller. */
import type { FirewallRule } from '../facts/windows-firewall/model.ts';

const FEWEST_RULES = 10;
const FEWEST_GROUPS = 3;

/**
 * Windows brings hundreds of rules in dozens of groups. `show rule name="x"` or `-DisplayGroup x` prints a listing that
 * is closed properly and holds a part of them, so a small one is not believed to be the whole.
 */
export const looksWhole = (rules: readonly FirewallRule[]): boolean =>
  rules.length >= FEWEST_RULES && new Set(rules.map((r) => r.group)).size >= FEWEST_GROUPS;
