/** Digests of text, and Base 64. */
import { hash } from 'node:crypto';
import { decodeBase64 } from '../text/base64.ts';
import { STR } from '../types/types.ts';
import type { FunctionDeclaration, Parameter } from './declaration.ts';
import { simpleFunction } from './define.ts';

const input: Parameter = { name: 'input', type: STR, doc: 'The text; its UTF-8 bytes are used.' };

function digest(name: string, algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512', ofLetterA: string): FunctionDeclaration {
  return simpleFunction({
    name,
    category: 'hash',
    doc: `The ${algorithm.toUpperCase().replace('SHA', 'SHA-')} digest of a text, in lower-case hexadecimal.`,
    examples: [{ source: `A = ${name}(input='a')`, features: { A: ofLetterA } }],
    parameters: [input],
    result: STR,
    purity: 'pure',
    cost: 60,
    failure: 'never',
    run: (_context, value: string) => hash(algorithm, value, 'hex'),
  });
}

export const hashFunctions = (): FunctionDeclaration[] => [
  digest('HashMd5', 'md5', '0cc175b9c0f1b6a831c399e269772661'),
  digest('HashSha1', 'sha1', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'),
  digest('HashSha256', 'sha256', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'),
  digest(
    'HashSha512',
    'sha512',
    '1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f53' +
      '02860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75',
  ),
  simpleFunction({
    name: 'Base64Encode',
    category: 'encoding',
    doc: 'The Base 64 form of a text.',
    examples: [{ source: "A = Base64Encode(input='héllo')", features: { A: 'aMOpbGxv' } }],
    parameters: [input],
    result: STR,
    purity: 'pure',
    cost: 20,
    failure: 'never',
    run: (_context, value: string) => Buffer.from(value, 'utf8').toString('base64'),
  }),
  simpleFunction({
    name: 'Base64Decode',
    category: 'encoding',
    doc: 'The text of a Base 64 form. Characters outside of the alphabet are ignored; wrong padding or bytes that are not UTF-8 are errors.',
    examples: [
      { source: "A = Base64Decode(input='aMOpbGxv')\nB = Base64Decode(input='!!!')", features: { A: 'héllo', B: '' } },
    ],
    parameters: [input],
    result: STR,
    purity: 'pure',
    cost: 20,
    run: (context, value: string) => {
      const decoded = decodeBase64(value);
      return decoded.ok ? decoded.text : context.fail(decoded.kind, decoded.message);
    },
  }),
];
