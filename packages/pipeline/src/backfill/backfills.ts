/**
 * Back-fills: what a new counter would hold had it been there before, made beside the running pipeline and joined at one position.
 *
 * - K1 What joins is a function of the journal up to the joining entry, and that entry names all else that it depends on. So a replay
 *   makes the same of it, from the keys' file or by reading the journal again.
 * - K2 Until it has joined it changes nothing; a stop in the middle loses the back-fill alone.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '@lapwing/journal';
import { loadCheckpoint, type Memory, snapshot } from '@lapwing/memory';
import { transferKeys } from '@lapwing/memory/keyed';
import type { ServiceKey } from '@lapwing/sml';
import type { BackfillEntry } from '../control/entries.ts';
import { type Compile, RulesetArchive } from '../ruleset/archive.ts';
import { PipelineError } from '../run/parts.ts';
import { Rewind } from './rewind.ts';

export interface BackfillParts {
  /** The data directory. */
  readonly directory: string;
  readonly journal: Journal;
  readonly compile: Compile;
  readonly services: ReadonlyMap<ServiceKey<unknown>, unknown>;
}

const NEVER_PAUSE = async () => {};

export class Backfills {
  readonly #parts: BackfillParts;
  readonly #directory: string;

  constructor(parts: BackfillParts) {
    this.#parts = parts;
    this.#directory = join(parts.directory, 'backfills');
  }

  /** A rewind for a ruleset that is or was in force. */
  async rewind(
    { hash, fromPosition, sinceMillis }: Pick<BackfillEntry, 'hash' | 'fromPosition' | 'sinceMillis'>,
    seed: number,
  ): Promise<Rewind> {
    const { directory, journal, compile, services } = this.#parts;
    const archive = new RulesetArchive(join(directory, 'rulesets'), compile);
    const ruleset = await archive.load(hash);
    const keysOf = (entry: BackfillEntry, position: number, present: Memory) => this.#keysOf(entry, position, present);
    return new Rewind({ journal, archive, services, seed, ruleset, fromPosition, sinceMillis, keysOf });
  }

  /** Bring into memory what an entry of the journal says has joined. Rejects with a PipelineError where the journal no longer tells what that was. */
  async join(entry: BackfillEntry, position: number, memory: Memory): Promise<void> {
    const keys = await this.#keysOf(entry, position, memory);
    transferKeys(keys.keyed, memory.keyed, () => true);
    memory.attached.adopt(keys.attached);
  }

  /** Keep the keys that joined at a position, for replays. */
  async keep(keys: Memory, position: number): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    await snapshot(keys, position).writeTo(this.#path(position));
    const { firstPosition } = this.#parts.journal;
    for (const name of await readdir(this.#directory)) {
      if (Number.parseInt(name, 10) < firstPosition) await rm(join(this.#directory, name), { force: true });
    }
  }

  async #keysOf(entry: BackfillEntry, position: number, present: Memory): Promise<Memory> {
    const kept = await loadCheckpoint(this.#path(position), {}).catch(() => null);
    if (kept !== null && kept.memory.seed === present.seed) return kept.memory;
    const { journal } = this.#parts;
    if (journal.firstPosition > entry.fromPosition) {
      throw new PipelineError(
        `the back-fill at ${position} counted from ${entry.fromPosition} on, and the journal begins at ${journal.firstPosition}`,
      );
    }
    const rewind = await this.rewind(entry, present.seed);
    await rewind.run(position, NEVER_PAUSE);
    const keys = rewind.keys(present, entry.partial);
    await this.keep(keys, position);
    return keys;
  }

  #path(position: number): string {
    return join(this.#directory, `${String(position).padStart(16, '0')}.memory`);
  }
}
