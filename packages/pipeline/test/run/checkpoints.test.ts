/** P3: checkpoints fix one moment, count only when sinks hold what they skip, and a damaged one costs time, not state. */
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../src/index.ts';
import { expectEqualRuns, undisturbed } from '../support/compare.ts';
import { HeldJournal } from '../support/held-journal.ts';
import { LOOKUP_RULES, mainRules } from '../support/rulesets.ts';
import { crash, openWith, openWorld, post, turns, until, type World } from '../support/world.ts';

const SOME = 20;

function submit({ pipeline }: World, from: number, to: number): void {
  for (let i = from; i < to; i++) pipeline.submit(post(i, `user ${i % 3}`));
}

async function checkpointsOf({ directory }: World): Promise<string[]> {
  return (await readdir(join(directory, 'checkpoints')).catch(() => [])).sort();
}

async function described(world: World): Promise<number[]> {
  return (await checkpointsOf(world)).filter((name) => name.endsWith('.json')).map((name) => Number.parseInt(name, 10));
}

describe('a checkpoint', () => {
  it('spares a restart what is before it', async () => {
    const world = await openWith(mainRules(3));
    submit(world, 0, SOME);
    await world.pipeline.checkpoint();
    submit(world, SOME, SOME + 5);
    await world.pipeline.flush();
    const next = await crash(world);
    expect(next.warnings).toEqual([]);
    await next.pipeline.flush();
    // One activation, twenty events; then five.
    expect(next.sink.offered).toEqual([21, 22, 23, 24, 25]);
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('counts only when the sinks hold what a restart from it will not offer again', async () => {
    const world = await openWith(mainRules(3));
    submit(world, 0, SOME);
    await world.pipeline.committed(SOME);
    let release = () => {};
    world.sink.delay = () => new Promise((resolve) => (release = resolve));
    const checkpoint = world.pipeline.checkpoint();
    await until(async () => (await checkpointsOf(world)).some((name) => name.endsWith('.memory')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await described(world)).toEqual([]);

    const next = await crash(world);
    await next.pipeline.flush();
    expect(next.sink.stored.size).toBe(SOME);
    release();
    await checkpoint;
    expect(await described(world)).toEqual([SOME + 1]);
  });

  it('is of one moment, though look-ups are under way when it is taken', async () => {
    const world = await openWith(LOOKUP_RULES);
    const waiting: (() => void)[] = [];
    world.oracle.delay = () => new Promise((resolve) => waiting.push(resolve));
    submit(world, 0, 3);
    const checkpoint = world.pipeline.checkpoint();
    // Its moment is when its directory is there, and that is now.
    await until(async () => (await readdir(world.directory)).includes('checkpoints'));
    await turns();
    submit(world, 3, 6);
    const answer = async () => {
      await until(() => waiting.length > 0);
      waiting.shift()?.();
    };
    for (let i = 0; i < 6; i++) await answer();
    await checkpoint;
    await world.pipeline.flush();
    expect(await described(world)).toEqual([4]);
    const asked = world.oracle.asked.length;

    const next = await crash(world);
    await next.pipeline.flush();
    // The three behind it are decided again, from what was observed.
    expect(next.sink.offered).toEqual([4, 5, 6]);
    expect(next.oracle.asked.length).toBe(asked);
    next.oracle.delay = async () => {};
    const answers = [7, 8].map((n) => {
      const submission = next.pipeline.submit(post(n, 'user 1'));
      return submission.status === 'accepted' ? submission.decided : null;
    });
    const totals = (await Promise.all(answers)).map((decided) => {
      const index = decided?.ruleset.features.findIndex(({ name }) => name === 'Total') ?? -1;
      return decided?.decision.values[index];
    });
    expect(totals).toEqual([7, 8]);
  });

  it('is taken by itself after so many entries, one at a time', async () => {
    const world = await openWith(mainRules(3), { checkpoint: { everyEvents: 10 } });
    for (let i = 0; i < 60; i++) {
      submit(world, i, i + 1);
      await world.pipeline.committed(i + 1);
    }
    await until(async () => (await described(world)).length > 0);
    await world.pipeline.flush();
    expect((await described(world)).every((position) => position % 1 === 0 && position >= 10)).toBe(true);
    expect(world.warnings).toEqual([]);
  });

  it('is taken after so much time while events come in', async () => {
    const world = await openWith(mainRules(3), { checkpoint: { everyMillis: 60_000 } });
    submit(world, 0, 512);
    await world.pipeline.flush();
    expect(await described(world)).toEqual([]);
    world.clock.millis += 60_000;
    submit(world, 512, 1024);
    await until(async () => (await described(world)).length === 1);
  });

  it('completes although events never stop coming', async () => {
    const world = await openWith(mainRules(3));
    let stop = false;
    let n = 0;
    const load = (async () => {
      while (!stop) {
        submit(world, n, ++n);
        await turns(1);
      }
    })();
    await world.pipeline.checkpoint();
    await world.pipeline.checkpoint();
    stop = true;
    await load;
    expect((await described(world)).length).toBe(2);
  });

  it('leaves the two newest, and says how far back a restart may go', async () => {
    const world = await openWith(mainRules(3));
    for (let i = 0; i < 4; i++) {
      // Until there are two, everything is needed: the one could turn out damaged.
      if (i < 2) expect(await world.pipeline.oldestNeeded()).toBe(0);
      submit(world, i * SOME, (i + 1) * SOME);
      await world.pipeline.checkpoint();
    }
    expect(await described(world)).toEqual([61, 81]);
    const names = await checkpointsOf(world);
    expect(names.filter((name) => name.endsWith('.memory')).length).toBe(2);
    const oldest = await world.pipeline.oldestNeeded();
    expect(oldest).toBeLessThanOrEqual(61);
    expect(oldest).toBeGreaterThan(0);
  });

  it('takes up the ids of the one before it where few are new', async () => {
    const world = await openWith(mainRules(3));
    submit(world, 0, 40);
    await world.pipeline.checkpoint();
    submit(world, 40, 45);
    await world.pipeline.checkpoint();
    submit(world, 45, 47);
    await world.pipeline.flush();
    expect((await checkpointsOf(world)).filter((name) => name.endsWith('.ids'))).toEqual(['0000000000000041.ids']);
    expect(await world.pipeline.oldestNeeded()).toBe(41);
    const next = await crash(world);
    for (let i = 0; i < 47; i++) {
      const { status, position } = next.pipeline.submit(post(i, `user ${i % 3}`));
      expect([status, position]).toEqual(['duplicate', i + 1]);
    }
  });

  it('says since when the ruleset has been in force', async () => {
    const world = await openWith(mainRules(3));
    world.clock.millis += 5000;
    submit(world, 0, 3);
    await world.pipeline.close();
    const next = await crash(world);
    expect(next.pipeline.active?.position).toBe(0);
    expect(next.pipeline.active?.activatedAtMillis).toBe(world.clock.millis - 5000);
  });

  it('that fails is reported and tried again, and closing says so', async () => {
    const world = await openWith(mainRules(3), { checkpoint: { everyEvents: 10 } });
    world.sink.delay = async () => {
      throw new Error('no space left');
    };
    submit(world, 0, 10);
    await until(() => world.warnings.length > 1);
    expect(world.warnings).toEqual([
      'the pipeline has stopped: no space left',
      'a checkpoint failed: the pipeline has stopped: no space left',
    ]);
    await expect(world.pipeline.close()).rejects.toThrow(PipelineError);
    expect(await described(world)).toEqual([]);
  });
});

describe('a damaged checkpoint', () => {
  const two = async () => {
    const world = await openWith(mainRules(3));
    submit(world, 0, SOME);
    await world.pipeline.checkpoint();
    submit(world, SOME, 2 * SOME);
    await world.pipeline.checkpoint();
    submit(world, 2 * SOME, 3 * SOME);
    await world.pipeline.flush();
    return world;
  };
  const path = (world: World, position: number, extension: string) =>
    join(world.directory, 'checkpoints', `${String(position).padStart(16, '0')}.${extension}`);

  it.each([
    ['memory', 'flipped'],
    ['memory', 'cut'],
    ['memory', 'gone'],
    ['json', 'flipped'],
    ['json', 'cut'],
    ['folds', 'flipped'],
    ['folds', 'cut'],
    ['folds', 'gone'],
    ['ids', 'flipped'],
    ['ids', 'cut'],
    ['ids', 'gone'],
  ])('(%s %s) is passed over for the one before, with the same state', async (what, how) => {
    const world = await two();
    const file = path(world, 41, what);
    const bytes = await readFile(file);
    if (how === 'flipped') await writeFile(file, bytes.fill(bytes[5]! ^ 0x55, 5, 6));
    else if (how === 'cut') await truncate(file, bytes.length - 3);
    else await rm(file);

    const next = await crash(world);
    expect(next.warnings.join()).toMatch(/^checkpoint 41 was passed over: /);
    await next.pipeline.flush();
    expect(next.sink.offered[0]).toBe(21);
    await expectEqualRuns(next, await undisturbed(next.journal.entries));

    // It is out of the way: the next checkpoints and restarts do not trip over it.
    await next.pipeline.checkpoint();
    expect(await described(next)).toHaveLength(2);
    await next.pipeline.oldestNeeded();
    expect((await crash(next)).warnings).toEqual([]);
  });

  it('and the one before it too: everything is replayed', async () => {
    const world = await two();
    for (const position of [21, 41]) await truncate(path(world, position, 'memory'), 100);
    const next = await crash(world);
    expect(next.warnings).toHaveLength(2);
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('is an error where the journal no longer holds what would replace it', async () => {
    const world = await two();
    for (const position of [21, 41]) await truncate(path(world, position, 'memory'), 100);
    world.journal.firstPosition = 15;
    const journal = world.journal.afterCrash(0);
    journal.firstPosition = 15;
    await expect(openWorld({ directory: world.directory, journal })).rejects.toThrow(
      'the journal begins at 15, after the newest usable checkpoint (0)',
    );
  });
});

it('a journal that ends before the checkpoint is an error, not an empty start', async () => {
  const world = await openWith(mainRules(3));
  submit(world, 0, SOME);
  await world.pipeline.close();
  await expect(openWorld({ directory: world.directory, journal: new HeldJournal() })).rejects.toThrow(
    'the journal ends at 0, before the newest checkpoint (21)',
  );
});
