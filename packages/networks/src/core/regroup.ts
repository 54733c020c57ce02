/** Shares of one kind of object made of those of another: of domains from links, of clusters of texts from texts. */
import type { Shares } from './shares.ts';

/** What becomes of each object: `group[start[o] … start[o + 1])` are the objects in its place, without repetition. */
export interface Grouping {
  readonly groups: number;
  readonly start: Uint32Array;
  readonly group: Uint32Array;
}

/** Each object becomes the one of that number; those with `NO_GROUP` are left out. */
export const NO_GROUP = 0xff_ff_ff_ff;

export function groupingOf(groupOf: Uint32Array, groups: number): Grouping {
  const start = new Uint32Array(groupOf.length + 1);
  const group = new Uint32Array(groupOf.length);
  let filled = 0;
  for (let object = 0; object < groupOf.length; object++) {
    if (groupOf[object] !== NO_GROUP) group[filled++] = groupOf[object]!;
    start[object + 1] = filled;
  }
  return { groups, start, group: group.subarray(0, filled) };
}

/** A share of an object that becomes several is as many shares of one message. */
export function regroup(shares: Shares, { groups, start, group }: Grouping): Shares {
  const { actors, actor, object, timeMillis, message } = shares;
  let rows = 0;
  let multiplies = false;
  for (const of of object) {
    const places = start[of + 1]! - start[of]!;
    rows += places;
    if (places > 1) multiplies = true;
  }
  const made = {
    actors,
    objects: groups,
    actor: new Uint32Array(rows),
    object: new Uint32Array(rows),
    timeMillis: new Float64Array(rows),
    // Rows of their own would be messages of their own.
    ...((message !== undefined || multiplies) && { message: new Uint32Array(rows) }),
  };
  let to = 0;
  for (let row = 0; row < object.length; row++) {
    for (let i = start[object[row]!]!; i < start[object[row]! + 1]!; i++) {
      made.actor[to] = actor[row]!;
      made.object[to] = group[i]!;
      made.timeMillis[to] = timeMillis[row]!;
      if (made.message !== undefined) made.message[to] = message?.[row] ?? row;
      to++;
    }
  }
  return made;
}
