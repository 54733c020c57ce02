/** P3 for state beside memory: checkpoint and replay give it back, and checkpoints from before there was any are read. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fold } from '../../src/index.ts';
import { mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, openWith, post, type World } from '../support/world.ts';

/** Remembers which activations there were. */
class Activations implements Fold {
  readonly name = 'activations';
  seen: string[] = [];
  loads = 0;

  save(): unknown {
    return this.seen;
  }

  load(saved: unknown): void {
    if (!Array.isArray(saved)) throw new TypeError('no list');
    this.seen = saved.map(String);
    this.loads++;
  }

  activated(ruleset: { readonly program: { readonly hash: string } }, position: number, nowMillis: number): void {
    this.seen.push(`${position} ${nowMillis} ${ruleset.program.hash}`);
  }
}

async function activate({ pipeline }: World, threshold: number): Promise<void> {
  const files = mainRules(threshold);
  await pipeline.activate(rulesetOf(files), files, 'ops@example.org', 'test');
}

async function someRun(fold: Fold): Promise<World> {
  const world = await openWith(mainRules(3), { folds: [fold] });
  world.pipeline.submit(post(0));
  await activate(world, 4);
  const checkpoint = world.pipeline.checkpoint();
  await activate(world, 5);
  await checkpoint;
  await world.pipeline.flush();
  return world;
}

describe('a fold', () => {
  it('is in the checkpoint as of its moment, and follows the journal from there', async () => {
    const live = new Activations();
    const world = await someRun(live);
    expect(live.seen).toHaveLength(3);

    const again = new Activations();
    const restored = await crash(world, { folds: [again] });
    expect(restored.warnings).toEqual([]);
    expect(again).toEqual({ ...live, loads: 1 });
    expect(restored.sink.offered).not.toContain(1);

    const replayed = new Activations();
    await crash(world, { folds: [replayed], withoutCheckpoints: true });
    expect(replayed).toEqual(live);
  });

  it('begins anew where the checkpoint is from before it', async () => {
    const world = await someRun(new Activations());
    const directory = join(world.directory, 'checkpoints');
    const description = join(directory, '0000000000000003.json');
    const { folds: _, ...old } = JSON.parse(await readFile(description, 'utf8')) as Record<string, unknown>;
    await writeFile(description, JSON.stringify(old));
    await rm(join(directory, '0000000000000003.folds'));
    const fold = new Activations();
    const next = await crash(world, { folds: [fold] });
    expect(next.warnings).toEqual([]);
    expect(fold.loads).toBe(0);
    expect(fold.seen).toHaveLength(1);
  });

  it('that nobody carries on any more keeps the pipeline from opening', async () => {
    const world = await someRun(new Activations());
    await expect(crash(world, { folds: [] })).rejects.toThrow("'activations', which this version does not know");
  });

  it('costs the checkpoint where its part cannot be read, no more', async () => {
    const live = new Activations();
    const world = await someRun(live);
    await writeFile(join(world.directory, 'checkpoints', '0000000000000003.folds'), '[]');
    const fold = new Activations();
    const next = await crash(world, { folds: [fold] });
    expect(next.warnings).toHaveLength(1);
    expect(fold.seen).toEqual(live.seen);
  });
});
