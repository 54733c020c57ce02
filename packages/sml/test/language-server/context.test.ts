/** Where the cursor (`|`) stands, told from text that mostly does not parse. */
import { expect, test } from 'vitest';
import { contextAt } from '../../src/language-server/context.ts';

const context = (marked: string) => contextAt(marked.replace('|', ''), marked.indexOf('|'));

test.each([
  ['|', { kind: 'statement', prefix: '' }],
  ['A = 1\nWh|', { kind: 'statement', prefix: 'Wh' }],
  ['A = |', { kind: 'expression', prefix: '' }],
  ['A = B + Fo|', { kind: 'expression', prefix: 'Fo' }],
  ['A: |', { kind: 'annotation', prefix: '' }],
  ['A: Opt|', { kind: 'annotation', prefix: 'Opt' }],
  ['A: str = |', { kind: 'expression', prefix: '' }],
  ['A = F(|', { kind: 'argument', function: 'F', given: [], prefix: '' }],
  ['A = F(x=1, y|', { kind: 'argument', function: 'F', given: ['x'], prefix: 'y' }],
  ['A = F(x=G(|', { kind: 'argument', function: 'G', given: [], prefix: '' }],
  ['A = F(x=G(z=1), |', { kind: 'argument', function: 'F', given: ['x'], prefix: '' }],
  ['A = F(\n  # comment (\n  x=|', { kind: 'expression', prefix: '' }],
  ['A = F(x=[1, |', { kind: 'expression', prefix: '' }],
  ["A = F(label='sp|", { kind: 'text', function: 'F', argument: 'label', prefix: 'sp' }],
  ["Import(rules=['a.sml', 'mo|'])", { kind: 'text', function: 'Import', argument: 'rules', prefix: 'mo' }],
  ["A = F(d=f'x {Us|", { kind: 'expression', prefix: 'Us' }],
  ["A = F(d=f'x {User} |'", { kind: 'text', function: 'F', argument: 'd', prefix: 'x {User} ' }],
  ["A = 'it\\'s (' + |", { kind: 'expression', prefix: '' }],
  ["A = '|'", { kind: 'none' }],
  ['A = 1 # F(|', { kind: 'none' }],
  ["A = 'not closed\nB = F(|", { kind: 'argument', function: 'F', given: [], prefix: '' }],
])('%s', (marked, expected) => {
  expect(context(marked)).toEqual(expected);
});
