/** Objects so popular that comparing everybody who shared them would be quadratic. */
import type { CappedObject } from './graph.ts';
import type { CheckedOptions } from './options.ts';
import type { Ordered } from './order.ts';

export function cappedObjects(ordered: Ordered, { windowMillis, maxPairsPerObject }: CheckedOptions): CappedObject[] {
  const { objectStart } = ordered;
  const capped: CappedObject[] = [];
  for (let object = 0; object + 1 < objectStart.length; object++) {
    const shares = objectStart[object + 1]! - objectStart[object]!;
    if ((shares * (shares - 1)) / 2 <= maxPairsPerObject) continue;
    const pairs = pairsWithin(ordered, object, windowMillis);
    if (pairs > maxPairsPerObject) capped.push({ object, shares, pairs });
  }
  return capped;
}

/** Pairs of the object's shares within the window, counted without looking at them. */
function pairsWithin({ objectStart, timeMillis }: Ordered, object: number, windowMillis: number): number {
  const end = objectStart[object + 1]!;
  let first = objectStart[object]!;
  let pairs = 0;
  for (let place = first; place < end; place++) {
    while (timeMillis[place]! - timeMillis[first]! > windowMillis) first++;
    pairs += place - first;
  }
  return pairs;
}
