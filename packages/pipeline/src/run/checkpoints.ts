/**
 * Checkpoints of one data directory: memory, other folds, the window of event ids, and which ruleset was in force, as of one position. A
 * checkpoint counts once its `.json` is there, which is written last.
 */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createIdHash, IdWindow, idWindowParts, restoreIdWindow } from '@lapwing/journal';
import { loadCheckpoint, type Memory, snapshot } from '@lapwing/memory';
import { replaceDurably } from '../durable-file.ts';
import { CHECKPOINTS_KEPT, ID_SNAPSHOT_EVERY_ENTRIES } from '../limits.ts';
import { type Activated, type Description, decodeDescription } from './description.ts';
import { decodeFolds, encodeFolds, type Fold } from './folds.ts';

/** The ids are written again when a quarter of them is new. */
const IDS_GROWTH = 4;

export interface Restored {
  readonly position: number;
  readonly activated: Activated | null;
  readonly memory: Memory;
  readonly ids: IdWindow;
  /** Ids of events at or after this position have to be added. */
  readonly idsPosition: number;
  /** What the candidate remembers; null where there was none. */
  readonly candidateMemory: Memory | null;
  /** The saved states of folds, by their names. */
  readonly folds: ReadonlyMap<string, unknown>;
}

/** What a checkpoint fixes. */
export interface Moment {
  /** Everything before it is in `memory`, `folds` and `ids`, nothing from it on. */
  readonly position: number;
  readonly activated: Activated | null;
  readonly memory: Memory;
  readonly candidateMemory: Memory | null;
  readonly folds: readonly Fold[];
  readonly ids: IdWindow;
  /** The last one before stopping: it takes its time, so that the next start need not. */
  readonly closing: boolean;
}

export class Checkpoints {
  readonly #directory: string;
  readonly #idsEveryEntries: number;
  #idsPosition = 0;

  constructor(directory: string, idsEveryEntries: number = ID_SNAPSHOT_EVERY_ENTRIES) {
    this.#directory = directory;
    this.#idsEveryEntries = idsEveryEntries;
  }

  /** The newest whole checkpoint, or null. One that cannot be read is set aside; `onSkipped` is told why. */
  async restore(onSkipped: (reason: string) => void): Promise<Restored | null> {
    for (const position of await this.#positions()) {
      try {
        const { activated, idsPosition, folds: hasFolds, candidate } = await this.#describe(position);
        const { memory } = await loadCheckpoint(this.#path(position, 'memory'), {});
        const candidateMemory = candidate ? (await loadCheckpoint(this.#path(position, 'candidate'), {})).memory : null;
        const folds = hasFolds
          ? decodeFolds(await readFile(this.#path(position, 'folds')))
          : new Map<string, unknown>();
        const ids = await this.#loadIds(idsPosition);
        this.#idsPosition = idsPosition;
        return { position, activated, memory, candidateMemory, ids, idsPosition, folds };
      } catch (error) {
        onSkipped(`checkpoint ${position} was passed over: ${error instanceof Error ? error.message : error}`);
        // It must not be taken for one that a restart can fall back to.
        await rename(this.#path(position, 'json'), this.#path(position, 'damaged'));
      }
    }
    return null;
  }

  /** To be awaited before the first `take`. */
  async prepare(): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
  }

  /**
   * Fix the state now; the returned function writes it once `flushed` has resolved: only then do the sinks hold all that a
   * restart from this checkpoint would not offer again.
   */
  take(moment: Moment): (flushed: Promise<void>) => Promise<void> {
    const { position, activated, memory, candidateMemory, folds, ids, closing } = moment;
    const fixed = snapshot(memory, position);
    const candidateFixed = candidateMemory === null ? null : snapshot(candidateMemory, position);
    const foldsFixed = encodeFolds(folds);
    const added = position - this.#idsPosition;
    // Each id is written a few times at most, however large the window is.
    const idsDue = closing || added >= this.#idsEveryEntries || added * IDS_GROWTH >= ids.size;
    const parts = idsDue ? startedParts(ids) : null;
    return async (flushed) => {
      // A sink that fails while files are written is reported below, not as a rejection that nobody handles.
      flushed.catch(() => {});
      await fixed.writeTo(this.#path(position, 'memory'));
      await candidateFixed?.writeTo(this.#path(position, 'candidate'));
      await replaceDurably(this.#path(position, 'folds'), foldsFixed);
      if (parts !== null) {
        await replaceDurably(this.#path(position, 'ids'), parts);
        this.#idsPosition = position;
      }
      await flushed;
      const candidate = candidateFixed !== null;
      const description: Description = { position, activated, idsPosition: this.#idsPosition, folds: true, candidate };
      await replaceDurably(this.#path(position, 'json'), Buffer.from(JSON.stringify(description)));
      await this.#removeOld();
    };
  }

  /** The oldest position that a restart may need: all, until there is a checkpoint to fall back to should the newest be damaged. */
  async oldest(): Promise<number> {
    const positions = await this.#positions();
    if (positions.length < CHECKPOINTS_KEPT) return 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (const position of positions) oldest = Math.min(oldest, (await this.#describe(position)).idsPosition);
    return oldest;
  }

  async #describe(position: number): Promise<Description> {
    return decodeDescription(await readFile(this.#path(position, 'json'), 'utf8'));
  }

  async #loadIds(position: number): Promise<IdWindow> {
    const hash = await createIdHash();
    if (position === 0) return new IdWindow(hash);
    return restoreIdWindow(await readFile(this.#path(position, 'ids')), hash);
  }

  async #removeOld(): Promise<void> {
    const kept = new Set((await this.#positions()).slice(0, CHECKPOINTS_KEPT));
    const needed = new Set<number>();
    for (const position of kept) needed.add((await this.#describe(position)).idsPosition);
    for (const name of await readdir(this.#directory)) {
      const match = /^(\d+)\.(json|memory|candidate|folds|ids|damaged)$/.exec(name);
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

/** Parts of which the first is taken now: ids that come later are in none. */
function startedParts(ids: IdWindow): Iterable<Uint8Array> {
  const parts = idWindowParts(ids);
  const first = parts.next();
  return (function* () {
    if (first.done !== true) yield first.value;
    yield* parts;
  })();
}
