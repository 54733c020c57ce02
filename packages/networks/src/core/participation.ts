/** Leaving out actors that hardly take part. */
import { type Shares, sharesAt } from './shares.ts';

/** The shares of actors with at least `least` of them; actors and objects keep their numbers. */
export function withoutRareActors(shares: Shares, least: number): Shares {
  const count = new Uint32Array(shares.actors);
  for (const actor of shares.actor) count[actor]!++;
  const rows = Uint32Array.from(shares.actor.keys()).filter((row) => count[shares.actor[row]!]! >= least);
  return sharesAt(shares, rows);
}
