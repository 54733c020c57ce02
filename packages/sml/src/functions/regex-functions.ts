/** Regular expressions: `re.search` of Python's syntax and meaning, compiled when the ruleset is checked. */
import { compilePattern, type Pattern } from '../regex/pattern.ts';
import { reprString } from '../text/python-format.ts';
import { BOOL, INT, listOf, STR } from '../types/types.ts';
import type { BoundCall, CallSite, EvaluationContext, FunctionDeclaration, Parameter } from './declaration.ts';
import { argumentSpan, constantBool, constantString, constantStrings } from './define.ts';

const caseInsensitive: Parameter = {
  name: 'case_insensitive',
  type: BOOL,
  constant: true,
  default: false,
  doc: 'Ignore case, by Unicode case folding of single characters.',
};
const pattern: Parameter = {
  name: 'pattern',
  type: STR,
  constant: true,
  doc: "A regular expression in Python's syntax. It may match anywhere in the text.",
};
/** A pattern that matches nothing stands in for one that was refused: no event is evaluated with it. */
const NEVER = '(?!)';

const regexMatch: FunctionDeclaration = {
  name: 'RegexMatch',
  category: 'string',
  doc: 'Whether a regular expression matches somewhere in a text.',
  examples: [
    {
      source:
        "A = RegexMatch(target='buy N0W', pattern=r'\\bn[o0]w\\b', case_insensitive=True)\n" +
        "B = RegexMatch(target='a\\nc', pattern='a.c')",
      features: { A: true, B: false },
    },
  ],
  parameters: [{ name: 'target', type: STR, doc: 'The text to search.' }, pattern, caseInsensitive],
  result: BOOL,
  purity: 'pure',
  cost: 100,
  bind(site: CallSite): BoundCall {
    const compiled = bindPattern(site);
    return {
      arguments: ['target'],
      call: (context, target: string) => search(context, compiled, target),
      ...(compiled.total ? { failure: 'never' } : {}),
      ...(compiled.requiredLiterals === null ? {} : { requiredLiterals: compiled.requiredLiterals }),
    };
  },
};

const regexMatchMap: FunctionDeclaration = {
  name: 'RegexMatchMap',
  category: 'string',
  doc: 'Whether a regular expression matches any, or all, of several texts.',
  examples: [
    {
      source:
        "A = RegexMatchMap(target=['ab', 'b'], pattern='^a')\nB = RegexMatchMap(target=['ab', 'b'], pattern='^a', mode='all')",
      features: { A: true, B: false },
    },
  ],
  parameters: [
    { name: 'target', type: listOf(STR), doc: 'The texts to search.' },
    pattern,
    caseInsensitive,
    { name: 'mode', type: STR, constant: true, default: 'any', doc: '`any` or `all`.' },
  ],
  result: BOOL,
  purity: 'pure',
  cost: 200,
  bind(site: CallSite): BoundCall {
    const compiled = bindPattern(site);
    const mode = constantString(site, 'mode') ?? 'any';
    if (mode !== 'all' && mode !== 'any') {
      site.error(`mode must be one of \`all\` or \`any\`, not \`${mode}\``, argumentSpan(site, 'mode'));
    }
    return {
      arguments: ['target'],
      call: (context, targets: readonly string[]) => {
        for (const target of targets) {
          const found = search(context, compiled, target);
          if (typeof found !== 'boolean') return found;
          if (found === (mode !== 'all')) return found;
        }
        return mode === 'all';
      },
      ...(compiled.total ? { failure: 'never' } : {}),
    };
  },
};

const countRegexMatches: FunctionDeclaration = {
  name: 'CountRegexMatches',
  category: 'string',
  doc: 'How many of several regular expressions match somewhere in a text; each counts once.',
  examples: [{ source: "A = CountRegexMatches(patterns=['a', 'b', 'z'], target='aabb')", features: { A: 2 } }],
  parameters: [
    { name: 'patterns', type: listOf(STR), constant: true, doc: 'The regular expressions.' },
    { name: 'target', type: STR, doc: 'The text to search.' },
    caseInsensitive,
  ],
  result: INT,
  purity: 'pure',
  cost: 300,
  bind(site: CallSite): BoundCall {
    const ignoreCase = constantBool(site, 'case_insensitive');
    const compiled: Pattern[] = [];
    for (const source of constantStrings(site, 'patterns') ?? []) {
      const result = compilePattern(source, { ignoreCase });
      if (result.ok) compiled.push(result.pattern);
      else {
        const message = `invalid regex pattern ${reprString(source)}: ${result.error.message}`;
        site.error(message, argumentSpan(site, 'patterns'));
      }
    }
    return {
      arguments: ['target'],
      call: (context, target: string) => {
        let count = 0;
        for (const one of compiled) {
          const found = search(context, one, target);
          if (typeof found !== 'boolean') return found;
          if (found) count++;
        }
        return count;
      },
      ...(compiled.every(({ total }) => total) ? { failure: 'never' } : {}),
    };
  },
};

/** Compile the constant `pattern`, reporting what is wrong with it or dangerous about it. */
function bindPattern(site: CallSite): Pattern {
  const source = constantString(site, 'pattern') ?? '';
  const result = compilePattern(source, { ignoreCase: constantBool(site, 'case_insensitive') });
  const span = argumentSpan(site, 'pattern');
  if (!result.ok) {
    site.error('invalid regex pattern', span, `${result.error.kind}: ${result.error.message}`);
    return refused();
  }
  for (const finding of result.pattern.findings) site.warning(finding.code, finding.message, span, finding.hint);
  return result.pattern;
}

function refused(): Pattern {
  const result = compilePattern(NEVER, { ignoreCase: false });
  if (!result.ok) throw new Error('the pattern that never matches must compile');
  return result.pattern;
}

function search(context: EvaluationContext, compiled: Pattern, target: string) {
  const found = compiled.test(target);
  return typeof found === 'boolean' ? found : context.fail('RegexBudgetExceeded', found.message);
}

export const regexFunctions = (): FunctionDeclaration[] => [regexMatch, regexMatchMap, countRegexMatches];
