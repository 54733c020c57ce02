/** Limits of regular expressions, with their reasons. */

/** Groups inside groups. CPython gives up at a few hundred too; every pass over the tree recurses this deep. */
export const MAX_NESTING = 200;

/** Instructions of an automaton after counted repeats are written out. More makes single steps slow: see `MAX_WORK`. */
export const MAX_PROGRAM = 10_000;

/** Different sets of code points in an automaton: each class of code points keeps a byte for each, and takes a look at each. */
export const MAX_SETS = 2_000;

/** States that one pattern's automaton remembers; past this it forgets all and goes on. 100 patterns then stay in a few MB. */
export const MAX_STATES = 2_000;

/** Entries of one pattern's transition table (states × character classes), 4 bytes each. */
export const MAX_TABLE = 1 << 18;

/**
 * Instructions visited while building automaton states for one text, about 40 ms. A text that needs more fails the rule: a
 * pattern has to be both large and ambiguous for that, as counted repeats of wide classes are.
 */
export const MAX_WORK = 5_000_000;

/** Steps of the backtracking engine for one text, about 20 ms: look-around and back-references have no linear bound. */
export const MAX_STEPS = 750_000;

/** Choices that the backtracking engine may remember at once (12 bytes each). */
export const MAX_CHOICES = 250_000;

/** Literals kept for a prefilter; beyond that, one more alternative saves less than it costs. */
export const MAX_LITERALS = 1_000;

/** Combinations of adjacent alternatives (`[o0]ff[e3]r`) that are written out as literals. */
export const MAX_CROSS_PRODUCT = 48;

/** A literal this long already rules out nearly every text. */
export const MAX_LITERAL_LENGTH = 32;

/** Programs this small need no limit of work: at worst some 25 million visits, 50 ms, on a text of 100 kB. */
export const SMALL_PROGRAM = 256;
