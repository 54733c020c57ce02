/** B1 to B3: what the brakes make of effects, and that nothing of it depends on when the process was restarted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, EffectBody } from '../../src/index.ts';
import { type BrakeChange, type BrakeSettings, Brakes, DEFAULT_BRAKES } from '../../src/index.ts';

const MADE = { by: 'ada', reason: 'a test', atMillis: 0 };
const RULES = ['A', 'B', 'C'].map((name) => ({ name, version: `${name}1` }));

function settings(changed: Partial<BrakeSettings> = {}): BrakeSettings {
  return { ...DEFAULT_BRAKES, caps: [], emergency: null, anomaly: false, ...changed };
}

function brakesWith(changed: Partial<BrakeSettings>): Brakes {
  const brakes = new Brakes();
  brakes.activated(RULES);
  brakes.change({ kind: 'file', settings: settings(changed) }, MADE, 0);
  return brakes;
}

let made = 0;
function effect(rules: readonly string[], body: EffectBody): Effect {
  const named = rules.map((name) => ({ name, version: `${name}1`, reason: '', features: {} }));
  const id = String(++made);
  return { id, position: 1, eventId: 'e', action: 'post', timeMillis: 0, rulesetHash: '', rules: named, body };
}

const label = (id = 'u', name = 'x'): EffectBody => ({
  ...{ kind: 'label', change: 'add', entityType: 'User', entityId: id, label: name, expiresAtMillis: null },
});
let position = 0;
/** As an event of its own. */
const causes = (brakes: Brakes, effects: readonly Effect[], nowMillis = 0) =>
  brakes.judge([], effects, ++position, nowMillis).held.map(({ cause, rule }) => `${cause} ${rule}`);

const one = (rule: string | null, limit: number) =>
  ({ scope: rule === null ? 'platform' : 'rule', rule, effects: '*', spanSeconds: 60, limit }) as const;

describe('an effect', () => {
  it('applies where there are no brakes yet', () => {
    expect(causes(new Brakes(), [effect(['A'], label())])).toEqual([]);
  });

  it('of several rules applies where one may have it, and counts for that one (B3)', () => {
    const brakes = brakesWith({ caps: [one('A', 0), one('B', 1)] });
    const both = () => effect(['A', 'B'], label());
    expect(causes(brakes, [both()])).toEqual([]);
    expect(brakes.usage(0)).toMatchObject([{ rule: 'B', used: 1 }]);
    expect(causes(brakes, [both()])).toEqual(['cap A']);
    expect(causes(brakes, [effect(['A', 'B', 'C'], label())])).toEqual([]);
  });

  it('on a protected entity is held whatever kind it is, but for verdicts', () => {
    const brakes = brakesWith({ protected: [{ type: 'User', id: 'u' }] });
    const plugin = (fields: Record<string, unknown>): EffectBody => ({ kind: 'plugin', name: 'notify', fields });
    const effects = [
      effect(['A'], label()),
      effect(['A'], label('v')),
      effect(['A'], plugin({ who: { type: 'User', id: 'u' } })),
      effect(
        ['A'],
        plugin({
          who: [
            { type: 'User', id: 'v' },
            { type: 'User', id: 'u' },
          ],
        }),
      ),
      effect(['A'], plugin({ who: { type: 'Link', id: 'u' } })),
      effect(['A'], { kind: 'verdict', verdict: 'reject' }),
    ];
    const { applied, held } = brakes.judge([], effects, 1, 0);
    expect(applied.map((item) => effects.indexOf(item))).toEqual([1, 4, 5]);
    expect(held.map((item) => effects.indexOf(item.effect))).toEqual([0, 2, 3]);
  });

  it('of a stopped rule is held, unless it is harmless or another rule has it too', () => {
    const brakes = brakesWith({ emergency: { share: 0.5, hitsMin: 2, harmless: ['verdict:watch'] } });
    expect(causes(brakes, [effect(['A'], label())])).toEqual([]);
    expect(causes(brakes, [effect(['A'], label()), effect(['A'], label('v'))])).toEqual(['emergency A', 'emergency A']);
    expect(causes(brakes, [effect(['A'], { kind: 'verdict', verdict: 'watch' })])).toEqual([]);
    expect(causes(brakes, [effect(['A'], { kind: 'verdict', verdict: 'reject' })])).toEqual(['emergency A']);
    expect(causes(brakes, [effect(['A', 'B'], label())])).toEqual([]);
    brakes.change({ kind: 'reset', rule: 'A' }, MADE, 9);
    for (let i = 0; i < 10; i++) expect(causes(brakes, [effect(['A'], label())])).toEqual([]);
  });
});

describe('the emergency brake', () => {
  const emergency = { share: 0.1, hitsMin: 10, harmless: [] };
  const hour = 3_600_000;

  /** So many events an hour, with an effect of A on every `every`-th; returns after how many it stopped, or null. */
  function stopsAfter(brakes: Brakes, events: number, every: number, fromMillis = 0): number | null {
    for (let i = 1; i <= events; i++) {
      const nowMillis = fromMillis + i * (hour / 1000);
      const { alerts } = brakes.judge([], i % every === 0 ? [effect(['A'], label())] : [], i, nowMillis);
      if (alerts.length > 0) return i;
    }
    return null;
  }

  it('stops what has effects on too many events, and not what has them on many', () => {
    expect(stopsAfter(brakesWith({ emergency }), 5000, 12)).toBeNull();
    expect(stopsAfter(brakesWith({ emergency }), 5000, 5)).toBe(50);
  });

  it('looks at the last hour only: a rule that goes mad later is not excused by quiet hours', () => {
    const brakes = brakesWith({ emergency });
    expect(stopsAfter(brakes, 10_000, 50)).toBeNull();
    expect(stopsAfter(brakes, 1_000, 2, 10 * hour)).toBeLessThan(250);
  });

  it('leaves rules alone that have not changed for a day', () => {
    const brakes = brakesWith({ emergency });
    expect(stopsAfter(brakes, 25_000, 50)).toBeNull();
    expect(stopsAfter(brakes, 1_000, 2, 25 * hour)).toBeNull();
    // An edit makes it young again, and lifts nothing from others.
    brakes.activated([{ name: 'A', version: 'A2' }, ...RULES.slice(1)]);
    expect(stopsAfter(brakes, 1_000, 2, 27 * hour)).toBe(20);
  });
});

const change: fc.Arbitrary<BrakeChange> = fc.oneof(
  fc.constantFrom<BrakeChange>({ kind: 'halt' }, { kind: 'resume' }, { kind: 'reset', rule: 'A' }),
  fc.integer({ min: 0, max: 5 }).map((limit): BrakeChange => ({ kind: 'set-cap', cap: one('A', limit) })),
  fc.constant<BrakeChange>({ kind: 'unset-cap', cap: one('A', 0) }),
  fc.constantFrom('u0', 'u1').map((id): BrakeChange => ({ kind: 'protect', entity: { type: 'User', id } })),
  fc.constantFrom('u0', 'u1').map((id): BrakeChange => ({ kind: 'unprotect', entity: { type: 'User', id } })),
);
const step = fc.oneof(
  { weight: 1, arbitrary: change.map((what) => ({ what, wait: 0, rules: [] as string[], entity: 0 })) },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant(null),
      wait: fc.integer({ min: 0, max: 20_000 }),
      rules: fc.subarray(['A', 'B', 'C']),
      entity: fc.integer({ min: 0, max: 3 }),
    }),
  },
);

it('the same entries give the same answers, wherever a restart came between (B1), and nothing is lost (B2)', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.nat(79), (steps, restartAt) => {
      const all = {
        caps: [one('A', 3), one(null, 9)],
        emergency: { share: 0.3, hitsMin: 4, harmless: [] },
        anomaly: true,
      };
      const undisturbed = brakesWith(all);
      let restarted = brakesWith(all);
      let now = Date.UTC(2026, 0, 5);
      steps.forEach(({ what, wait, rules, entity }, i) => {
        if (i === restartAt) {
          const saved = JSON.parse(JSON.stringify(restarted.save()));
          restarted = new Brakes();
          restarted.load(saved);
        }
        now += wait;
        if (what !== null) {
          expect(restarted.change(what, MADE, i)).toBe(undisturbed.change(what, MADE, i));
          return;
        }
        const effects = rules.length === 0 ? [] : [effect(rules, label(`u${entity}`))];
        const hits = rules.map((rule) => RULES.findIndex(({ name }) => name === rule));
        const answer = undisturbed.judge(hits, effects, i, now);
        expect(restarted.judge(hits, effects, i, now)).toEqual(answer);
        expect(answer.applied.length + answer.held.length).toBe(effects.length);
      });
      expect(restarted.save()).toEqual(undisturbed.save());
      expect(restarted.usage(now)).toEqual(undisturbed.usage(now));
    }),
    { numRuns: 200 },
  );
});
