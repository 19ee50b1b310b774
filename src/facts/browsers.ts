/** Which browsers a host has: what the registry shows, what every Windows of its build brings, what the site file declares. */
import type { Location } from '../model/evidence.ts';
import type { Asset, Browser } from '../model/site.ts';
import type { OsFacts } from './os.ts';
import type { RegistryFacts } from './registry.ts';
import { subkeys } from './registry.ts';

/** Browsers register themselves here, for the machine or for one user. */
const CLIENTS = 'SOFTWARE\\Clients\\StartMenuInternet';

/** Other channels of Edge and Chrome go by the same policies. */
const REGISTERED: Readonly<Record<Browser, RegExp | null>> = {
  ie: /^iexplore\.exe$/i,
  edge: /^microsoft edge( (beta|dev|sxs))?$/i,
  'edge-legacy': null,
  chrome: /^google chrome( (beta|dev|sxs))?(\.|$)/i,
  firefox: /^firefox/i,
};

/** Windows 10 20H2 brings Chromium Edge and drops the legacy one; Windows 11 and Server 2025 drop Internet Explorer. */
const FIRST_WITH_EDGE = 19042;
const FIRST_CLIENT_WITHOUT_IE = 22000;
const FIRST_SERVER_WITHOUT_IE = 26100;
const FIRST_WITH_LEGACY_EDGE = 10240;

/** What a Windows of this build and kind has or cannot have; null where it does not tell. */
function byBuild({ build, productType }: OsFacts, browser: Browser): boolean | null {
  if (build === null || productType === null) return null;
  const client = productType === 'client';
  if (browser === 'edge' && client && build >= FIRST_WITH_EDGE) return true;
  if (browser === 'ie' && build >= (client ? FIRST_CLIENT_WITHOUT_IE : FIRST_SERVER_WITHOUT_IE)) return false;
  if (browser === 'edge-legacy' && (!client || build >= FIRST_WITH_EDGE || build < FIRST_WITH_LEGACY_EDGE)) {
    return false;
  }
  return null;
}

/** The line that opens a key; null where the evidence holds the key as part of a path alone. */
const exportedAt = (registry: RegistryFacts, path: string): Location | null =>
  registry.keys.get(path.toLowerCase())?.exported?.at ?? null;

/** The key with which a browser registered itself. */
function registration(registry: RegistryFacts, browser: Browser): Location | null {
  const name = REGISTERED[browser];
  if (!name) return null;
  for (const hive of ['HKLM', ...registry.userHives]) {
    const found = subkeys(registry, hive, CLIENTS).find((key) => name.test(key));
    if (found === undefined) continue;
    const at = exportedAt(registry, `${hive}\\${CLIENTS}\\${found}`);
    if (at) return at;
  }
  return null;
}

export interface Installed {
  /** null: nothing tells. A browser that no key shows may still be there, so only a build or a declaration says no. */
  readonly state: boolean | null;
  readonly at: Location | null;
}

export function installed(
  registry: RegistryFacts,
  os: OsFacts,
  asset: Asset | null,
  browser: Browser,
): Installed {
  const build = byBuild(os, browser);
  if (build !== null) return { state: build, at: os.at };
  const at = registration(registry, browser);
  if (at) return { state: true, at };
  return { state: asset?.browsers ? asset.browsers.includes(browser) : null, at: null };
}

/** Where programs register themselves as browsers, or under the name of their file. */
const PLACES = [
  CLIENTS,
  'SOFTWARE\\WOW6432Node\\Clients\\StartMenuInternet',
  'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths',
] as const;

/** A helper of VMware Tools that hands addresses to the browser of the physical host. */
const NO_BROWSER = /^vmwarehostopen\.exe$/i;

/** App Paths lists programs of every kind: these are browsers. */
const OTHER_PROGRAM =
  /^(brave|chromium|iron|kinza|launcher_opera|librewolf|lunascape\d*|maxthon|opera|palemoon|seamonkey|sleipnir\d*|vivaldi|waterfox|whale|yandex)\.exe$/i;

const isOther = (place: string, name: string): boolean =>
  place.endsWith('App Paths')
    ? OTHER_PROGRAM.test(name)
    : !NO_BROWSER.test(name) && !Object.values(REGISTERED).some((known) => known?.test(name));

export interface OtherBrowser {
  /** As it registered itself, e.g. `Brave`, `OperaStable`. */
  readonly name: string;
  readonly at: Location;
}

/** Browsers that the registry shows and whose settings this program does not know. */
export function otherBrowsers(registry: RegistryFacts): readonly OtherBrowser[] {
  const found = ['HKLM', ...registry.userHives].flatMap((hive) =>
    PLACES.flatMap((place) =>
      subkeys(registry, hive, place)
        .filter((name) => isOther(place, name))
        .flatMap((name) => {
          const at = exportedAt(registry, `${hive}\\${place}\\${name}`);
          return at ? [{ name, at }] : [];
        }),
    ),
  );
  return [...new Map(found.map((one) => [one.name.toLowerCase(), one])).values()];
}
