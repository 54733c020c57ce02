/**
 * Who follows whom: chunks of one cache line (15 accounts and the next chunk) in one growing array. An account's list is as long as
 * what it follows, at most `LIMITS.following`, as platforms limit it too.
 */
import { LIMITS } from '../limits.ts';
import type { Dice } from '../random/dice.ts';

const CHUNK = 16;
const SLOTS = CHUNK - 1;

export class FollowGraph {
  /** First chunk of each account; 0 is none. The newest accounts followed are in the first chunk. */
  readonly #heads: Uint32Array;
  readonly #following: Uint16Array;
  readonly #followers: Uint32Array;
  #cells = new Uint32Array(CHUNK * 1024);
  #chunks = 1;
  /** Chunks that were given back, linked like lists; 0 is none. */
  #free = 0;

  constructor(accounts: number) {
    this.#heads = new Uint32Array(accounts);
    this.#following = new Uint16Array(accounts);
    this.#followers = new Uint32Array(accounts);
  }

  get byteLength(): number {
    return this.#heads.byteLength + this.#following.byteLength + this.#followers.byteLength + this.#chunks * CHUNK * 4;
  }

  following(account: number): number {
    return this.#following[account]!;
  }

  followers(account: number): number {
    return this.#followers[account]!;
  }

  follows(account: number, target: number): boolean {
    return this.#find(account, target) !== 0;
  }

  /** False where nothing changes: oneself, somebody followed already, too many. */
  follow(account: number, target: number): boolean {
    const count = this.#following[account]!;
    if (account === target || count >= LIMITS.following || this.follows(account, target)) return false;
    if (count % SLOTS === 0) this.#heads[account] = this.#newChunk(this.#heads[account]!);
    this.#cells[this.#heads[account]! * CHUNK + 1 + (count % SLOTS)] = target;
    this.#following[account] = count + 1;
    this.#followers[target] = this.#followers[target]! + 1;
    return true;
  }

  /** False where the account does not follow it. The gap is filled with the newest follow. */
  unfollow(account: number, target: number): boolean {
    const cell = this.#find(account, target);
    if (cell === 0) return false;
    const count = this.#following[account]! - 1;
    const head = this.#heads[account]!;
    this.#cells[cell] = this.#cells[head * CHUNK + 1 + (count % SLOTS)]!;
    if (count % SLOTS === 0) {
      this.#heads[account] = this.#cells[head * CHUNK]!;
      this.#cells[head * CHUNK] = this.#free;
      this.#free = head;
    }
    this.#following[account] = count;
    this.#followers[target] = this.#followers[target]! - 1;
    return true;
  }

  /** Somebody whom the account follows, or -1. Looks at the 75 newest first chunks only: habits favour what is new. */
  someone(dice: Dice, account: number): number {
    const count = this.#following[account]!;
    if (count === 0) return -1;
    const inFirst = ((count - 1) % SLOTS) + 1;
    let at = dice.below(Math.min(count, SLOTS * 4 + inFirst));
    let chunk = this.#heads[account]!;
    if (at < inFirst) return this.#cells[chunk * CHUNK + 1 + at]!;
    at -= inFirst;
    for (chunk = this.#cells[chunk * CHUNK]!; at >= SLOTS; at -= SLOTS) chunk = this.#cells[chunk * CHUNK]!;
    return this.#cells[chunk * CHUNK + 1 + at]!;
  }

  /** The cell that holds the target, or 0. */
  #find(account: number, target: number): number {
    const count = this.#following[account]!;
    let left = count === 0 ? 0 : ((count - 1) % SLOTS) + 1;
    for (let chunk = this.#heads[account]!; left > 0; chunk = this.#cells[chunk * CHUNK]!) {
      const base = chunk * CHUNK;
      for (let i = 1; i <= left; i++) if (this.#cells[base + i] === target) return base + i;
      left = this.#cells[base] === 0 ? 0 : SLOTS;
    }
    return 0;
  }

  #newChunk(next: number): number {
    let chunk = this.#free;
    if (chunk !== 0) this.#free = this.#cells[chunk * CHUNK]!;
    else chunk = this.#chunks++;
    if (this.#chunks * CHUNK > this.#cells.length) {
      const larger = new Uint32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells[chunk * CHUNK] = next;
    return chunk;
  }
}
