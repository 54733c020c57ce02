/** URLs and hosts written in a text. */
import { findUrls, hostOf, normalizeUrl, splitUrl } from '../net/urls.ts';
import { listOf, STR } from '../types/types.ts';
import type { FunctionDeclaration, Parameter } from './declaration.ts';
import { simpleFunction } from './define.ts';

const parameters: readonly Parameter[] = [{ name: 's', type: STR, doc: 'The text.' }];
const ORDER = 'Each once, in the order of first appearance (the reference leaves the order to chance).';
const TEXT = "s='go https://a.example.com:80/x and https://a.example.com/y'";

export const urlFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'StringExtractURLs',
    category: 'string',
    doc: `The http and https URLs in a text. ${ORDER}`,
    examples: [
      {
        source: `A = StringExtractURLs(${TEXT})`,
        features: { A: ['https://a.example.com:80/x', 'https://a.example.com/y'] },
      },
    ],
    parameters,
    result: listOf(STR),
    purity: 'pure',
    cost: 150,
    failure: 'never',
    run: (_context, s: string) => [
      ...new Set(
        findUrls(s)
          .flatMap((url) => splitUrl(url) ?? [])
          .map(normalizeUrl),
      ),
    ],
  }),
  simpleFunction({
    name: 'StringExtractDomains',
    category: 'string',
    doc: `The hosts of the http and https URLs in a text, without ports. ${ORDER}`,
    examples: [{ source: `A = StringExtractDomains(${TEXT})`, features: { A: ['a.example.com'] } }],
    parameters,
    result: listOf(STR),
    purity: 'pure',
    cost: 150,
    failure: 'never',
    run: (_context, s: string) => [
      ...new Set(
        findUrls(s)
          .flatMap((url) => splitUrl(url) ?? [])
          .map(hostOf),
      ),
    ],
  }),
];
