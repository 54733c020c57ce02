/** What a model asks of randomness. */
export interface Dice {
  /** A number from 0 to 1, without 1. */
  unit(): number;
  /** The square of such a number: the first of a list more often than the last. */
  squared(): number;
  /** An integer from 0 to `count` - 1. */
  below(count: number): number;
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** One of the items. Throws a RangeError for an empty list. */
  pick<T>(items: readonly T[]): T;
}
