/** The lists of the installation's file, made where they never were. */
import { type ListSeed, seedChanges } from '@lapwing/memory';
import type { Pipeline } from '@lapwing/pipeline';

/** One that people deleted is not made again. */
export async function seedLists(pipeline: Pipeline, seeds: readonly ListSeed[]): Promise<void> {
  const { lists } = pipeline.memory;
  const deleted = new Set(lists.deleted().map(([name]) => name));
  for (const seed of seeds) {
    if (lists.info(seed.name) !== null || deleted.has(seed.name)) continue;
    for (const change of seedChanges(seed)) await pipeline.changeList({ by: 'files', reason: 'start', ...change });
  }
}
