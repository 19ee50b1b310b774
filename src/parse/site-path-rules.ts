/** What the ways, the matrix and the interfaces of a site file must agree on with its segments and assets. */
import { hostOfStep } from '../facts/firewall/site-paths.ts';
import type { Site } from '../model/site.ts';
import { SEGMENT_ROLES } from '../model/site.ts';
import type { Path, RuleFault } from './site-fault.ts';
import { shown, suggestion } from './site-words.ts';

interface Used {
  readonly name: string;
  readonly path: Path;
}

/** Looking for the nearest name takes its time; more faults than this are not shown anyway. */
const MAX_SUGGESTED = 100;

const named = (names: readonly string[], path: Path): Used[] =>
  names.map((name, i) => ({ name, path: [...path, i] }));

const ends = (
  list: readonly { readonly from: readonly string[]; readonly to: readonly string[] }[],
  key: string,
): Used[] =>
  list.flatMap(({ from, to }, i) => [...named(from, [key, i, 'from']), ...named(to, [key, i, 'to'])]);

const mapped = (site: Site): Used[] =>
  site.assets.flatMap((a, i) =>
    Object.keys(a.interfaces ?? {}).map((name) => ({ name, path: ['assets', i, 'interfaces', name] })),
  );

/** `internet` is always there: it is whatever is not the organisation's. */
function strangeSegments(site: Site): RuleFault[] {
  const names = site.segments.map((s) => s.name);
  const roles = site.segments.map((s): string => s.role);
  const known = new Set([...names, ...roles, 'internet']);
  const used = [...ends(site.paths, 'paths'), ...ends(site.flows ?? [], 'flows'), ...mapped(site)];
  return used
    .filter(({ name }) => !known.has(name))
    .slice(0, MAX_SUGGESTED)
    .map(({ name, path }) => {
      const near = suggestion(name, [...known]);
      const role = (SEGMENT_ROLES as readonly string[]).includes(name);
      return {
        path,
        message: role
          ? {
              ja: `役割が ${name} のセグメントが segments にない`,
              en: `segments holds none of role ${name}`,
            }
          : {
              ja: `セグメント ${shown(name)} は segments にない${near.ja}`,
              en: `segments does not hold ${shown(name)}${near.en}`,
            },
      };
    });
}

function strangeDevices(site: Site): RuleFault[] {
  const hosts = site.assets.map((a) => a.hostname);
  const known = new Set(hosts.map((h) => h.toLowerCase()));
  return site.paths
    .flatMap(({ through }, i) => named(through, ['paths', i, 'through']))
    .filter(({ name }) => !known.has(hostOfStep(name, site.assets).host.toLowerCase()))
    .slice(0, MAX_SUGGESTED)
    .map(({ name, path }) => {
      const near = suggestion(hostOfStep(name, site.assets).host, hosts);
      return {
        path,
        message: {
          ja: `${shown(name)} は assets にない${near.ja}`,
          en: `assets does not hold ${shown(name)}${near.en}`,
        },
      };
    });
}

export const pathFaults = (site: Site): readonly RuleFault[] => [
  ...strangeSegments(site),
  ...strangeDevices(site),
];
