/** S1, S2, P4: sinks that are late, that fail, and that hold more than the others when the process dies. */
import { describe, expect, it } from 'vitest';
import { openPipeline, type Sink } from '../../src/index.ts';
import { PENDING_BYTES_MAX } from '../../src/limits.ts';
import { expectEqualRuns, undisturbed } from '../support/compare.ts';
import { ModelSink } from '../support/model-sink.ts';
import { compile, mainRules } from '../support/rulesets.ts';
import {
  crash,
  eventOf,
  isPending,
  openWith,
  post,
  START,
  temporaryDirectory,
  until,
  type World,
} from '../support/world.ts';

const submit = ({ pipeline }: World, from: number, to: number) => {
  for (let n = from; n < to; n++) pipeline.submit(post(n, `user ${n % 3}`));
};

describe('a sink that fails', () => {
  it('stops the pipeline, which says so; what was acknowledged is in the journal, and a restart goes on', async () => {
    const world = await openWith(mainRules(3));
    submit(world, 0, 10);
    await world.pipeline.flush();
    world.sink.onAppend = () => {
      throw new Error('no space left');
    };
    submit(world, 10, 20);
    await world.pipeline.durable(20);
    await until(() => world.pipeline.failure !== null);
    expect(world.warnings).toEqual(['the pipeline has stopped: no space left']);
    expect(() => world.pipeline.submit(post(20))).toThrow('the pipeline has stopped: no space left');
    await expect(world.pipeline.ready()).rejects.toThrow('the pipeline has stopped: no space left');
    await expect(world.pipeline.committed(15)).rejects.toThrow('the pipeline has stopped: no space left');
    await expect(world.pipeline.close()).rejects.toThrow('the pipeline has stopped: no space left');
    expect(world.sink.stored.size).toBe(10);

    const next = await crash(world);
    await next.pipeline.flush();
    expect(next.sink.stored.size).toBe(20);
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('while the journal is replayed stops the start', async () => {
    const world = await openWith(mainRules(3));
    submit(world, 0, 10);
    await world.pipeline.flush();
    const sink = new ModelSink();
    sink.onAppend = () => {
      throw new Error('no space left');
    };
    await expect(crash(world, { sink })).rejects.toThrow('no space left');
  });
});

it('a sink that is late keeps nobody from deciding and acknowledging, and loses nothing', async () => {
  const world = await openWith(mainRules(3));
  let release = () => {};
  world.sink.delay = () => new Promise((resolve) => (release = resolve));
  submit(world, 0, 500);
  await world.pipeline.durable(500);
  expect(world.pipeline.statistics.decided).toBe(500);
  const committed = world.pipeline.committed(500);
  expect(await isPending(committed)).toBe(true);
  expect(world.sink.offered).toEqual([]);
  world.sink.delay = async () => {};
  await until(() => {
    release();
    return world.sink.offered.length === 500;
  });
  await committed;
});

it('a sender that waits for `ready` holds a bounded number of bytes, whatever the size of events', async () => {
  const world = await openWith(mainRules(3));
  await world.pipeline.flush();
  let release = () => {};
  world.sink.delay = () => new Promise((resolve) => (release = resolve));
  const text = 'x'.repeat(500_000);
  let sent = 0;
  const sending = (async () => {
    for (; sent < 400; sent++) {
      await world.pipeline.ready();
      world.pipeline.submit(eventOf(`large-${sent}`, START, { user: 'ann', text }));
    }
  })();
  await until(() => world.journal.durablePosition > 100);
  expect(await isPending(sending)).toBe(true);
  // One over the limit is let in, since nobody knows the size of the next.
  expect(sent).toBe(
    Math.ceil(PENDING_BYTES_MAX / Buffer.byteLength(eventOf('large-100', START, { user: 'ann', text }).payload)),
  );
  world.sink.delay = async () => {};
  release();
  await sending;
  await world.pipeline.flush();
  expect(world.sink.stored.size).toBe(400);
});

it('sinks that got different distances before the crash are brought to the same end', async () => {
  const world = await openWith(mainRules(3));
  const [ahead, behind] = [new ModelSink(), new ModelSink()];
  const open = async (sinks: readonly Sink[]) =>
    openPipeline({
      directory: await temporaryDirectory(),
      journal: world.journal,
      sinks,
      compile,
      clock: () => world.clock.millis,
    });
  submit(world, 0, 100);
  await world.pipeline.flush();
  const first = await open([ahead]);
  await first.flush();
  // The second sink never flushed anything; both are offered everything again.
  const second = await open([ahead, behind]);
  await second.flush();
  expect(ahead.contradictions).toEqual([]);
  expect([...behind.stored]).toEqual([...ahead.stored]);
  expect(behind.stored.size).toBe(100);
});

it('label changes by people go to the sinks in their place among the decisions', async () => {
  const world = await openWith(mainRules(3));
  const seen: number[] = [];
  world.sink.onAppend = ({ decided, manual, through }) => {
    const positions = [...decided, ...manual].map(({ position }) => position);
    for (const position of positions) expect(position).toBeLessThanOrEqual(through);
    seen.push(...positions.sort((a, b) => a - b));
  };
  for (let n = 0; n < 30; n++) {
    submit(world, n, n + 1);
    if (n % 10 === 5) {
      world.pipeline.changeLabel({
        by: 'mo@example.org',
        reason: `${n}`,
        status: 'manually-added',
        entityType: 'User',
        entityId: 'ann',
        label: 'bad',
        expiresAfterMillis: null,
      });
    }
  }
  await world.pipeline.flush();
  expect(seen).toEqual(Array.from({ length: 33 }, (_, i) => i + 1));
});
