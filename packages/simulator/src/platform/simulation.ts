/**
 * Running a scenario.
 *
 * - M1 The same scenario and seed give the same bytes, on the Node that is pinned, on any machine.
 * - M2 Events come in the order of their times.
 * - M3 Nobody acts before signing up or while suspended (but to appeal), and nothing refers to a post or account that is not there.
 * - M4 No event carries truth, and truth names every operated account, link, campaign, and event that serves one.
 * - M5 No operation spends more than its budget.
 */

import { PLACES } from '../accounts/places.ts';
import { adversaryNamed } from '../adversaries/index.ts';
import { Operation, type OperationHost } from '../adversaries/operation.ts';
import { type Squad, takeTurn } from '../adversaries/squad.ts';
import { type Decided, type Decision, Loop } from '../enforcement/loop.ts';
import { LIMITS } from '../limits.ts';
import { actAsPerson, type Recourse } from '../people/person.ts';
import { type PopulationOptions, populate } from '../people/population.ts';
import { PURPOSE, Stream, seedNumber, streamKey } from '../random/stream.ts';
import type { AdversaryPlan, Scenario } from '../scenario/scenario.ts';
import { Calendar } from '../time/calendar.ts';
import { DAY, nextMoment } from '../time/rhythm.ts';
import type { TruthSink } from '../truth/truth.ts';
import { World } from './world.ts';

export interface SimulationOptions {
  readonly scenario: Scenario;
  readonly seed: number | string;
  /** Called with every event, a line of NDJSON without its line feed, in order of time. */
  readonly onLine: (line: string) => void;
  readonly onTruth?: TruthSink;
  /** Called with what was decided and carried out. Without it there is no enforcement, and `decide` throws. */
  readonly onDecided?: (decided: Decided) => void;
}

const UNBARRED: Recourse = { onBarred() {} };

export class Simulation {
  readonly world: World;
  readonly #options: SimulationOptions;
  readonly #calendar: Calendar;
  readonly #squads: Squad[] = [];
  readonly #loop: Loop | null;
  /** First index that is no ordinary person. */
  readonly #people: number;
  readonly #clerk: number;
  #ended = false;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { scenario, seed } = options;
    const { startMillis } = scenario;
    const { people, newcomersPerDay, ...population } = scenario.population;
    const newcomers = Math.round(newcomersPerDay * scenario.days);
    this.#people = people + newcomers;
    const operated = scenario.adversaries.reduce((sum, plan) => sum + reserveOf(plan), 0);
    const endMillis = startMillis + scenario.days * DAY;
    this.world = new World({
      seed: seedNumber(seed),
      runKey: seedNumber(`${seed} ${scenario.name} ${startMillis}`),
      startMillis,
      endMillis,
      accounts: this.#people + operated,
      communities: population.communities,
      moments: scenario.calendar,
      recordsViews: scenario.recordsViews,
      characterLimit: scenario.characterLimit,
      onLine: options.onLine,
      onTruth: options.onTruth ?? null,
    });
    const actors = this.world.accounts.capacity + scenario.adversaries.length + 1;
    this.#clerk = actors - 1;
    this.#calendar = new Calendar(actors, startMillis, endMillis);
    this.#loop = options.onDecided === undefined ? null : new Loop(this.world, scenario.review, options.onDecided);
    this.#settlePeople({ people, newcomers, ...population });
    this.#plantAdversaries(scenario.adversaries, people);
    if (this.#loop !== null) this.#calendar.add(this.#clerk, startMillis);
  }

  /** Bytes of the columns, for the benchmark. */
  get byteLength(): number {
    return this.world.byteLength + this.#calendar.byteLength;
  }

  /** Carry out a decision about what has happened so far; `eventId` is the event that showed it. */
  decide(decision: Decision, eventId: string | null = null): void {
    if (this.#loop === null) throw new Error('a simulation without onDecided has no enforcement');
    this.#loop.decide(decision, eventId);
  }

  /** Let the next one act; false at the end. */
  step(): boolean {
    const actor = this.#calendar.take();
    if (actor < 0) {
      this.#end();
      return false;
    }
    this.world.nowMillis = this.#calendar.timeOf(actor);
    const next = this.#act(actor);
    if (next !== null) this.#calendar.add(actor, Math.max(next, this.world.nowMillis));
    return true;
  }

  /** To the end. */
  run(): void {
    while (this.step());
  }

  #act(actor: number): number | null {
    const { world } = this;
    if (actor < this.#people) return actAsPerson(world, actor, this.#loop ?? UNBARRED);
    if (actor === this.#clerk) return this.#loop?.turn() ?? null;
    world.dice.reseed(streamKey(world.seed, PURPOSE.member, actor, Math.floor(world.nowMillis / 1000)));
    if (actor >= world.accounts.capacity) return this.#squads[actor - world.accounts.capacity]!.tactics.plan();
    return takeTurn(this.#squads[world.accounts.operation[actor]!]!, actor, this.#loop);
  }

  #settlePeople(options: PopulationOptions): void {
    const { world } = this;
    const { accounts, startMillis } = world;
    populate(world, options);
    const dice = new Stream();
    for (let account = 0; account < this.#people; account++) {
      dice.reseed(streamKey(world.seed, PURPOSE.arrival, account));
      const { utcOffsetHours } = PLACES[accounts.place[account]!]!;
      const joins = account >= options.people;
      const from = joins ? startMillis + dice.unit() * (world.endMillis - startMillis) : startMillis;
      const perDay = joins ? 24 : accounts.rate[account]!;
      this.#calendar.add(account, nextMoment(dice, Math.floor(from), perDay, utcOffsetHours));
    }
  }

  #plantAdversaries(plans: readonly AdversaryPlan[], people: number): void {
    const { world } = this;
    const calendar = this.#calendar;
    const host: OperationHost = {
      world,
      people,
      communities: this.#options.scenario.population.communities,
      schedule: (account, timeMillis) => calendar.add(account, timeMillis),
    };
    const kinds = new Map<string, number>();
    let first = this.#people;
    for (const [index, plan] of plans.entries()) {
      const adversary = adversaryNamed(plan.kind);
      if (adversary === null) throw new RangeError(`no adversary ${plan.kind}`);
      const number = (kinds.get(plan.kind) ?? 0) + 1;
      kinds.set(plan.kind, number);
      const campaign = `${plan.kind}-${number}`;
      world.campaigns.push(campaign);
      const count = reserveOf(plan);
      const operation = new Operation(host, index, campaign, plan, adversary.harm, { first, count });
      first += count;
      const since = world.time(world.startMillis + plan.startMillis);
      world.tell(() => ({
        kind: 'campaign',
        campaign,
        adversary: plan.kind,
        goal: adversary.goal,
        harm: adversary.harm,
        since,
      }));
      this.#squads.push({ operation, tactics: adversary.begin(operation) });
      calendar.add(world.accounts.capacity + index, world.startMillis + plan.startMillis);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { world } = this;
    for (const { operation } of this.#squads) {
      world.tell(() => ({
        kind: 'spending',
        campaign: operation.campaign,
        dollars: Math.round(operation.spent * 100) / 100,
        budget: operation.plan.budgetDollars,
      }));
    }
    const { events, members: accounts, operated, views } = world;
    world.tell(() => ({ kind: 'totals', events, accounts, operated, views, endsAt: world.time(world.endMillis) }));
  }
}

function reserveOf(plan: AdversaryPlan): number {
  return plan.accounts * LIMITS.accountsPerPlanned;
}
