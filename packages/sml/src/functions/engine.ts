/**
 * The functions that are the language itself: they schedule files, name rules and fire effects. What they do is in the checker and the
 * compiler, which know them by name; their declarations give them a signature and documentation like any other function.
 */
import { BOOL, EFFECT, listOf, NONE, RULE, STR } from '../types/types.ts';
import { RuleValue } from '../values/values.ts';
import type { FunctionDeclaration, Parameter } from './declaration.ts';

/** Names by which the checker and the compiler know the engine's functions. */
export const ENGINE = { import: 'Import', require: 'Require', rule: 'Rule', whenRules: 'WhenRules' } as const;

export const engineFunctions = (): FunctionDeclaration[] => [
  statement(
    ENGINE.import,
    'Brings in other rule files: they run with this one, and their features can be used below this line.',
    [{ name: 'rules', type: listOf(STR), constant: true, doc: 'Paths of rule files, sorted, each once.' }],
  ),
  statement(ENGINE.require, 'Runs another rule file, optionally under a condition. Its features cannot be used here.', [
    {
      name: 'rule',
      type: STR,
      doc: "A path, or an f-string such as `f'actions/{ActionName}.sml'`. A file that is not there is skipped.",
    },
    {
      name: 'require_if',
      type: BOOL,
      default: true,
      doc: 'Run the file only if this is true; failed counts as false.',
    },
  ]),
  {
    name: ENGINE.rule,
    category: 'engine',
    doc: 'A named condition: true when all of `when_all` are true. It must be assigned to a feature, whose name is its name.',
    parameters: [
      { name: 'when_all', type: listOf(BOOL), doc: 'The conditions. If one of them failed, the rule has failed.' },
      { name: 'description', type: STR, doc: 'A string or f-string that says why the rule fired.' },
    ],
    result: RULE,
    purity: 'pure',
    cost: 2,
    bind: () => ({
      arguments: ['when_all', 'description'],
      // The compiler numbers the rules; without it a rule has its value and no place in a list of rules.
      call: (_context, conditions: readonly boolean[]) => new RuleValue(-1, conditions.every(Boolean)),
    }),
  },
  statement(
    ENGINE.whenRules,
    'Fires effects when at least one of the rules is true. Failed rules and failed effects are passed over.',
    [
      { name: 'rules_any', type: listOf(RULE), doc: 'A list of rules, written out here.' },
      { name: 'then', type: listOf(EFFECT), doc: 'A list of effects, written out here.' },
    ],
  ),
];

/** A function without a result, called for what the engine then does. */
const statement = (name: string, doc: string, parameters: readonly Parameter[]): FunctionDeclaration => ({
  name,
  category: 'engine',
  doc,
  parameters,
  result: NONE,
  purity: 'pure',
  cost: 1,
  bind: () => ({
    arguments: parameters.filter(({ constant }) => !constant).map((parameter) => parameter.name),
    call: () => null,
  }),
});
