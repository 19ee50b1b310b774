/** Computers and users by the names people use. */
import type { Account } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import { oncePer } from '../once.ts';

const lower = (text: string): string => text.toLowerCase();

/** `PC01` of `PC01$`. */
export const computerName = (name: string): string => name.replace(/\$$/, '');

/** Every spelling of an account: `pc01`, `pc01$`, `corp\\pc01`, its DNS name, SID and DN. */
function spellings(account: Account): readonly string[] {
  const bare = computerName(account.name);
  return [account.name, bare, account.dnsHostName, account.sid, account.dn]
    .filter((text) => text !== null)
    .map(lower);
}

const isComputer = (a: Account): boolean => a.kind === 'computer';
const isUser = (a: Account): boolean => a.kind === 'user' || a.kind === 'managed-service';

function indexOf(accounts: readonly Account[]): ReadonlyMap<string, readonly Account[]> {
  const found = new Map<string, Account[]>();
  for (const account of accounts) {
    for (const text of new Set(spellings(account))) {
      const list = found.get(text);
      if (list) list.push(account);
      else found.set(text, [account]);
    }
  }
  return found;
}

const indexes = oncePer((directory: Directory) => ({
  computers: indexOf(directory.accounts.filter(isComputer)),
  users: indexOf(directory.accounts.filter(isUser)),
}));

/** Without the domain before a backslash or after an @. */
const plain = (text: string): string =>
  lower(text)
    .replace(/^[^\\]*\\/, '')
    .replace(/@.*$/, '');

const look = (index: ReadonlyMap<string, readonly Account[]>, text: string): readonly Account[] =>
  index.get(lower(text)) ?? index.get(plain(text)) ?? [];

/** Computers of this name; several where domains share it. */
export const computersNamed = (directory: Directory, name: string): readonly Account[] =>
  look(indexes(directory).computers, name);

export const usersNamed = (directory: Directory, name: string): readonly Account[] =>
  look(indexes(directory).users, name);
