/** Every event is decided by the ruleset in force at its position, live and in a replay; label changes by people keep their place. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectEqualRuns, undisturbed } from '../support/compare.ts';
import { compile, mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, openWith, post, START, type World } from '../support/world.ts';

async function activate({ pipeline }: World, threshold: number): Promise<void> {
  const files = mainRules(threshold);
  await pipeline.activate(rulesetOf(files), files, 'ops@example.org', `threshold ${threshold}`);
}

const label = (world: World, entityId: string, change: 'manually-added' | 'manually-removed', expires: number | null) =>
  world.pipeline.changeLabel({
    by: 'mo@example.org',
    reason: 'looked',
    status: change,
    entityType: 'User',
    entityId,
    label: 'bad',
    expiresAfterMillis: expires,
  });

async function verdictsOf(world: World, n: number, user = 'ann', text = 'same'): Promise<readonly string[]> {
  const submission = world.pipeline.submit(post(n, user, text));
  if (submission.status === 'duplicate') throw new Error('seen before');
  return (await submission.decided).decision.verdicts;
}

/** By position: which ruleset decided it. */
function rulesets(world: World): string[] {
  return [...world.sink.all().values()].flatMap((outcome) => ('rulesetHash' in outcome ? [outcome.rulesetHash] : []));
}

describe('a ruleset', () => {
  const lax = rulesetOf(mainRules(4)).program.hash;
  const strict = rulesetOf(mainRules(2)).program.hash;

  it('is in force from its position on, in a replay too', async () => {
    const world = await openWith(mainRules(4));
    expect(await verdictsOf(world, 1)).toEqual([]);
    expect(await verdictsOf(world, 2)).toEqual([]);
    await activate(world, 2);
    expect(await verdictsOf(world, 3)).toEqual(['limit']);
    await world.pipeline.flush();

    // Only the journal is left: the replay crosses both activations.
    await rm(join(world.directory, 'checkpoints'), { recursive: true, force: true });
    await rm(join(world.directory, 'rulesets'), { recursive: true, force: true });
    const next = await crash(world);
    await next.pipeline.flush();
    expect(rulesets(next)).toEqual([lax, lax, strict]);
    expect(next.pipeline.active?.ruleset.program.hash).toBe(strict);
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('is known to a restart from a checkpoint, whose activation may have left the journal', async () => {
    const world = await openWith(mainRules(4));
    await activate(world, 2);
    await verdictsOf(world, 1);
    await world.pipeline.checkpoint();
    await verdictsOf(world, 2);
    const compiled: string[] = [];
    const next = await crash(world, {
      keep: 1,
      compile: (files) => {
        compiled.push(Object.keys(files).join());
        return compile(files);
      },
    });
    expect(compiled).toHaveLength(1);
    await next.pipeline.flush();
    expect(rulesets(next)).toEqual([strict, strict]);
  });

  it('is put in force once, however often it is activated', async () => {
    const world = await openWith(mainRules(4));
    const before = world.journal.nextPosition;
    await activate(world, 4);
    expect(world.journal.nextPosition).toBe(before);
    await activate(world, 2);
    await activate(world, 4);
    expect(world.journal.nextPosition).toBe(before + 2);
    // Both, and which of them is in force.
    expect((await readdir(join(world.directory, 'rulesets'))).sort()).toHaveLength(3);
    expect((await world.pipeline.rulesetByHash(strict)).program.hash).toBe(strict);
  });

  it('that no longer compiles stops the start, and says which and why', async () => {
    const world = await openWith(mainRules(4));
    await verdictsOf(world, 1);
    await world.pipeline.flush();
    const broken = crash(world, { compile: () => ({ ok: false, diagnostics: 'no such function' }) });
    await expect(broken).rejects.toThrow(`${lax}, once in force, does not compile any more:\nno such function`);
  });
});

describe('a label change by a person', () => {
  it('is seen by the next event, and keeps its place in a replay', async () => {
    const world = await openWith(mainRules(4));
    expect(await verdictsOf(world, 1)).toEqual([]);
    expect(await label(world, 'ann', 'manually-added', null)).toBe('added');
    expect(await verdictsOf(world, 2)).toEqual(['watch']);
    expect(await label(world, 'ann', 'manually-removed', null)).toBe('removed');
    expect(await verdictsOf(world, 3)).toEqual([]);
    await world.pipeline.flush();
    const next = await crash(world);
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('is not overridden by rules until it expires, in event time', async () => {
    const world = await openWith(mainRules(2));
    await verdictsOf(world, 0);
    expect(await label(world, 'ann', 'manually-removed', 30_000)).toBe('removed');
    const outcomes = async (n: number) => {
      const submission = world.pipeline.submit(post(n, 'ann', 'same'));
      if (submission.status === 'duplicate') throw new Error('seen before');
      return (await submission.decided).effects.flatMap(({ labelOutcome }) => labelOutcome ?? []);
    };
    expect(await outcomes(1)).toEqual(['cannot-override-manual']);
    // Within the grace of five seconds it still counts.
    expect(await outcomes(34)).toEqual(['cannot-override-manual']);
    expect(await outcomes(36)).toEqual(['added']);
  });

  it('takes place at the newest event seen, whatever the clock says', async () => {
    const world = await openWith(mainRules(4));
    await verdictsOf(world, 10);
    world.clock.millis = START + 999_999_999;
    await label(world, 'ann', 'manually-added', 1000);
    await world.pipeline.flush();
    const manual = [...world.sink.all().values()].find((outcome) => 'by' in outcome);
    // The clock stood at START when the event arrived, so its time, ten seconds ahead, counts as START.
    expect(manual).toMatchObject({ atMillis: START, expiresAtMillis: START + 1000, outcome: 'added' });
  });

  it('by the clock, where there is no event yet', async () => {
    const world = await openWith(mainRules(4));
    world.clock.millis = START + 5;
    await label(world, 'ann', 'manually-added', null);
    await world.pipeline.flush();
    expect([...world.sink.all().values()]).toMatchObject([{ atMillis: START + 5, position: 1 }]);
  });
});
