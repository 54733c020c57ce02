/** Lints about regular expressions that cannot match. */
import type { Call } from '../ast/nodes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { NO_FLAGS } from '../regex/flags.ts';
import { parsePattern } from '../regex/parser.ts';
import { RegexSyntaxError } from '../regex/tokenizer.ts';
import { alternatives, type LetterCase, whyDead } from './dead-pattern.ts';
import { argumentOf, calledName, finding, type ProgramView } from './view.ts';

/** SML208: a pattern, or one of its alternatives, that matches no text. */
export function deadPatterns(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const call of view.calls) {
    for (const parameter of ['pattern', 'patterns']) {
      const argument = argumentOf(call, parameter);
      const value = argument === undefined ? undefined : view.resolve(argument);
      const literals = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
      for (const literal of literals) {
        if (literal.kind !== 'string') continue;
        const ignoreCase = ignoresCase(view, call);
        for (const [message, why] of deadParts(literal.value, ignoreCase, ignoreCase ? 'any' : caseOf(view, call))) {
          found.push(finding('SML208', message, literal.span, why));
        }
      }
    }
  }
  return found;
}

function ignoresCase(view: ProgramView, call: Call): boolean {
  const flag = argumentOf(call, 'case_insensitive');
  const value = flag === undefined ? undefined : view.resolve(flag);
  return value?.kind === 'bool' && value.value;
}

/** The case of the letters that the pattern is held against. */
function caseOf(view: ProgramView, call: Call): LetterCase {
  const target = argumentOf(call, 'target');
  const value = target === undefined ? undefined : view.resolve(target);
  if (value?.kind !== 'call') return 'any';
  const name = calledName(value);
  return name === 'StringToLower' ? 'lower' : name === 'StringToUpper' ? 'upper' : 'any';
}

function deadParts(pattern: string, ignoreCase: boolean, letters: LetterCase): [message: string, why: string][] {
  try {
    const parts = alternatives(parsePattern(pattern, { ...NO_FLAGS, ignoreCase }).node);
    const reasons = parts.map((part) => whyDead(part, letters));
    const [first] = reasons;
    if (first && reasons.every((reason) => reason !== null)) return [['this pattern cannot match', first]];
    return reasons.flatMap((reason, index): [string, string][] =>
      reason === null ? [] : [[`alternative ${index + 1} of ${parts.length} of this pattern cannot match`, reason]],
    );
  } catch (error) {
    // Functions of plugins may take patterns of another syntax.
    if (error instanceof RegexSyntaxError) return [];
    throw error;
  }
}
