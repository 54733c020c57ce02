/** What people think of a topic and of one another. */
import type { World } from '../platform/world.ts';
import { axisOf } from '../topics/catalogue.ts';

/** An account's opinion on the axis of a topic, -100 to 100; 0 where the topic divides nobody. */
export function stanceOn(world: World, account: number, topic: number): number {
  switch (axisOf(topic)) {
    case 0:
      return world.accounts.opinion[account]!;
    case 1:
      return world.accounts.opinion2[account]!;
    default:
      return 0;
  }
}

/** 1 for the same opinion as the post's, 0 for the opposite; 0.7 where there is none to have. */
export function agreement(world: World, account: number, at: number): number {
  const { posts } = world;
  const topic = posts.topic[at]!;
  if (posts.stance[at] === 0) return 0.7;
  return 1 - Math.abs(stanceOn(world, account, topic) - posts.stance[at]!) / 200;
}
