/** Functions that exist only in queries over decided events. A query is translated, not evaluated: they have no meaning in a rule. */
import { BOOL, STR } from '../types/types.ts';
import type { FunctionDeclaration, Parameter } from './declaration.ts';

const entityType: Parameter = {
  name: 'entity_type',
  type: STR,
  constant: true,
  doc: "The entity's type, such as `User`.",
};
const labelName: Parameter = { name: 'label_name', type: STR, constant: true, doc: 'The label.' };
const verdict: Parameter = { name: 'verdict', type: STR, constant: true, doc: 'The verdict.' };

export const queryFunctions = (): FunctionDeclaration[] => [
  filter('DidAddLabel', 'Events that added the label to an entity of this type.', [entityType, labelName]),
  filter('DidRemoveLabel', 'Events that removed the label from an entity of this type.', [entityType, labelName]),
  filter('DidDeclareVerdict', 'Events that declared the verdict.', [verdict]),
];

const filter = (name: string, doc: string, parameters: readonly Parameter[]): FunctionDeclaration => ({
  name,
  category: 'query',
  doc,
  parameters,
  result: BOOL,
  purity: 'pure',
  cost: 1,
  bind: () => ({ arguments: [], call: (context) => context.fail('QueryFunction', `${name} is only for queries`) }),
});
