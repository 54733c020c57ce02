/** Shares that members of a cluster made together, beside those that anybody made together with anybody. */
import type { Draft, Platform } from './card.ts';
import { orderShares } from './order.ts';
import type { Shares } from './shares.ts';

const HOUR_MILLIS = 3_600_000;
export const hourOf = (timeMillis: number): number => ((Math.floor(timeMillis / HOUR_MILLIS) % 24) + 24) % 24;

/** Adds to the drafts each share that has one of another member within the window. Returns what all shares are like. */
export function addJointShares(
  shares: Shares,
  windowMillis: number,
  community: Uint32Array,
  drafts: ReadonlyMap<number, Draft>,
): Platform {
  const { actor, object, timeMillis, objectStart } = orderShares(shares, windowMillis);
  /** How far the nearest share of the same object is that passes; infinite where none is within the window. */
  const nearest = (place: number, passes: (other: number) => boolean): number => {
    let gap = Number.POSITIVE_INFINITY;
    const end = objectStart[object[place]! + 1]!;
    for (let i = place + 1; i < end && timeMillis[i]! - timeMillis[place]! <= windowMillis; i++) {
      if (!passes(i)) continue;
      gap = timeMillis[i]! - timeMillis[place]!;
      break;
    }
    const begin = objectStart[object[place]!]!;
    for (let i = place - 1; i >= begin && timeMillis[place]! - timeMillis[i]! <= Math.min(windowMillis, gap); i--) {
      if (passes(i)) return Math.min(gap, timeMillis[place]! - timeMillis[i]!);
    }
    return gap;
  };
  const gaps: number[] = [];
  for (let place = 0; place < actor.length; place++) {
    const of = community[actor[place]!]!;
    const anybody = nearest(place, (other) => actor[other] !== actor[place]);
    if (anybody === Number.POSITIVE_INFINITY) continue;
    gaps.push(anybody);
    const draft = drafts.get(of);
    if (draft === undefined || !draft.has(actor[place]!)) continue;
    const gap = nearest(
      place,
      (other) => actor[other] !== actor[place] && community[actor[other]!] === of && draft.has(actor[other]!),
    );
    if (gap < Number.POSITIVE_INFINITY) draft.addShare(actor[place]!, object[place]!, timeMillis[place]!, gap);
  }
  return {
    ...platformOf(shares),
    jointShare: gaps.length / Math.max(1, shares.actor.length),
    medianGapMillis: median(gaps),
  };
}

function platformOf({ actors, objects, actor, object, timeMillis }: Shares) {
  const sharesOf = new Uint32Array(actors);
  const sharesOfObject = new Uint32Array(objects);
  const hours = new Array<number>(24).fill(0);
  for (let row = 0; row < actor.length; row++) {
    sharesOf[actor[row]!]!++;
    sharesOfObject[object[row]!]!++;
    hours[hourOf(timeMillis[row]!)]!++;
  }
  return { sharesOf, sharesOfObject, hours };
}

/** The lower one in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = Float64Array.from(values).sort();
  return sorted[(sorted.length - 1) >> 1] ?? null;
}
