/**
 * An ordinary person: comes at their own hours, reads, reacts, writes, changes phones, errs. Every thing done is drawn from a stream of
 * its own, and so is the next session's time: what others do changes what somebody does, hardly when they come.
 */
import { STATUS } from '../accounts/accounts.ts';
import { chooseOrigin } from '../accounts/origin.ts';
import { PLACES } from '../accounts/places.ts';
import { changeProfile, logIn, message, signUp } from '../acts/account.ts';
import { post } from '../acts/write.ts';
import type { World } from '../platform/world.ts';
import { logNormal, weighted } from '../random/distributions.ts';
import { PURPOSE, streamKey } from '../random/stream.ts';
import { MINUTE, nextMoment, SECOND } from '../time/rhythm.ts';
import { habitOf } from './habits.ts';
import { introduce } from './population.ts';
import { read } from './reading.ts';
import { draftPost } from './writing.ts';

/** Sessions that begin with a login: apps stay signed in. */
const LOGIN_CHANCE = 0.35;
const WRONG_PASSWORD = 0.05;
const NEW_PHONE = 0.0015;
const PROFILE_CHANGE = 0.004;
const MESSAGE_CHANCE = 0.02;
/** Median of a private message: people chat. */
const MESSAGE_CHARACTERS = 11;
const THINGS_PER_SESSION = 9;
const MOST_THINGS = 250;
/** Streams of a session: its beginning, one for each thing, and the next session's time. */
const TURNS = 512;
/** Median time from one thing to the next. */
const PACE_MILLIS = 14 * SECOND;

/** What becomes of somebody who may not act; the platform's rules decide (`enforcement/`). */
export interface Recourse {
  onBarred(account: number): void;
}

/** Let a person do one thing at `world.nowMillis`; when they act next. */
export function actAsPerson(world: World, account: number, recourse: Recourse): number {
  const { accounts, dice } = world;
  if (accounts.left[account]! > 0) return goOn(world, account);
  const session = accounts.session[account]! + 1;
  accounts.session[account] = session;
  accounts.absorbed[account] = 0;
  const { stay } = habitOf(accounts.habit[account]!);
  accounts.sessionMillis[account] = world.nowMillis;
  dice.reseed(streamKey(world.seed, PURPOSE.session, account, session * TURNS));
  const things = Math.min(MOST_THINGS, Math.ceil(logNormal(dice, THINGS_PER_SESSION * stay, 0.9)));
  chooseOrigin(dice, accounts, account, world.nowMillis);
  if (!begin(world, account, recourse)) return nextSession(world, account);
  accounts.left[account] = things;
  return world.nowMillis + Math.ceil(logNormal(dice, 5 * SECOND, 0.6));
}

/** Sign up or in. False where there is no session. */
function begin(world: World, account: number, recourse: Recourse): boolean {
  const { accounts, dice } = world;
  if (!accounts.has(account, STATUS.active)) {
    signUp(world, account, dice.pick(['search', 'friend', 'advert', 'direct'] as const), null);
    introduce(world, account);
    return true;
  }
  if (!world.may(account)) {
    recourse.onBarred(account);
    if (!world.mayRead(account)) return false;
  }
  if (dice.chance(NEW_PHONE)) accounts.device[account] = dice.uint32();
  else if (!dice.chance(LOGIN_CHANCE)) return true;
  if (dice.chance(WRONG_PASSWORD)) {
    logIn(world, account, false, null);
    if (dice.chance(0.1)) return false;
  }
  return logIn(world, account, true, null);
}

function goOn(world: World, account: number): number {
  const { accounts, dice } = world;
  const left = accounts.left[account]! - 1;
  accounts.left[account] = left;
  const session = accounts.session[account]!;
  dice.reseed(streamKey(world.seed, PURPOSE.session, account, session * TURNS + left + 1));
  const dwellMillis = doSomething(world, account);
  if (left > 0 && world.mayRead(account))
    return world.nowMillis + dwellMillis + Math.ceil(logNormal(dice, PACE_MILLIS, 1));
  accounts.left[account] = 0;
  return nextSession(world, account);
}

/** Depends on when this session began, not on what happened in it. */
function nextSession(world: World, account: number): number {
  const { accounts, dice } = world;
  dice.reseed(streamKey(world.seed, PURPOSE.session, account, accounts.session[account]! * TURNS + TURNS - 1));
  const { utcOffsetHours } = PLACES[accounts.place[account]!]!;
  const next = nextMoment(
    dice,
    accounts.sessionMillis[account]! + 10 * MINUTE,
    accounts.rate[account]!,
    utcOffsetHours,
  );
  return Math.max(next, world.nowMillis + MINUTE);
}

/** How long it took, beyond the usual. */
function doSomething(world: World, account: number): number {
  const { accounts, dice, graph } = world;
  const habit = habitOf(accounts.habit[account]!);
  if (dice.chance(habit.post)) {
    post(world, account, draftPost(world, account), null);
    return 0;
  }
  if (dice.chance(PROFILE_CHANGE)) {
    const field =
      (['display_name', 'bio', 'avatar', 'email', 'password'] as const)[weighted(dice, [1, 5, 4, 1, 1])] ?? 'bio';
    changeProfile(world, account, field, field === 'display_name' ? dice.uint32() : null, null);
    return 0;
  }
  if (dice.chance(MESSAGE_CHANCE)) {
    const friend = graph.someone(dice, account);
    if (friend >= 0) {
      const facts = {
        length: Math.max(1, Math.round(logNormal(dice, MESSAGE_CHARACTERS, 0.95))),
        hasLink: dice.chance(0.05),
        isFirst: dice.chance(0.1),
      };
      message(world, account, friend, facts, null);
    }
    return 0;
  }
  return read(world, account, habit);
}
