/** P1, P2, P4 and E1: order, repetitions, and what has to be on disk before anyone is told. */
import { describe, expect, it } from 'vitest';
import { decodePayload, PipelineError } from '../../src/index.ts';
import { mainRules, rulesetOf } from '../support/rulesets.ts';
import { isPending, openWith, openWorld, post, turns } from '../support/world.ts';

describe('an event', () => {
  it('is refused while no ruleset is in force, and leaves no trace', async () => {
    const { pipeline, journal } = await openWorld();
    expect(() => pipeline.submit(post(1))).toThrow(PipelineError);
    expect(journal.nextPosition).toBe(0);
  });

  it('gets its place, its decision and its row in the order of submission', async () => {
    const { pipeline, journal, sink } = await openWith(mainRules(3));
    const told: number[] = [];
    pipeline.decisions.add(({ position }) => told.push(position));
    const positions = Array.from({ length: 500 }, (_, i) => pipeline.submit(post(i, `user ${i % 7}`)).position);
    await pipeline.flush();
    expect(positions).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(told).toEqual(positions);
    expect(sink.offered).toEqual(positions);
    const ids = journal.entries.slice(1).map(({ payload }) => decodePayload(payload).id);
    expect(ids).toEqual(Array.from({ length: 500 }, (_, i) => `user ${i % 7}-${i}`));
  });

  it('counts what came before it', async () => {
    const { pipeline } = await openWith(mainRules(3));
    const verdicts = [];
    for (let i = 0; i < 4; i++) {
      const submission = pipeline.submit(post(i, 'ann', 'same'));
      if (submission.status === 'accepted') verdicts.push((await submission.decided).decision.verdicts);
    }
    // The third within a minute labels ann; the fourth sees the label. Effects come in the reference's order of execution.
    expect(verdicts).toEqual([[], [], ['limit'], ['watch', 'limit']]);
  });
});

describe('a repeated id', () => {
  it('is a duplicate of the first event under it, whatever it says, and is not decided', async () => {
    const { pipeline, journal, sink } = await openWith(mainRules(3));
    const first = pipeline.submit(post(1));
    const again = pipeline.submit({ ...post(2), id: post(1).id });
    expect(again).toEqual({ status: 'duplicate', position: first.position });
    await pipeline.flush();
    expect(journal.nextPosition).toBe(2);
    expect(sink.offered).toEqual([1]);
    expect(pipeline.statistics.duplicates).toBe(1);
    expect(pipeline.statistics.decided).toBe(1);
  });

  it('is known before the first event is durable: the sender of the second waits for the same disk', async () => {
    const { pipeline, journal } = await openWith(mainRules(3));
    journal.held = true;
    pipeline.submit(post(1));
    const { status, position } = pipeline.submit(post(1));
    expect(status).toBe('duplicate');
    const durable = pipeline.durable(position);
    expect(await isPending(durable)).toBe(true);
    journal.sync();
    await durable;
  });
});

describe('while the disk is held back', () => {
  it('events are decided, but neither acknowledged nor handed to a sink', async () => {
    const { pipeline, journal, sink } = await openWith(mainRules(3));
    const appends = sink.appends;
    journal.held = true;
    const { position } = pipeline.submit(post(1));
    expect(pipeline.statistics.decided).toBe(1);
    const durable = pipeline.durable(position);
    const committed = pipeline.committed(position);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await isPending(durable)).toBe(true);
    expect(await isPending(committed)).toBe(true);
    expect(sink.appends).toBe(appends);

    journal.sync();
    await durable;
    await committed;
    expect(sink.offered).toEqual([position]);
  });

  it('a person is not told of a label change, nor is an activation', async () => {
    const { pipeline, journal } = await openWith(mainRules(3));
    journal.held = true;
    const change = pipeline.changeLabel({
      by: 'mo@example.org',
      reason: 'looked',
      status: 'manually-added',
      entityType: 'User',
      entityId: 'ann',
      label: 'bad',
      expiresAfterMillis: null,
    });
    expect(await isPending(change)).toBe(true);
    // It counts for the next event all the same: the journal has it first.
    const submission = pipeline.submit(post(1));
    expect(submission.status === 'accepted' && (await submission.decided).decision.verdicts).toEqual(['watch']);
    journal.sync();
    expect(await change).toBe('added');
  });

  it('more is not asked for than the journal takes', async () => {
    const { pipeline, journal } = await openWith(mainRules(3));
    await pipeline.ready();
    journal.full = true;
    const ready = pipeline.ready();
    expect(await isPending(ready)).toBe(true);
    journal.drained();
    await ready;
  });
});

describe('when the disk fails', () => {
  it('nothing is acknowledged, nothing reaches a sink, and later events are refused with the reason', async () => {
    const { pipeline, journal, sink } = await openWith(mainRules(3));
    await pipeline.flush();
    journal.held = true;
    const { position } = pipeline.submit(post(1));
    const change = pipeline.changeLabel({
      by: 'mo@example.org',
      reason: 'looked',
      status: 'manually-added',
      entityType: 'User',
      entityId: 'bob',
      label: 'bad',
      expiresAfterMillis: null,
    });
    const told = Promise.allSettled([pipeline.durable(position), change, pipeline.committed(position)]);
    journal.fail();
    expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await turns();
    expect(() => pipeline.submit(post(2))).toThrow(/the disk failed/);
    await expect(pipeline.flush()).rejects.toThrow(/stopped: the disk failed/);
    await expect(pipeline.close()).rejects.toThrow(/stopped: the disk failed/);
    expect(sink.offered).toEqual([]);
  });
});

describe('a closed pipeline', () => {
  it('refuses events, changes and activations', async () => {
    const { pipeline } = await openWith(mainRules(3));
    await Promise.all([pipeline.close(), pipeline.close()]);
    expect(() => pipeline.submit(post(1))).toThrow('the pipeline is closed');
    const files = mainRules(4);
    await expect(pipeline.activate(rulesetOf(files), files, 'ops@example.org', 'late')).rejects.toThrow('closed');
  });

  it('has finished what was submitted before', async () => {
    const { pipeline, sink } = await openWith(mainRules(3));
    for (let i = 0; i < 50; i++) pipeline.submit(post(i));
    await pipeline.close();
    expect(sink.stored.size).toBe(50);
  });
});
