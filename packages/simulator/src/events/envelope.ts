/**
 * Events as lines of NDJSON in Lapwing's plain envelope. A line is put together from text that is mostly at hand, and no object is made
 * for it: this is where most of the time goes.
 */
import type { Accounts } from '../accounts/accounts.ts';
import { deviceText, type Identities } from '../accounts/identity.ts';
import { addressText, networkOf } from '../accounts/places.ts';
import { LIMITS } from '../limits.ts';
import type { ActionName } from './kinds.ts';

export class Envelope {
  readonly #accounts: Accounts;
  readonly #identities: Identities;
  /** Start of the second that `#secondText` is about, as in `2026-01-05T00:00:07.`. */
  #secondMillis = Number.NaN;
  #secondText = '';
  #count = 0;
  readonly #prefix: string;
  /** Origins by account, each with what it was made from. */
  readonly #owners = new Int32Array(LIMITS.identityCache).fill(-1);
  readonly #addresses = new Uint32Array(LIMITS.identityCache);
  readonly #devices = new Uint32Array(LIMITS.identityCache);
  readonly #origins: string[] = new Array(LIMITS.identityCache);

  /** @param prefix of the events' ids */
  constructor(accounts: Accounts, identities: Identities, prefix: string) {
    this.#prefix = prefix;
    this.#accounts = accounts;
    this.#identities = identities;
  }

  /** Events so far. */
  get count(): number {
    return this.#count;
  }

  get lastId(): string {
    return `${this.#prefix}${this.#count}`;
  }

  /**
   * One line, without the line feed.
   * @param tail further fields of `data`, each with a comma before it
   */
  line(action: ActionName, account: number, nowMillis: number, tail: string): string {
    const age = Math.floor((nowMillis - this.#accounts.createdMillis[account]!) / 1000);
    return `{"id":"${this.#prefix}${++this.#count}","action":"${action}","time":"${this.time(nowMillis)}","data":{${this.#origin(account)},"account_age_seconds":${age}${tail}}}`;
  }

  /** Who and from where: the same for a whole session, so it is kept. */
  #origin(account: number): string {
    const { address, device, createdMillis } = this.#accounts;
    const slot = account % LIMITS.identityCache;
    if (
      this.#owners[slot] === account &&
      this.#addresses[slot] === address[account] &&
      this.#devices[slot] === device[account]
    ) {
      return this.#origins[slot]!;
    }
    const { asn, country } = networkOf(address[account]!);
    const created = new Date(createdMillis[account]!).toISOString();
    const text = `"user_id":"${this.#identities.userId(account)}","account_created_at":"${created}","ip":"${addressText(address[account]!)}","asn":${asn},"country":"${country}","device_id":"${deviceText(device[account]!)}"`;
    this.#owners[slot] = account;
    this.#addresses[slot] = address[account]!;
    this.#devices[slot] = device[account]!;
    this.#origins[slot] = text;
    return text;
  }

  /** ISO 8601 in UTC with milliseconds. */
  time(millis: number): string {
    const within = millis - this.#secondMillis;
    if (!(within >= 0 && within < 1000)) {
      this.#secondMillis = Math.floor(millis / 1000) * 1000;
      this.#secondText = new Date(this.#secondMillis).toISOString().slice(0, 20);
    }
    const rest = Math.floor(millis - this.#secondMillis);
    return `${this.#secondText}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
  }
}

/** Texts as a JSON array. */
export function jsonList(items: readonly string[]): string {
  return items.length === 0 ? '[]' : JSON.stringify(items);
}
