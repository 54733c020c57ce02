/** Leaving out actors that hardly take part. */
import type { Shares } from './shares.ts';

/** The shares of actors with at least `least` of them; actors and objects keep their numbers. */
export function withoutRareActors(shares: Shares, least: number): Shares {
  const count = new Uint32Array(shares.actors);
  for (const actor of shares.actor) count[actor]!++;
  const rows = Uint32Array.from(shares.actor.keys()).filter((row) => count[shares.actor[row]!]! >= least);
  const { actors, objects, actor, object, timeMillis, message } = shares;
  const kept = {
    actors,
    objects,
    actor: rows.map((row) => actor[row]!),
    object: rows.map((row) => object[row]!),
    timeMillis: Float64Array.from(rows, (row) => timeMillis[row]!),
  };
  // Without a column each row is a message, and stays one.
  return message === undefined ? kept : { ...kept, message: rows.map((row) => message[row]!) };
}
