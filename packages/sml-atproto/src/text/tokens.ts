/** Words of a text. */
import {
  BOOL,
  compilePattern,
  type EvaluationContext,
  type Failed,
  type FunctionDeclaration,
  listOf,
  optional,
  type PatternResult,
  STR,
  simpleFunction,
  splitWhitespace,
  WHITESPACE,
} from '@lapwing/sml';

const NOT_TOKEN = new RegExp(`[^a-zA-Z0-9${WHITESPACE}]+`, 'gu');
const NOT_TOKEN_OR_CENSOR = new RegExp(`[^a-zA-Z0-9${WHITESPACE}#*_-]+`, 'gu');

/** Takes what is no token out of a text, putting the given text in its place. */
type Cut = (text: string, replacement: string) => string;

/** Lower case, without what is no token and without combining marks, split at whitespace. */
function tokenize(text: string, cut: Cut): string[] {
  const bare = cut(cut(text, ' ').toLowerCase(), '').toLowerCase();
  return splitWhitespace(
    bare
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '')
      .normalize('NFC'),
    -1,
  );
}

class CutFailure extends Error {
  readonly kind: string;
  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

function cutBy(result: PatternResult): Cut {
  if (!result.ok) throw new CutFailure('error', result.error.message);
  return (text, replacement) => {
    const matches = result.pattern.findAll(text);
    if ('message' in matches) throw new CutFailure('RegexBudgetExceeded', matches.message);
    let out = '';
    let at = 0;
    for (const { start, end } of matches) {
      out += text.slice(at, start) + replacement;
      at = end;
    }
    return out + text.slice(at);
  };
}

function tokenizeBy(context: EvaluationContext, text: string, pattern: string): string[] | Failed {
  try {
    return tokenize(text, cutBy(compilePattern(pattern, { ignoreCase: false })));
  } catch (error) {
    if (error instanceof CutFailure) return context.fail(error.kind, error.message);
    throw error;
  }
}

export const tokenFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'Tokenize',
    category: 'string',
    doc: 'The words of a text in lower case. All but ASCII letters and digits separates words, accented letters too.',
    examples: [
      {
        source: "A = Tokenize(s='Hello, c#t - World')\nB = Tokenize(s='Hello, c#t', skip_censor_chars=True)",
        features: { A: ['hello', 'c', 't', 'world'], B: ['hello', 'c#t'] },
      },
    ],
    parameters: [
      { name: 's', type: STR, doc: 'The text.' },
      { name: 'skip_censor_chars', type: BOOL, default: false, doc: 'Keep `#`, `*`, `_` and `-` in words.' },
      {
        name: 'skip_regex',
        type: optional(STR),
        default: null,
        doc: 'A regular expression of what separates words, in place of the usual.',
      },
    ],
    result: listOf(STR),
    purity: 'pure',
    cost: 150,
    run: (context, s: string, keepCensor: boolean, skip: string | null) => {
      if (keepCensor) return tokenize(s, (text, by) => text.replace(NOT_TOKEN_OR_CENSOR, by));
      if (skip !== null) return tokenizeBy(context, s, skip);
      return tokenize(s, (text, by) => text.replace(NOT_TOKEN, by));
    },
  }),
];
