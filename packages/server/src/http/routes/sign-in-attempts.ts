/** How often an address may fail to sign in. Attempts under way count as failed until they succeed, so a burst gains nothing. */

/** A person mistypes a few times; passwords are not found at this rate. */
const FAILURES_PER_MINUTE = 10;
/** Addresses remembered; beyond it all start afresh. */
const ADDRESSES_MAX = 10_000;

export class SignInAttempts {
  readonly #byAddress = new Map<string, { minute: number; count: number }>();

  /** Count an attempt. The result is 0, or the seconds that the address has to wait before the next. */
  begin(address: string, nowMillis: number = Date.now()): number {
    const minute = Math.floor(nowMillis / 60_000);
    const known = this.#byAddress.get(address);
    if (known?.minute !== minute) {
      if (this.#byAddress.size >= ADDRESSES_MAX) this.#byAddress.clear();
      this.#byAddress.set(address, { minute, count: 1 });
      return 0;
    }
    if (known.count >= FAILURES_PER_MINUTE) return Math.ceil(((minute + 1) * 60_000 - nowMillis) / 1000);
    known.count++;
    return 0;
  }

  /** The attempt was none that has to be held against the address. */
  succeeded(address: string): void {
    const known = this.#byAddress.get(address);
    if (known !== undefined && known.count > 0) known.count--;
  }
}
