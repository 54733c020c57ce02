/** Anchors and one-character look-arounds, decided from what stands before and after a place. */
import type { Alphabet } from './alphabet.ts';
import { END, FINAL_NEWLINE } from './alphabet.ts';
import type { CharSet } from './char-set.ts';
import { categorySet, literalSet } from './char-set.ts';
import type { Check, Program } from './program.ts';

/** What must be remembered of the code point before a place: a bit per set, and one for the start of the text. */
export type Context = number;

const AT_START = 1 << 30;
/** Sets that a context can remember. */
const MAX_CONTEXT_SETS = 30;

/** Decides the checks of one program. */
export interface Places {
  readonly start: Context;
  readonly alphabetSets: readonly CharSet[];
  /** The context after a code point of a class. */
  after(alphabet: Alphabet, charClass: number): Context;
  /** Whether a check holds between a context and the class that follows. */
  holds(alphabet: Alphabet, check: number, before: Context, next: number): boolean;
  /** True where the last newline of a text must be told apart. */
  readonly finalNewline: boolean;
  /** Whether a check holds at the very start of the text alone. */
  onlyAtStart(check: number): boolean;
}

/** The checks of a program, or null where they look behind at too many different sets. */
export function planPlaces(program: Program): Places | null {
  const sets = [...program.sets];
  const find = (set: CharSet): number => sets.push(set) - 1;
  const word = find(categorySet({ name: 'word', negate: false, ascii: false }));
  const asciiWord = find(categorySet({ name: 'word', negate: false, ascii: true }));
  const newline = find(literalSet(10, 'none'));
  const behind = [...new Set(program.checks.flatMap((check) => setsBehind(check, { word, asciiWord, newline })))];
  if (behind.length > MAX_CONTEXT_SETS) return null;
  const bitOf = new Map(behind.map((set, i) => [set, 1 << i]));
  const wasIn = (before: Context, set: number): boolean => (before & (bitOf.get(set) ?? 0)) !== 0;

  const boundary = (alphabet: Alphabet, set: number, before: Context, next: number): boolean | null => {
    // Python finds neither \b nor \B in an empty text.
    if (before === AT_START && next === END) return null;
    return wasIn(before, set) !== (alphabet.members[next]?.[set] === 1);
  };

  return {
    start: AT_START,
    alphabetSets: sets,
    finalNewline: program.checks.some((check) => check.kind === 'anchor' && check.at === 'text-end-newline'),
    onlyAtStart: (number) => {
      const check = program.checks[number];
      return check?.kind === 'anchor' && check.at === 'text-start';
    },
    after: (alphabet, charClass) => {
      let context = 0;
      const members = alphabet.members[charClass];
      for (const [set, bit] of bitOf) if (members?.[set] === 1) context |= bit;
      return context;
    },
    holds: (alphabet, number, before, next) => {
      const check = program.checks[number];
      if (check === undefined) return false;
      if (check.kind === 'beside') {
        const inside = check.behind ? wasIn(before, check.set) : alphabet.members[next]?.[check.set] === 1;
        return inside !== check.negate;
      }
      switch (check.at) {
        case 'text-start':
          return before === AT_START;
        case 'line-start':
          return before === AT_START || wasIn(before, newline);
        case 'text-end':
          return next === END;
        case 'text-end-newline':
          return next === END || next === FINAL_NEWLINE;
        case 'line-end':
          return next === END || alphabet.members[next]?.[newline] === 1;
        case 'word':
          return boundary(alphabet, word, before, next) === true;
        case 'not-word':
          return boundary(alphabet, word, before, next) === false;
        case 'ascii-word':
          return boundary(alphabet, asciiWord, before, next) === true;
        case 'ascii-not-word':
          return boundary(alphabet, asciiWord, before, next) === false;
      }
    },
  };
}

function setsBehind(check: Check, sets: { word: number; asciiWord: number; newline: number }): number[] {
  if (check.kind === 'beside') return check.behind ? [check.set] : [];
  switch (check.at) {
    case 'word':
    case 'not-word':
      return [sets.word];
    case 'ascii-word':
    case 'ascii-not-word':
      return [sets.asciiWord];
    case 'line-start':
      return [sets.newline];
    default:
      return [];
  }
}
