/** Long work on the thread that decides, cut into slices. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A slice: others wait for about so long. */
const SLICE_MILLIS = 4;

/** Returns a function to be awaited now and then; it lets others have their turn when the slice is over. */
export function pacer(): () => Promise<void> {
  let begun = performance.now();
  return async () => {
    if (performance.now() - begun < SLICE_MILLIS) return;
    await nextTurn();
    begun = performance.now();
  };
}
