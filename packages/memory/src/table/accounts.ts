/**
 * Which definitions a memory holds keys of, and what each has lost: a definition's number is stored with its keys. Numbers are
 * for these accounts alone; a key is found by its hash, which includes the definition's identity.
 */
import { DEFINITIONS_MAX } from '../limits.ts';

/** Figures of one definition. Totals are since the process started. */
export interface DefinitionMetrics {
  /** The function's kind and its parameters, as `count|60`. */
  readonly definition: string;
  readonly keys: number;
  /** Keys removed after their time. */
  readonly expiredTotal: number;
  /** Keys removed before their time because the memory was full. */
  readonly evictedTotal: number;
  /** Times that a key's own limit dropped something, so that an answer may be too low. */
  readonly cappedTotal: number;
  /** Events that came too late to be remembered. */
  readonly tooLateTotal: number;
}

const OTHER = '(other)';

export class Accounts {
  readonly keys = new Float64Array(DEFINITIONS_MAX);
  readonly expired = new Float64Array(DEFINITIONS_MAX);
  readonly evicted = new Float64Array(DEFINITIONS_MAX);
  readonly capped = new Float64Array(DEFINITIONS_MAX);
  readonly tooLate = new Float64Array(DEFINITIONS_MAX);
  /** Number 0 is shared by definitions for which none was left. */
  readonly #identities: string[] = [OTHER];
  readonly #numbers = new Map<string, number>();

  /** The number of a definition: its own, else a new one, else that of one without keys, else 0. */
  numberOf(identity: string): number {
    const known = this.#numbers.get(identity);
    if (known !== undefined) return known;
    let number = this.#identities.length;
    if (number === DEFINITIONS_MAX) {
      number = this.keys.findIndex((keys, index) => index > 0 && keys === 0);
      if (number < 0) return 0;
      this.#numbers.delete(this.#identities[number]!);
      for (const figures of [this.expired, this.evicted, this.capped, this.tooLate]) figures[number] = 0;
    }
    this.#identities[number] = identity;
    this.#numbers.set(identity, number);
    return number;
  }

  /** Identities by number, to be saved with the keys. */
  get identities(): readonly string[] {
    return this.#identities;
  }

  load(identities: readonly string[]): void {
    for (const identity of identities.slice(1)) this.numberOf(identity);
  }

  /** Take on the accounts of another table, this one having none. */
  copyFrom(other: Accounts): void {
    this.load(other.identities);
    for (const figures of ['keys', 'expired', 'evicted', 'capped', 'tooLate'] as const)
      this[figures].set(other[figures]);
  }

  metrics(): DefinitionMetrics[] {
    return this.#identities.map((definition, number) => ({
      definition,
      keys: this.keys[number]!,
      expiredTotal: this.expired[number]!,
      evictedTotal: this.evicted[number]!,
      cappedTotal: this.capped[number]!,
      tooLateTotal: this.tooLate[number]!,
    }));
  }
}
