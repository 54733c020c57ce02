/** Functions of lists. */
import { ANY, BOOL, INT, listOf, STR } from '../types/types.ts';
import { pythonStr } from '../values/format.ts';
import { sortValues } from '../values/sort.ts';
import { FAILED, type Value } from '../values/values.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { simpleFunction } from './define.ts';

const anyList = { name: 'list', type: listOf(ANY), doc: 'The list.' } as const;
const LETTERS = { data: { l: ['b', 'a', 'c'] }, declare: "L: List[str] = JsonData(path='$.l')\n" };

export const listFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'ListLength',
    category: 'list',
    doc: 'The number of items in a list.',
    examples: [
      {
        source: `${LETTERS.declare}N = ListLength(list=L)`,
        data: LETTERS.data,
        features: { L: ['b', 'a', 'c'], N: 3 },
      },
    ],
    parameters: [anyList],
    result: INT,
    purity: 'pure',
    cost: 1,
    failure: 'never',
    run: (_context, list: readonly Value[]) => list.length,
    inline: '$0.length',
  }),
  simpleFunction({
    name: 'ListRead',
    category: 'list',
    doc: 'One item of a list, as text. A negative index counts from the end; the call fails silently where there is no such item.',
    examples: [
      {
        source: `${LETTERS.declare}First = ListRead(list=L)\nLast = ListRead(list=L, index=-1)\nNone9 = ListRead(list=L, index=9)`,
        data: LETTERS.data,
        features: { L: ['b', 'a', 'c'], First: 'b', Last: 'c', None9: null },
      },
    ],
    parameters: [anyList, { name: 'index', type: INT, default: 0, doc: 'Position, from 0.' }],
    result: STR,
    purity: 'pure',
    cost: 5,
    failure: 'silent',
    run: (_context, list: readonly Value[], index: number | bigint) => {
      const item = list.at(Number(index));
      // A huge index is clamped by Number to something out of range; `at` wraps only small negatives.
      return item === undefined ? FAILED : pythonStr(item);
    },
  }),
  simpleFunction({
    name: 'ListSort',
    category: 'list',
    doc: 'The list in ascending order: text by code point, numbers by value.',
    examples: [
      {
        source: `${LETTERS.declare}Up: List[str] = ListSort(list=L)\nDown: List[str] = ListSort(list=L, reverse=True)`,
        data: LETTERS.data,
        features: { L: ['b', 'a', 'c'], Up: ['a', 'b', 'c'], Down: ['c', 'b', 'a'] },
      },
    ],
    parameters: [anyList, { name: 'reverse', type: BOOL, default: false, doc: 'Descending order.' }],
    result: listOf(ANY),
    purity: 'pure',
    cost: 50,
    run: (context, list: readonly Value[], reverse: boolean) => {
      const sorted = sortValues(list, reverse);
      return Array.isArray(sorted) ? sorted : context.fail('TypeError', String(sorted));
    },
  }),
];
