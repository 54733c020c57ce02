/**
 * Randomness as an argument: numbers drawn from the event's id, so that a replay draws the same ones and nothing needs to be
 * recorded. splitmix32 over an FNV-1a hash of the id.
 */
import type { Randomness } from '@lapwing/sml';

export interface EventRandomness extends Randomness {
  /** Start the sequence of the event with this id. */
  begin(eventId: string): void;
}

export function eventRandomness(): EventRandomness {
  let state = 0;
  return {
    begin(eventId) {
      state = 0x811c9dc5;
      for (let i = 0; i < eventId.length; i++) state = Math.imul(state ^ eventId.charCodeAt(i), 0x01000193);
    },
    next() {
      state = (state + 0x9e3779b9) | 0;
      let z = state ^ (state >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
    },
  };
}
