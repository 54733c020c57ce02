/**
 * Sliding HyperLogLog (Flajolet et al. 2007; over a window as Chabchoub and Hébrail 2010): 1,024 registers, and for each of them
 * and each rank the last time that a value of that rank or higher came. So the register as of any window is known exactly, with no
 * bucket at its edge, and values may come in any order: the state is a maximum.
 *
 * Chosen over registers per time bucket because those miss or count twice the bucket that the window's edge cuts, and over lists of
 * possible future maxima because those have no fixed size. Price: 60 kB for a key that is over the exact limit.
 *
 * Standard error 1.04/√1024 = 3.25 %, and the window's edge is rounded to 1/4,096 of it. Ranks end at 15: above 10 M distinct values
 * in one window the estimate falls behind.
 *
 * Layout in 32-bit integers: for each register 15 ticks, by rank. Tick 0: never. A key that lives for half a million windows is rebased.
 */
import type { KeyedState } from '../keyed/state.ts';

const REGISTER_BITS = 10;
const REGISTERS = 1 << REGISTER_BITS;
const RANKS = 15;
/** Ticks in one window. */
const TICKS_PER_WINDOW = 4_096;
/** Ticks are 32-bit integers: they last for a million windows. */
const REBASE_WINDOWS = 500_000;

/** Words that the registers take in a block. */
export const SKETCH_WORDS = (REGISTERS * RANKS) / 2;

/** The tick of a time; `originMillis` is one window before the sketch began, so that nothing it may hold has tick 0 or less. */
function tickOf(timeMillis: number, originMillis: number, windowMillis: number): number {
  return Math.max(0, Math.ceil(((timeMillis - originMillis) / windowMillis) * TICKS_PER_WINDOW));
}

/** A later origin for a sketch that has one long ago, keeping all that counts; the same origin otherwise. */
export function rebaseSketch(
  state: KeyedState,
  at: number,
  newestMillis: number,
  originMillis: number,
  windowMillis: number,
): number {
  const windows = Math.floor((newestMillis - originMillis) / windowMillis);
  if (windows < REBASE_WINDOWS) return originMillis;
  const shift = (windows - 2) * TICKS_PER_WINDOW;
  const { halves } = state;
  for (let i = at * 2; i < at * 2 + REGISTERS * RANKS; i++) halves[i] = Math.max(0, halves[i]! - shift);
  return originMillis + (windows - 2) * windowMillis;
}

/** Empty registers from word `at` on. */
export function clearSketch(state: KeyedState, at: number): void {
  state.halves.fill(0, at * 2, at * 2 + REGISTERS * RANKS);
}

/** Note a value, by its 53-bit hash. */
export function addToSketch(
  state: KeyedState,
  at: number,
  hash: number,
  timeMillis: number,
  originMillis: number,
  windowMillis: number,
): void {
  const tick = tickOf(timeMillis, originMillis, windowMillis);
  const register = hash % REGISTERS;
  const rest = Math.floor(hash / REGISTERS) >>> 0;
  const rank = Math.min(RANKS, Math.clz32(rest & -rest) === 32 ? RANKS : 32 - Math.clz32(rest & -rest));
  const { halves } = state;
  const base = at * 2 + register * RANKS;
  for (let i = 0; i < rank; i++) if (halves[base + i]! < tick) halves[base + i] = tick;
}

/** Estimate the number of values last seen in `(newest − window, newest]`. */
export function estimate(
  state: KeyedState,
  at: number,
  newestMillis: number,
  originMillis: number,
  windowMillis: number,
): number {
  const horizon = tickOf(newestMillis, originMillis, windowMillis) - TICKS_PER_WINDOW;
  const { halves } = state;
  let sum = 0;
  let zeros = 0;
  for (let register = 0, base = at * 2; register < REGISTERS; register++, base += RANKS) {
    let rank = 0;
    while (rank < RANKS && halves[base + rank]! > horizon && halves[base + rank] !== 0) rank++;
    if (rank === 0) zeros++;
    sum += 1 / (1 << rank);
  }
  // Linear counting where many registers are empty, as the paper says (its α for 1,024 registers).
  const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum;
  if (raw <= 2.5 * REGISTERS && zeros > 0) return Math.round(REGISTERS * Math.log(REGISTERS / zeros));
  return Math.round(raw);
}
