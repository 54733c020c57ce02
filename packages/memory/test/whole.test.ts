/** All functions together: the same calls give the same state, a checkpoint gives it back, limits hold and are told. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Action,
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  exportFeatures,
  type Host,
  jsonFunctions,
  parseJson,
  type Ruleset,
  renderDiagnostics,
  rulesetSources,
  type ServiceKey,
  standardFunctions,
  stringifyJson,
} from '@lapwing/sml';
import { describe, expect, it } from 'vitest';
import { loadCheckpoint, MEMORY, Memory, snapshot, windowFunctions } from '../src/index.ts';
import { addToWindow, countValue, define, distinctWindow, incrementWindow, topValues } from '../src/keyed/index.ts';
import { LATENESS_MILLIS, TOP_VALUES_TRACKED } from '../src/limits.ts';

const SOURCE = `
K: str = JsonData(path='$.k')
V: str = JsonData(path='$.v')
N: int = JsonData(path='$.n')
T: str = JsonData(path='$.t')
A1 = IncrementWindow(key=K, window_seconds=60, when_all=[True])
A2 = SumWindow(key=K, value=N, window_seconds=60)
A3 = MeanWindow(key=K, value=N, window_seconds=600)
A4 = RateWindow(key=K, window_seconds=60)
A5 = DistinctWindow(key=K, value=V, window_seconds=60)
B1 = TumblingCount(key=K, window_seconds=60)
B2 = TumblingSum(key=K, value=N, window_seconds=60)
C1 = FirstSeen(key=K)
C2 = SecondsSinceSeen(key=K)
C3 = KeyAge(key=K, ttl_seconds=100)
D1 = DecayedCount(key=K, half_life_seconds=60)
D2 = ValueZScore(key=K, value=N, half_life_seconds=600)
D3 = CountZScore(key=K, bucket_seconds=20, history=10)
D4 = HourOfWeekZScore(key=K)
E1 = TopValues(key=K, value=V, half_life_seconds=60, limit=3)
E2 = TopValueRank(key=K, value=V, half_life_seconds=60)
F1 = SetAdd(set=K, value=V, ttl_seconds=100)
F2 = SetContains(set=K, value='v1')
G1 = CrossedThreshold(key=K, value=A1, threshold=3)
G2 = Cooldown(key=K, cooldown_seconds=50)
G3 = RateLimited(key=K, max_tokens=3, refill_seconds=100)
H1 = NearDuplicateActors(text=T, actor=K, window_seconds=600)
I1 = CacheSetStr(key=K, value=V)
I2 = CacheGetStr(key=V, default='none')
I3 = CacheSetInt(key=K, value=N)
I4 = CacheSetFloat(key=K, value=1.5)
I5 = CacheGetFloat(key=K, default=0.5, when_all=[N > 2])
`;

function compile(source: string): Ruleset {
  const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), windowFunctions());
  const { program, diagnostics } = checkRuleset(rulesetSources({ 'main.sml': source }), registry);
  if (program === null) throw new Error(renderDiagnostics(diagnostics));
  return compileRuleset(program);
}

function evaluate(ruleset: Ruleset, memory: Memory, position: number, data: object, timeMillis: number) {
  const services = new Map<ServiceKey<unknown>, unknown>([[MEMORY, memory]]);
  const host: Host = { service: <T>(key: ServiceKey<T>) => services.get(key) as T };
  const parsed = parseJson(JSON.stringify(data));
  const action: Action = {
    id: `${position}`,
    actionId: null,
    name: 'post',
    timeMillis,
    data: parsed,
    secretData: null,
  };
  memory.begin(position, timeMillis, timeMillis);
  const decision = ruleset.evaluate(action, host, { position });
  return { features: stringifyJson(exportFeatures(ruleset, decision)), errors: decision.errors };
}

const ruleset = compile(SOURCE);
const TEXTS = [
  'win a new phone today',
  'win a new phone today!!',
  'the river was calm this morning',
  'win a phone today',
];

/** A few thousand events of a hundred keys, some late. */
function run(memory: Memory, from: number, to: number): string[] {
  const out: string[] = [];
  for (let i = from; i < to; i++) {
    const late = i % 17 === 0 ? 90_000 : 0;
    const data = { k: `k${(i * 7919) % 101}`, v: `v${(i * 31) % 60}`, n: i % 7, t: TEXTS[i % TEXTS.length] };
    const { features, errors } = evaluate(ruleset, memory, i, data, 1_767_270_000_000 + i * 400 - late);
    expect(errors).toEqual([]);
    out.push(features);
  }
  return out;
}

describe('all functions together', () => {
  it('go on after a checkpoint as if nothing had happened, and write the same bytes again', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lapwing-memory-'));
    const memory = new Memory({ seed: 3 });
    run(memory, 0, 1500);
    const writing = snapshot(memory, 1500).writeTo(join(directory, 'a'));
    const live = run(memory, 1500, 2500);
    await writing;
    const { memory: restored } = await loadCheckpoint(join(directory, 'a'), {});
    await snapshot(restored, 1500).writeTo(join(directory, 'b'));
    expect((await readFile(join(directory, 'b'))).equals(await readFile(join(directory, 'a')))).toBe(true);
    expect(run(restored, 1500, 2500)).toEqual(live);
    await rm(directory, { recursive: true });
  });

  it('give the same state and the same answers for the same calls (M1)', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lapwing-memory-'));
    const [one, two] = [new Memory({ seed: 3 }), new Memory({ seed: 3 })];
    expect(run(one, 0, 800)).toEqual(run(two, 0, 800));
    await snapshot(one, 800).writeTo(join(directory, 'one'));
    await snapshot(two, 800).writeTo(join(directory, 'two'));
    expect((await readFile(join(directory, 'one'))).equals(await readFile(join(directory, 'two')))).toBe(true);
    await rm(directory, { recursive: true });
  });

  it('answer a repeated decision of the same event as the first (M3)', () => {
    const once = compile(
      'K: str = JsonData(path="$.k")\nA = IncrementWindow(key=K, window_seconds=60, when_all=[True])\n',
    );
    const memory = new Memory({ seed: 3 });
    const first = evaluate(once, memory, 1, { k: 'a' }, 1e12).features;
    expect(evaluate(once, memory, 1, { k: 'a' }, 1e12).features).toBe(first);
    expect(evaluate(once, memory, 2, { k: 'a' }, 1e12).features).not.toBe(first);
  });
});

describe('what rules may pass', () => {
  it.each([
    ['IncrementWindow(key="k", window_seconds=N, when_all=[True])', 'a window of'],
    ['TumblingCount(key="k", window_seconds=N)', 'a window of'],
    ['DecayedCount(key="k", half_life_seconds=N)', 'a half-life of'],
    ['Cooldown(key="k", cooldown_seconds=N)', 'a cooldown of'],
    ['SetAdd(set="k", value="v", ttl_seconds=N)', 'a time to live of'],
  ])('%s fails for durations that are none', (call, message) => {
    const bad = compile(`N: float = JsonData(path='$.n', coerce_type=True)\nA = ${call}\n`);
    for (const n of [0, -1, -0.5, 1e300, 'nan', 'inf', '-inf']) {
      const memory = new Memory({ seed: 1 });
      const { errors } = evaluate(bad, memory, 1, { n }, 1e12);
      expect(errors, String(n)).toHaveLength(1);
      expect(errors[0]?.message).toContain(message);
      expect(memory.metrics().keys).toBe(0);
    }
  });

  it('is checked with the ruleset where it is written out', () => {
    expect(() => compile('A = Cooldown(key="k", cooldown_seconds=0)\n')).toThrow(/invalid cooldown/);
    expect(() => compile('A = SumWindow(key="k", value=1, window_seconds=99999999999)\n')).toThrow(/invalid window/);
  });

  it('never counts what is no number', () => {
    const sum = compile(
      "N: float = JsonData(path='$.n', coerce_type=True)\nA = SumWindow(key='k', value=N, window_seconds=5)\n",
    );
    const memory = new Memory({ seed: 1 });
    expect(evaluate(sum, memory, 1, { n: 'nan' }, 1e12).errors[0]?.message).toBe('NaN cannot be counted');
    expect(memory.metrics().keys).toBe(0);
  });

  it('may be keys of any length and kind, told apart', () => {
    const { keyed } = new Memory({ seed: 1 });
    const definition = define('count', { windowMillis: 1e6 });
    const keys = [
      '',
      '\u0000',
      '\u0000\u0000',
      'a',
      'a\u0000',
      '\ud800',
      '😀',
      'x'.repeat(1e6),
      `${'x'.repeat(1e6 - 1)}y`,
      'x'.repeat(1e6 + 1),
    ];
    keys.forEach((key, i) => {
      keyed.begin(i, 1000, 1000);
      expect(incrementWindow(keyed, definition, key, 1000)).toBe(1);
    });
    expect(keyed.table.metrics().keys).toBe(keys.length);
  });
});

describe('limits', () => {
  it('of bytes are kept by evicting, counted by definition, the key at hand never', () => {
    const memory = new Memory({ seed: 1, maxBytes: 1024 * 160_000 });
    const { keyed } = memory;
    const distinct = define('distinct', { windowMillis: 1e9 });
    const count = define('count', { windowMillis: 1e9 });
    let position = 0;
    for (let round = 0; round < 3_000; round++) {
      for (let i = 0; i < 120; i++) {
        keyed.begin(position++, 1e6, 1e6);
        incrementWindow(keyed, count, `c${(round * 120 + i) % 9000}`, 1e6 + position);
      }
    }
    // Keys that grow to a sketch of 64 kB each, more than fit together.
    for (let key = 0; key < 40; key++) {
      for (let i = 0; i < 2_100; i++) {
        keyed.begin(position++, 1e6, 1e6);
        distinctWindow(keyed, distinct, `d${key}`, `v${i}`, 2e6);
      }
    }
    const { bytes, evictedTotal, definitions } = memory.metrics();
    // Blocks in use stay within the limit; free ones and the slots come on top.
    expect(bytes).toBeLessThan(3 * 1024 * 160_000);
    const [, counts, sketches] = definitions;
    expect(counts?.definition).toBe('count|1000000000');
    expect(counts!.keys + sketches!.keys + evictedTotal).toBe(9_000 + 40);
    expect(definitions.reduce((sum, { evictedTotal: lost }) => sum + lost, 0)).toBe(evictedTotal);
  });

  it('of bytes evict what expires first, and the one block that is larger than all stays', () => {
    const { keyed } = new Memory({ seed: 1, maxBytes: 1024 * 8 * 100 });
    const values = define('values', { windowMillis: 1e9 });
    for (let i = 0; i < 3_000; i++) {
      keyed.begin(i, 0, 0);
      addToWindow(keyed, values, 'one', 1, i);
    }
    keyed.begin(5_000, 0, 0);
    expect(addToWindow(keyed, values, 'one', 1, 3_000)).toEqual({ sum: 3_001, count: 3_001 });
  });

  it('of the number of definitions share one account for the rest', () => {
    const memory = new Memory({ seed: 1 });
    for (let i = 1; i <= 1_100; i++) {
      memory.begin(i, 1e6, 1e6);
      incrementWindow(memory.keyed, define('count', { windowMillis: i * 1e6 }), 'k', 1e6);
    }
    const { definitions, keys } = memory.metrics();
    expect(definitions).toHaveLength(1_024);
    expect(keys).toBe(1_100);
    expect(definitions[0]).toMatchObject({ definition: '(other)', keys: 77 });
    for (let i = 1; i <= 1_100; i++) {
      memory.begin(2_000 + i, 1e6, 1e6);
      expect(incrementWindow(memory.keyed, define('count', { windowMillis: i * 1e6 }), 'k', 1e6)).toBe(2);
    }
  });

  it('of lateness: a key dies an hour after its window, and late events before that still count', () => {
    const memory = new Memory({ seed: 1 });
    const count = define('count', { windowMillis: 1000 });
    memory.begin(1, 1e6, 1e6);
    incrementWindow(memory.keyed, count, 'k', 1e6);
    const until = (time: number, position: number) => {
      // One event moves the watermark by a minute at most.
      while (memory.keyed.watermarkMillis < time) memory.begin(position++, time, time);
    };
    until(1e6 + LATENESS_MILLIS, 2);
    expect(incrementWindow(memory.keyed, count, 'k', 1e6 + 1)).toBe(2);
    until(1e6 + LATENESS_MILLIS + 1_001, 1000);
    expect(incrementWindow(memory.keyed, count, 'k', 1e6 + 2)).toBe(1);
  });

  it('of one event’s say over time: a clock that is days ahead makes nobody else late', () => {
    const memory = new Memory({ seed: 1 });
    const count = define('count', { windowMillis: 60_000 });
    memory.begin(1, 1e9, 1e12);
    incrementWindow(memory.keyed, count, 'k', 1e9);
    memory.begin(2, 1e9 + 6 * 86_400_000, 1e12);
    memory.begin(3, 1e9 + 1000, 1e12);
    expect(incrementWindow(memory.keyed, count, 'k', 1e9 + 1000)).toBe(2);
    expect(memory.newestMillis).toBe(1e9 + 6 * 86_400_000);
  });
});

describe('hash flooding', () => {
  /** Keys that share most of their text, differ in one place, or were made to collide under another seed. */
  const families: readonly [string, (i: number) => string][] = [
    ['counters', (i) => `user-${i}`],
    ['one unit', (i) => `${'a'.repeat(20)}${String.fromCharCode(i)}${'b'.repeat(20)}`],
    ['high bits', (i) => String.fromCharCode(...Array.from({ length: 16 }, (_, bit) => ((i >> bit) & 1 ? 0x8000 : 0)))],
    ['lengths', (i) => 'x'.repeat(i % 4_000) + (i >> 2)],
  ];

  it.each(families)('%s: spreads evenly over shards and slots whatever the seed', (_, key) => {
    for (const seed of [0, 1, 0xffffffff]) {
      const { keyed } = new Memory({ seed });
      const definition = define('count', { windowMillis: 1e6 });
      const shards = new Float64Array(1024);
      const low = new Float64Array(1024);
      const seen = new Set<string>();
      for (let i = 0; i < 20_000; i++) {
        keyed.hash(definition, key(i));
        const { h1, h2, h3 } = keyed.hasher;
        shards[h1 & 1023]!++;
        low[h2 & 1023]!++;
        seen.add(`${h1},${h2},${h3}`);
      }
      expect(seen.size).toBe(new Set(Array.from({ length: 20_000 }, (_, i) => key(i))).size);
      // Chi-squared with 1,023 degrees of freedom: mean 1,023, standard deviation 45.
      for (const counts of [shards, low]) {
        const expected = 20_000 / 1024;
        const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
        expect(chi).toBeLessThan(1_023 + 6 * 45);
      }
    }
  });

  it('top values of one key take a block and no more, however many values come', () => {
    const memory = new Memory({ seed: 1 });
    const top = define('top', { halfLifeMillis: 1e6 });
    const { keyed } = memory;
    for (let i = 0; i < 5_000; i++) {
      keyed.begin(i, 0, 0);
      countValue(keyed, top, 'k', `v${i}`, 1_000);
    }
    expect(topValues(keyed, top, 'k', 100)).toHaveLength(TOP_VALUES_TRACKED);
    const { keys, definitions } = memory.metrics();
    expect(keys).toBe(1);
    expect(definitions[1]).toMatchObject({ keys: 1, cappedTotal: 5_000 - TOP_VALUES_TRACKED });
  });
});
