/** Domains in lists of a squid.conf below which anybody can have a name. */
import type { SquidProgram } from './program.ts';

/** One label, or two of a registry of Japan or the like (`co.jp`, `com.br`). */
const REGISTRY = /^(?:[^.]+|(?:ac|ad|co|com|ed|edu|go|gov|gr|lg|ne|net|or|org)\.[a-z]{2})$/;

/** A host below each, which stands for all that anybody could register there. */
export function hostsOfWideDomains(program: SquidProgram): readonly string[] {
  const wide = new Set<string>();
  for (const { test } of program.acls.values()) {
    if (test.test !== 'domain') continue;
    for (const name of test.names.below) if (REGISTRY.test(name)) wide.add(name);
  }
  return [...wide].sort().map((name) => `www.uchibori-probe.${name}`);
}
