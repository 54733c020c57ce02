/** E4: whatever rules and events do, an evaluation ends, in bounds, and fails only what went wrong. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/evaluate/limits.ts';
import type { FunctionDeclaration } from '../../src/functions/declaration.ts';
import { BOOL, INT, STR } from '../../src/types/types.ts';
import { FAILED } from '../../src/values/values.ts';
import { action, compile, decide, features, noHost } from '../support/evaluate.ts';
import { testRegistry } from '../support/functions.ts';

function fn(name: string, more: Partial<FunctionDeclaration> & Pick<FunctionDeclaration, 'bind'>): FunctionDeclaration {
  return { name, category: 'test', doc: '', parameters: [], result: INT, purity: 'event', cost: 1, ...more };
}

describe('a rule that goes too far fails alone', () => {
  it.each([
    ['9 ** 9 ** 9', 'LimitExceeded'],
    ['1 << 1000000000', 'LimitExceeded'],
    ["'x' * 10000000", 'LimitExceeded'],
    ['(10 ** 30000) * (10 ** 30000)', 'LimitExceeded'],
    ['10 ** 400 * 1.5', 'OverflowError'],
    ['10 ** 400 / 3', 'OverflowError'],
    ['0 ** -1', 'ZeroDivisionError'],
    ['(-8) ** 0.5', 'ValueError'],
    ['1 << -1', 'ValueError'],
  ])('%s', (expression, kind) => {
    const decision = decide(`A = ${expression}\nB = 1 + 1\n`);
    expect(decision.errors.map((error) => error.kind)).toEqual([kind]);
    expect(decision.values).toEqual([FAILED, 2]);
  });

  it('when texts double and double', () => {
    const doubling = Array.from({ length: 40 }, (_, index) => `T${index + 1} = f'{T${index}}{T${index}}'`);
    const decision = decide(`T0: str = JsonData(path='$.t')\n${doubling.join('\n')}\nB = 1 + 1\n`, {
      t: 'x'.repeat(1000),
    });
    expect(decision.values.at(-1)).toBe(2);
    expect(decision.values.at(-2)).toBe(FAILED);
    expect(decision.errors.map((error) => error.kind)).toEqual(['LimitExceeded']);
  });

  it('when a function throws, whatever it throws', () => {
    const functions = testRegistry(
      fn('Throws', {
        bind: () => ({
          arguments: [],
          call: () => {
            throw new RangeError('out');
          },
        }),
      }),
      fn('ThrowsText', {
        bind: () => ({
          arguments: [],
          call: () => {
            throw 'text';
          },
        }),
      }),
      fn('Asks', { bind: () => ({ arguments: [], call: (context) => context.service({ name: 'nothing' } as never) }) }),
    );
    const decision = decide('A = Throws()\nB = ThrowsText()\nC = Asks()\nD = A == None\n', {}, functions);
    expect(decision.errors.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      'RangeError 1',
      'RuntimeError 2',
      'RuntimeError 3',
    ]);
    expect(decision.values).toEqual([FAILED, FAILED, FAILED, true]);
  });

  it('when it reads a text longer than any', () => {
    const source = "T: str = JsonData(path='$.t')\nA = RegexMatch(target=T, pattern='a+b')\nL = StringLength(s=T)\n";
    const decision = decide(source, { t: 'a'.repeat(limits.argumentLength + 1) });
    expect(decision.errors.map((error) => error.kind)).toEqual(['LimitExceeded']);
    expect(decision.values[2]).toBe(limits.argumentLength + 1);
  });

  it('when it fires more effects than one event may', () => {
    const rules = "R = Rule(when_all=[True], description='d')\n";
    const fires = `WhenRules(rules_any=[R], then=[${"DeclareVerdict(verdict='v'), ".repeat(100)}])\n`.repeat(11);
    const decision = decide(rules + fires);
    expect(decision.effects.length).toBe(limits.effectsPerEvent);
    expect(decision.errorCount).toBe(100);
    expect(decision.errors.length).toBeLessThanOrEqual(limits.errorsPerEvent);
  });

  it('and counts every error, keeping some', () => {
    const lines = Array.from({ length: 250 }, (_, index) => `A${index}: str = JsonData(path='$.a${index}')`);
    const decision = decide(`${lines.join('\n')}\n`);
    expect(decision.errorCount).toBe(250);
    expect(decision.errors.length).toBe(limits.errorsPerEvent);
  });
});

describe('hostile names and texts', () => {
  it('stay text', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not become a template
    const hostile = '`${process.exit()}` " \u2028 v12 s12 */ </script> ${1} \\';
    const source =
      `A = ${JSON.stringify(hostile)} + '!'\nB: Optional[str] = JsonData(path="$.['v12'].['constructor']")\n` +
      `__proto__ = 1 + 1\nC = __proto__ == 2\nD: str = JsonData(path='$.d')\nE = D == ${JSON.stringify(hostile)}\n` +
      "R = Rule(when_all=[E], description=f'{__proto__} {D}')\nWhenRules(rules_any=[R], then=[DeclareVerdict(verdict=D)])\n";
    const exported = features(source, { v12: { constructor: 'own' }, d: hostile });
    expect(exported).toMatchObject({ A: `${hostile}!`, B: 'own', C: true, D: hostile, E: true, __verdicts: [hostile] });
  });

  it('do not make compiled actions pile up', () => {
    const ruleset = compile("A = GetActionName()\nB = A == 'known'\n");
    for (let index = 0; index < 3_000; index++) {
      const decision = ruleset.evaluate(action({}, `name ${index}`), noHost, { position: index });
      expect(decision.values).toEqual([`name ${index}`, false]);
    }
    expect(ruleset.evaluate(action({}, 'known'), noHost, { position: 0 }).values).toEqual(['known', true]);
  });
});

describe('measurements', () => {
  it('count calls, time and failures by site', () => {
    const functions = testRegistry(
      fn('Slow', {
        result: BOOL,
        parameters: [{ name: 's', type: STR, doc: '' }],
        bind: () => ({ arguments: ['s'], call: (context, s: string) => (s === 'bad' ? context.fail('Bad', s) : true) }),
      }),
    );
    const ruleset = compile("T: str = JsonData(path='$.t')\nA = Slow(s=T)\n", functions);
    for (let index = 0; index < 1_024; index++) {
      ruleset.evaluate(action({ t: index % 4 === 0 ? 'bad' : 'ok' }), noHost, { position: index });
    }
    const { metrics } = ruleset;
    expect(metrics.events).toBe(1_024);
    expect(metrics.sampledEvents).toBe(2);
    expect(metrics.sites()).toMatchObject([{ function: 'Slow', path: 'main.sml', line: 2, calls: 2, failures: 256 }]);
    expect(metrics.sites()[0]?.micros).toBeGreaterThan(0);
  });
});

it('an evaluation that breaks is a decision with an error, with what was computed before and without effects', () => {
  const hostile = fn('Hostile', {
    result: { kind: 'effect', name: 'HostileEffect' },
    purity: 'effect',
    bind: () => ({
      arguments: [],
      call: () => ({
        get effect(): string {
          throw new RangeError('never look at me');
        },
      }),
    }),
  });
  const ruleset = compile(
    `A = 1 + 1
AnyRule = Rule(when_all=[A == 2], description='any')
WhenRules(rules_any=[AnyRule], then=[DeclareVerdict(verdict='limit'), Hostile()])
`,
    testRegistry(hostile),
  );
  for (let repetition = 0; repetition < 2; repetition++) {
    const decision = ruleset.evaluate(action(), noHost, { position: 1 });
    expect(decision.errors).toEqual([
      { kind: 'RangeError', message: 'never look at me', path: 'main.sml', line: 1, column: 1 },
    ]);
    expect(decision).toMatchObject({ errorCount: 1, effects: [], verdicts: [], labelMutations: [] });
    expect(decision.values).toEqual([2, true]);
  }
});
