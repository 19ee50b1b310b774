/** The form of each directive's values. Those of ACLs are the compiler's (facts/squid). */
import type { Defined, Form } from './form.ts';
import { listeningPort } from './port.ts';

const words = (names: string): string[] => names.trim().split(/\s+/);

const FORMS: readonly (readonly [Form, string])[] = [
  [listeningPort, 'http_port https_port ftp_port ascii_port'],
];

const forms: ReadonlyMap<string, Form> = new Map(
  FORMS.flatMap(([form, names]) => words(names).map((name) => [name, form] as const)),
);

/** null: any words will do, or none. */
export const formOf = (name: string): Form | null => forms.get(name) ?? null;

/** ACLs that every release has built in (cf.data.pre). */
const BUILT_IN = 'all manager localhost to_localhost';

export const nothingDefined = (): Defined => ({
  acls: new Set(words(BUILT_IN)),
  peers: new Set(),
  formats: new Set(words('squid common combined referrer useragent')),
  delayClasses: new Map(),
  delayPools: 0,
  ftpEpsv: null,
  headerBytes: 65_536,
  bufferBytes: 524_288,
});
