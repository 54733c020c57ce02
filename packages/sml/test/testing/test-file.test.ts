/** Test files: reading them, and comparing what they expect. */
import { describe, expect, it, test } from 'vitest';
import { stringifyJson } from '../../src/json/stringify.ts';
import { compareExpectation, diffLines, type Observed, parseTestFile, renderDiff } from '../../src/testing/index.ts';

const observed: Observed = {
  features: { A: 1, F: 0.5, __error_count: 0 },
  rules: new Map([
    ['R', true],
    ['S', false],
    ['T', null],
  ]),
  verdicts: ['hide'],
  labels: ['User/a/spam'],
  effects: [{ effect: 'ban', comment: 'x', hours: 3 }],
  errors: [],
  labelsOf: (entity) => (entity === 'User/a' ? ['spam'] : []),
};

const expectationOf = (yaml: string) =>
  parseTestFile(`cases:\n  - name: one\n    event: {action: a}\n    expect: ${yaml}`)[0]!.events[0]!.expect!;
const lines = (yaml: string) => {
  const { expected, actual } = compareExpectation(expectationOf(yaml), observed);
  return renderDiff(diffLines(expected, actual));
};

describe('events', () => {
  it('merge with the defaults, and follow one another in event time', () => {
    const [one] = parseTestFile(`
defaults: {action: post, time: 2026-01-02T12:00:00Z, data: {user: {id: a, age: 3}, n: 9007199254740993}}
cases:
  - name: one
    events:
      - {repeat: 2, every: 90s, data: {text: 'post {n}'}}
      - {after: 1.5h, data: {user: {age: 4}}, omit: [n], expect: {rules: []}}
      - {time: 2026-01-05, action: reply, omit: [user.age], id: 77}
`);
    expect(
      one!.events.map(
        ({ id, action, timeMillis, data }) =>
          `${id} ${action} ${new Date(timeMillis).toISOString()} ${stringifyJson(data)}`,
      ),
    ).toEqual([
      '1 post 2026-01-02T12:00:00.000Z {"user":{"id":"a","age":3},"n":9007199254740993,"text":"post 1"}',
      '2 post 2026-01-02T12:01:30.000Z {"user":{"id":"a","age":3},"n":9007199254740993,"text":"post 2"}',
      '3 post 2026-01-02T13:31:30.000Z {"user":{"id":"a","age":4}}',
      '77 reply 2026-01-05T00:00:00.000Z {"user":{"id":"a"},"n":9007199254740993}',
    ]);
  });

  it('keep a key that means something to JavaScript', () => {
    const [one] = parseTestFile(
      'cases: [{name: a, event: {action: x, data: {__proto__: {polluted: true}}}, expect: {rules: []}}]',
    );
    expect(stringifyJson(one!.events[0]!.data)).toBe('{"__proto__":{"polluted":true}}');
    expect('polluted' in {}).toBe(false);
  });
});

test.each([
  ['cases: 1', 1, 'a test file has a list of `cases`'],
  ['cases:\n  - nmae: x', 2, 'a case has no `nmae`; did you mean `name`?'],
  ['cases:\n  - name: x\n    event: {action: a}', 2, 'the case `x` expects nothing'],
  [
    'cases:\n  - name: x\n    event: {data: {}}\n    expect: {rules: []}',
    3,
    'neither the event nor the defaults name an `action`',
  ],
  [
    'cases:\n  - name: x\n    event: {action: a, after: soon}\n    expect: {rules: []}',
    3,
    '`after` is no duration such as 90s, 10m, 1.5h or 2d',
  ],
  [
    'cases:\n  - name: x\n    event: {action: a, time: noon}\n    expect: {rules: []}',
    3,
    '`noon` is no time such as 2026-01-02T12:00:00Z',
  ],
  ['cases:\n  - name: x\n    event: {action: a}\n    expect: {}', 4, '`expect` names nothing'],
  [
    'cases:\n  - name: x\n    event: {action: a}\n    expect: {rules: {R: 1}}',
    4,
    '`R` is true (it fires), false or null (it fails)',
  ],
  [
    'cases:\n  - {name: x, event: {action: a}, expect: {errors: 0}}\n  - {name: x, event: {action: a}, expect: {errors: 0}}',
    3,
    'two cases are named `x`',
  ],
  [
    'cases:\n  - name: x\n    event: {action: a, repeat: 20000}\n    expect: {rules: []}',
    3,
    'a case may have at most 10000 events',
  ],
  ['cases: [', 1, /./],
])('a mistake is told with its line: %s', (text, line, message) => {
  expect(() => parseTestFile(text)).toThrow(message);
  try {
    parseTestFile(text);
  } catch (error) {
    expect(error).toMatchObject({ name: 'TestFileError', line });
  }
});

describe('expectations', () => {
  it('are met by what they name', () => {
    expect(lines('{features: {A: 1, F: 0.5}, rules: [R], verdicts: [hide], labels: [User/a/spam]}')).not.toMatch(
      /^[-+]/m,
    );
    expect(
      lines('{rules: {R: true, S: false, T: null}, entities: {User/a: [spam], User/b: []}, errors: 0}'),
    ).not.toMatch(/^[-+]/m);
    expect(lines('{effects: [{effect: ban, hours: 3}]}')).not.toMatch(/^[-+]/m);
  });

  it('tell an int from a float, and what is not there from null', () => {
    expect(lines('{features: {A: 1.0, B: null}}')).toBe('- A: 1.0\n- B: null\n+ A: 1\n+ B: (not reached)');
  });

  it('show what was expected and what came of it', () => {
    expect(lines('{rules: [R, S], verdicts: []}')).toBe(
      '- rules: R, S\n- verdicts: (none)\n+ rules: R\n+ verdicts: hide',
    );
    expect(lines('{rules: {T: true}, effects: []}')).toBe(
      '- T: fires\n- effect 1: (none)\n+ T: failed\n+ effect 1: {"effect":"ban","comment":"x","hours":3}',
    );
  });
});

test('differences are the shortest', () => {
  expect(renderDiff(diffLines(['a', 'b', 'c', 'd'], ['a', 'c', 'x', 'd']))).toBe('  a\n- b\n  c\n+ x\n  d');
});
