/** Whether and how often a text holds another. */
import {
  BOOL,
  type CallSite,
  type FunctionDeclaration,
  foldText,
  INT,
  optional,
  STR,
  simpleFunction,
} from '@lapwing/sml';
import { containsFolded } from './phrase.ts';

const stringContains: FunctionDeclaration = {
  name: 'StringContains',
  category: 'string',
  doc: 'Whether a phrase stands in a text as whole words, or anywhere with `substrings`.',
  examples: [
    {
      source:
        "A = StringContains(s='Hello World', phrase='world')\n" +
        "B = StringContains(s='Hello Worlds', phrase='world')\n" +
        "C = StringContains(s='Hello Worlds', phrase='World', substrings=True, case_sensitive=True)",
      features: { A: true, B: false, C: true },
    },
  ],
  parameters: [
    { name: 's', type: STR, doc: 'The text.' },
    { name: 'phrase', type: STR, doc: 'What to look for, literally.' },
    { name: 'case_sensitive', type: BOOL, default: false, doc: 'Letters must have the same case.' },
    { name: 'substrings', type: BOOL, default: false, doc: 'Also inside of longer words.' },
  ],
  result: BOOL,
  purity: 'pure',
  cost: 60,
  failure: 'never',
  bind(site: CallSite) {
    // Nearly every call has the same phrase each time: it is folded once.
    let last = '';
    let folded = '';
    const written = site.argument('phrase');
    const literal = written?.kind === 'string' && written.value.length > 1 ? foldText(written.value) : null;
    return {
      arguments: ['s', 'phrase', 'case_sensitive', 'substrings'],
      call: (_context, s: string, phrase: string, caseSensitive: boolean, substrings: boolean) => {
        if (phrase !== last) {
          last = phrase;
          folded = foldText(phrase);
        }
        return containsFolded(s, caseSensitive ? phrase : folded, { caseSensitive, substrings });
      },
      ...(literal === null ? {} : { requiredLiterals: [literal] }),
    };
  },
};

export const containsFunctions = (): FunctionDeclaration[] => [
  stringContains,
  simpleFunction({
    name: 'SubstrCount',
    category: 'string',
    doc: 'How often a text holds another, without overlaps.',
    examples: [{ source: "A = SubstrCount(s='aaaa', substr='aa')", features: { A: 2 } }],
    parameters: [
      { name: 's', type: STR, doc: 'The text.' },
      { name: 'substr', type: STR, doc: 'What to count.' },
    ],
    result: INT,
    purity: 'pure',
    cost: 20,
    failure: 'never',
    run: (_context, s: string, part: string) => (part === '' ? Array.from(s).length + 1 : s.split(part).length - 1),
  }),
  simpleFunction({
    name: 'ForceString',
    category: 'string',
    doc: 'The text, or `<None>` where there is none or it failed.',
    examples: [
      { source: "A: Optional[str] = JsonData(path='$.a')\nB = ForceString(s=A)", features: { A: null, B: '<None>' } },
    ],
    parameters: [{ name: 's', type: optional(STR), doc: 'The text.' }],
    result: STR,
    purity: 'pure',
    cost: 1,
    failure: 'never',
    run: (_context, s: string | null) => s ?? '<None>',
  }),
];
