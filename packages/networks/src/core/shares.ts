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
