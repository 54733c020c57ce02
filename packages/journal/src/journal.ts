/**
 * The journal: the durable, ordered, replayable record of everything that happened. It knows nothing of what entries mean.
 *
 * - J1 Positions are dense: the n-th entry appended has position n, from 0, for ever (retention removes a prefix).
 * - J2 `durable(p)` resolves only after every entry up to p has reached the disk (one fsync serves all that wait).
 * - J3 After a crash the journal holds a prefix of what was appended, and at least all that was reported durable.
 * - J4 An entry that is read equals the entry that was appended, or reading fails with its position and the reason.
 * - J5 Only durable entries are read: nobody acts on an entry that a crash could take back.
 */

/** `event`: an action; `control`: activations, label changes by people, list versions; `observation`: results of impure functions. */
export type EntryKind = 'event' | 'control' | 'observation';

export interface Entry {
  readonly position: number;
  readonly kind: EntryKind;
  /** When this machine took it in, milliseconds since the epoch; retention goes by this. */
  readonly ingestedAtMillis: number;
  readonly payload: Uint8Array;
}

export interface Journal {
  /** Position of the oldest entry still held. */
  readonly firstPosition: number;
  /** Position that the next entry will get. */
  readonly nextPosition: number;
  /** Every position below this is durable. */
  readonly durablePosition: number;
  /** Take an entry's place in the order, at once; `durable` tells when it is on disk. Throws a JournalError when closed, failed or too large. */
  append(kind: EntryKind, payload: Uint8Array, ingestedAtMillis: number): number;
  /** Bytes taken in and not yet durable, as a fraction of their limit; at 1, `append` throws. */
  readonly pressure: number;
  /** Resolves when there is room to append: at once below half of the limit. Rejects when the journal failed or was closed. */
  whenWritable(): Promise<void>;
  /** Resolves when `position` is durable; rejects when the disk failed. */
  durable(position: number): Promise<void>;
  /**
   * Durable entries from `position` on, in order, in batches: up to but not including `until`, or to what is durable when the
   * reader gets there. Throws a JournalError `not-held` outside of the journal, `corrupt` at the first entry that is damaged.
   */
  read(
    position: number,
    options?: { readonly until?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<readonly Entry[]>;
  /** One entry, or null when it is not held. */
  get(position: number): Promise<Entry | null>;
  /** Drop whole segments below `keepFrom` that the policy no longer wants. Returns the new first position. */
  retain(policy: RetentionPolicy, keepFrom: number, nowMillis: number): Promise<number>;
  readonly metrics: JournalMetrics;
  close(): Promise<void>;
}

export interface RetentionPolicy {
  readonly maxBytes?: number;
  readonly maxAgeMillis?: number;
}

export interface JournalMetrics {
  readonly bytes: number;
  readonly segments: number;
  readonly fsyncs: number;
  readonly entries: number;
}
