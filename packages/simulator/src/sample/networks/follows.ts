/** Who follows whom, and whom someone would follow next. */

import type { Random } from '../../random/random.ts';
import { LIMITS } from '../limits.ts';
import type { Account, Accounts } from '../people/account.ts';
import type { Feed } from './feed.ts';

/** Record a follow. False where it would be of oneself, of nobody, or a repetition. */
export function follow(follower: Account, target: Account): boolean {
  if (follower === target || !target.exists || follower.follows.includes(target.index)) return false;
  if (follower.follows.length < LIMITS.rememberedFollows) follower.follows.push(target.index);
  follower.following++;
  target.followers++;
  return true;
}

/**
 * Someone to follow: mostly the author of something just read (so that who is read is followed: preference), else a friend's friend
 * (triangles close), else anyone of one's community.
 */
export function chooseToFollow(
  random: Random,
  follower: Account,
  accounts: Accounts,
  feed: Feed,
  nowMillis: number,
): Account | null {
  const way = random.unit();
  if (way < 0.55) return feed.forReader(random, follower, nowMillis)?.author ?? null;
  if (way < 0.85 && follower.follows.length > 0) {
    const friend = accounts.at(random.pick(follower.follows));
    return friend.follows.length > 0 ? accounts.at(random.pick(friend.follows)) : null;
  }
  for (let i = 0; i < LIMITS.tries; i++) {
    const anyone = accounts.at(random.below(accounts.size));
    if (anyone.exists && anyone.community === follower.community && anyone.campaign === null) return anyone;
  }
  return null;
}
