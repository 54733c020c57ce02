/** A compiled regular expression of Python's `re`, for the one question the language asks: does it match somewhere? */
import type { RegexNode } from './ast.ts';
import { Backtracker, type MatchSpan } from './backtrack.ts';
import { compileBacktracking } from './backtrack-program.ts';
import { NO_FLAGS } from './flags.ts';
import { LazyDfa } from './lazy-dfa.ts';
import { requiredLiterals } from './literals.ts';
import { type ParsedPattern, parsePattern } from './parser.ts';
import { compileProgram } from './program.ts';
import { relax } from './relax.ts';
import { simplifyForSearch } from './simplify.ts';
import { RegexSyntaxError } from './tokenizer.ts';

export interface Pattern {
  /** Whether it matches somewhere in the text, or why that could not be decided within its budget. */
  test(text: string): boolean | BudgetExceeded;
  /** Every match from left to right, without overlaps, always by backtracking. */
  findAll(text: string): readonly MatchSpan[] | BudgetExceeded;
  /** `automaton`: linear time for every text. `backtracking`: up to a limit of steps, then `BudgetExceeded`. */
  readonly engine: 'automaton' | 'backtracking';
  /** `test` always answers. */
  readonly total: boolean;
  /** Literals of which one occurs in `foldText(text)` of every text that matches; null where none are known. */
  readonly requiredLiterals: readonly string[] | null;
  readonly findings: readonly PatternFinding[];
}

interface BudgetExceeded {
  readonly message: string;
}

/** Something legal but doubtful about a pattern. */
interface PatternFinding {
  readonly code: 'SML401' | 'SML402' | 'SML403';
  readonly message: string;
  readonly hint: string;
}

export interface PatternOptions {
  readonly ignoreCase: boolean;
}

interface PatternError {
  /** The name of Python's exception; `error` is `re.error`. */
  readonly kind: RegexSyntaxError['kind'];
  readonly message: string;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly error: PatternError };

const TOO_MANY_STEPS: BudgetExceeded = { message: 'the pattern takes too many steps on this text' };
const BACKSPACE = '\b';

/** Compile a pattern, or say what is wrong with it in the words of Python's compiler. */
export function compilePattern(source: string, options: PatternOptions): PatternResult {
  let parsed: ParsedPattern;
  try {
    parsed = parsePattern(source, { ...NO_FLAGS, ignoreCase: options.ignoreCase });
  } catch (error) {
    if (error instanceof RegexSyntaxError) return { ok: false, error: { kind: error.kind, message: error.message } };
    throw error;
  }
  const literals = requiredLiterals(parsed.node);
  const automaton = compileAutomaton(parsed.node);
  const engine = automaton === null ? 'backtracking' : 'automaton';
  const test = automaton === null ? backtrackingTest(parsed) : automatonTest(automaton, literals);
  const findAll = finder(parsed);
  return {
    ok: true,
    pattern: {
      test,
      findAll,
      engine,
      total: automaton?.total === true,
      requiredLiterals: literals,
      findings: findingsOf(source, engine, test),
    },
  };
}

function compileAutomaton(node: RegexNode): LazyDfa | null {
  const program = compileProgram(simplifyForSearch(node));
  return program === null ? null : LazyDfa.create(program);
}

/** A text without the one literal that every match holds is told by the native search, which is far faster than any automaton. */
function automatonTest(automaton: LazyDfa, literals: readonly string[] | null): Pattern['test'] {
  const needed = literals?.length === 1 && CASELESS.test(literals[0]!) ? literals[0]! : null;
  return (text) => {
    if (needed !== null && !text.includes(needed)) return false;
    return automaton.test(text) ?? { message: 'the pattern is too ambiguous for this text' };
  };
}

/** What folding case leaves as it is, and makes of nothing else. */
const CASELESS = /^[\x21-\x40\x5b-\x60\x7b-\x7e]+$/;

function backtrackingTest({ node, groups }: ParsedPattern): Pattern['test'] {
  const backtracker = new Backtracker(compileBacktracking(node, groups));
  const filter = compileAutomaton(relax(node));
  return (text) => {
    if (filter?.test(text) === false) return false;
    return backtracker.test(text) ?? TOO_MANY_STEPS;
  };
}

/** Compiled when first asked for: most patterns are only ever tested. */
function finder({ node, groups }: ParsedPattern): Pattern['findAll'] {
  let backtracker: Backtracker | undefined;
  return (text) => {
    backtracker ??= new Backtracker(compileBacktracking(node, groups));
    return backtracker.findAll(text) ?? TOO_MANY_STEPS;
  };
}

function findingsOf(source: string, engine: Pattern['engine'], test: Pattern['test']): PatternFinding[] {
  const findings: PatternFinding[] = [];
  if (source.includes(BACKSPACE)) {
    findings.push({
      code: 'SML401',
      message: 'regex pattern contains a backspace character',
      hint: "`\\b` in a plain string is a backspace, which texts do not contain. write a raw string: `r'\\b'`",
    });
  }
  if (engine === 'backtracking') {
    findings.push({
      code: 'SML402',
      message: 'regex pattern is not guaranteed to run in linear time',
      hint: 'look-around, back-references, possessive repeats and huge counted repeats run up to a limit of steps, then fail',
    });
  }
  if (test('') === true) {
    findings.push({
      code: 'SML403',
      message: 'regex pattern matches every text',
      hint: 'the pattern matches the empty text, and with it every text',
    });
  }
  return findings;
}
