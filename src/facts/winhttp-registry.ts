/** The proxy of WinHTTP as the registry keeps it, beside what `netsh winhttp show proxy` prints. */
import type { Fact } from './known.ts';
import { known, unknown } from './known.ts';
import type { WinHttpProxy } from './proxy-settings.ts';
import { bypassEntries } from './proxy-text.ts';
import type { RegistryFacts } from './registry.ts';
import { setting } from './registry.ts';
import { INTERNET_SETTINGS } from './wininet.ts';

const NAME = 'WinHttpSettings';
const KEY = `${INTERNET_SETTINGS}\\Connections`;

/** Not documented; stable since Windows Vista: DWORDs size, counter, flags, then length and ASCII of proxy and bypass. */
const FLAGS_AT = 8;
const PROXY_AT = 12;
const NAMED_PROXY = 0x02;
const MAX_TEXT = 4096;

interface Text {
  readonly value: string;
  readonly end: number;
}

function textAt(view: DataView, at: number): Text | null {
  if (at + 4 > view.byteLength) return null;
  const length = view.getUint32(at, true);
  const end = at + 4 + length;
  if (length > MAX_TEXT || end > view.byteLength) return null;
  const bytes = Array.from({ length }, (_, i) => view.getUint8(at + 4 + i));
  return { value: String.fromCharCode(...bytes), end };
}

function decode(bytes: Uint8Array): Pick<WinHttpProxy, 'proxy' | 'bypass'> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const proxy = textAt(view, PROXY_AT);
  const bypass = proxy && textAt(view, proxy.end);
  if (!proxy || !bypass) return null;
  const named = (view.getUint32(FLAGS_AT, true) & NAMED_PROXY) !== 0;
  if (named !== (proxy.value !== '')) return null;
  return named ? { proxy: proxy.value, bypass: bypassEntries(bypass.value) } : { proxy: null, bypass: [] };
}

/** Without the value WinHTTP goes directly. */
export function storedWinHttp(registry: RegistryFacts): Fact<WinHttpProxy> {
  const { stored } = setting(registry, 'HKLM', KEY, NAME);
  if (stored.state === 'unknown') return unknown(stored.because, ['reg-export'], [`HKLM\\${KEY}`]);
  if (stored.state === 'absent') return known({ proxy: null, bypass: [], at: stored.at }, [stored.at]);
  const { data, at } = stored.write;
  const read = data instanceof Uint8Array ? decode(data) : null;
  if (read) return known({ ...read, at }, [at]);
  return unknown({
    ja: `${at.file}:${at.line} の ${NAME} が読み取れない`,
    en: `${NAME} at ${at.file}:${at.line} cannot be understood`,
  });
}
