/** Compiling: linear in the program, one function per action kind, and versions that only what is reached can change. */
import { describe, expect, it } from 'vitest';
import { compileRuleset } from '../../src/compile/ruleset.ts';
import { FAILED } from '../../src/values/values.ts';
import { action, compile, decide, features, noHost, programOf } from '../support/evaluate.ts';

function millis(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

describe('compile time', () => {
  it('is linear in diamonds and chains', () => {
    const diamond = Array.from({ length: 200 }, (_, index) => `A${index + 1} = A${index} or (A${index} and A${index})`);
    const program = programOf(`A0: bool = JsonData(path='$.a')\n${diamond.join('\n')}\n`);
    const took = millis(() => {
      const { values } = compileRuleset(program).evaluate(action({ a: true }), noHost, { position: 1 });
      expect(values.at(-1)).toBe(true);
    });
    // Milliseconds where it is linear; for ever where a shared node is written out twice.
    expect(took).toBeLessThan(2_000);
  });

  it('copes with thousands of rules and with expressions nested deep', () => {
    const rules = Array.from(
      { length: 3_000 },
      (_, index) => `R${index} = Rule(when_all=[A > ${index}, B == 'v${index}'], description='d')`,
    );
    const source = `A: int = JsonData(path='$.a')\nB: str = JsonData(path='$.b')\n${rules.join('\n')}\n`;
    const { values } = decide(source, { a: 100, b: 'v7' });
    expect(values.filter((value) => value === true).length).toBe(1);
    expect(values.length).toBe(3_002);
    const sum = Array.from({ length: 500 }, () => 'A').join(' + ');
    const nested = `${'('.repeat(60)}A > 1${' and A > 2)'.repeat(60)}`;
    const exported = features(`A: int = JsonData(path='$.a')\nS = ${sum}\nN = ${nested}\n`, { a: 3 });
    expect(exported).toEqual({ __error_count: 0, A: 3, S: 1500, N: true });
  });
});

describe('files', () => {
  it('run once each, however often they are required, and see what they import', () => {
    const files = {
      'main.sml':
        "K: str = JsonData(path='$.k')\nRequire(rule='a.sml', require_if=K == 'a')\n" +
        "Require(rule='b.sml', require_if=K == 'b')\nRequire(rule='a.sml', require_if=K != 'c')\n",
      'a.sml': "Import(rules=['shared.sml'])\nA = Shared + 1\nRequire(rule='b.sml')\nRequire(rule='a.sml')\n",
      'b.sml': "Import(rules=['shared.sml'])\nB = Shared + 2\nRequire(rule='a.sml', require_if=Shared > 5)\n",
      'shared.sml': "Shared: int = JsonData(path='$.n')\n",
    };
    const base = { __error_count: 0 };
    expect(features(files, { k: 'a', n: 1 })).toEqual({ ...base, K: 'a', A: 2, B: 3, Shared: 1 });
    expect(features(files, { k: 'b', n: 9 })).toEqual({ ...base, K: 'b', A: 10, B: 11, Shared: 9 });
    expect(features(files, { k: 'c', n: 9 })).toEqual({ ...base, K: 'c' });
    expect(features(files, { k: 'a' })).toEqual({ __error_count: 1, K: 'a', A: null, B: null, Shared: null });
  });

  it('that import each other through a require keep their order', () => {
    const files = {
      'main.sml':
        "K: str = JsonData(path='$.k')\nRequire(rule='x.sml', require_if=K == 'x')\nRequire(rule='y.sml', require_if=K == 'y')\n",
      'x.sml': "X = 1 + 1\nRequire(rule='x2.sml')\n",
      'x2.sml': "Import(rules=['y.sml'])\nX2 = Y + 1\n",
      'y.sml': "Y = 5 + 5\nRequire(rule='y2.sml')\n",
      'y2.sml': "Import(rules=['x.sml'])\nY2 = X + 1\n",
    };
    for (const k of ['x', 'y']) {
      expect(features(files, { k })).toEqual({ __error_count: 0, K: k, X: 2, X2: 11, Y: 10, Y2: 3 });
    }
  });

  it('leave nothing of one event to the next', () => {
    const ruleset = compile({
      'main.sml': "K: str = JsonData(path='$.k')\nRequire(rule='a.sml', require_if=K == 'a')\n",
      'a.sml': "A: str = JsonData(path='$.a')\nR = Rule(when_all=[A + '' == 'x'], description=f'{A}')\n",
    });
    const values = (data: Parameters<typeof action>[0]) =>
      ruleset.evaluate(action(data), noHost, { position: 1 }).values;
    const byName = new Map(ruleset.features.map((feature) => [feature.name, feature.index]));
    expect(values({ k: 'a', a: 'x' })[byName.get('R') ?? -1]).toBe(true);
    expect(values({ k: 'b', a: 'x' })[byName.get('R') ?? -1]).toBeUndefined();
    expect(values({ k: 'a' })[byName.get('R') ?? -1]).toBe(FAILED);
  });
});

describe('texts compared with many constants', () => {
  it('are equal to what they are equal to, also when missing or None', () => {
    const lines = ['a', 'b', 'c', 'd', '__proto__', ''].flatMap((text, index) => [
      `A${index} = A == '${text}'`,
      `B${index} = B != '${text}'`,
      `C${index} = A in ['${text}', 'z']`,
    ]);
    const source = `A: str = JsonData(path='$.a', required=False)\nB: Optional[str] = JsonData(path='$.b')\n${lines.join('\n')}\n`;
    for (const [a, b] of [
      ['a', 'b'],
      ['__proto__', ''],
      ['z', 'other'],
      [null, null],
    ] as const) {
      const exported = features(source, { a, b });
      ['a', 'b', 'c', 'd', '__proto__', ''].forEach((text, index) => {
        expect([exported[`A${index}`], exported[`B${index}`], exported[`C${index}`]]).toEqual([
          a === text,
          b !== text,
          a === text || a === 'z',
        ]);
      });
    }
  });
});

describe('effects', () => {
  it('come in the order in which the reference evaluates: what depends on less comes first', () => {
    const source =
      "A: int = JsonData(path='$.a')\nB = A + 1\nDeep = Rule(when_all=[B > 1], description='d')\n" +
      "WhenRules(rules_any=[Deep], then=[DeclareVerdict(verdict='deep')])\n" +
      "Flat = Rule(when_all=[True], description='d')\n" +
      "WhenRules(rules_any=[Flat], then=[DeclareVerdict(verdict='flat')])\n" +
      "WhenRules(rules_any=[Flat, Deep], then=[DeclareVerdict(verdict='both'), DeclareVerdict(verdict='more')])\n";
    expect(decide(source, { a: 5 }).verdicts).toEqual(['flat', 'deep', 'both', 'more']);
  });
});

describe('rule versions', () => {
  const version = (source: string, name = 'R'): string =>
    compile(source).rules.find((rule) => rule.name === name)?.version ?? 'no rule';
  const base = "A: int = JsonData(path='$.a')\n_L = A + 1\nR = Rule(when_all=[_L > 3], description='d')\n";

  it('stay with edits elsewhere, comments, layout and names of locals', () => {
    expect(version(`# comment\n\nZ = 1 + 1\n${base}`)).toBe(version(base));
    expect(version(base.replace('_L > 3', '( _L>3 )'))).toBe(version(base));
    expect(version(base.replaceAll('_L', '_Renamed'))).toBe(version(base));
  });

  it.each([
    ['a threshold', base.replace('> 3', '> 4')],
    ['a local behind it', base.replace('A + 1', 'A + 2')],
    ['the path of a feature behind it', base.replace('$.a', '$.b')],
    ['a type behind it', base.replace('A: int', 'A: float')],
    ['its description', base.replace("'d'", "'e'")],
  ])('change with %s', (_what, source) => {
    expect(version(source)).not.toBe(version(base));
  });
});
