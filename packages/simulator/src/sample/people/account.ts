/** One account: what the platform stores of it, and what its owner is like. */
import type { Role } from '../truth.ts';
import type { Name } from './names.ts';
import type { Place } from './places.ts';

export interface Account {
  readonly index: number;
  readonly name: Name;
  readonly place: Place;
  /** Homes, phones and computers; the first is the usual one. */
  readonly addresses: readonly string[];
  readonly devices: readonly string[];
  readonly agent: string;
  /** Where the account's owner works, if that place has a shared address. */
  readonly workAddress: string | null;
  /** People of one community talk about the same topics and follow each other more. */
  readonly community: number;
  readonly role: Role;
  readonly campaign: string | null;
  /** Given at sign-up, in that order; empty before. */
  userId: string;
  createdAtMillis: number;
  /** The same as ISO 8601. */
  createdAt: string;
  /** True from the sign-up on. */
  exists: boolean;
  followers: number;
  following: number;
  posts: number;
  /** Accounts followed, by index; at most `rememberedFollows`. */
  readonly follows: number[];
}

export interface AccountDraft {
  readonly name: Name;
  readonly place: Place;
  readonly addresses: readonly string[];
  readonly devices: readonly string[];
  readonly agent: string;
  readonly workAddress: string | null;
  readonly community: number;
  readonly role: Role;
  readonly campaign: string | null;
}

/** All accounts, in the order in which the simulation thought of them: no event shows that order, since it would give rings away. */
export class Accounts {
  readonly #accounts: Account[] = [];

  get size(): number {
    return this.#accounts.length;
  }

  add(draft: AccountDraft): Account {
    const account: Account = {
      ...draft,
      index: this.#accounts.length,
      userId: '',
      createdAtMillis: 0,
      createdAt: '',
      exists: false,
      followers: 0,
      following: 0,
      posts: 0,
      follows: [],
    };
    this.#accounts.push(account);
    return account;
  }

  /** Throws a RangeError where there is none. */
  at(index: number): Account {
    const account = this.#accounts[index];
    if (account === undefined) throw new RangeError(`no account ${index}`);
    return account;
  }

  [Symbol.iterator](): Iterator<Account> {
    return this.#accounts[Symbol.iterator]();
  }
}

/** Make an account exist. */
export function open(account: Account, userId: string, atMillis: number): void {
  account.exists = true;
  account.userId = userId;
  account.createdAtMillis = atMillis;
  account.createdAt = new Date(atMillis).toISOString();
}
