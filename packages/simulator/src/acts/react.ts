/** What is done to posts and people by looking and clicking: views, likes, follows, reports, blocks, mutes. */
import { NOBODY } from '../accounts/accounts.ts';
import { sendsDwell } from '../accounts/identity.ts';
import type { ReportReason } from '../events/kinds.ts';
import type { Cause, World } from '../platform/world.ts';
import { canReach } from './write.ts';

/** Look at a post for a while. False where it cannot be seen. */
export function view(world: World, account: number, post: number, dwellMillis: number, cause: Cause | null): boolean {
  const { posts, accounts } = world;
  const at = posts.slot(post);
  if (at < 0 || !world.mayRead(account)) return false;
  posts.views[at] = posts.views[at]! + 1;
  world.views++;
  if (cause === null && posts.harm[at] !== 0 && accounts.operation[account] === NOBODY) world.expose(at, post);
  if (world.recordsViews && (cause !== null || sendsDwell(accounts.agent[account]!))) {
    world.emit(
      'view',
      account,
      `,"post_id":"${world.postPrefix}${post}","author_id":"${world.identities.userId(posts.author[at]!)}","dwell_ms":${dwellMillis}`,
      cause,
    );
  }
  return true;
}

/** False where the account cannot, or likes it already. */
export function like(world: World, account: number, post: number, cause: Cause | null): boolean {
  const { posts } = world;
  const at = posts.slot(post);
  if (at < 0 || !canReach(world, account, at) || !world.reacted.add(account, post)) return false;
  posts.likes[at] = posts.likes[at]! + 1;
  world.emit(
    'like',
    account,
    `,"post_id":"${world.postPrefix}${post}","author_id":"${world.identities.userId(posts.author[at]!)}"`,
    cause,
    posts.author[at]!,
  );
  world.feed.offer(world.dice, post, world.nowMillis);
  return true;
}

/** False where nothing changes, the target is not there, or has blocked the account. */
export function follow(world: World, account: number, target: number, cause: Cause | null): boolean {
  if (!world.may(account) || !world.accounts.isPresent(target) || world.areApart(target, account)) return false;
  if (!world.graph.follow(account, target)) return false;
  world.emit('follow', account, followTail(world, account, target), cause, target);
  return true;
}

export function unfollow(world: World, account: number, target: number, cause: Cause | null): boolean {
  if (!world.may(account) || !world.graph.unfollow(account, target)) return false;
  world.emit('unfollow', account, followTail(world, account, target), cause, target);
  return true;
}

function followTail({ identities, graph }: World, account: number, target: number): string {
  return `,"target_user_id":"${identities.userId(target)}","follower_count":${graph.followers(account)},"following_count":${graph.following(account)}`;
}

/** Recommend a profile, for good. False where it is one's own, starred already, or not there. */
export function star(world: World, account: number, target: number, cause: Cause | null): boolean {
  if (target < 0 || account === target || !world.may(account) || !world.accounts.isPresent(target)) return false;
  if (world.areApart(target, account) || !world.star(account, target)) return false;
  world.emit(
    'star',
    account,
    `,"target_user_id":"${world.identities.userId(target)}","star_count":${world.accounts.stars[target]!}`,
    cause,
    target,
  );
  return true;
}

/** Report a post. */
export function report(
  world: World,
  account: number,
  post: number,
  reason: ReportReason,
  cause: Cause | null,
): boolean {
  const { posts } = world;
  const at = posts.slot(post);
  // Reports are remembered beside likes under a number of their own: nobody reports a post twice.
  if (at < 0 || !world.may(account) || !world.reacted.add(account, post ^ 0x2000_0000)) return false;
  world.emit(
    'report',
    account,
    `,"post_id":"${world.postPrefix}${post}","target_user_id":"${world.identities.userId(posts.author[at]!)}","reason":"${reason}"`,
    cause,
    posts.author[at]!,
  );
  return true;
}

/** Neither sees the other again. */
export function block(world: World, account: number, target: number, cause: Cause | null): boolean {
  return part(world, 'block', account, target, cause);
}

export function mute(world: World, account: number, target: number, cause: Cause | null): boolean {
  return part(world, 'mute', account, target, cause);
}

function part(world: World, action: 'block' | 'mute', account: number, target: number, cause: Cause | null): boolean {
  if (account === target || !world.may(account) || !world.part(account, target)) return false;
  world.emit(action, account, `,"target_user_id":"${world.identities.userId(target)}"`, cause, target);
  if (action === 'block') world.graph.unfollow(account, target);
  return true;
}
