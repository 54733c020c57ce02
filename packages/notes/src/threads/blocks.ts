/**
 * Threads that take blocks of a pass in turn, in lock step through shared memory: a pass takes milliseconds, less than messages would. No
 * pass begins before all blocks of the last one are done.
 */
import type { Sweep, Unknowns } from '../core/factorisation/sides.ts';
import { noteBlock, type Room, raterBlock } from '../core/factorisation/sweeps.ts';

/** All of it in shared memory. */
export interface FitTeamData {
  readonly sweep: Sweep;
  readonly room: Room;
  readonly x: Unknowns;
  readonly control: Int32Array;
}

/** Places in `control`: number of the pass (−1 at the end), the next block to take, and how many are done. */
const PASS = 0;
const NEXT = 1;
const DONE = 2;
/** The next block carries the pass and its kind, so that whoever comes late to a pass takes nothing of the one after. */
const PASS_BITS = 8;
const KIND_BIT = 1 << 7;
const BLOCK_MASK = KIND_BIT - 1;

export class BlockTeam {
  static readonly controlLength = 3;
  readonly #data: FitTeamData;

  constructor(data: FitTeamData) {
    this.#data = data;
  }

  /** Do a pass together with all that help; returns when it is done. */
  run(side: 'note' | 'rater', blocks: number): void {
    const { control } = this.#data;
    const pass = Atomics.load(control, PASS) + 1;
    Atomics.store(control, DONE, 0);
    Atomics.store(control, NEXT, (pass << PASS_BITS) | (side === 'note' ? 0 : KIND_BIT));
    Atomics.store(control, PASS, pass);
    Atomics.notify(control, PASS);
    this.#takeBlocks();
    for (let done = Atomics.load(control, DONE); done < blocks; done = Atomics.load(control, DONE)) {
      Atomics.wait(control, DONE, done);
    }
  }

  /** Help with passes until the end. */
  help(): void {
    const { control } = this.#data;
    for (let pass = Atomics.load(control, PASS); pass >= 0; pass = Atomics.load(control, PASS)) {
      if (pass > 0) this.#takeBlocks();
      Atomics.wait(control, PASS, pass);
    }
  }

  end(): void {
    const { control } = this.#data;
    Atomics.store(control, PASS, -1);
    Atomics.notify(control, PASS);
  }

  #takeBlocks(): void {
    const { sweep, room, x, control } = this.#data;
    for (;;) {
      const taken = Atomics.add(control, NEXT, 1);
      const block = taken & BLOCK_MASK;
      const ofRaters = (taken & KIND_BIT) !== 0;
      if (block >= (ofRaters ? room.raterBounds : room.noteBounds).length - 1) return;
      if (ofRaters) raterBlock(sweep, x, room, block);
      else noteBlock(sweep, x, room, block);
      Atomics.add(control, DONE, 1);
      Atomics.notify(control, DONE);
    }
  }
}
