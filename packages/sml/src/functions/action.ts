/** What is known of the action itself. */
import { INT, STR } from '../types/types.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { simpleFunction } from './define.ts';

export const actionFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'GetActionName',
    category: 'engine',
    doc: "The action's name.",
    examples: [{ source: "A = GetActionName() == 'no such action'", features: { A: false } }],
    parameters: [],
    result: STR,
    purity: 'event',
    query: 'row',
    perActionName: true,
    failure: 'never',
    cost: 1,
    run: (context) => context.action.name,
  }),
  simpleFunction({
    name: 'GetActionId',
    category: 'engine',
    doc: "The action's numeric id; an error where the event's id is not an integer.",
    examples: [{ source: 'A = GetActionId() >= 0', features: { A: true } }],
    parameters: [],
    result: INT,
    purity: 'event',
    query: 'row',
    cost: 1,
    run: (context) =>
      context.action.actionId ??
      context.fail('ValueError', `the event's id \`${context.action.id}\` is not an integer`),
  }),
];
