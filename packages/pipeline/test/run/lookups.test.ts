/**
 * Rules that ask somebody outside: what came back is journaled, a replay does not ask again, and nothing overtakes an event that
 * waits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FAILED } from '@lapwing/sml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePayload } from '../../src/index.ts';
import { LOOKUP_MILLIS_MAX } from '../../src/limits.ts';
import { expectEqualRuns, undisturbed, withoutPositions } from '../support/compare.ts';
import { Oracle } from '../support/functions.ts';
import { LOOKUP_RULES, mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, isPending, openWith, post, turns, until, type World } from '../support/world.ts';

function submit({ pipeline }: World, n: number, user = 'ann') {
  const submission = pipeline.submit(post(n, user));
  if (submission.status === 'duplicate') throw new Error('seen before');
  return submission;
}

/** The oracle as the journal remembers it: the answer that each event saw, and none where it was not asked. */
function recorded(world: World): Oracle {
  const answers = new Map<string, number>();
  const texts = new Map<number, string>();
  for (const { kind, payload, position } of world.journal.entries) {
    if (kind === 'event') texts.set(position, String(decodePayload(payload).data['text']));
    if (kind !== 'observation') continue;
    const entry = JSON.parse(Buffer.from(payload).toString());
    const observed: (number | null)[] = JSON.parse(entry.observations);
    for (const value of observed) if (value !== null) answers.set(texts.get(entry.position) ?? '', value ?? -1);
  }
  const oracle = new Oracle();
  oracle.answer = (name) => answers.get(name) ?? FAILED;
  return oracle;
}

function feature({ ruleset, decision }: Awaited<ReturnType<typeof submit>['decided']>, name: string): unknown {
  return decision.values[ruleset.features.findIndex((one) => one.name === name)];
}

describe('look-ups', () => {
  it('keep the order of events, however long each takes', async () => {
    const world = await openWith(LOOKUP_RULES);
    world.oracle.delay = (name) => sleep(name === 'text 0' ? 30 : 0);
    const decided = await Promise.all([0, 1, 2].map((n) => submit(world, n).decided));
    expect(world.oracle.asked).toEqual(['text 0', 'text 1', 'text 2']);
    expect(decided.map((one) => feature(one, 'Total'))).toEqual([1, 2, 3]);
    await world.pipeline.flush();
    expect(world.sink.offered).toEqual([1, 2, 3]);
  });

  it('are journaled as observations behind their events, and a replay does not ask again', async () => {
    const world = await openWith(LOOKUP_RULES);
    for (const n of [0, 1, 2, 3]) submit(world, n);
    await world.pipeline.flush();
    expect(world.journal.entries.map(({ kind }) => kind).sort()).toEqual([
      'control',
      ...Array(4).fill('event'),
      ...Array(4).fill('observation'),
    ]);
    expect(world.oracle.asked).toHaveLength(4);
    const next = await crash(world);
    await next.pipeline.flush();
    expect(next.oracle.asked).toHaveLength(4);
    const reference = await undisturbed(next.journal.entries, { oracle: recorded(next) });
    expect(withoutPositions(next)).toEqual(withoutPositions(reference));
    expect(next.sink.contradictions).toEqual([]);
  });

  it('that were cut off between event and observation are made again, and nobody had been told of the first', async () => {
    const world = await openWith(LOOKUP_RULES);
    await submit(world, 0).decided;
    await world.pipeline.flush();
    let release = () => {};
    world.oracle.delay = () => new Promise((resolve) => (release = resolve));
    const { decided, position } = submit(world, 1);
    await until(() => world.oracle.asked.length === 2);
    await world.pipeline.durable(position);
    // The disk takes nothing more: the answer comes, but its record never gets there.
    world.journal.held = true;
    release();
    await until(() => world.journal.nextPosition > position + 1);
    expect(await isPending(Promise.resolve(decided))).toBe(true);

    const next = await crash(world, { oracle: new Oracle() });
    await next.pipeline.flush();
    expect(next.oracle.asked).toEqual(['text 1']);
    expect(next.sink.offered).toEqual([1, position]);
    // Made again, it is on record: a second restart does not ask.
    const last = await crash(next, { oracle: new Oracle() });
    await last.pipeline.flush();
    expect(last.oracle.asked).toEqual([]);
    expect([...last.sink.all()]).toEqual([...next.sink.all()]);
  });

  it('hold back label changes, activations and checkpoints that come behind them', async () => {
    const world = await openWith(LOOKUP_RULES);
    let release = () => {};
    world.oracle.delay = () => new Promise((resolve) => (release = resolve));
    const first = submit(world, 0);
    await until(() => world.oracle.asked.length === 1);
    const change = world.pipeline.changeLabel({
      by: 'mo@example.org',
      reason: 'looked',
      status: 'manually-added',
      entityType: 'User',
      entityId: 'ann',
      label: 'bad',
      expiresAfterMillis: null,
    });
    const checkpoint = world.pipeline.checkpoint();
    const files = mainRules(3);
    const activation = world.pipeline.activate(rulesetOf(files), files, 'ops@example.org', 'test');
    await until(() => world.pipeline.active?.ruleset.program.hash === rulesetOf(files).program.hash);
    // Decided by the new ruleset, which waits for nothing; but not before its turn.
    const last = submit(world, 1);
    for (const promise of [first.decided, change, checkpoint, last.decided]) {
      expect(await isPending(Promise.resolve(promise))).toBe(true);
    }
    release();
    await Promise.all([first.decided, change, checkpoint, activation, last.decided]);
    expect((await last.decided).decision.verdicts).toEqual(['watch']);
    await world.pipeline.flush();
    expect(world.sink.offered).toEqual([first.position, last.position]);
    const next = await crash(world, { withoutCheckpoints: true });
    const reference = await undisturbed(next.journal.entries, { oracle: recorded(next) });
    await next.pipeline.flush();
    expect(next.sink.offered).toEqual(world.sink.offered);
    expect(next.sink.contradictions).toEqual([]);
    expect([...next.sink.all()]).toEqual([...world.sink.all()]);
    expect(withoutPositions(reference)).toEqual(withoutPositions(world));
  });

  it('that fail are a failure that the rule sees, and are repeated as such', async () => {
    const world = await openWith(LOOKUP_RULES);
    world.oracle.delay = async (name) => {
      if (name === 'text 1') throw new Error('no route to host');
    };
    const decided = await Promise.all([0, 1, 2].map((n) => submit(world, n).decided));
    expect(decided.map((one) => feature(one, 'Answer'))).toEqual([1, FAILED, 3]);
    expect(decided.map((one) => feature(one, 'Total'))).toEqual([1, 2, 3]);
    await world.pipeline.flush();
    const next = await crash(world, { oracle: new Oracle() });
    await next.pipeline.flush();
    expect(next.oracle.asked).toEqual([]);
    expect([...next.sink.all()]).toEqual([...world.sink.all()]);
  });

  it('that never answer are given up, and hold up nobody for longer', async () => {
    const world = await openWith(LOOKUP_RULES);
    let release = () => {};
    world.oracle.delay = (name) =>
      name === 'text 0' ? new Promise((resolve) => (release = resolve)) : Promise.resolve();
    const startedAt = performance.now();
    const decided = await Promise.all([0, 1].map((n) => submit(world, n).decided));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(LOOKUP_MILLIS_MAX - 50);
    expect(decided.map((one) => [feature(one, 'Answer'), feature(one, 'Total')])).toEqual([
      [FAILED, 1],
      [2, 2],
    ]);
    // The answer that comes too late changes nothing that was decided.
    release();
    await world.pipeline.flush();
    const next = await crash(world, { oracle: new Oracle() });
    await next.pipeline.flush();
    expect(next.oracle.asked).toEqual([]);
    expect(next.sink.contradictions).toEqual([]);
    expect([...next.sink.all()]).toEqual([...world.sink.all()]);
  });

  it('whose answer cannot be journaled stop the pipeline: no later event is decided on what may be lost', async () => {
    const world = await openWith(LOOKUP_RULES);
    await submit(world, 0).decided;
    await world.pipeline.flush();
    let release = () => {};
    world.oracle.delay = () => new Promise((resolve) => (release = resolve));
    const { decided } = submit(world, 1);
    // Nobody waits for this one: its failure is no unhandled rejection.
    submit(world, 2);
    await until(() => world.oracle.asked.length === 2);
    world.journal.held = true;
    world.journal.fail();
    release();
    await expect(decided).rejects.toThrow('the disk failed');
    await turns();
    expect(() => world.pipeline.submit(post(3))).toThrow(/stopped|the disk failed/);
    expect(world.sink.offered).toEqual([1]);
  });

  it('give the same after any crash', { timeout: 60_000 }, async () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ do: fc.constant('event' as const), n: fc.nat(500) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('turns' as const), n: fc.nat(8) }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constantFrom('crash' as const, 'checkpoint'), n: fc.constantFrom(0, 0.5, 1) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        let world = await openWith(LOOKUP_RULES);
        const told = new Map<string, string>();
        for (const { do: what, n } of steps) {
          world.oracle.delay = (name) => turns(name.length % 3);
          if (what === 'event') {
            const submission = world.pipeline.submit(post(n));
            if (submission.status === 'duplicate') continue;
            const { sink } = world;
            Promise.resolve(submission.decided).then(
              (decided) => told.set(decided.decision.action.id, `${String(feature(decided, 'Answer'))}`),
              () => expect(sink).toBe(null),
            );
          } else if (what === 'turns') await turns(n);
          else if (what === 'checkpoint') world.pipeline.checkpoint().catch(() => {});
          else {
            const before = new Map(told);
            world = await crash(world, { keep: n });
            told.clear();
            for (const [id, answer] of before) told.set(id, answer);
          }
        }
        await world.pipeline.flush();
        const reference = await undisturbed(world.journal.entries, { oracle: recorded(world) });
        expect(withoutPositions(world)).toEqual(withoutPositions(reference));
        expect(world.sink.contradictions).toEqual([]);
        // What a client was told is what is on record.
        for (const outcome of world.sink.all().values()) {
          if (!('eventId' in outcome) || !told.has(outcome.eventId)) continue;
          expect(String(JSON.parse(outcome.features)['Answer'])).toBe(told.get(outcome.eventId));
        }
      }),
      { numRuns: 40 },
    );
  });
});

it('a ruleset without look-ups leaves no observations in the journal', async () => {
  const world = await openWith(mainRules(3));
  for (const n of [0, 1, 2]) submit(world, n);
  await world.pipeline.flush();
  expect(world.journal.entries.map(({ kind }) => kind)).toEqual(['control', 'event', 'event', 'event']);
  await expectEqualRuns(world, await undisturbed(world.journal.entries));
});
