/** Control of the share of false discoveries. */
import { NetworksError } from './errors.ts';

/**
 * Benjamini–Hochberg adjusted p-values (Benjamini and Hochberg 1995): of those at or below q, a share of at most q are false
 * discoveries on average. `hypotheses` counts all that were tested; those without a p-value here have p = 1.
 * Throws a NetworksError where there are more p-values than hypotheses.
 */
export function adjustedPValues(pValues: Float64Array, hypotheses: number): Float64Array {
  if (hypotheses < pValues.length) {
    throw new NetworksError(`${pValues.length} p-values for ${hypotheses} hypotheses`);
  }
  const order = Uint32Array.from(pValues.keys()).sort((a, b) => pValues[b]! - pValues[a]! || b - a);
  const adjusted = new Float64Array(pValues.length);
  let least = 1;
  for (let i = 0; i < order.length; i++) {
    const rank = order.length - i;
    least = Math.min(least, (pValues[order[i]!]! * hypotheses) / rank);
    adjusted[order[i]!] = least;
  }
  return adjusted;
}
