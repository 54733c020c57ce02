/** Shares in the orders that the engine walks them in. All sorts are stable, so equal input gives equal output. */
import type { Shares } from './shares.ts';

/** Shares by object, then time, then row; `byActor` lists each actor's places in that order. */
export interface Ordered {
  readonly actor: Uint32Array;
  readonly object: Uint32Array;
  readonly timeMillis: Float64Array;
  readonly message: Uint32Array;
  /** Each share is a message of its own. */
  readonly rowsAreMessages: boolean;
  /** Places of object `o`: `[objectStart[o], objectStart[o + 1])`. */
  readonly objectStart: Uint32Array;
  /** Places of actor `a`, ascending: `byActor[actorStart[a] … actorStart[a + 1])`. */
  readonly actorStart: Uint32Array;
  readonly byActor: Uint32Array;
}

/**
 * Shares with none other of their object within the window are left out, unless all are asked for: where only equal objects count they
 * can be part of nothing.
 */
export function orderShares(shares: Shares, windowMillis: number, keepsAll = false): Ordered {
  const { start, order } = countingSort(shares.object, shares.objects);
  const times = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) times[i] = shares.timeMillis[order[i]!]!;
  const objectStart = new Uint32Array(shares.objects + 1);
  let places = 0;
  for (let object = 0; object < shares.objects; object++) {
    const [begin, end] = [start[object]!, start[object + 1]!];
    sortByTime(times, order, begin, end);
    for (let i = begin; i < end; i++) {
      const time = times[i]!;
      const close =
        keepsAll ||
        (i > begin && time - times[i - 1]! <= windowMillis) ||
        (i + 1 < end && times[i + 1]! - time <= windowMillis);
      if (!close) continue;
      // A place is never behind the share that moves there.
      order[places] = order[i]!;
      times[places++] = time;
    }
    objectStart[object + 1] = places;
  }
  return columns(shares, objectStart, order.subarray(0, places), times.subarray(0, places));
}

function columns(shares: Shares, objectStart: Uint32Array, rows: Uint32Array, timeMillis: Float64Array): Ordered {
  const actor = rows.map((row) => shares.actor[row]!);
  const object = rows.map((row) => shares.object[row]!);
  const { message: given } = shares;
  const message = given === undefined ? rows : rows.map((row) => given[row]!);
  const { start: actorStart, order: byActor } = countingSort(actor, shares.actors);
  return { actor, object, timeMillis, message, rowsAreMessages: given === undefined, objectStart, actorStart, byActor };
}

/** Indexes sorted by key; those of equal keys keep their order. */
function countingSort(keys: Uint32Array, count: number) {
  const start = new Uint32Array(count + 1);
  for (let i = 0; i < keys.length; i++) start[keys[i]! + 1]!++;
  for (let key = 0; key < count; key++) start[key + 1]! += start[key]!;
  const next = start.slice(0, count);
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) order[next[keys[i]!]!++] = i;
  return { start, order };
}

/** Longer stretches than this are worth the arrays that sorting by comparison needs. */
const INSERTION_MAX = 64;

/** Sort `[begin, end)` of both columns by time, then by row. */
function sortByTime(time: Float64Array, row: Uint32Array, begin: number, end: number): void {
  let sorted = true;
  for (let i = begin + 1; i < end && sorted; i++) sorted = time[i]! >= time[i - 1]!;
  if (sorted) return;
  if (end - begin > INSERTION_MAX) {
    const times = time.slice(begin, end);
    const rows = row.slice(begin, end);
    const order = Uint32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b);
    for (let i = 0; i < order.length; i++) {
      time[begin + i] = times[order[i]!]!;
      row[begin + i] = rows[order[i]!]!;
    }
    return;
  }
  for (let i = begin + 1; i < end; i++) {
    const [itsTime, itsRow] = [time[i]!, row[i]!];
    let to = i;
    for (; to > begin && time[to - 1]! > itsTime; to--) {
      time[to] = time[to - 1]!;
      row[to] = row[to - 1]!;
    }
    time[to] = itsTime;
    row[to] = itsRow;
  }
}
