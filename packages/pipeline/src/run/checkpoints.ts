/**
 * Checkpoints of one data directory: memory, the window of event ids, and which ruleset was in force, as of one position. A checkpoint
 * counts once its `.json` is there, which is written last.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createIdHash, IdWindow, restoreIdWindow, snapshotIdWindow } from '@lapwing/journal';
import { loadCheckpoint, type Memory, snapshot } from '@lapwing/memory';
import { CHECKPOINTS_KEPT, ID_SNAPSHOT_MAX_IDS } from '../limits.ts';

interface Description {
  readonly position: number;
  readonly rulesetHash: string | null;
  /** The position up to which the id snapshot that was newest then goes. */
  readonly idsPosition: number;
}

export interface Restored {
  readonly position: number;
  readonly rulesetHash: string | null;
  readonly memory: Memory;
  readonly ids: IdWindow;
  /** Ids of events at or after this position have to be added. */
  readonly idsPosition: number;
}

export class Checkpoints {
  readonly #directory: string;
  #idsPosition = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The newest whole checkpoint, or null. One that cannot be read is passed over; `onSkipped` is told why. */
  async restore(onSkipped: (reason: string) => void): Promise<Restored | null> {
    for (const position of await this.#positions()) {
      try {
        const text = await readFile(this.#path(position, 'json'), 'utf8');
        // Written by `take`; the parts that it names carry their own checksums.
        const description = JSON.parse(text) as Description;
        const { memory } = await loadCheckpoint(this.#path(position, 'memory'), {});
        const { idsPosition } = description;
        const ids = await this.#loadIds(idsPosition);
        this.#idsPosition = idsPosition;
        return { position, rulesetHash: description.rulesetHash, memory, ids, idsPosition };
      } catch (error) {
        onSkipped(`checkpoint ${position} was passed over: ${error instanceof Error ? error.message : error}`);
      }
    }
    return null;
  }

  /**
   * Fix the state now, at `position`; the returned function writes it once `flushed` has resolved: only then do the sinks hold all
   * that a restart from this checkpoint would not offer again.
   */
  take(
    position: number,
    memory: Memory,
    ids: IdWindow,
    rulesetHash: string | null,
    closing: boolean,
  ): (flushed: Promise<void>) => Promise<void> {
    const fixed = snapshot(memory, position);
    const idBytes = closing || ids.size <= ID_SNAPSHOT_MAX_IDS ? snapshotIdWindow(ids) : null;
    return async (flushed) => {
      await mkdir(this.#directory, { recursive: true });
      await fixed.writeTo(this.#path(position, 'memory'));
      if (idBytes !== null) {
        await writeDurably(this.#path(position, 'ids'), idBytes);
        this.#idsPosition = position;
      }
      await flushed;
      const description: Description = { position, rulesetHash, idsPosition: this.#idsPosition };
      await writeDurably(this.#path(position, 'json'), Buffer.from(JSON.stringify(description)));
      await this.#removeOld();
    };
  }

  /** The oldest position that a restart may need. */
  async oldest(): Promise<number> {
    const positions = await this.#positions();
    let oldest = positions.at(-1) ?? 0;
    for (const position of positions) {
      const description = JSON.parse(await readFile(this.#path(position, 'json'), 'utf8')) as Description;
      oldest = Math.min(oldest, description.idsPosition);
    }
    return oldest;
  }

  async #loadIds(position: number): Promise<IdWindow> {
    const hash = await createIdHash();
    if (position === 0) return new IdWindow(hash);
    return restoreIdWindow(await readFile(this.#path(position, 'ids')), hash);
  }

  async #removeOld(): Promise<void> {
    const kept = new Set((await this.#positions()).slice(0, CHECKPOINTS_KEPT));
    const needed = new Set<number>();
    for (const position of kept) {
      needed.add((JSON.parse(await readFile(this.#path(position, 'json'), 'utf8')) as Description).idsPosition);
    }
    for (const name of await readdir(this.#directory)) {
      const match = /^(\d+)\.(json|memory|ids)$/.exec(name);
      if (match === null) continue;
      const position = Number(match[1]);
      if (kept.has(position) || (match[2] === 'ids' && needed.has(position))) continue;
      await rm(join(this.#directory, name), { force: true });
    }
  }

  /** Positions of whole checkpoints, newest first. */
  async #positions(): Promise<number[]> {
    const names = await readdir(this.#directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names
      .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  }

  #path(position: number, extension: string): string {
    return join(this.#directory, `${String(position).padStart(16, '0')}.${extension}`);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.writing`, 'w');
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.writing`, path);
}
