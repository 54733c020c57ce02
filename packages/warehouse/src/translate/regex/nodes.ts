/** The parts of a regular expression of Python's `re`, as far as RE2 may follow. */
export type RegexNode =
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'repeat'; readonly node: RegexNode; readonly min: number; readonly max: number }
  | { readonly kind: 'group'; readonly node: RegexNode }
  /** `^`, `$`, `\A`, `\Z`, `\b`, `\B`. */
  | { readonly kind: 'assertion'; readonly name: '^' | '$' | 'A' | 'Z' | 'b' | 'B' }
  /** A part that RE2 lacks; `superset` matches at least what it matches. */
  | { readonly kind: 'foreign'; readonly reason: string; readonly superset: RegexNode };

/** A set of characters: ranges of code points and named classes, one of which may be complemented by its own. */
export interface CharacterSet {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [number, number])[];
  readonly classes: readonly ClassName[];
}

/** `d` is `\d`, `D` is `\D`, and so on. */
export type ClassName = 'd' | 'D' | 'w' | 'W' | 's' | 'S';

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiLine: boolean;
}

/** Nothing at all is known of the pattern in terms of RE2. */
export class ForeignPattern extends Error {}

export const EMPTY: RegexNode = { kind: 'sequence', items: [] };
