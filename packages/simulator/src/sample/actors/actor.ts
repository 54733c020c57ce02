/** Whoever acts: a person, a newsroom, a member of a ring. */
import type { World } from '../world.ts';

export interface Actor {
  /** Do one thing at `world.nowMillis`; returns when to act next (not earlier), or null to stop for good. */
  act(world: World): number | null;
}
