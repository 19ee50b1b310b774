/** A bound connection and what is asked over it: searches page by page, with descriptors and whole member lists. */
import { BerWriter, BindRequest, Control, FilterParser, PagedResultsControl, SearchRequest } from 'ldapts';
import type { Bilingual } from '../../model/text.ts';
import type { Connection } from './connection.ts';
import { CollectFault } from './fault.ts';
import type { ResultMessage, SearchEntryMessage } from './message.ts';
import { RESULT, refusal } from './words.ts';

/** LDAP_SERVER_SD_FLAGS_OID ([MS-ADTS] 3.1.1.3.4.1.11): owner, group and DACL, which a reader may see; never the SACL. */
class SdFlags extends Control {
  constructor() {
    super('1.2.840.113556.1.4.801', { critical: true });
  }

  override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(7);
    value.endSequence();
    writer.writeBuffer(value.buffer, 4);
  }
}

/** A name without its domain is none that a simple bind takes ([MS-ADTS] 5.1.1.1.1). */
const withDomain = ({ ja, en }: Bilingual): Bilingual => ({
  ja: `${ja}。--user は user@domain か DOMAIN\\user と書く`,
  en: `${en}; write --user as user@domain or DOMAIN\\user`,
});

/** @throws {CollectFault} */
export async function bind(connection: Connection, user: string, password: string): Promise<void> {
  if (password === '') {
    throw new CollectFault('usage', {
      ja: '空のパスワードでは名のらずに繋いだことになる',
      en: 'an empty password would bind as nobody',
    });
  }
  const answer = await connection.exchange((messageId) => new BindRequest({ messageId, dn: user, password }));
  if (answer.kind === 'bind' && answer.code === RESULT.success) return;
  const { text, code } = refusal(answer.code, answer.diagnostic);
  const isBare = answer.code === RESULT.invalidCredentials && !/[@\\=]/.test(user);
  throw new CollectFault('refused', isBare ? withDomain(text) : text, code);
}

/** LDAP_SERVER_DOMAIN_SCOPE_OID ([MS-ADTS] 3.1.1.3.4.1.4): no references to other domains and partitions. */
const domainScope = (): Control => new Control('1.2.840.113556.1.4.1339', { critical: false });

export interface Asked {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: string;
  readonly attributes: readonly string[];
  /** Whether the control for descriptors is sent. */
  readonly descriptors: boolean;
}

/** How a search ended. */
export interface Ended {
  readonly entries: number;
  readonly pages: number;
  /** null: all that the server has for this reader. */
  readonly because: Bilingual | null;
}

const REFERRED: Bilingual = {
  ja: '一部の結果はほかのサーバーにある (referral)',
  en: 'some results are on another server (referral)',
};

const NO_PAGING: Bilingual = {
  ja: 'サーバーがページ分けに応じない',
  en: 'the server does not page its results',
};

/** No search of a domain comes near: 10 million entries at 500 a page. */
const MAX_PAGES = 20_000;
const MAX_EMPTY = 100;

const TOO_MANY_PAGES: Bilingual = {
  ja: `サーバーが ${MAX_PAGES} ページを超えて返し続ける`,
  en: `the server gives more than ${MAX_PAGES} pages`,
};

const EMPTY_PAGES: Bilingual = {
  ja: `サーバーが空のページを ${MAX_EMPTY} 回続けて返した`,
  en: `the server gave ${MAX_EMPTY} empty pages one after another`,
};

const overfull = (size: number): CollectFault =>
  new CollectFault('protocol', {
    ja: `サーバーが 1 ページに頼んだ ${size} 件より多く返す`,
    en: `the server sends more in a page than the ${size} that were asked for`,
  });

const SAME_PAGE: Bilingual = {
  ja: 'サーバーが同じページを返し続ける',
  en: 'the server gives the same page again and again',
};

const said = (code: number, diagnostic: string): Bilingual => refusal(code, diagnostic).text;

function request(messageId: number, asked: Asked, size: number, cookie: Buffer | null): SearchRequest {
  const { base, scope, filter, attributes, descriptors } = asked;
  const paged = new PagedResultsControl({ value: { size, ...(cookie ? { cookie } : {}) }, critical: true });
  return new SearchRequest({
    messageId,
    baseDN: base,
    scope,
    filter: FilterParser.parseString(filter),
    attributes: [...attributes],
    // The time is ours to keep.
    timeLimit: 0,
    controls: [paged, domainScope(), ...(descriptors ? [new SdFlags()] : [])],
  });
}

/** Pages so far: a server may send the same one for ever, or empty ones. */
interface Pages {
  count: number;
  empty: number;
  /** DNs with which a page began. */
  readonly firsts: Set<string>;
  first: string | null;
}

/** Why no page can be hoped for that brings something new; null: one may come. */
function stuck(pages: Pages): Bilingual | null {
  const { first } = pages;
  pages.first = null;
  pages.empty = first === null ? pages.empty + 1 : 0;
  const again = first !== null && pages.firsts.has(first);
  if (first !== null) pages.firsts.add(first);
  if (again) return SAME_PAGE;
  if (pages.empty >= MAX_EMPTY) return EMPTY_PAGES;
  return pages.count >= MAX_PAGES ? TOO_MANY_PAGES : null;
}

/**
 * One search to its end, `size` entries a page. A refusal, a referral or a page that comes again ends it as not whole.
 * @throws {CollectFault} where the connection is lost or does not answer
 */
export async function search(
  connection: Connection,
  asked: Asked,
  size: number,
  take: (entry: SearchEntryMessage) => void,
): Promise<Ended> {
  const pages: Pages = { count: 0, empty: 0, firsts: new Set(), first: null };
  let entries = 0;
  let inPage = 0;
  let referred = false;
  let cookie: Buffer | null = null;
  const end = (because: Bilingual | null): Ended => ({ entries, pages: pages.count, because });
  const to = {
    entry: (entry: SearchEntryMessage): void => {
      entries += 1;
      inPage += 1;
      if (inPage > size) throw overfull(size);
      pages.first ??= entry.dn;
      take(entry);
    },
    reference: (): void => {
      referred = true;
    },
  };
  for (;;) {
    const before: Buffer | null = cookie;
    inPage = 0;
    const answer: ResultMessage = await connection.exchange((id) => request(id, asked, size, before), to);
    pages.count += 1;
    if (answer.code !== RESULT.success) return end(said(answer.code, answer.diagnostic));
    if (answer.cookie === null) return end(NO_PAGING);
    if (answer.cookie.length === 0) return end(referred ? REFERRED : null);
    const because = stuck(pages);
    if (because) return end(because);
    cookie = answer.cookie;
  }
}
