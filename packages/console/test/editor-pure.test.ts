/** What the rules editor computes without a screen: the draft's texts, edits, diffs, the order of problems, tokens. */
import { StringStream } from '@codemirror/language';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../src/api/authoring-types.ts';
import { smlParser } from '../src/pages/editor/code/sml.ts';
import { DraftBuffer } from '../src/pages/editor/draft/buffer.ts';
import { unifiedDiff } from '../src/pages/editor/draft/diff.ts';
import { applyEdits } from '../src/pages/editor/draft/edits.ts';
import { nextProblem, type Problem, problemsOf } from '../src/pages/editor/useDiagnostics.ts';

const present = new Map([
  ['a.sml', 'A = 1\n'],
  ['b.sml', 'B = 2\n'],
]);

describe('a draft', () => {
  test('D1: a change remembers what it was made from; a file back at that text is no change', () => {
    const buffer = new DraftBuffer(present, []);
    buffer.set('a.sml', 'A = 3\n');
    buffer.set('a.sml', 'A = 4\n');
    buffer.set('new.sml', 'N = 1\n');
    buffer.set('b.sml', null);
    expect(buffer.changes()).toEqual([
      { path: 'a.sml', text: 'A = 4\n', base: 'A = 1\n' },
      { path: 'b.sml', text: null, base: 'B = 2\n' },
      { path: 'new.sml', text: 'N = 1\n', base: null },
    ]);
    expect(buffer.overlay()).toEqual({ 'a.sml': 'A = 4\n', 'b.sml': null, 'new.sml': 'N = 1\n' });
    expect(['a.sml', 'b.sml', 'new.sml'].map((path) => buffer.state(path))).toEqual(['changed', 'removed', 'added']);
    expect([buffer.paths(), buffer.text('b.sml'), buffer.dirty]).toEqual([['a.sml', 'b.sml', 'new.sml'], null, true]);
    buffer.set('a.sml', 'A = 1\n');
    buffer.revert('b.sml');
    buffer.set('new.sml', null);
    expect([buffer.changes(), buffer.dirty]).toEqual([[], false]);
  });

  test('what the server has is not unsaved, whatever is done and undone meanwhile', () => {
    const saved = [{ path: 'a.sml', text: 'A = 2\n', base: 'A = 1\n' }];
    const buffer = new DraftBuffer(present, saved);
    expect([buffer.text('a.sml'), buffer.dirty]).toEqual(['A = 2\n', false]);
    let told = 0;
    const stop = buffer.subscribe(() => told++);
    buffer.set('a.sml', 'A = 2\n');
    expect(told).toBe(0);
    buffer.set('a.sml', 'A = 9\n');
    expect([told, buffer.dirty]).toEqual([1, true]);
    buffer.replace(saved);
    expect(buffer.dirty).toBe(false);
    buffer.set('b.sml', 'B = 9\n');
    buffer.markSaved(buffer.changes());
    expect(buffer.dirty).toBe(false);
    stop();
    buffer.set('b.sml', 'B = 10\n');
    expect(told).toBe(4);
  });

  test('D2: new files in force overwrite nothing; where both changed, somebody decides', () => {
    const buffer = new DraftBuffer(present, []);
    buffer.set('a.sml', 'A = mine\n');
    buffer.set('b.sml', 'B = 3\n');
    buffer.rebase(
      new Map([
        ['a.sml', 'A = theirs\n'],
        ['b.sml', 'B = 3\n'],
        ['c.sml', 'C = 1\n'],
      ]),
    );
    // What is in force by now is no change any more; what nobody touched is as it is in force.
    expect([buffer.state('b.sml'), buffer.text('c.sml')]).toEqual(['same', 'C = 1\n']);
    expect([buffer.text('a.sml'), buffer.conflicts()]).toEqual(['A = mine\n', ['a.sml']]);
    buffer.keepMine('a.sml');
    expect([buffer.conflicts(), buffer.changes()]).toEqual([
      [],
      [{ path: 'a.sml', text: 'A = mine\n', base: 'A = theirs\n' }],
    ]);
    buffer.rebase(new Map([['a.sml', 'A = again\n']]));
    buffer.revert('a.sml');
    expect([buffer.text('a.sml'), buffer.conflicts()]).toEqual(['A = again\n', []]);
  });
});

test('edits are applied from the end, so that each finds its place', () => {
  const at = (line: number, from: number, to: number, newText: string) => ({
    range: { start: { line, character: from }, end: { line, character: to } },
    newText,
  });
  expect(
    applyEdits('One = 1\r\nTwo = One\nThree = One', [
      at(0, 0, 3, 'First'),
      at(1, 6, 9, 'First'),
      at(2, 8, 11, 'First'),
    ]),
  ).toBe('First = 1\r\nTwo = First\nThree = First');
  expect(applyEdits('', [at(0, 0, 0, 'x'), at(9, 0, 0, 'end')])).toBe('xend');
});

describe('a diff', () => {
  const line = fc.constantFrom('', ')', '  a', 'x = 1', 'y = 2', 'z');
  const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.map((one) => `${one}\n`).join(''));

  test('gives back both texts, line for line', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = unifiedDiff(before, after);
        if (lines.some(({ kind }) => kind === 'skipped')) return;
        const side = (other: 'added' | 'removed') =>
          lines
            .filter(({ kind }) => kind !== other)
            .map((one) => `${one.text}\n`)
            .join('');
        // Texts that do not differ are folded as a whole.
        if (before !== after) expect([side('added'), side('removed')]).toEqual([before, after]);
      }),
      { numRuns: 2000, examples: [['\n\nx = 1\n\n', '\nx = 1\n)\n']] },
    );
  });

  test('numbers lines, leaves out what is far away, and calls a line that stayed by no other name', () => {
    const old = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`).join('\n');
    const lines = unifiedDiff(`${old}\n`, `${old.replace('line 10\n', 'line ten\nand more\n')}\n)\n`);
    expect(
      lines.map(({ kind, before, after, text: shown }) => `${kind[0]} ${before ?? ''} ${after ?? ''} ${shown}`),
    ).toEqual([
      's   ',
      's 7 7 line 7',
      's 8 8 line 8',
      's 9 9 line 9',
      'r 10  line 10',
      'a  10 line ten',
      'a  11 and more',
      's 11 12 line 11',
      's 12 13 line 12',
      's 13 14 line 13',
      's   ',
      's 18 19 line 18',
      's 19 20 line 19',
      's 20 21 line 20',
      'a  22 )',
    ]);
    expect(unifiedDiff(null, 'a\n').map(({ kind }) => kind)).toEqual(['added']);
    expect(unifiedDiff('a\n', null).map(({ kind }) => kind)).toEqual(['removed']);
    expect(unifiedDiff(null, '')).toEqual([]);
  });
});

test('problems follow one another through the files, and round the end', () => {
  const problem = (line: number, character: number): Diagnostic => ({
    range: { start: { line, character }, end: { line, character } },
    severity: 'error',
    code: null,
    message: '',
    related: [],
    fixes: [],
  });
  const problems = problemsOf({ 'b.sml': [problem(9, 0), problem(1, 4)], 'a.sml': [problem(5, 5)] });
  const name = (one: Problem | null) =>
    one === null ? null : `${one.path}:${one.diagnostic.range.start.line}:${one.diagnostic.range.start.character}`;
  expect(problems.map(name)).toEqual(['a.sml:5:5', 'b.sml:1:4', 'b.sml:9:0']);
  expect(name(nextProblem(problems, { path: 'a.sml', line: 5, character: 5 }, 1))).toBe('b.sml:1:4');
  expect(name(nextProblem(problems, { path: 'b.sml', line: 9, character: 0 }, 1))).toBe('a.sml:5:5');
  expect(name(nextProblem(problems, { path: 'a.sml', line: 0, character: 0 }, -1))).toBe('b.sml:9:0');
  expect(nextProblem([], { path: 'a.sml', line: 0, character: 0 }, 1)).toBeNull();
});

/** The pieces of each line with the token that the editor colours them by. */
function pieces(lines: readonly string[]): [string, string | null][] {
  const state = smlParser.startState?.(2);
  if (state === undefined) throw new Error('the parser has a state');
  const found: [string, string | null][] = [];
  for (const line of lines) {
    const stream = new StringStream(line, 2, 2);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const kind = smlParser.token(stream, state);
      if (stream.pos === stream.start) throw new Error(`nothing was read of ${JSON.stringify(line)}`);
      found.push([stream.current(), kind]);
    }
  }
  return found;
}

const tokens = (lines: readonly string[]) => pieces(lines).filter(([text]) => text.trim() !== '');

test('tokens of the language: definitions, calls, arguments, strings with names in them', () => {
  expect(tokens(["Count: int = Window(key=f'p-{User}', n=1_0)  # per hour"])).toEqual([
    ['Count', 'variableName.definition'],
    [':', 'punctuation'],
    ['int', 'typeName'],
    ['=', 'operator'],
    ['Window', 'variableName.function'],
    ['(', 'punctuation'],
    ['key', 'propertyName'],
    ['=', 'operator'],
    ["f'", 'string'],
    ['p-{', 'string'],
    ['User', 'variableName'],
    ['}', 'string'],
    ["'", 'string'],
    [',', 'punctuation'],
    ['n', 'propertyName'],
    ['=', 'operator'],
    ['1_0', 'number'],
    [')', 'punctuation'],
    ['# per hour', 'comment'],
  ]);
  expect(
    tokens(['R = Rule(when_all=[A and not B == None])', "'''doc", "Rule''' X"]).filter(
      ([, kind]) => kind !== 'punctuation',
    ),
  ).toEqual([
    ['R', 'variableName.definition'],
    ['=', 'operator'],
    ['Rule', 'keyword'],
    ['when_all', 'propertyName'],
    ['=', 'operator'],
    ['A', 'variableName'],
    ['and', 'keyword'],
    ['not', 'keyword'],
    ['B', 'variableName'],
    ['==', 'operator'],
    ['None', 'atom'],
    ["'''", 'string'],
    ['doc', 'string'],
    ["Rule'''", 'string'],
    ['X', 'variableName'],
  ]);
});

test('every text is read to its end, and every token moves on', () => {
  const part = fc.constantFrom(
    "'",
    '"""',
    "f'{",
    '}',
    '\\',
    '#',
    'A',
    ' = ',
    '(',
    ')',
    '1.',
    '0x',
    'é',
    '😀',
    'rb"',
    '\t',
    '$',
  );
  const line = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      expect(
        pieces(lines)
          .map(([text]) => text)
          .join(''),
      ).toBe(lines.join(''));
    }),
  );
});
