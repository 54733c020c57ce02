/** Functions of domains in texts. */
import { type FunctionDeclaration, listOf, STR, simpleFunction } from '@lapwing/sml';
import { extractDomains } from './domains.ts';

const ORDER = 'Each once, in order of appearance (the original leaves the order to chance).';

export const domainFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'ExtractDomains',
    category: 'string',
    doc: `The domains that a text mentions, with or without \`https://\`, in lower case and without \`www.\`. ${ORDER}`,
    examples: [
      {
        source: "A = ExtractDomains(s='see www.Example.com/x and https://a.example.org:8080')",
        features: { A: ['example.com', 'a.example.org:8080'] },
      },
    ],
    parameters: [{ name: 's', type: STR, doc: 'The text.' }],
    result: listOf(STR),
    purity: 'pure',
    cost: 150,
    failure: 'never',
    run: (_context, s: string) => extractDomains(s),
  }),
  simpleFunction({
    name: 'ExtractListDomains',
    category: 'string',
    doc: `The domains that several texts mention. ${ORDER}`,
    examples: [
      { source: "A = ExtractListDomains(list=['a.com', 'b.com a.com'])", features: { A: ['a.com', 'b.com'] } },
    ],
    parameters: [{ name: 'list', type: listOf(STR), doc: 'The texts.' }],
    result: listOf(STR),
    purity: 'pure',
    cost: 200,
    failure: 'never',
    run: (_context, list: readonly string[]) => [...new Set(list.flatMap(extractDomains))],
  }),
  simpleFunction({
    name: 'RootDomain',
    category: 'string',
    doc: 'The last two labels of a domain, whatever its public suffix.',
    examples: [{ source: "A = RootDomain(domain='a.b.example.com')", features: { A: 'example.com' } }],
    parameters: [{ name: 'domain', type: STR, doc: 'The domain.' }],
    result: STR,
    purity: 'pure',
    cost: 10,
    failure: 'never',
    run: (_context, domain: string) => domain.split('.').slice(-2).join('.'),
  }),
];
