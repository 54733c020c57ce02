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
  doc: 'Name of the list. A list that does not exist is an error, not an empty one; the example shows what comes of it.',
};
const KINDS =
  'Words and phrases are found anywhere in the text, whole and whatever their case; patterns as by `RegexMatch`, case ignored; domains in a ' +
  'domain, URL or e-mail address, subdomains included; IP ranges in an address; perceptual hashes within the distance that the list says; ' +
  'exact texts and entities (`Type/id`) as they are. An entry counts for events before its expiry.';

/** `InList`, `ListMatch`, `AnyInList` and `EntityInList`. */
export const lookupFunctions = (): readonly FunctionDeclaration[] => [
  lookup({
    name: 'InList',
    doc: `Whether a value matches an entry of a list.\n\n${KINDS}`,
    example: "A = InList(list='bad-domains', value='https://www.example.com/x')",
    result: BOOL,
    input: { name: 'value', type: STR, doc: 'What to look for.' },
    run: (context, list, value: string) => isMatch(matchOf(context, list, value)),
  }),
  lookup({
    name: 'ListMatch',
    doc: `The entry of a list that a value matches, or None.\n\n${KINDS}`,
    example: "A = ListMatch(list='bad-words', value='get free coins')",
    result: optional(STR),
    input: { name: 'value', type: STR, doc: 'What to look for.' },
    run: matchOf,
  }),
  lookup({
    name: 'AnyInList',
    doc: `The entry of a list that the first of several values to match any matches, or None.\n\n${KINDS}`,
    example: "A = AnyInList(list='bad-ranges', values=['192.0.2.1', '2001:db8::1'])",
    result: optional(STR),
    input: { name: 'values', type: listOf(STR), doc: 'What to look for, in this order.' },
    run: (context, list, values: readonly string[]) => {
      for (const value of values) {
        const found = matchOf(context, list, value);
        if (found !== null) return found;
      }
      return null;
    },
  }),
  lookup({
    name: 'EntityInList',
    doc: 'Whether an entity is in a list of entities, of which the entries are `Type/id`.',
    example: "A = EntityInList(list='known-rings', entity=Entity(type='User', id='u1'))",
    result: BOOL,
    input: { name: 'entity', type: entityOf(ANY), doc: 'The entity.' },
    run: (context, list, { type, id }: EntityValue) => isMatch(matchOf(context, list, `${type}/${id}`)),
  }),
];

/** Names of the functions whose parameter `list` names a list. */
export function listFunctions(): ReadonlySet<string> {
  return new Set(lookupFunctions().map(({ name }) => name));
}

interface Lookup<T> {
  readonly name: string;
  readonly doc: string;
  /** Shown with its result where there is no such list. */
  readonly example: string;
  readonly result: FunctionDeclaration['result'];
  readonly input: Parameter;
  readonly run: (context: EvaluationContext, list: string, value: T) => ReturnType<typeof matchOf> | boolean;
}

function lookup<T>({ name, doc, example, result, input, run }: Lookup<T>): FunctionDeclaration {
  return {
    name,
    category: 'Lists',
    doc,
    examples: [{ source: example, features: { A: null } }],
    parameters: [LIST, input],
    result,
    purity: 'memory',
    query: 'state',
    cost: 300,
    bind: () => ({ arguments: ['list', input.name], call: run }),
  };
}

function isMatch(found: ReturnType<typeof matchOf>): boolean | typeof FAILED {
  return found === FAILED ? FAILED : found !== null;
}

function matchOf(context: EvaluationContext, list: string, value: string): string | null | typeof FAILED {
  const found = context.service(MEMORY).lists.match(list, value, context.timeMillis);
  return found === undefined ? context.fail('KeyError', `there is no list \`${list}\``) : found;
}
