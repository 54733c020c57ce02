/**
 * Shares: who acted on which object, and when. The input of every co-action graph, as columns of numbers; names stay with the
 * reader.
 */
import { NetworksError } from './errors.ts';
import { MAX_SHARES } from './limits.ts';

/** Rows in any order. Actors, objects and messages are numbered from 0; all columns have the same length. */
export interface Shares {
  readonly actors: number;
  readonly objects: number;
  readonly actor: Uint32Array;
  readonly object: Uint32Array;
  /** Milliseconds since 1970. */
  readonly timeMillis: Float64Array;
  /** The message that a share is part of: a post with two links is two shares and one message. Absent: each row is a message. */
  readonly message?: Uint32Array;
}

/** Throws a NetworksError that names the row where columns do not fit together. */
export function checkShares({ actors, objects, actor, object, timeMillis, message }: Shares): void {
  const rows = actor.length;
  if (rows > MAX_SHARES) throw new NetworksError(`${rows} shares are more than ${MAX_SHARES}`);
  if (object.length !== rows || timeMillis.length !== rows || (message !== undefined && message.length !== rows)) {
    throw new NetworksError('the columns of the shares differ in length');
  }
  for (let row = 0; row < rows; row++) {
    if (actor[row]! >= actors) throw new NetworksError(`row ${row}: actor ${actor[row]} of ${actors}`);
    if (object[row]! >= objects) throw new NetworksError(`row ${row}: object ${object[row]} of ${objects}`);
    if (!Number.isFinite(timeMillis[row]!)) throw new NetworksError(`row ${row}: the time is no number`);
  }
}

/** The shares of a stretch of time, from `fromMillis` to before `toMillis`; actors and objects keep their numbers. */
export function sharesBetween(shares: Shares, fromMillis: number, toMillis: number): Shares {
  const { timeMillis } = shares;
  return sharesAt(
    shares,
    Uint32Array.from(timeMillis.keys()).filter((row) => timeMillis[row]! >= fromMillis && timeMillis[row]! < toMillis),
  );
}

/** The shares of these rows; actors and objects keep their numbers, and rows that are messages stay messages of their own. */
export function sharesAt(shares: Shares, rows: Uint32Array): Shares {
  const { actors, objects, actor, object, timeMillis, message } = shares;
  return {
    actors,
    objects,
    actor: rows.map((row) => actor[row]!),
    object: rows.map((row) => object[row]!),
    timeMillis: Float64Array.from(rows, (row) => timeMillis[row]!),
    ...(message !== undefined && { message: rows.map((row) => message[row]!) }),
  };
}
