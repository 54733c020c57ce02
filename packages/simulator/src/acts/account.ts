/** What an account does to itself: it comes to be, signs in, changes, writes to somebody in private, appeals. */
import { STATUS } from '../accounts/accounts.ts';
import { agentText } from '../accounts/identity.ts';
import type { Cause, World } from '../platform/world.ts';

export type Referrer = 'search' | 'friend' | 'advert' | 'direct';

/** An account from before the run: it exists without an event. */
export function settle(world: World, account: number, createdMillis: number, posts: number): void {
  world.accounts.createdMillis[account] = createdMillis;
  world.accounts.posts[account] = posts;
  world.accounts.status[account] = STATUS.active;
  world.identities.forget(account);
  world.members++;
}

/** A sign-up. Its account must not exist yet. */
export function signUp(world: World, account: number, referrer: Referrer, cause: Cause | null): void {
  settle(world, account, world.nowMillis, 0);
  const { handle, displayName, email } = world.identities.of(account);
  const agent = agentText(world.accounts.agent[account]!);
  world.emit(
    'sign_up',
    account,
    `,"handle":"${handle}","display_name":"${displayName}","email":"${email}","user_agent":"${agent}","referrer":"${referrer}"`,
    cause,
  );
}

/** A login, or a try; whoever comes with a wrong password, or to a suspended account, does not get in. */
export function logIn(world: World, account: number, passwordIsRight: boolean, cause: Cause | null): boolean {
  const { accounts } = world;
  if (!accounts.isPresent(account)) return false;
  const success = passwordIsRight && !accounts.has(account, STATUS.challenged);
  world.emit('login', account, `,"user_agent":"${agentText(accounts.agent[account]!)}","success":${success}`, cause);
  return success;
}

export type ProfileField = 'display_name' | 'bio' | 'avatar' | 'email' | 'password' | 'phone';

/** A change of the profile; `face` is what name and picture are made from. */
export function changeProfile(
  world: World,
  account: number,
  field: ProfileField,
  face: number | null,
  cause: Cause | null,
): boolean {
  if (!world.may(account)) return false;
  if (face !== null) {
    world.accounts.face[account] = face;
    world.identities.forget(account);
  }
  const { displayName } = world.identities.of(account);
  world.emit('profile_change', account, `,"field":"${field}","display_name":"${displayName}"`, cause);
  return true;
}

/** What is known of a private message: never its text. */
export interface MessageFacts {
  readonly length: number;
  readonly hasLink: boolean;
  readonly isFirst: boolean;
}

export function message(
  world: World,
  account: number,
  target: number,
  facts: MessageFacts,
  cause: Cause | null,
): boolean {
  if (!world.may(account) || !world.accounts.isPresent(target) || world.areApart(target, account)) return false;
  world.emit(
    'message',
    account,
    `,"target_user_id":"${world.identities.userId(target)}","length":${facts.length},"has_link":${facts.hasLink},"is_first":${facts.isFirst},"follows_target":${world.graph.follows(account, target)},"target_follows":${world.graph.follows(target, account)}`,
    cause,
    target,
  );
  return true;
}

/** Ask for a decision to be looked at again: the one thing that a suspended account can do. */
export function appeal(world: World, account: number, against: string, cause: Cause | null): void {
  world.emit('appeal', account, `,"against":"${against}"`, cause);
}
