/**
 * Running a simulation.
 *
 * - M1 The same options give the same events, byte for byte.
 * - M2 Events come in the order of their times.
 * - M3 Nobody acts before signing up, and nothing refers to a post or account that was not there before.
 * - M4 No event carries truth.
 */

import { logNormal } from '../random/distributions.ts';
import { Random } from '../random/random.ts';
import { Agenda } from '../time/agenda.ts';
import { DAY, nextMoment } from '../time/rhythm.ts';
import type { Actor } from './actors/actor.ts';
import { Organisation } from './actors/organisation.ts';
import { Person } from './actors/person.ts';
import { type Start, startFollowRing, startLinkSpam } from './actors/rings.ts';
import type { SimulatedEvent } from './events.ts';
import { follow } from './networks/follows.ts';
import type { Account } from './people/account.ts';
import { draftPerson, interestsOf, pastMillis } from './people/population.ts';
import { PRESETS, type PresetName, type Settings } from './presets.ts';
import { inventDomain } from './topics/sites.ts';
import type { Truth } from './truth.ts';
import { World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number | string;
  readonly preset: PresetName | Settings;
  /** When the simulated time begins, milliseconds since the epoch. */
  readonly startMillis: number;
}

/** Events in order of time; every iteration runs the simulation anew. */
export interface Simulation extends Iterable<SimulatedEvent> {
  /** What is behind the same events: an account's truth before its first event's, then every event's in order. */
  truth(): Iterable<Truth>;
  /** Both at once, for evaluation. */
  withTruth(): Iterable<{ readonly event: SimulatedEvent; readonly truth: readonly Truth[] }>;
}

export function simulate(options: SimulationOptions): Simulation {
  return {
    *[Symbol.iterator]() {
      for (const { event } of run(options)) yield event;
    },
    *truth() {
      for (const { truth } of run(options)) yield* truth;
    },
    withTruth: () => run(options),
  };
}

function* run(options: SimulationOptions): Generator<{ event: SimulatedEvent; truth: readonly Truth[] }> {
  const settings = typeof options.preset === 'string' ? PRESETS[options.preset] : options.preset;
  const world = new World(Random.of(options.seed), options.startMillis);
  const agenda = new Agenda<Actor>();
  for (const { timeMillis, actor } of populate(world, settings)) agenda.add(timeMillis, actor);
  const endMillis = options.startMillis + settings.durationMillis;
  for (let next = agenda.take(); next !== null && next.time < endMillis; next = agenda.take()) {
    world.nowMillis = next.time;
    const again = next.item.act(world);
    if (again !== null) agenda.add(again, next.item);
    yield* world.take();
  }
}

function populate(world: World, settings: Settings): Start[] {
  const random = world.random.split('population');
  const starts: Start[] = [];
  const people: Account[] = [];
  const total = settings.people + settings.newcomers;
  for (let i = 0; i < total; i++) {
    const own = random.split('person', i);
    const account = draftPerson(world, own, 'person', total);
    const newcomer = i >= settings.people;
    if (!newcomer) {
      settle(world, own, account);
      people.push(account);
    }
    const actor = new Person(own, account, settings.sessionsPerDay, interestsOf(own, account, world.texts.topics));
    starts.push({
      timeMillis: newcomer ? joinTime(own, account, world, settings) : firstTime(own, account, world, settings),
      actor,
    });
  }
  for (let i = 0; i < settings.organisations; i++) {
    const own = random.split('organisation', i);
    const account = draftPerson(world, own, 'organisation', total);
    settle(world, own, account);
    people.push(account);
    const actor = new Organisation(own, account, inventDomain(own), interestsOf(own, account, world.texts.topics));
    starts.push({ timeMillis: nextMoment(own, world.nowMillis, 12, account.place.utcOffsetHours), actor });
  }
  befriend(random.split('friends'), people);
  settings.linkSpamRings.forEach((ring, i) => {
    starts.push(...startLinkSpam(world, random.split('link-spam', i), i + 1, ring));
  });
  settings.followRings.forEach((ring, i) => {
    starts.push(...startFollowRing(world, random.split('follow-ring', i), i + 1, ring, people));
  });
  return starts;
}

/** An account older than the simulation, with a post every few days of its life. */
function settle(world: World, random: Random, account: Account): void {
  const createdAt = pastMillis(random, world.nowMillis);
  const days = (world.nowMillis - createdAt) / DAY;
  world.settle(account, createdAt, Math.floor(days * logNormal(random, 0.2, 1)));
}

function firstTime(random: Random, account: Account, world: World, settings: Settings): number {
  return nextMoment(random, world.nowMillis, settings.sessionsPerDay * 2, account.place.utcOffsetHours);
}

function joinTime(random: Random, account: Account, world: World, settings: Settings): number {
  const from = world.nowMillis + random.unit() * Math.max(0, settings.durationMillis - DAY / 4);
  return nextMoment(random, from, 24, account.place.utcOffsetHours);
}

/** Follows from before the simulation: heavy-tailed numbers, mostly within a community, earlier members having more followers. */
function befriend(random: Random, people: readonly Account[]): void {
  for (const account of people) {
    const wanted = Math.min(Math.round(logNormal(random, 18, 0.9)), Math.floor(people.length / 3));
    for (let i = 0; i < wanted; i++) {
      // The square of a uniform number prefers the beginning of the list.
      const target = people[Math.floor(random.unit() ** 2 * people.length)];
      if (target !== undefined && (target.community === account.community || random.chance(0.35)))
        follow(account, target);
    }
  }
}
