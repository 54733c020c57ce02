/**
 * Words and patterns looked for in texts. Words are found by one Aho-Corasick pass. Patterns are tried only where a literal that they
 * need occurs, which one such pass over all patterns' literals tells; those without one are tried on every text.
 *
 * What was added since the automaton was built has a small one of its own, so that one new word does not rebuild all. The large one is
 * rebuilt a bit with each change, while the old one and those of what was added answer.
 */
import { AhoCorasick, compilePattern, type Pattern } from '@lapwing/sml';
import { LIST_RECENT_MAX, LIST_STEPS_A_CHANGE } from '../../limits.ts';
import type { Matcher } from './matcher.ts';

/** An index that is built of all its values at once. */
interface Tier<T> {
  readonly values: Set<string>;
  index: T | null;
}

const emptyTier = <T>(): Tier<T> => ({ values: new Set(), index: null });

abstract class TieredMatcher<T> implements Matcher {
  #base: Tier<T> = emptyTier();
  /** What the base that is being made holds beside the present one's values. */
  #overflown: Tier<T>[] = [];
  #recent: Tier<T> = emptyTier();
  #making: Generator<void, T> | null = null;
  /** Tiers of `#overflown` that are in what is being made. */
  #taken = 0;

  abstract normalize(value: string): string | { readonly problem: string };
  protected abstract build(values: readonly string[]): Generator<void, T>;
  /** The smallest live value that matches, or null. */
  protected abstract search(index: T, input: string, isLive: (value: string) => boolean): string | null;

  add(value: string): void {
    if (this.#recent.values.has(value) || this.#base.values.has(value)) return;
    if (this.#overflown.some(({ values }) => values.has(value))) return;
    this.#recent.values.add(value);
    this.#recent.index = null;
  }

  /** The index goes on knowing it; `isLive` says that it is gone. */
  delete(value: string): void {
    if (this.#recent.values.delete(value)) this.#recent.index = null;
  }

  describe(): void {}

  /** A bit of the base that is being made; what is new is found from now on. */
  settle(): void {
    this.#overflow();
    complete(this.#indexing());
    for (let step = 0; step < LIST_STEPS_A_CHANGE && this.#making !== null; step++) this.#step(this.#making);
  }

  /** All of it. */
  *settling(): Generator<void> {
    this.#overflow();
    while (this.#making !== null) {
      this.#step(this.#making);
      yield;
    }
    yield* this.#indexing();
  }

  match(input: string, isLive: (value: string) => boolean): string | null {
    let found: string | null = null;
    for (const { index } of [this.#base, ...this.#overflown, this.#recent]) {
      const value = index === null ? null : this.search(index, input, isLive);
      if (value !== null && (found === null || value < found)) found = value;
    }
    return found;
  }

  #overflow(): void {
    if (this.#recent.values.size > LIST_RECENT_MAX) {
      // The first ones, of an import or a restart, are all that there is.
      if (this.#base.values.size === 0) this.#base = this.#recent;
      else this.#overflown.push(this.#recent);
      this.#recent = emptyTier();
    }
    if (this.#making !== null || this.#overflown.length === 0) return;
    this.#taken = this.#overflown.length;
    this.#making = this.#make([this.#base, ...this.#overflown]);
  }

  *#make(tiers: readonly Tier<T>[]): Generator<void, T> {
    const values: string[] = [];
    for (const tier of tiers) {
      for (const value of tier.values) if (values.push(value) % VALUES_A_STEP === 0) yield;
    }
    return yield* this.build(values);
  }

  #step(making: Generator<void, T>): void {
    const { done, value: index } = making.next();
    if (done !== true) return;
    for (const { values } of this.#overflown.splice(0, this.#taken)) {
      for (const value of values) this.#base.values.add(value);
    }
    this.#base.index = index;
    this.#making = null;
  }

  /** The tiers' own indexes, where they have none. */
  *#indexing(): Generator<void> {
    for (const tier of [this.#base, ...this.#overflown, this.#recent]) {
      if (tier.index === null && tier.values.size > 0) tier.index = yield* this.build([...tier.values]);
    }
  }
}

/** Values taken over into another tier between two steps. */
const VALUES_A_STEP = 4_096;

function complete(steps: Generator<void>): void {
  for (const _ of steps);
}

interface WordIndex {
  readonly automaton: AhoCorasick;
  readonly words: readonly string[];
}

export class WordMatcher extends TieredMatcher<WordIndex> {
  normalize(value: string): string | { readonly problem: string } {
    const word = value.trim().toLowerCase();
    return word === '' ? { problem: 'is empty' } : word;
  }

  protected *build(words: readonly string[]): Generator<void, WordIndex> {
    return { automaton: yield* AhoCorasick.building(words, { ignoreCase: true }), words };
  }

  protected search({ automaton, words }: WordIndex, input: string, isLive: (value: string) => boolean): string | null {
    let found: string | null = null;
    automaton.search(input, ({ word, start, end }) => {
      const value = words[word]!;
      if ((found === null || value < found) && isWhole(input, start, end) && isLive(value)) found = value;
      return false;
    });
    return found;
  }
}

const WORD_END = /[\p{L}\p{M}\p{N}_]$/u;
const WORD_START = /^[\p{L}\p{M}\p{N}_]/u;

/** Whether what was found is not a part of a longer word, at either end. An end that is no letter or digit may stand anywhere. */
function isWhole(text: string, start: number, end: number): boolean {
  // Two units are enough to hold the character next to an offset.
  const joins = (at: number) =>
    WORD_END.test(text.slice(Math.max(0, at - 2), at)) && WORD_START.test(text.slice(at, at + 2));
  return !joins(start) && !joins(end);
}

/** Each takes about 0.1 ms to compile. */
const PATTERNS_A_STEP = 20;

interface PatternIndex {
  readonly patterns: readonly { readonly source: string; readonly pattern: Pattern }[];
  readonly literals: AhoCorasick;
  /** The pattern that each literal belongs to. */
  readonly patternOf: readonly number[];
  readonly unfiltered: readonly number[];
}

export class PatternMatcher extends TieredMatcher<PatternIndex> {
  normalize(value: string): string | { readonly problem: string } {
    if (value === '') return { problem: 'is empty' };
    const result = compilePattern(value, { ignoreCase: true });
    if (!result.ok) return { problem: `is no pattern: ${result.error.message}` };
    // A list answers on every text; a pattern that may give up cannot be in it.
    return result.pattern.total
      ? value
      : { problem: 'has look-around or back-references, which a list cannot search for in bounded time' };
  }

  protected *build(values: readonly string[]): Generator<void, PatternIndex> {
    const patterns: { readonly source: string; readonly pattern: Pattern }[] = [];
    for (const [number, source] of values.entries()) {
      const result = compilePattern(source, { ignoreCase: true });
      if (result.ok) patterns.push({ source, pattern: result.pattern });
      if (number % PATTERNS_A_STEP === 0) yield;
    }
    const texts: string[] = [];
    const patternOf: number[] = [];
    const unfiltered: number[] = [];
    patterns.forEach(({ pattern: { requiredLiterals } }, index) => {
      if (requiredLiterals === null || requiredLiterals.includes('')) unfiltered.push(index);
      else {
        for (const literal of requiredLiterals) {
          texts.push(literal);
          patternOf.push(index);
        }
      }
    });
    const literals = yield* AhoCorasick.building(texts, { ignoreCase: true });
    return { patterns, literals, patternOf, unfiltered };
  }

  protected search(index: PatternIndex, input: string, isLive: (value: string) => boolean): string | null {
    const { patterns, literals, patternOf, unfiltered } = index;
    const candidates = new Set(unfiltered);
    literals.search(input, ({ word }) => {
      candidates.add(patternOf[word]!);
      return false;
    });
    let found: string | null = null;
    for (const candidate of candidates) {
      const { source, pattern } = patterns[candidate]!;
      if (found !== null && source >= found) continue;
      if (isLive(source) && pattern.test(input) === true) found = source;
    }
    return found;
  }
}
