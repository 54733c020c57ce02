/** Functions of text with the meaning of Python's `str` methods. Lengths and positions are in code points. */
import { codePointLength, sliceCodePoints } from '../text/code-points.ts';
import { replaceAll, splitAt, splitWhitespace, strip } from '../text/python-string.ts';
import { BOOL, INT, listOf, optional, STR } from '../types/types.ts';
import { limits } from '../values/limits.ts';
import type { Failed } from '../values/values.ts';
import type { CallSite, EvaluationContext, FunctionDeclaration, FunctionExample, Parameter } from './declaration.ts';
import { argumentSpan, constantNumber, simpleFunction } from './define.ts';

const text: Parameter = { name: 's', type: STR, doc: 'The text.' };
const example = (call: string, result: unknown): FunctionExample[] => [
  { source: `A = ${call}`, features: { A: result } },
];

const string = { category: 'string', purity: 'pure', cost: 10, failure: 'never' } as const;

function stripFunction(name: string, side: 'both' | 'left' | 'right', where: string, result: string) {
  return simpleFunction({
    ...string,
    name,
    doc: `The text without whitespace, or without any of the given characters, at ${where}.`,
    examples: example(`${name}(s='xxaxx', chars='x')`, result),
    parameters: [
      text,
      {
        name: 'chars',
        type: optional(STR),
        default: null,
        doc: 'The set of characters to remove; whitespace when absent.',
      },
    ],
    result: STR,
    run: (_context, s: string, chars: string | null) => strip(s, chars, side),
  });
}

/** A text that grows with each call would take the process down: it is refused before it is made. */
const tooLong = (context: EvaluationContext): Failed =>
  context.fail('LimitExceeded', `a text of more than ${limits.textLength} characters`);

/** The length of the text after replacing, at most, in UTF-16 units. */
function replacedLength(text: string, old: string, replacement: string): number {
  if (replacement.length <= old.length) return text.length;
  // Every code point has a place before it, the last one also behind.
  const places = old === '' ? text.length + 1 : text.split(old).length - 1;
  return text.length + places * (replacement.length - old.length);
}

export const stringFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    ...string,
    name: 'StringLength',
    doc: 'The number of code points in a text.',
    examples: example("StringLength(s='héllo😀')", 6),
    parameters: [text],
    result: INT,
    run: (_context, s: string) => codePointLength(s),
  }),
  simpleFunction({
    ...string,
    name: 'StringToLower',
    doc: 'The text in lower case, by the full Unicode mapping.',
    examples: example("StringToLower(s='ΟΔΟΣ')", 'οδος'),
    parameters: [text],
    result: STR,
    run: (_context, s: string) => s.toLowerCase(),
    inline: '$0.toLowerCase()',
  }),
  simpleFunction({
    ...string,
    name: 'StringToUpper',
    doc: 'The text in upper case, by the full Unicode mapping; it may become longer.',
    examples: example("StringToUpper(s='straße')", 'STRASSE'),
    parameters: [text],
    result: STR,
    run: (_context, s: string) => s.toUpperCase(),
    inline: '$0.toUpperCase()',
  }),
  simpleFunction({
    ...string,
    name: 'StringStartsWith',
    doc: 'Whether the text begins with another.',
    examples: example("StringStartsWith(s='abc', start='ab')", true),
    parameters: [text, { name: 'start', type: STR, doc: 'The beginning to look for.' }],
    result: BOOL,
    run: (_context, s: string, start: string) => s.startsWith(start),
    inline: '$0.startsWith($1)',
  }),
  simpleFunction({
    ...string,
    name: 'StringEndsWith',
    doc: 'Whether the text ends with another.',
    examples: example("StringEndsWith(s='abc', end='bc')", true),
    parameters: [text, { name: 'end', type: STR, doc: 'The end to look for.' }],
    result: BOOL,
    run: (_context, s: string, end: string) => s.endsWith(end),
    inline: '$0.endsWith($1)',
  }),
  stripFunction('StringStrip', 'both', 'both ends', 'a'),
  stripFunction('StringLStrip', 'left', 'its beginning', 'axx'),
  stripFunction('StringRStrip', 'right', 'its end', 'xxa'),
  simpleFunction({
    ...string,
    name: 'StringReplace',
    doc: 'The text with every occurrence of one text replaced by another. An empty `old` is found around every code point.',
    examples: example("StringReplace(s='a-b-c', old='-', new='')", 'abc'),
    parameters: [
      text,
      { name: 'old', type: STR, doc: 'What to replace.' },
      { name: 'new', type: STR, doc: 'What to put in its place.' },
    ],
    result: STR,
    failure: 'reported',
    run: (context, s: string, old: string, replacement: string) =>
      replacedLength(s, old, replacement) > limits.textLength ? tooLong(context) : replaceAll(s, old, replacement),
  }),
  simpleFunction({
    ...string,
    name: 'StringJoin',
    doc: 'The items of a list joined with a separator.',
    examples: example("StringJoin(s=', ', iterable=['a', 'b'])", 'a, b'),
    parameters: [
      { name: 's', type: STR, doc: 'The separator.' },
      { name: 'iterable', type: listOf(STR), doc: 'The items.' },
    ],
    result: STR,
    failure: 'reported',
    run: (context, s: string, items: readonly string[]) =>
      items.reduce((length, item) => length + item.length + s.length, 0) > limits.textLength
        ? tooLong(context)
        : items.join(s),
  }),
  stringSlice,
  simpleFunction({
    ...string,
    name: 'StringSplit',
    failure: 'reported',
    doc: 'The parts of a text between separators; without a separator, between runs of whitespace.',
    examples: example("StringSplit(s='a,b,c', sep=',', maxsplit=1)", ['a', 'b,c']),
    parameters: [
      text,
      { name: 'sep', type: optional(STR), default: null, doc: 'The separator; any run of whitespace when absent.' },
      { name: 'maxsplit', type: INT, default: -1, doc: 'At most this many splits; all when negative.' },
    ],
    result: listOf(STR),
    run: (context, s: string, separator: string | null, maxsplit: number | bigint) => {
      if (separator === null) return splitWhitespace(s, Number(maxsplit));
      if (separator === '') return context.fail('ValueError', 'empty separator');
      return splitAt(s, separator, Number(maxsplit));
    },
  }),
];

const stringSlice: FunctionDeclaration = {
  ...string,
  name: 'StringSlice',
  doc: 'The code points of a text from one position up to, and without, another.',
  examples: example("StringSlice(s='héllo😀!', start=1, end=6)", 'éllo😀'),
  parameters: [
    text,
    { name: 'start', type: INT, constant: true, doc: 'First position, from 0.' },
    { name: 'end', type: INT, constant: true, doc: 'Position after the last; at least `start`.' },
  ],
  result: STR,
  bind(site: CallSite) {
    const start = constantNumber(site, 'start') ?? 0;
    const end = constantNumber(site, 'end') ?? start;
    const refuse = (name: 'start' | 'end', hint: string) =>
      site.error(`invalid \`${name}\``, argumentSpan(site, name), hint);
    if (start < 0) refuse('start', '`start` must be a non-negative integer');
    if (end < 0) refuse('end', '`end` must be a non-negative integer');
    if (start > end) refuse('start', '`start` must be less than or equal to `end`');
    return { arguments: ['s'], call: (_context, s: string) => sliceCodePoints(s, start, end) };
  },
};
