/** Lists made of lists. */
import { type FunctionDeclaration, listOf, optional, STR, simpleFunction } from '@lapwing/sml';

export const concatFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'ConcatStringLists',
    category: 'list',
    doc: 'All items of several lists, in order. None in the optional lists is left out.',
    examples: [{ source: "A = ConcatStringLists(lists=[['a', 'b'], ['c']])", features: { A: ['a', 'b', 'c'] } }],
    parameters: [
      { name: 'lists', type: listOf(listOf(STR)), doc: 'The lists.' },
      { name: 'optional_lists', type: listOf(listOf(optional(STR))), default: [], doc: 'Lists that may hold None.' },
    ],
    result: listOf(STR),
    purity: 'pure',
    cost: 10,
    failure: 'never',
    run: (_context, lists: readonly string[][], optionalLists: readonly (string | null)[][]) => [
      ...lists.flat(),
      ...optionalLists.flat().filter((item) => item !== null),
    ],
  }),
];
