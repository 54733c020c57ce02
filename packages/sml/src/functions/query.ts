/** Functions that exist only in queries over decided events: they look at what the decision came to, which no rule can know. */
import { BOOL, STR } from '../types/types.ts';
import type { CallSite, FunctionDeclaration, Parameter } from './declaration.ts';
import { constantString } from './define.ts';
import { DECIDED, type DecidedEvent } from './services.ts';

const entityType: Parameter = {
  name: 'entity_type',
  type: STR,
  constant: true,
  doc: "The entity's type, such as `User`.",
};
const labelName: Parameter = { name: 'label_name', type: STR, constant: true, doc: 'The label.' };
const verdict: Parameter = { name: 'verdict', type: STR, constant: true, doc: 'The verdict.' };

export const queryFunctions = (): FunctionDeclaration[] => [
  filter('DidAddLabel', 'Events that added the label to an entity of this type.', [entityType, labelName], changed(1)),
  filter(
    'DidRemoveLabel',
    'Events that removed the label from an entity of this type.',
    [entityType, labelName],
    changed(0),
  ),
  filter('DidDeclareVerdict', 'Events that declared the verdict.', [verdict], (site) => {
    const wanted = constantString(site, 'verdict') ?? '';
    return (event) => event.verdicts.includes(wanted);
  }),
];

type Test = (event: DecidedEvent) => boolean;

/** `Type/id/label/1` for an added label, `/0` for a removed one; the id may hold anything, type and label no slash. */
function changed(change: 0 | 1): (site: CallSite) => Test {
  return (site) => {
    const start = `${constantString(site, 'entity_type') ?? ''}/`;
    const end = `/${constantString(site, 'label_name') ?? ''}/${change}`;
    return (event) =>
      event.labelMutations.some(
        (text) => text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end),
      );
  };
}

const filter = (
  name: string,
  doc: string,
  parameters: readonly Parameter[],
  test: (site: CallSite) => Test,
): FunctionDeclaration => ({
  name,
  category: 'query',
  doc,
  parameters,
  result: BOOL,
  purity: 'event',
  query: 'row',
  cost: 2,
  failure: 'never',
  bind: (site) => {
    const holds = test(site);
    return { arguments: [], call: (context) => holds(context.service(DECIDED)) };
  },
});
