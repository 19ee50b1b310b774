import type { Location } from '../model/evidence.ts';
import type { Asset } from '../model/site.ts';
import type { RegistryFacts } from './registry.ts';
import { isContradicted, setting } from './registry.ts';

/** Windows product type: WinNT = client, ServerNT = server, LanmanNT = domain controller (ProductOptions\ProductType). */
export type ProductType = 'client' | 'server' | 'dc';

/** What the evidence (or, failing that, the site file) says the host runs. Any part may be unknown. */
export interface OsFacts {
  readonly productName: string | null;
  /** CurrentBuildNumber, where CurrentBuild does not contradict it: 7601 = 7/2008 R2, 9200 = 8/2012, 9600 = 8.1/2012 R2, 10240… = 10/11/2016+, 26100 = 24H2/2025. */
  readonly build: number | null;
  readonly productType: ProductType | null;
  /** EditionID, e.g. `Enterprise`, `Professional`, `ServerStandard`. */
  readonly edition: string | null;
  readonly at: Location | null;
  readonly source: 'evidence' | 'site-file' | 'none';
}

/** Keys that tell the OS of a host. */
export const OS_KEYS: readonly string[] = [
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions',
];

const CURRENT_VERSION = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const PRODUCT_OPTIONS = 'SYSTEM\\CurrentControlSet\\Control\\ProductOptions';

const PRODUCT_TYPES: Readonly<Record<string, ProductType>> = {
  winnt: 'client',
  servernt: 'server',
  lanmannt: 'dc',
};

/** Builds by product name, for hosts whose evidence does not hold the build (Microsoft release information). */
const BUILDS: readonly (readonly [RegExp, number])[] = [
  [/windows 7|server 2008 r2/i, 7601],
  [/windows 8\.1|server 2012 r2/i, 9600],
  [/windows 8\b|server 2012\b/i, 9200],
  [/server 2016/i, 14393],
  [/server 2019/i, 17763],
  [/server 2022/i, 20348],
  [/server 2025/i, 26100],
  [/windows 11.*25h2/i, 26200],
  [/windows 11.*24h2/i, 26100],
  [/windows 11.*23h2/i, 22631],
  [/windows 11.*22h2/i, 22621],
  [/windows 11.*21h2/i, 22000],
  [/windows 10.*22h2/i, 19045],
  [/windows 10.*21h2/i, 19044],
  [/windows 10.*(2004|20h2|21h1)/i, 19041],
  [/windows 10.*1909/i, 18363],
  [/windows 10.*1809/i, 17763],
  [/windows 10.*1607/i, 14393],
];

const text = (registry: RegistryFacts, key: string, name: string) => {
  const stored = setting(registry, 'HKLM', key, name).stored;
  return stored.state === 'set' && typeof stored.write.data === 'string'
    ? { value: stored.write.data, at: stored.write.at }
    : null;
};

type BuildText = ReturnType<typeof text>;

const numberIn = (build: BuildText): number | null =>
  build && /^\d+$/.test(build.value) ? Number(build.value) : null;

/** Windows writes its build twice; two that differ are believed neither (a text that is no number is none). */
function differs(one: BuildText, other: BuildText): boolean {
  const [a, b] = [numberIn(one), numberIn(other)];
  return a !== null && b !== null && a !== b;
}

/** `disputed`: the host contradicts itself about its build, which no declaration settles. */
interface Evident {
  readonly os: OsFacts;
  readonly disputed: boolean;
}

function fromEvidence(registry: RegistryFacts): Evident | null {
  const number = text(registry, CURRENT_VERSION, 'CurrentBuildNumber');
  const current = text(registry, CURRENT_VERSION, 'CurrentBuild');
  const build = number ?? current;
  const disputed =
    differs(number, current) ||
    ['CurrentBuildNumber', 'CurrentBuild'].some((name) =>
      isContradicted(registry, 'HKLM', CURRENT_VERSION, name),
    );
  const product = text(registry, CURRENT_VERSION, 'ProductName');
  const type = text(registry, PRODUCT_OPTIONS, 'ProductType');
  const installation = text(registry, CURRENT_VERSION, 'InstallationType')?.value.toLowerCase();
  if (!build && !product && !type && !disputed) return null;
  const inferred = installation === 'client' ? 'client' : null;
  const os: OsFacts = {
    productName: product?.value ?? null,
    build: disputed ? null : numberIn(build),
    productType: (type ? PRODUCT_TYPES[type.value.toLowerCase()] : inferred) ?? null,
    edition: text(registry, CURRENT_VERSION, 'EditionID')?.value ?? null,
    at: (build ?? product ?? type)?.at ?? null,
    source: 'evidence',
  };
  return { os, disputed };
}

function fromSite(asset: Asset | null): OsFacts {
  const declared = asset?.os ?? null;
  const build = declared ? (BUILDS.find(([name]) => name.test(declared))?.[1] ?? null) : null;
  const server = declared ? /server/i.test(declared) : false;
  return {
    productName: declared,
    build,
    productType: declared ? (server ? (asset?.role === 'dc' ? 'dc' : 'server') : 'client') : null,
    edition: declared
      ? (/\b(enterprise|education|pro|professional|standard|datacenter)\b/i.exec(declared)?.[1] ?? null)
      : null,
    at: null,
    source: declared ? 'site-file' : 'none',
  };
}

/** The host's own registry first; what it does not say, from the site file. */
export function readOs(registry: RegistryFacts, asset: Asset | null): OsFacts {
  const found = fromEvidence(registry);
  const declared = fromSite(asset);
  if (!found) return declared;
  const evidence = found.os;
  return {
    productName: evidence.productName ?? declared.productName,
    build: found.disputed ? null : (evidence.build ?? declared.build),
    productType: evidence.productType ?? declared.productType,
    edition: evidence.edition ?? declared.edition,
    at: evidence.at,
    source: 'evidence',
  };
}
