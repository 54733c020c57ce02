/** Does the test keep its promise? Shares as chance would have them, tested again and again. */
import { coactionGraph } from './coaction.ts';
import { NULL_BLOCK_MILLIS } from './null-model.ts';
import type { CoactionOptions } from './options.ts';
import { randomOf } from './random.ts';
import type { Shares } from './shares.ts';
import { shuffleWithinBlocks } from './shuffle.ts';
import { significance } from './significance.ts';

export interface Calibration {
  readonly shuffles: number;
  /** Shuffles in which at least one edge was a discovery: by the promise a share of at most `maxQ`. */
  readonly withDiscovery: number;
  /** Edges that were tested in all shuffles. */
  readonly edges: number;
}

export interface CalibrationOptions extends CoactionOptions {
  readonly shuffles: number;
  readonly maxQ: number;
  readonly seed?: number;
  /** Called after each shuffle; when it says false, the calibration ends there. */
  readonly onShuffle?: (done: number) => boolean;
}

export function calibrate(shares: Shares, options: CalibrationOptions): Calibration {
  const { shuffles, maxQ, seed = 1, windowMillis, minRepetition = 1, onShuffle = () => true } = options;
  const random = randomOf(seed);
  const blockMillis = Math.max(NULL_BLOCK_MILLIS, windowMillis);
  let [done, withDiscovery, edges] = [0, 0, 0];
  while (done < shuffles) {
    const shuffled = shuffleWithinBlocks(shares, blockMillis, random.next);
    const graph = coactionGraph(shuffled, options);
    const { qValue } = significance(shuffled, graph, minRepetition, { windowMillis, blockMillis });
    if (qValue.some((q) => q <= maxQ)) withDiscovery++;
    edges += qValue.length;
    if (!onShuffle(++done)) break;
  }
  return { shuffles: done, withDiscovery, edges };
}
