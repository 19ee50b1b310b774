/** What must stand in a squid.conf before it can ask for credentials. */
import { squidAuthSchemes } from '../facts/squid/listeners.ts';
import type { SquidSection } from '../facts/squid/section.ts';
import type { Bilingual } from '../model/text.ts';

const LINE = 'auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth';

export interface Preparation {
  readonly line: string;
  readonly because: Bilingual;
}

/** A scheme to be configured at the head of the file; null where there is one. */
export const schemeNeeded = (section: SquidSection): Preparation | null =>
  squidAuthSchemes(section).length > 0
    ? null
    : {
        line: LINE,
        because: {
          ja: `まず認証方式を設定し (例:「${LINE}」をファイルの先頭に置く)、次に `,
          en: `first configure a scheme (e.g. put "${LINE}" at the head of the file), then `,
        },
      };
