/** Lints about regular expressions that can never match, or not as their author thought. */
import type { Call, Expression } from '../ast/nodes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Branch, parseBranches } from './pattern-branches.ts';
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
        for (const { text, why } of deadBranches(literal.value, caseOf(view, call))) {
          found.push(finding('SML208', `this pattern cannot match: \`${text}\``, literal.span, why));
        }
      }
    }
  }
  return found;
}

type LetterCase = 'lower' | 'upper' | 'any';

/** The case of the letters that a pattern is held against. */
function caseOf(view: ProgramView, call: Call): LetterCase {
  const flag = argumentOf(call, 'case_insensitive');
  const resolved = flag === undefined ? undefined : view.resolve(flag);
  const target: Expression | undefined = argumentOf(call, 'target');
  if (target === undefined || (resolved !== undefined && !(resolved.kind === 'bool' && !resolved.value))) return 'any';
  const value = view.resolve(target);
  if (value.kind !== 'call') return 'any';
  const name = calledName(value);
  return name === 'StringToLower' ? 'lower' : name === 'StringToUpper' ? 'upper' : 'any';
}

function deadBranches(pattern: string, letters: LetterCase): { text: string; why: string }[] {
  const branches = parseBranches(pattern);
  if (branches === null) return [];
  return branches.flatMap((branch) => {
    const why = whyDead(branch, letters);
    return why === null ? [] : [{ text: branch.text, why }];
  });
}

/** Why an alternative cannot match, or null where it may. */
function whyDead(branch: Branch, letters: LetterCase): string | null {
  const { atoms } = branch;
  const before = atoms.findIndex((atom) => atom.anchor === 'start' && atom.required);
  if (before > 0 && atoms.slice(0, before).some((atom) => atom.consumes)) {
    return '`^` is the beginning of the text, and something must come before it';
  }
  const end = atoms.findIndex((atom) => atom.anchor === 'end' && atom.required);
  // `$` also matches before a newline at the end, so a single character after it may still match.
  if (
    end !== -1 &&
    atoms
      .slice(end + 1)
      .filter((atom) => atom.consumes)
      .some((atom) => atom.letter !== null)
  ) {
    return '`$` is the end of the text, and something must come after it';
  }
  const wrong = atoms.find((atom) => atom.letter !== null && isWrongCase(atom.letter, letters));
  if (wrong?.letter) {
    return `the text is in ${letters} case, and the pattern requires \`${wrong.letter}\``;
  }
  return null;
}

function isWrongCase(letter: string, letters: LetterCase): boolean {
  if (letters === 'any') return false;
  const folded = letters === 'lower' ? letter.toLowerCase() : letter.toUpperCase();
  // Only letters of one simple form: others change length, or are of both cases.
  return folded !== letter && folded.length === letter.length;
}
