/** Whom a rule's comments name as its owner. */
import { expect, it } from 'vitest';
import { ruleOwner } from '../../src/index.ts';
import { programOf } from '../support/evaluate.ts';

const RULE = "T: str = JsonData(path='$.t')\nR = Rule(when_all=[T == 'a'], description='r')\n";

it.each([
  ['# owner: spam', 'spam'],
  ['# Owner: spam team. Three links an hour are too many.', 'spam team'],
  ['# owners: ana@example.org, bo@example.org.', 'ana@example.org, bo@example.org'],
  ['# about links', null],
])('%s', (comment, owner) => {
  expect(ruleOwner(programOf(`${comment}\n${RULE}`), 'R')).toBe(owner);
});
