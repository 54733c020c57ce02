/** Look-ups in lists as functions of the language. The kind of the list says what a match is. */
import {
  ANY,
  BOOL,
  type EntityValue,
  type EvaluationContext,
  entityOf,
  FAILED,
  type FunctionDeclaration,
  listOf,
  optional,
  type Parameter,
  STR,
} from '@lapwing/sml';
import { MEMORY } from './memory-function.ts';

const LIST: Parameter = {
  name: 'list',
  type: STR,
  doc: 'Name of the list. A list that does not exist is an error, not an empty one.',
};
const KINDS =
  'Words and phrases are found anywhere in the text, whole and whatever their case; patterns as by `RegexMatch`, case ignored; domains in a ' +
  'domain, URL or e-mail address, subdomains included; IP ranges in an address; perceptual hashes within the distance that the list says; ' +
  'exact texts and entities (`Type/id`) as they are. An entry counts for events before its expiry.';

/** `InList`, `ListMatch`, `AnyInList` and `EntityInList`. */
export const lookupFunctions = (): readonly FunctionDeclaration[] => [
  lookup(
    'InList',
    `Whether a value matches an entry of a list.\n\n${KINDS}`,
    BOOL,
    STR,
    (context, list, value: string) => {
      const found = matchOf(context, list, value);
      return found === FAILED ? FAILED : found !== null;
    },
  ),
  lookup('ListMatch', `The entry of a list that a value matches, or None.\n\n${KINDS}`, optional(STR), STR, matchOf),
  lookup(
    'AnyInList',
    `The entry of a list that the first of several values to match any matches, or None.\n\n${KINDS}`,
    optional(STR),
    listOf(STR),
    (context, list, values: readonly string[]) => {
      for (const value of values) {
        const found = matchOf(context, list, value);
        if (found !== null) return found;
      }
      return null;
    },
  ),
  lookup(
    'EntityInList',
    'Whether an entity is in a list of entities, of which the entries are `Type/id`.',
    BOOL,
    entityOf(ANY),
    (context, list, { type, id }: EntityValue) => {
      const found = matchOf(context, list, `${type}/${id}`);
      return found === FAILED ? FAILED : found !== null;
    },
  ),
];

function lookup<T>(
  name: string,
  doc: string,
  result: FunctionDeclaration['result'],
  valueType: Parameter['type'],
  run: (context: EvaluationContext, list: string, value: T) => ReturnType<typeof matchOf> | boolean,
): FunctionDeclaration {
  return {
    name,
    category: 'Lists',
    doc,
    parameters: [
      LIST,
      {
        name: name === 'EntityInList' ? 'entity' : name === 'AnyInList' ? 'values' : 'value',
        type: valueType,
        doc: 'What to look for.',
      },
    ],
    result,
    purity: 'memory',
    cost: 300,
    bind: () => ({
      arguments: ['list', name === 'EntityInList' ? 'entity' : name === 'AnyInList' ? 'values' : 'value'],
      call: run,
    }),
  };
}

function matchOf(context: EvaluationContext, list: string, value: string): string | null | typeof FAILED {
  const found = context.service(MEMORY).lists.match(list, value, context.timeMillis);
  return found === undefined ? context.fail('KeyError', `there is no list \`${list}\``) : found;
}
