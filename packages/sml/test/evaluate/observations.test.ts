/** Memory and the outside world: recorded, repeated exactly, awaited, and never called with what is not there yet. */
import { describe, expect, it } from 'vitest';
import { exportFeatures } from '../../src/evaluate/export.ts';
import { observationsFromJson, observationsToJson } from '../../src/evaluate/observations.ts';
import { type Observation, ObservedFailure } from '../../src/evaluate/ruleset.ts';
import type { EvaluationContext, FunctionDeclaration } from '../../src/functions/declaration.ts';
import { BOOL, INT, listOf, type SmlType, STR } from '../../src/types/types.ts';
import { EntityValue, FAILED, IntegralFloat, type Outcome, TimeDeltaValue } from '../../src/values/values.ts';
import { action, compile, noHost } from '../support/evaluate.ts';
import { testRegistry } from '../support/functions.ts';

function memory(
  name: string,
  parameters: Readonly<Record<string, SmlType>>,
  result: SmlType,
  call: (context: EvaluationContext, ...values: never[]) => Outcome,
  more: Partial<FunctionDeclaration> & {
    prepare?: (context: EvaluationContext, ...values: never[]) => Promise<void>;
  } = {},
): FunctionDeclaration {
  const { prepare, ...declaration } = more;
  return {
    name,
    category: 'test',
    doc: 'Remembers.',
    parameters: Object.entries(parameters).map(([parameter, type]) => ({ name: parameter, type, doc: '' })),
    result,
    purity: 'memory',
    cost: 10,
    bind: () => ({ arguments: Object.keys(parameters), call, ...(prepare === undefined ? {} : { prepare }) }),
    ...declaration,
  };
}

describe('observations', () => {
  it('count a call that finds several things wrong as one failure, then and when it is repeated', () => {
    const picky = memory('Picky', { key: STR }, INT, (context) => {
      context.fail('ValueError', 'first');
      return context.fail('ValueError', 'second');
    });
    const ruleset = compile("A = Picky(key='a')\nB = Picky(key='b')\n", testRegistry(picky));
    for (let round = 0; round < 2; round++) {
      const decision = ruleset.evaluate(action(), noHost, { position: 1 });
      expect(decision.errors.map(({ message, line }) => `${line}: ${message}`)).toEqual(['1: first', '2: first']);
      const again = ruleset.evaluate(action(), noHost, { position: 1, observations: decision.observations });
      expect(again.errors).toEqual(decision.errors);
    }
  });

  it('repeat a decision exactly, its failures included, without calling anything', () => {
    let calls = 0;
    const answers: Outcome[] = [5, FAILED];
    const counter = memory('Count', { key: STR }, INT, () => answers[calls++] ?? 1);
    const down = memory('Down', { key: STR }, INT, (context) => {
      calls++;
      return context.fail('ServiceError', 'down');
    });
    const ruleset = compile(
      "A = Count(key='a')\nB = Count(key='b')\nC = Down(key='c')\nD = A == 5 and B == None\n" +
        "Missing: str = JsonData(path='$.x', required=False)\nE = Count(key=Missing)\n",
      testRegistry(counter, down),
    );
    const decision = ruleset.evaluate(action(), noHost, { position: 1 });
    expect(calls).toBe(3);
    expect(exportFeatures(ruleset, decision)).toEqual({
      __error_count: 1,
      A: 5,
      B: null,
      C: null,
      D: true,
      Missing: null,
      E: null,
    });
    expect(ruleset.observationSites.map((site) => `${site.function}:${site.line}`)).toEqual([
      'Count:1',
      'Count:2',
      'Down:3',
      'Count:6',
    ]);
    const text = observationsToJson(decision.observations);
    const again = ruleset.evaluate(action(), noHost, { position: 1, observations: observationsFromJson(text) });
    expect(calls).toBe(3);
    expect(again).toEqual(decision);
  });

  it('survive JSON', () => {
    const observations: (Observation | undefined)[] = [
      undefined,
      null,
      FAILED,
      new ObservedFailure('ValueError', 'no'),
      'text',
      true,
      9007199254740993n,
      new IntegralFloat(5),
      Number.NaN,
      new EntityValue('User', 12),
      new TimeDeltaValue(0.5),
      ['a', null, 1.5],
    ];
    expect(observationsFromJson(observationsToJson([...observations, undefined]))).toEqual(observations);
    expect(observationsToJson([undefined])).toBe('[]');
    expect(() => observationsFromJson('{}')).toThrow(TypeError);
    expect(() => observationsFromJson('[{"what":1}]')).toThrow(TypeError);
  });

  it('are not shared between equal calls of memory', () => {
    let calls = 0;
    const counter = memory('Count', { key: STR }, INT, () => ++calls);
    const ruleset = compile("A = Count(key='a')\nB = Count(key='a')\n", testRegistry(counter));
    const decision = ruleset.evaluate(action(), noHost, { position: 1 });
    expect(decision.values).toEqual([1, 2]);
  });
});

describe('asynchronous functions', () => {
  /** `Fetch` answers from `known`, which its preparation fills; `Increment` records what it was called with. */
  function asyncRegistry() {
    const known = new Map<string, string>();
    const prepared: string[] = [];
    const increments: string[] = [];
    const fetch = memory(
      'Fetch',
      { key: STR },
      STR,
      (context, key: string) => known.get(key) ?? context.fail('Cold', key),
      {
        purity: 'impure',
        async: true,
        prepare: async (_context, key: string) => {
          prepared.push(key);
          await new Promise((resolve) => setTimeout(resolve, 1));
          if (key === 'broken') throw new Error('unreachable');
          known.set(key, `<${key}>`);
        },
      },
    );
    const increment = memory('Increment', { key: STR, when_all: listOf(BOOL) }, INT, (_context, key: string) => {
      increments.push(key);
      return increments.length;
    });
    return { registry: testRegistry(fetch, increment), prepared, increments };
  }

  it('are awaited, those that depend on one another in turn', async () => {
    const { registry, prepared, increments } = asyncRegistry();
    const ruleset = compile(
      "A = Fetch(key='a')\nB = Fetch(key='b')\nC = Fetch(key=A + B)\n" +
        // Without waiting, a failed `C` would count as unequal and be counted.
        "D = Increment(key='d', when_all=[C != 'x'])\nE = Increment(key='e', when_all=[True])\n",
      registry,
    );
    const decision = await ruleset.evaluateAsync(action(), noHost, { position: 1 });
    expect(exportFeatures(ruleset, decision)).toEqual({
      __error_count: 0,
      A: '<a>',
      B: '<b>',
      C: '<<a><b>>',
      D: 2,
      E: 1,
    });
    expect(prepared).toEqual(['a', 'b', '<a><b>']);
    expect(increments).toEqual(['e', 'd']);
  });

  it('decide which files run before memory in them is touched', async () => {
    const { registry, increments } = asyncRegistry();
    const ruleset = compile(
      {
        'main.sml': "A = Fetch(key='a')\nRequire(rule='x.sml', require_if=A != '<a>')\n",
        'x.sml': "X = Increment(key='x', when_all=[True])\n",
      },
      registry,
    );
    const decision = await ruleset.evaluateAsync(action(), noHost, { position: 1 });
    expect(exportFeatures(ruleset, decision)).toEqual({ __error_count: 0, A: '<a>' });
    expect(increments).toEqual([]);
  });

  it('fail where their preparation does, and alone', async () => {
    const { registry } = asyncRegistry();
    const ruleset = compile("A = Fetch(key='broken')\nB = Fetch(key='b')\n", registry);
    const decision = await ruleset.evaluateAsync(action(), noHost, { position: 1 });
    expect(exportFeatures(ruleset, decision)).toEqual({ __error_count: 1, A: null, B: '<b>' });
    expect(decision.errors[0]).toMatchObject({ kind: 'Cold', path: 'main.sml', line: 1, column: 4 });
    const cold = compile("A = Fetch(key='b2')\n", asyncRegistry().registry);
    expect(cold.evaluate(action(), noHost, { position: 1 }).errorCount).toBe(1);
  });

  it('may be evaluated side by side', async () => {
    const { registry } = asyncRegistry();
    const ruleset = compile("K: str = JsonData(path='$.k')\nA = Fetch(key=K)\n", registry);
    const decisions = await Promise.all(
      ['p', 'q', 'r'].map((k, index) => ruleset.evaluateAsync(action({ k }), noHost, { position: index })),
    );
    expect(decisions.map((decision) => decision.values)).toEqual([
      ['p', '<p>'],
      ['q', '<q>'],
      ['r', '<r>'],
    ]);
  });
});
