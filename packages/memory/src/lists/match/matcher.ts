/** What every kind of list can do. Values are in the kind's normal form, which `normalize` makes. */
export interface Matcher {
  /** The normal form of an entry's value, or what is wrong with it. */
  normalize(value: string): string | { readonly problem: string };
  add(value: string): void;
  /** May keep the value in its index, as `isLive` is then false of it. */
  delete(value: string): void;
  /** Called after a change: what takes long is built now, not in a decision. */
  settle(): void;
  /** What `settle` would build, a few milliseconds with each step; an addition on the way is for the next `settle`. */
  settling(): Generator<void>;
  /** Matches may differ by so many bits from now on. Of image hashes alone. */
  describe(maxDistance: number): void;
  /** The value of an entry that the input matches and `isLive` holds of, or null. The same for the same entries, however they came. */
  match(input: string, isLive: (value: string) => boolean): string | null;
}
