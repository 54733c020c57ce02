/** Services that standard functions ask the host for. The host provides an implementation under each key it supports. */
import { ServiceKey } from './declaration.ts';

export type LabelStatus = 'added' | 'removed' | 'manually-added' | 'manually-removed';

/** The state of one label on one entity, as far as it has not expired. */
export interface LabelState {
  readonly status: LabelStatus;
  /** When the oldest reason that has not expired was created, in milliseconds since the epoch. */
  readonly sinceMillis: number;
}

/** What `HasLabel` reads. Synchronous: the host has fetched or holds the labels. */
export interface LabelReader {
  /**
   * Null where the label was never set or has expired by now. The host alone decides what has expired, so that a rule never sees a
   * label gone which the next change still finds.
   */
  get(entityType: string, entityId: string, label: string): LabelState | null;
  /** Whether the entity has any label state at all, expired or removed ones included. */
  hasAny(entityType: string, entityId: string): boolean;
}

export const LABELS: ServiceKey<LabelReader> = new ServiceKey('labels');

/** Uniform random numbers in [0, 1). Results are recorded as observations, so a replay needs no seed. */
export interface Randomness {
  next(): number;
}

export const RANDOMNESS: ServiceKey<Randomness> = new ServiceKey('randomness');

/** The answer to an MX look-up: the lexicographically least address of the first mail host, or why there is none. */
export type MailHostAnswer =
  | { readonly kind: 'address'; readonly address: string }
  /** The name does not exist or has no such record. */
  | { readonly kind: 'none' }
  /** The look-up itself failed or has not been made. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Name resolution for `MXLookup`: fetched ahead of the evaluation, then read without waiting. */
export interface DnsResolver {
  /** Resolves once {@link mailHost} can answer for this domain. */
  fetchMailHost(domain: string): Promise<void>;
  mailHost(domain: string): MailHostAnswer;
}

export const DNS: ServiceKey<DnsResolver> = new ServiceKey('dns');

/** What the decision of an event came to, for queries about it. */
export interface DecidedEvent {
  readonly verdicts: readonly string[];
  /** As `Decision.labelMutations`. */
  readonly labelMutations: readonly string[];
}

export const DECIDED: ServiceKey<DecidedEvent> = new ServiceKey('decided');
