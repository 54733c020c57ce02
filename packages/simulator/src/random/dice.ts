/** What a model asks of randomness. `Random` gives it with large streams that split, `Stream` with one word of state. */
export interface Dice {
  /** A number from 0 to 1, without 1. */
  unit(): number;
  /** An integer from 0 to `count` - 1. */
  below(count: number): number;
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** One of the items. Throws a RangeError for an empty list. */
  pick<T>(items: readonly T[]): T;
}
